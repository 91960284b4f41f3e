"""What belongs to a backup: everything, but for what means something on this machine only or can be made again."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from ..activity import FILE as ACTIVE
from ..crashes import FILE as CRASHES
from ..lock import FILE as LOCK
from ..security.checkpoint import FILE as AUDIT_HEAD
from ..security.command_token import FILE as COMMAND_TOKEN
from ..security.start_token import FILE as START_TOKEN
from ..usercode.disabled import LAST_STACK
from .names import DATA, PROJECT, is_safe

ENDING = ".sfbackup"
SPOOL = ".backup"
"""The folder in the data folder in which copies lie while they are packed."""
OWN = "backups"
"""The folder in the data folder for backups, where no other is named."""
STATE = "backup-state.json"

UNATTENDED = ("log", "stop")
OF_THIS_RUN = {
    *UNATTENDED,
    LOCK,
    START_TOKEN,
    COMMAND_TOKEN,
    ACTIVE,
    CRASHES,
    LAST_STACK,
    AUDIT_HEAD,
    SPOOL,
    OWN,
    STATE,
}
"""In the data folder: who runs, how it may be reached, how it ended, the last entry of the audit as it was (what is
restored goes on from an earlier one), and the backups themselves."""
NOT_FINISHED = ("*.new", "*.probe", "*.damaged-*", f"*{ENDING}", f"*{ENDING}.part")
"""Files that were being written, and damaged ones that were set aside: what could be read of them has been taken
over."""
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database: its copy needs none."""
MADE_AGAIN = {"__pycache__", ".venv", "venv", "node_modules", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
SETTLED = ("project.json", "equipment.json", "flows", "subflows", "tags", "tests")
"""Of the project: what revisions are made of, and the flow tests."""


class Place(NamedTuple):
    """A project and its data. `flow`: the file of the one flow that it is, else None."""

    folder: Path
    data: Path
    flow: str | None = None

    @classmethod
    def of(cls, project: Path, data: Path) -> Place:
        return cls(project, data) if project.is_dir() else cls(project.parent, data, project.name)


class File(NamedTuple):
    """A file that belongs to the backup, under its name there."""

    name: str
    path: Path
    size: int
    mode: int


class Inventory:
    """Finds the files. `left_out`: what is no plain file, or has a name that not every system can make."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.left_out: list[str] = []

    def settled(self) -> Iterator[File]:
        """What a deploy changes together with the history: the project's own files, and drafts."""
        if self._place.flow is not None:
            yield from self._below(self._place.folder / self._place.flow, f"{PROJECT}/{self._place.flow}")
        else:
            for name in SETTLED:
                yield from self._below(self._place.folder / name, f"{PROJECT}/{name}")
        yield from self._below(self._place.data / "drafts", f"{DATA}/drafts")

    def rest(self) -> Iterator[File]:
        """Everything else."""
        if self._place.flow is None:
            for path in _inside(self._place.folder):
                if path.name not in SETTLED:
                    yield from self._below(path, f"{PROJECT}/{path.name}")
        for path in _inside(self._place.data):
            if path.name not in OF_THIS_RUN and path.name != "drafts":
                yield from self._below(path, f"{DATA}/{path.name}")

    def _below(self, path: Path, name: str) -> Iterator[File]:
        try:
            found = path.lstat()
        except FileNotFoundError:
            return
        if path.name in MADE_AGAIN or _is_passing(path):
            return
        if stat.S_ISDIR(found.st_mode):
            if not self._is_other(path, name):
                for inner in _inside(path):
                    yield from self._below(inner, f"{name}/{inner.name}")
        elif not stat.S_ISREG(found.st_mode) or not is_safe(name):
            self.left_out.append(name.encode(errors="replace").decode())
        else:
            yield File(name, path, found.st_size, stat.S_IMODE(found.st_mode) & 0o777)

    def _is_other(self, path: Path, name: str) -> bool:
        """The data folder inside the project's, or the other way round."""
        other = self._place.data if name.startswith(PROJECT) else self._place.folder
        return os.path.samefile(path, other) if other.exists() else False


def _is_passing(path: Path) -> bool:
    beside = any(path.name.endswith(end) and path.with_name(path.name.removesuffix(end)).exists() for end in BESIDE)
    return beside or any(fnmatch(path.name, pattern) for pattern in NOT_FINISHED)


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
