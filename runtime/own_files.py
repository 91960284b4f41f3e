"""Which files nodes may use: those of the project's data folder but the runtime's own, and folders that the machine
allows. Who may edit a flow shall not read keys or write what is known of people through a database node."""

from __future__ import annotations

import os
from pathlib import Path

from .errors import SinterflowError
from .text import text

FOLDERS = "SINTERFLOW_FOLDERS"
"""Further folders that nodes may use, as PATH lists them; set by who runs the machine."""
OWN = frozenset((
    "active", "audit-head.json", "backup-state.json", "backups", "command-token", "crashes.json",
    "disabled-nodes.json", "drafts", "hang.txt", "held-flows.json", "history.db", "initial-password", "journal.db",
    "lock", "log", "log-levels.json", "oidc.json", "recordings.db", "recovery.key", "secret.key",
    "security.db", "services", "start-token", "stop", "tls",
))  # fmt: skip
"""What the runtime keeps in the data folder, and whatever begins with such a name."""


def usable(data: Path | None, name: str) -> Path:
    """The file that a config names, relative to the data folder. Blocks. Raises SinterflowError when nodes may not use
    it."""
    root = Path(os.path.realpath(data or Path()))
    path = Path(os.path.realpath(root / name))
    if any(path.is_relative_to(os.path.realpath(one)) for one in _allowed()) or (
        path != root and path.is_relative_to(root) and not _is_own(path.relative_to(root).parts[0])
    ):
        return path
    raise SinterflowError(
        text(
            en=f"nodes may not use the file {name}: it is the runtime's own or outside the project's data; choose a "
            f"name in the data folder, or allow its folder with {FOLDERS} on the machine",
            zh=f"节点不能使用文件 {name}：它属于溯流自身或位于项目数据目录之外；请选用数据目录内的名称，"
            f"或在机器上用 {FOLDERS} 允许其所在目录",
        )
    )


def _allowed() -> list[str]:
    return [one for one in os.environ.get(FOLDERS, "").split(os.pathsep) if one]


def _is_own(first: str) -> bool:
    """Also what stands beside a file of ours while it is written, in any case: some file systems know none."""
    given = first.lower().lstrip(".")
    return any(given == one or given.startswith((f"{one}-", f"{one}.")) for one in OWN)
