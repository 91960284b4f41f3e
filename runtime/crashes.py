"""Crashes: a start looks back at the end of the last run, and after three in five minutes a flow is to be held."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec

from .activity import Last, forget_last, read_last
from .atomic import write_atomic

FILE = "crashes.json"
TOO_MANY = 3
WINDOW = 300.0
"""Seconds within which so many crashes are too many."""

Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Crash(msgspec.Struct, frozen=True):
    """An end that nobody asked for: `flow` was last at work (empty: none), `ago` seconds before the list was written.

    `ago` adds up what the runs since have measured and what lay between them, so that a clock that is set in
    between does not change it.
    """

    time: Moment
    ago: float
    flow: str = ""


class CrashList(msgspec.Struct, frozen=True):
    """The crashes of the last minutes, oldest first, as they were at the start `written`."""

    written: Moment
    crashes: list[Crash]


class LookBack(NamedTuple):
    """What a start finds: the crash that the last run ended in, if it did, and whether it was one too many."""

    crash: Crash | None
    too_many: bool


def look_back(data: Path, now: datetime, hung: datetime | None = None) -> LookBack:
    """The end of the last run; `note` is to follow once what comes of it is on the disk. Blocks.

    `hung`: when a node was last disabled because it hung. The end of that run has had its remedy, so it does not count.
    Files that are missing or damaged count for nothing.
    """
    last = read_last(data)
    if last is None or last.ended or (hung is not None and hung >= last.started):
        return LookBack(None, too_many=False)
    crash = Crash(last.alive, _between(last.alive, now), last.flow)
    return LookBack(crash, too_many=len(_counted(data, last, crash, now)) >= TOO_MANY)


def note(data: Path, now: datetime, crash: Crash | None) -> None:
    """Write down what the next start needs to know of the past. Blocks; raises OSError."""
    counted = _counted(data, read_last(data), crash, now)
    if counted or (data / FILE).exists():
        write_atomic(data / FILE, msgspec.json.format(msgspec.json.encode(CrashList(now, counted)), indent=2) + b"\n")
    forget_last(data)


def forget_crashes(data: Path, flow: str) -> None:
    """The crashes of this flow count no more. Blocks; raises OSError."""
    known = _read(data)
    if known is not None:
        others = [one for one in known.crashes if one.flow != flow]
        write_atomic(data / FILE, msgspec.json.encode(msgspec.structs.replace(known, crashes=others)))


def _counted(data: Path, last: Last | None, crash: Crash | None, now: datetime) -> list[Crash]:
    known = _read(data)
    crashes = [] if known is None else _aged(known, last, now)
    noted = [one.time for one in crashes[-1:]]
    if crash is not None and crash.time not in noted:  # else a start that broke has noted it
        crashes.append(crash)
    return [one for one in crashes if one.ago <= WINDOW]


def _aged(known: CrashList, last: Last | None, now: datetime) -> list[Crash]:
    if last is not None and last.started == known.written:
        passed = last.ran + _between(last.alive, now)
    else:
        passed = _between(known.written, now)
    return [msgspec.structs.replace(one, ago=one.ago + passed) for one in known.crashes]


def _between(then: datetime, now: datetime) -> float:
    """Seconds between two runs; a clock that was set back in between makes it none."""
    return max(0.0, (now - then).total_seconds())


def _read(data: Path) -> CrashList | None:
    try:
        return msgspec.json.decode((data / FILE).read_bytes(), type=CrashList)
    except (OSError, msgspec.DecodeError):
        return None
