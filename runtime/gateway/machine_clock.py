"""Whether the machine's clock is right: by a time server that the project names, else by what the kernel knows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..histogram import Sample
from .kernel_clock import KernelClock, kernel_clock
from .sntp import NoTime, ask

EVERY = 600.0
"""Seconds between two questions to a time server; after one that failed a tenth of that."""


class ClockState(NamedTuple):
    """`offset`: seconds that the clock is ahead, `error`: by how much that may be wrong; None when not known.

    `source`: `server`, `kernel`, or "" when nobody tells. `synchronised` None: not known. `failure`: why the time
    server gave none.
    """

    offset: float | None = None
    error: float | None = None
    synchronised: bool | None = None
    source: str = ""
    server: str = ""
    failure: str = ""


class MachineClock:
    """`look` now and then, in a thread; `state` is what was found last. Nobody outside is asked unless it is named."""

    def __init__(
        self,
        now: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        kernel: Callable[[], KernelClock | None] = kernel_clock,
    ) -> None:
        self._now = now
        self._monotonic = monotonic
        self._kernel = kernel
        self._server = ""
        self._due = 0.0
        self._told: tuple[float, float] | None = None
        self._failure = ""
        self.state = ClockState()

    def look(self, server: str = "") -> ClockState:
        """Blocks while a time server is asked, which is every ten minutes."""
        if server != self._server:
            self._server, self._due, self._told, self._failure = server, 0.0, None, ""
        if server and self._monotonic() >= self._due:
            self._ask(server)
        kernel = self._kernel()
        synchronised = None if kernel is None else kernel.synchronised
        if self._told is not None:
            offset, error = self._told
            self.state = ClockState(offset, error, synchronised, "server", server)
        elif kernel is not None and kernel.synchronised:
            self.state = ClockState(-kernel.offset, kernel.error, True, "kernel", server, self._failure)
        else:
            self.state = ClockState(None, None, synchronised, "", server, self._failure)
        return self.state

    def stepped(self) -> None:
        """The clock was set: what was measured before does not hold."""
        self._due, self._told = 0.0, None

    def _ask(self, server: str) -> None:
        try:
            answer = ask(server, self._now)
        except (NoTime, OSError, UnicodeError) as error:
            self._failure = str(error) or type(error).__name__
            self._told = None
            self._due = self._monotonic() + EVERY / 10
        else:
            self._failure = ""
            self._told = (answer.offset, answer.error)
            self._due = self._monotonic() + EVERY

    def samples(self) -> Iterator[Sample]:
        """Its metrics."""
        state = self.state
        if state.offset is not None:
            yield Sample("sinterflow_clock_offset_seconds", {}, state.offset)
        if state.error is not None:
            yield Sample("sinterflow_clock_uncertainty_seconds", {}, state.error)
        if state.synchronised is not None:
            yield Sample("sinterflow_clock_synchronised", {}, int(state.synchronised))
