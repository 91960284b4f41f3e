"""Which limits are near or reached: a state is entered when a figure has been high for a while, and left well below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ..faults import Fault, fault
from .readings import RELEASED, Reading

Level = Literal[0, 1, 2]
"""0 well, 1 warns, 2 bites."""
HELD = 30.0
"""Seconds that a state lasts at least, so that it is seen and does not flicker."""


@dataclass
class _Known:
    reading: Reading
    level: Level
    entered: float
    high_since: float | None


class States:
    """`judge` all readings of a moment at once. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def judge(self, readings: Iterable[Reading], now: float) -> list[tuple[Reading, Level, Level]]:
        """What has changed: the reading, its level before, and now. What is not among the readings is well."""
        changes = []
        there = {one.id: one for one in readings}
        absent = {id: known.reading for id, known in self._known.items() if id not in there}
        gone = {id: Reading(one.limit, 0.0, key=one.key) for id, one in absent.items()}
        for id, reading in [*there.items(), *gone.items()]:
            known = self._known.get(id) or _Known(reading, 0, now - HELD, None)
            level = self._level(known, reading, now)
            if level != known.level:
                changes.append((reading if level else known.reading, known.level, level))
                known.entered = now
            known.level = level
            if id in there:
                known.reading = reading
            self._known[id] = known
            if id in gone and not level:
                del self._known[id]
        return changes

    def _level(self, known: _Known, reading: Reading, now: float) -> Level:
        high = reading.used >= reading.warn
        known.high_since = (known.high_since if known.high_since is not None else now) if high else None
        reached: Level = 0
        if known.high_since is not None and now - known.high_since >= reading.after:
            reached = 2 if reading.used >= reading.bite > reading.warn else 1
        if reached >= known.level:
            return reached
        if now - known.entered < HELD:
            return known.level
        if known.level == 2 and reading.used >= reading.bite * RELEASED:
            return 2
        if reading.used >= reading.warn * RELEASED:
            return 1
        return reached

    def level(self, limit: str) -> Level:
        """The worst of a family."""
        return max((known.level for known in self._known.values() if known.reading.limit == limit), default=0)

    def used(self) -> dict[str, float]:
        """Of each family the worst share of where it warns."""
        worst: dict[str, float] = {}
        for known in self._known.values():
            reading = known.reading
            worst[reading.limit] = max(worst.get(reading.limit, 0.0), reading.used / reading.warn)
        return worst

    def faults(self) -> list[Fault]:
        """What is not well, the worst first."""
        bad = sorted((known for known in self._known.values() if known.level), key=lambda known: -known.level)
        return [as_fault(known.reading, known.level) for known in bad]


def as_fault(reading: Reading, level: Level) -> Fault:
    severity = "error" if level == 2 else "warning"
    return fault(f"limit-{reading.limit}", severity=severity, **reading.place, **reading.args)
