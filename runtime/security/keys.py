"""The master key: it opens the data key, which secrets are encrypted with (docs/decisions/014).

It is `secret.key` beside the data, which only its owner may read; or the machine gives it, from where no copy of the
disk has it: systemd's credential `sinterflow-key` (which a TPM may hold), or a file that `SINTERFLOW_KEY_FILE` names.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from ..errors import SinterflowError
from ..private import write_private
from ..reasons import reason
from ..text import pick, text

FILE = "secret.key"
NEXT = "secret.key.next"
"""The key that a rotation is about to put in the place of the present one."""
BYTES = 32
KEY_FILE = "SINTERFLOW_KEY_FILE"
CREDENTIAL = "sinterflow-key"


def fingerprint(key: bytes) -> str:
    """The name of a master key, which says nothing of it."""
    return sha256(b"sinterflow master key" + key).hexdigest()[:16]


def masters(data: Path) -> Iterator[tuple[Path, bytes]]:
    """The master keys that are there, the one to be used first. Blocks. Raises SinterflowError, OSError."""
    given = given_key()
    for path in ([given] if given is not None else []) + [data / FILE, data / NEXT]:
        try:
            yield path, read_key(path)
        except FileNotFoundError:
            if path == given:
                raise


def given_key() -> Path | None:
    """The file in which the machine gives the master key; None when it gives none."""
    named = os.environ.get(KEY_FILE)
    if named:
        return Path(named)
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    path = Path(folder) / CREDENTIAL if folder else None
    return path if path is not None and path.exists() else None


def read_key(path: Path) -> bytes:
    """32 bytes, as they are or in Base64. Raises SinterflowError for a damaged one, OSError."""
    raw = path.read_bytes()
    if len(raw) == BYTES:
        return raw
    try:
        key = base64.b64decode(raw.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) == BYTES:
        return key
    raise SinterflowError(
        text(
            en=f"{path} holds {len(raw)} bytes instead of {BYTES}: without the right key secrets cannot be read; "
            "restore it from a backup with sinterflow restore",
            zh=f"{path} 应为 {BYTES} 字节，实为 {len(raw)} 字节：没有正确的加密密钥就无法读取凭据；"
            "请用 sinterflow restore 从备份恢复",
        )
    )


def load_key(data: Path) -> bytes:
    """The master key of a data folder, made when there is none. Blocks. Raises SinterflowError for one that is damaged
    or cannot be read."""
    try:
        found = next(masters(data), None)
        return found[1] if found is not None else make_key(data / FILE)
    except OSError as error:
        where, why = error.filename or data / FILE, reason(error)
        raise SinterflowError(
            text(
                en=f"the key {where} cannot be read: {pick(why)}; check {KEY_FILE} and the rights on the data folder",
                zh=f"无法读取加密密钥 {where}：{pick(why, 'zh')}；请检查 {KEY_FILE} 和数据目录的权限",
            )
        ) from error


def make_key(path: Path) -> bytes:
    """A new key in a file of its own, which it takes the place of. Blocks; raises OSError."""
    key = secrets.token_bytes(BYTES)
    write_private(path, key)
    return key
