"""The folder of backups of a project: their names, which are there, and which are too many."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from .belongs import ENDING
from .recovery import Recovery

_TIME = re.compile(r"-(\d{8}T\d{6})Z$", re.ASCII)


class Kept(NamedTuple):
    """A backup in the folder. `made`: as its name says."""

    name: str
    bytes: int
    made: datetime


def prefix_of(project: str, recovery: Recovery) -> str:
    """What the names of all backups of a project begin with: no other project has it, also in a shared folder."""
    slug = re.sub(r"[^A-Za-z0-9]+", "-", project).strip("-").lower()[:40] or "sinterflow"
    return f"{slug}-{recovery.fingerprint}"


def file_name(prefix: str, when: datetime) -> str:
    return f"{prefix}-{when:%Y%m%dT%H%M%S}Z{ENDING}"


def backups_in(folder: Path, prefix: str) -> list[Kept]:
    """Those of a project, the newest first. Blocks. None when the folder is not there."""
    found = []
    for path, made in _matching(folder, prefix):
        try:
            found.append(Kept(path.name, path.stat().st_size, made))
        except OSError:
            continue
    return sorted(found, key=lambda one: one.made, reverse=True)


def rotate(folder: Path, prefix: str, keep: int, made: str) -> list[str]:
    """Delete all but the newest; gives the names of those that went. Blocks. Raises OSError.

    `made` stays, whatever its name says: the clock may have been set back.
    """
    others = [one for one in backups_in(folder, prefix) if one.name != made]
    gone = others[keep - 1 :]
    for one in gone:
        (folder / one.name).unlink(missing_ok=True)
    return [one.name for one in gone]


def _matching(folder: Path, prefix: str) -> list[tuple[Path, datetime]]:
    try:
        inside = list(folder.iterdir())
    except OSError:
        return []
    return [
        (path, made) for path in inside
        if path.suffix == ENDING and (made := _made(path)) and _TIME.sub("", path.stem) == prefix
    ]  # fmt: skip


def _made(path: Path) -> datetime | None:
    found = _TIME.search(path.stem)
    try:
        return datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None  # the thirteenth month: the name is not ours
