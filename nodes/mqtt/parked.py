"""What a kept session brings while no node wants it: it waits for one, and is given up after a while."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from .acknowledgements import Arrival

Identifiers = tuple[int, ...]


class Parked:
    """`awaited` tells whether a node that wants a topic may be about to come, `done` is told what nobody wants."""

    def __init__(
        self, awaited: Callable[[str], bool], done: Callable[[Arrival], None], grace: Callable[[], float], log: Any
    ) -> None:
        self._awaited = awaited
        self._done = done
        self._grace = grace
        self._log = log
        self._waiting: list[tuple[Arrival, Identifiers]] = []
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, arrival: Arrival, identifiers: Identifiers) -> None:
        self._waiting.append((arrival, identifiers))
        self.linked()

    def take(self) -> list[tuple[Arrival, Identifiers]]:
        """Somebody else has come, who may want it."""
        taken, self._waiting = self._waiting, []
        return taken

    def linked(self) -> None:
        """A link is up: what nobody wants is given up after a while from now on."""
        if self._waiting and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._grace(), self.give_up)

    def cut(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def give_up(self) -> None:
        """Nobody wants these: acknowledge them, or they would hold up all that comes after."""
        self.cut()
        given_up = [arrival for arrival, _ in self._waiting if not self._awaited(arrival.topic)]
        self._waiting = [one for one in self._waiting if self._awaited(one[0].topic)]
        for arrival in given_up:
            self._done(arrival)
        if given_up:
            topic = given_up[0].topic
            self._log.warning("no node wants these messages of the session", count=len(given_up), topic=topic)
        self.linked()
