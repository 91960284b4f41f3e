"""Where a project keeps its data when nobody says otherwise."""

from __future__ import annotations

from pathlib import Path

from ..flow.load import load_flow


def data_of(path: Path) -> Path:
    """`PROJECT/data`; for a flow file `./<id>.data`."""
    if path.is_dir():
        return path / "data"
    flow = load_flow(path, str(path)).flow
    return Path(f"{path.stem if flow is None else flow.id}.data")
