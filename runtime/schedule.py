"""Schedules: a cron expression on the plant's wall clock, or a fixed beat that no step of that clock disturbs."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from cronsim import CronSim, CronSimError

from .clock import Clock
from .config import seconds
from .faults import Fault, fault

LOOK = 60.0
"""Seconds after which a waiting schedule looks at the wall clock again, which may have been set."""

CATCH_UP = 3 * 3600.0
"""Seconds by which a time may be late, after the clock was set forward or nothing ran, and still fire: once."""

SHORTEST = 60.0
"""Seconds that lie at least between two backups."""

_PAST = 16
_FIELDS = ("second", "minute", "hour", "day-of-month", "month", "day-of-week")


class Cron:
    """The times of a cron expression (five fields, or six with seconds first) in the plant's zone.

    No time fires twice, however the wall clock is set. Raises ValueError when it is no cron expression.
    """

    def __init__(self, expression: str, clock: Clock) -> None:
        if wrong := _wrong(expression):
            raise ValueError(f"{expression!r} is not a cron expression: {wrong}")
        self._expression = expression
        self._clock = clock
        self._since = self._until = clock.time()
        self._past: list[tuple[float, float]] = []

    async def wait_next(self) -> datetime:
        """Wait for the next time, and give it in UTC. Several that were missed, at most three hours, fire as one."""
        while True:
            self._clock.look()
            wall = self._clock.time()
            if wall < self._until:
                self._remember()
                self._since = self._until = wall
            due = self._next(max(self._until, wall - CATCH_UP))
            self._until = wall
            if due is not None and due <= wall:
                return self._clock.at(due)
            await asyncio.sleep(LOOK if due is None else min(due - wall, LOOK))

    def _next(self, after: float) -> float | None:
        """The first time after this one that was not met before; None when there is none within 50 years."""
        for moment in CronSim(self._expression, self._clock.local(after)):
            due = moment.timestamp()
            # When clocks go back an hour, the times of that hour come again; cron wants them once.
            if due > after and not any(since < due <= until for since, until in self._past):
                return due
        return None

    def _remember(self) -> None:
        """The clock was set back: the times it has gone through until now are not met again."""
        since, until = self._since, self._until
        apart = []
        for other in self._past:
            if other[0] <= until and since <= other[1]:
                since, until = min(since, other[0]), max(until, other[1])
            else:
                apart.append(other)
        self._past = [*apart, (since, until)][-_PAST:]


class Every:
    """A beat every so many seconds of monotonic time. Beats missed because nobody waited are left out."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._seconds = seconds
        self._now = clock.monotonic
        self._due = self._now() + seconds

    async def wait_next(self) -> None:
        """Wait for the next beat that lies ahead."""
        late = self._now() - self._due
        if late > 0:
            self._due += self._seconds * -(-late // self._seconds)
        await asyncio.sleep(self._due - self._now())
        self._due += self._seconds


def cron_faults(expression: str, field: str) -> list[tuple[str, str, dict[str, Any]]]:
    """What is wrong with a cron expression, as `Node.check` gives it: `(fault code, field, arguments)`."""
    wrong = _wrong(expression)
    return [("bad-cron", field, {"cron": expression, "said": wrong})] if wrong else []


def schedule_faults(every: str | None, cron: str | None) -> list[Fault]:
    """What is wrong with the times of `settings.backup`: there is to be one of the two."""
    path = "/settings/backup"
    if (every is None) == (cron is None):
        return [fault("backup-times", path=path, field="backup")]
    if every is not None and not seconds(every) >= SHORTEST:
        return [fault("backup-too-often", path=f"{path}/every", field="every", given=every)]
    wrong = _wrong(cron) if cron is not None else ""
    return [fault("bad-cron", path=f"{path}/cron", field="cron", cron=cron, said=wrong)] if wrong else []


def next_time(every: str | None, cron: str | None, after: datetime, zone: tzinfo) -> datetime:
    """The next time of a schedule without faults after a moment, in UTC; a far one when its cron has none."""
    if every is not None:
        return after + timedelta(seconds=seconds(every))
    for moment in CronSim(cron or "", after.astimezone(zone)):
        if moment.astimezone(UTC) > after:
            return moment.astimezone(UTC)
    return after + timedelta(days=36500)


def _wrong(expression: str) -> str:
    """The first field that is wrong and its text; empty when it is a cron expression."""
    parts = expression.split()
    try:
        next(CronSim(expression, datetime(2026, 1, 1)))
    except StopIteration:
        return f"{expression}: no such day within 50 years"
    except CronSimError as error:
        name = str(error).removeprefix("Bad ")
        if name in _FIELDS and len(parts) in (5, 6):
            return f"{name} {parts[_FIELDS.index(name) - (len(parts) == 5)]}"
        return f"{len(parts)} ≠ 5"
    return ""
