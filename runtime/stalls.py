"""How long the event loop was kept from turning: what every message and every page waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from .histogram import Histogram, Sample

EVERY = 0.05
"""Seconds between two looks."""
WINDOW = 60.0
"""Seconds that the longest stall is kept for, at least."""


class Stalls:
    """Looks at the loop's clock again and again; a look that comes late is a stall."""

    def __init__(self) -> None:
        self.lag = Histogram()
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._turn_of_window = 0.0
        self._now = 0.0
        self._before = 0.0

    @property
    def longest(self) -> float:
        """Seconds of the longest stall in the last one to two minutes."""
        return max(self._now, self._before)

    def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._turn_of_window = loop.time() + WINDOW
        self._look_later(loop)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def samples(self) -> Iterator[Sample]:
        """Its metrics."""
        yield Sample("sinterflow_event_loop_stall_seconds", {}, self.longest)
        yield from self.lag.samples("sinterflow_event_loop_lag_seconds", {})

    def _look_later(self, loop: asyncio.AbstractEventLoop) -> None:
        self._due = loop.time() + EVERY
        self._timer = loop.call_at(self._due, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        late = loop.time() - self._due
        if loop.time() >= self._turn_of_window:
            self._before, self._now = self._now, 0.0
            self._turn_of_window = loop.time() + WINDOW
        self._now = max(self._now, late)
        self.lag.add(max(0.0, late))
        self._look_later(loop)
