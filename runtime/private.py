"""What only the user who runs the program may read: the data folder, the databases in it, files with keys."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from .atomic import make_folder, sync_folder
from .portable import WINDOWS, replace

OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""The rights of everybody else."""


def own_folder(folder: Path) -> None:
    """Make it for its owner alone, or take it from others where that can be. Blocks; raises OSError."""
    if folder.is_dir():
        _take(folder)
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def write_private(path: Path, data: bytes) -> None:
    """Write a file that others can read at no moment; after a power cut it holds all of the old or all of the new.
    Makes folders. Blocks; raises OSError."""
    make_folder(path.parent)
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    replace(unfinished, path)
    sync_folder(path.parent)


def own_database(path: Path) -> None:
    """Likewise a file of SQLite's, before it is opened; SQLite gives the files beside it the same rights. Blocks.

    Where it cannot be made nothing is raised: SQLite says what is wrong with the place.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    for ending in ("", "-wal", "-shm"):
        _take(path.with_name(path.name + ending))


def open_to_others(path: Path) -> bool:
    """Whether others may read or change it. Nobody on Windows, where folders have lists of their own; nor in a folder
    that the system shares among all."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not WINDOWS and bool(mode & OTHERS) and not mode & stat.S_ISVTX


def _take(path: Path) -> None:
    if open_to_others(path):
        with suppress(OSError):  # somebody else's, or a file system without rights: `doctor` says so
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)
