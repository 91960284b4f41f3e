"""Where a project keeps its data when nobody says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from ..errors import SinterflowError
from ..flow.load import load_flow


def secrets_of(path: Path) -> Mapping[str, str]:
    """The secrets that are kept for a project on this machine; none where it has never run."""
    from ..security.security import Security
    from ..security.store import FILE

    data = data_of(path)
    if not (data / FILE).exists():
        return {}
    try:
        security = Security(data, lambda: datetime.now(UTC))
    except SinterflowError:
        return {}  # it is damaged or somebody else's: then the faults name the secrets that are missing
    try:
        return security.vault.values
    finally:
        security.close()


def data_of(path: Path) -> Path:
    """`PROJECT/data`; for a flow file `./<id>.data`."""
    if path.is_dir():
        return path / "data"
    flow = load_flow(path, str(path)).flow
    return Path(f"{path.stem if flow is None else flow.id}.data")
