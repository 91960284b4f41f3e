"""Deliveries: what travels beside a message, so that its source is acknowledged when all of it has ended."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import structlog

_log: Any = structlog.get_logger("sinterflow.flow")


class Delivery:
    """One message's way through the flow. `open` counts its branches; user code never sees it."""

    __slots__ = ("arrived", "done", "open", "origin")

    def __init__(self, origin: Origin | None, arrived: float, done: Callable[[], None] | None = None) -> None:
        self.origin = origin
        self.arrived = arrived
        self.open = 1
        self.done = done

    def end(self) -> None:
        """One branch has ended; with the last one the delivery is done."""
        self.open -= 1
        if not self.open:
            self.finish()

    def finish(self) -> None:
        if self.origin is not None:
            self.origin.finished(self)
        elif self.done is not None:
            tell(self.done)


def tell(done: Callable[[], None]) -> None:
    """Acknowledge. What goes wrong in that is the peer's or its client's: whoever ends a delivery goes on."""
    try:
        done()
    except Exception as error:
        _log.warning("a message could not be acknowledged", error=str(error) or type(error).__name__)


class Joined(Delivery):
    """The delivery of a message that was made from several: with it, all of theirs end."""

    __slots__ = ("parents",)

    def __init__(self, parents: Iterable[Delivery]) -> None:
        self.parents = list(parents)
        super().__init__(None, min(parent.arrived for parent in self.parents))

    def finish(self) -> None:
        for parent in self.parents:
            parent.end()


class Held:
    """What a node has of a delivery that it holds open (`Kept`): one branch, which ends once, whatever it does."""

    __slots__ = ("_delivery", "_used")

    def __init__(self, delivery: Delivery) -> None:
        delivery.open += 1
        self._delivery = delivery
        self._used = False

    def drop(self) -> None:
        if not self._used:
            self._used = True
            self._delivery.end()

    def use(self) -> Delivery | None:
        """The delivery, with a branch that the caller ends; None when all of it has ended before."""
        delivery = self._delivery
        if self._used:  # for another message made from the same one
            if not delivery.open:
                return None
            delivery.open += 1
        self._used = True
        return delivery


def joined(kept: Iterable[Held]) -> Delivery | None:
    """The delivery of a message made from those that are kept, with a branch that the caller ends."""
    used = [delivery for one in kept if (delivery := one.use()) is not None]
    if len(used) > 1:
        return Joined(used)
    return used[0] if used else None


class Origin:
    """Where deliveries begin: a source. It acknowledges them in order of receipt and bounds how many are open."""

    def __init__(self, max_open: int) -> None:
        self.max_open = max_open
        self.open = 0
        self.acknowledged = 0
        self.full = False
        self._waiters: list[Callable[[], None]] = []
        self._unacknowledged: deque[Delivery] = deque()

    def begin(self, arrived: float, done: Callable[[], None] | None = None) -> Delivery:
        delivery = Delivery(self, arrived, done)
        if done is not None:
            self._unacknowledged.append(delivery)
        self.began()
        return delivery

    def began(self) -> None:
        """One more delivery is under way."""
        self.open += 1
        self.full = self.open >= self.max_open

    def finished(self, delivery: Delivery) -> None:
        self.open -= 1
        self.full = self.open >= self.max_open
        if delivery.done is not None:
            self._acknowledge()
        if self._waiters and not self.full:
            waiting, self._waiters = self._waiters, []
            for wake in waiting:
                wake()

    async def room(self) -> None:
        """Wait until fewer than `max_open` are under way."""
        while self.full:
            ended = asyncio.Event()
            self._waiters.append(ended.set)
            await ended.wait()

    def _acknowledge(self) -> None:
        waiting = self._unacknowledged
        while waiting and not waiting[0].open:
            done = waiting.popleft().done
            if done is not None:
                self.acknowledged += 1
                tell(done)
