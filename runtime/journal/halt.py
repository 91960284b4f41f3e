"""Writing has become impossible: it is said once, and tried again with growing pauses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from ..text import Text, pick
from .telling import tell

FIRST_PAUSE = 0.25
LONGEST_PAUSE = 5.0

Listener = Callable[[Text], None]


class Halt:
    """`why` is "" while all is well. Used from the event loop."""

    def __init__(self, log: Any) -> None:
        self.why: Text = ""
        self.listeners: list[Listener] = []
        self._log = log
        self._again: Callable[[], None] | None = None
        self._pause = FIRST_PAUSE
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, why: Text, again: Callable[[], None]) -> None:
        """Say it, and call `again` after a pause; `end` when that went well."""
        if not self.why:
            self._log.error("the journal cannot be written; no more is taken until it can", reason=pick(why))
        self._again = again
        self._timer = asyncio.get_running_loop().call_later(self._pause, self.try_now)
        self._pause = min(LONGEST_PAUSE, 2 * self._pause)
        if self.why != why:
            self.why = why
            self._tell()

    def try_now(self) -> None:
        """Do not wait for the end of the pause."""
        if self._timer is not None and self._again is not None:
            self.cancel()
            self._again()

    def end(self) -> None:
        """It can be written again."""
        if self.why:
            self.why = ""
            self._pause = FIRST_PAUSE
            self._log.info("the journal is written again")
            self._tell()

    def cancel(self) -> None:
        """It is not tried again."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tell(self) -> None:
        for listener in self.listeners:
            tell(listener, self.why)
