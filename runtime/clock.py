"""The engine's clock: the only one that nodes ask. On a virtual loop it follows that loop's time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo

from .calendar import Calendar, Moment, Shift

STEP = 1.0
"""Seconds by which the wall clock must leave the monotonic one, between two looks, to count as stepped."""


class Clock:
    """Wall time, monotonic time and the plant's calendar.

    `time()`: seconds since 1970. `monotonic()`: seconds for timers, that of the event loop; no step of the wall clock
    moves it.
    """

    def __init__(
        self,
        calendar: Calendar | None = None,
        *,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.calendar = calendar or Calendar()
        self.time = wall
        self.monotonic = monotonic
        self.ahead = wall() - monotonic()
        """By how much wall time was ahead of monotonic time at the last look."""
        self._listeners: list[Callable[[float], None]] = []

    @property
    def zone(self) -> tzinfo:
        return self.calendar.zone

    def now(self) -> datetime:
        """The present moment in UTC."""
        return self.at(self.time())

    def at(self, seconds: float) -> datetime:
        """The moment in UTC that is this many seconds since 1970."""
        return datetime.fromtimestamp(seconds, UTC)

    def local(self, moment: Moment | None = None) -> datetime:
        """A moment, or the present one, in the plant's zone."""
        return self.calendar.local(self.time() if moment is None else moment)

    def shift(self, moment: Moment | None = None) -> Shift | None:
        """The shift at a moment, or the present one; None between shifts."""
        return self.calendar.shift(self.time() if moment is None else moment)

    def production_day(self, moment: Moment | None = None) -> date:
        """The production day of a moment, or the present one."""
        return self.calendar.production_day(self.time() if moment is None else moment)

    def is_workday(self, day: date | None = None) -> bool:
        """Whether the plant works on a day, or on the present production day."""
        return self.calendar.is_workday(self.production_day() if day is None else day)

    def stepped(self, listener: Callable[[float], None]) -> Callable[[], None]:
        """Call `listener` with the seconds of each step of the wall clock, backwards negative; the result ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def look(self) -> float:
        """Notice a step of the wall clock since the last look, and tell it; the step in seconds, 0.0 for none.

        Slow corrections are followed and are no steps.
        """
        ahead = self.time() - self.monotonic()
        step, self.ahead = ahead - self.ahead, ahead
        if abs(step) < STEP:
            return 0.0
        for listener in list(self._listeners):
            listener(step)
        return step
