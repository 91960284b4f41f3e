"""The folder of backups of a project: their names, which are there, and which are too many."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from .belongs import ENDING
from .recovery import Recovery

_TIME = re.compile(r"-(\d{8}T\d{6})Z$")


class Kept(NamedTuple):
    """A backup in the folder. `made`: as its name says."""

    name: str
    bytes: int
    made: str


def prefix_of(project: str, recovery: Recovery) -> str:
    """What the names of all backups of a project begin with: no other project has it, also in a shared folder."""
    slug = re.sub(r"[^A-Za-z0-9]+", "-", project).strip("-").lower()[:40] or "sinterflow"
    return f"{slug}-{recovery.fingerprint}"


def file_name(prefix: str, when: datetime) -> str:
    return f"{prefix}-{when:%Y%m%dT%H%M%S}Z{ENDING}"


def backups_in(folder: Path, prefix: str) -> list[Kept]:
    """Those of a project, the newest first. Blocks. None when the folder is not there."""
    found = []
    for path in _matching(folder, prefix):
        try:
            found.append(Kept(path.name, path.stat().st_size, _made(path) or ""))
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


def _matching(folder: Path, prefix: str) -> list[Path]:
    try:
        inside = list(folder.iterdir())
    except OSError:
        return []
    return [
        path for path in inside
        if path.suffix == ENDING and _made(path) and _TIME.sub("", path.stem) == prefix
    ]  # fmt: skip


def _made(path: Path) -> str | None:
    found = _TIME.search(path.stem)
    return found and found[1]
