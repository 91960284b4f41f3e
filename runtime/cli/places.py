"""Where a project keeps its data when nobody says otherwise."""

from __future__ import annotations

from pathlib import Path

from ..opened import OpenedProject


def data_of(path: Path, opened: OpenedProject) -> Path:
    """`PROJECT/data`; for a flow file `./<id>.data`."""
    if path.is_dir():
        return path / "data"
    return Path(f"{next(iter(opened.project.selected), path.stem)}.data")
