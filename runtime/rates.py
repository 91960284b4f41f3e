"""Messages a second on every wire, from counts that are taken once a second while somebody asks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import NamedTuple

EVERY = 1.0
"""Seconds between two counts."""
ASKED = 10.0
"""Seconds for which a flow is counted after somebody asked."""

Counts = Callable[[str], Mapping[str, int] | None]
"""How many messages have passed each wire of a flow so far; None when it does not run."""


class _Counted(NamedTuple):
    at: float
    counts: Mapping[str, int]


class Rates:
    """The rates of the flows that are looked at. Used on the event loop."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._asked: dict[str, float] = {}
        self._last: dict[str, _Counted] = {}
        self._rates: dict[str, dict[str, float]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def of(self, flow: str) -> Mapping[str, float]:
        """Messages a second by wire id over the last second; empty in the first second after nobody asked."""
        loop = asyncio.get_running_loop()
        if flow not in self._asked:
            self._count(flow, loop.time())
        self._asked[flow] = loop.time()
        if self._timer is None:
            self._timer = loop.call_later(EVERY, self._tick, loop)
        return self._rates.get(flow, {})

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for flow in [flow for flow, asked in self._asked.items() if now - asked > ASKED]:
            for table in (self._asked, self._last, self._rates):
                table.pop(flow, None)
        for flow in self._asked:
            self._count(flow, now)
        self._timer = loop.call_later(EVERY, self._tick, loop) if self._asked else None

    def _count(self, flow: str, now: float) -> None:
        counts = self._counts(flow)
        last = self._last.pop(flow, None)
        self._rates.pop(flow, None)
        if counts is None:
            return
        self._last[flow] = _Counted(now, counts)
        if last is not None and now > last.at:
            took = now - last.at
            self._rates[flow] = {
                wire: round(max(0, count - last.counts.get(wire, 0)) / took, 3) for wire, count in counts.items()
            }  # a flow that was started anew counts from zero again
