"""What gives way when memory runs out: previews, recordings and old log lines go before a message does."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Protocol

from ..events import Events
from ..logbook.ring import Ring


class Pausable(Protocol):
    """Recordings, as far as they matter here."""

    def pause(self, paused: bool) -> None: ...


class Relief:
    """`begin` at the limit, `end` when there is room again."""

    def __init__(self, events: Events, lines: Ring, recordings: Pausable | None) -> None:
        self._steps: list[Callable[[bool], None]] = [events.squeeze, lines.squeeze]
        if recordings is not None:
            self._steps.append(recordings.pause)
        self.active = False

    def begin(self) -> None:
        if not self.active:
            self.active = True
            self._all(True)
            gc.collect(1)

    def end(self) -> None:
        if self.active:
            self.active = False
            self._all(False)

    def _all(self, tight: bool) -> None:
        for step in self._steps:
            step(tight)
