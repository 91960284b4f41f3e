"""`secret.key`: the key that secrets are encrypted with. It lives beside the data and only its owner may read it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from ..atomic import make_folder, sync_folder
from ..errors import SinterflowError
from ..portable import replace
from ..text import text

FILE = "secret.key"
BYTES = 32


def load_key(data: Path) -> bytes:
    """The key of a data folder, made when there is none. Blocks. Raises SinterflowError for one that is damaged,
    OSError."""
    path = data / FILE
    if not path.exists():
        _make(path)
    key = path.read_bytes()
    if len(key) != BYTES:
        raise SinterflowError(
            text(
                en=f"{path} holds {len(key)} bytes instead of {BYTES}: without the right key secrets cannot be read; "
                "restore it from a backup with sinterflow restore",
                zh=f"{path} 应为 {BYTES} 字节，实为 {len(key)} 字节：没有正确的密钥无法读取机密；"
                "请用 sinterflow restore 从备份恢复",
            )
        )
    return key


def _make(path: Path) -> None:
    make_folder(path.parent)
    unfinished = path.with_name(f"{FILE}.new")
    unfinished.unlink(missing_ok=True)
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(BYTES))
        file.flush()
        os.fsync(file.fileno())
    replace(unfinished, path)
    sync_folder(path.parent)
