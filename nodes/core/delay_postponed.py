"""Each message waits for a time of its own."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count

from sinterflow.runtime import Message, Node, Out, Timer

from .delay_holding import MOST_WAITING, Shown, Waiting, only_an_order, to_flush, too_many

_EARLY = 0.001
"""A timer may be a little early."""


class Postponed:
    """Messages by when they are due, and in order of arrival where that is the same; one timer for the next."""

    def __init__(self, node: Node, wait: Callable[[Message], float]) -> None:
        self._node = node
        self._wait = wait
        self._numbers = count()
        self._waiting: dict[int, Waiting] = {}
        self._due: list[tuple[float, int]] = []
        self._timer: Timer | None = None
        self._armed = 0.0
        self._shown = Shown(node)

    def receive(self, message: Message) -> list[Out]:
        if "reset" in message:
            self._drop_all()
            return []
        if "flush" not in message:
            self._hold(message)
            return []
        if not only_an_order(message):
            self._hold(message)
        numbers = list(self._waiting)[: to_flush(message["flush"], len(self._waiting))]
        return [self._taken(number).out() for number in numbers]

    def stop(self) -> None:
        self._shown.stop()
        self._disarm()

    def _hold(self, message: Message) -> None:
        if len(self._waiting) >= MOST_WAITING:
            raise too_many("messages", "消息", MOST_WAITING)
        wait, kept = self._wait(message), self._node.keep()
        number = next(self._numbers)
        self._waiting[number] = Waiting(message, kept)
        heapq.heappush(self._due, (kept.since + wait, number))
        self._shown.changed(len(self._waiting))
        self._arm()

    def _taken(self, number: int) -> Waiting:
        taken = self._waiting.pop(number)
        self._shown.changed(len(self._waiting))
        return taken

    def _drop_all(self) -> None:
        for waiting in self._waiting.values():
            waiting.kept.drop()
        self._shown.changed(0, dropped=len(self._waiting))
        self._waiting.clear()
        self._due.clear()
        self._disarm()

    def _arm(self) -> None:
        """Let the timer run until the first message is due."""
        while self._due and self._due[0][1] not in self._waiting:
            heapq.heappop(self._due)
        if self._due and (self._timer is None or self._due[0][0] < self._armed):
            self._disarm()
            self._armed = self._due[0][0]
            self._timer = self._node.after(max(0.0, self._armed - self._node.clock.monotonic()), self._ring)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ring(self) -> list[Out]:
        self._timer = None
        until = self._node.clock.monotonic() + _EARLY
        outs = []
        while self._due and self._due[0][0] <= until:
            _, number = heapq.heappop(self._due)
            if number in self._waiting:
                outs.append(self._taken(number).out())
        self._arm()
        return outs
