"""Writing a file so that after a power cut it holds either all of the old or all of the new."""

from __future__ import annotations

import os
from pathlib import Path

from .faultpoints import reach
from .portable import WINDOWS, replace


def write_atomic(path: Path, data: bytes, point: str = "") -> None:
    """Write through a temporary file beside `path`, synced to the disk; makes folders. Blocks; raises OSError.

    `point` names the fault point before the renaming.
    """
    make_folder(path.parent)
    unfinished = path.with_name(f"{path.name}.new")
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if point:
        reach(point)
    replace(unfinished, path)
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder, and those it is in, so that it outlasts a power cut. Blocks; raises OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make renamings and removals in this folder outlast a power cut. Blocks; raises OSError."""
    if WINDOWS:
        return  # Windows opens no folders, and keeps their entries in order by itself
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
