"""Where deliveries begin: sources, with what they know their messages again by."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from .delivery import Counted, Delivery, Identity, tell


class Keyed(Counted):
    """The delivery of a message that its source would know again by a key."""

    __slots__ = ("key",)

    def __init__(self, origin: Origin | None, arrived: float, done: Callable[[], None] | None, key: Identity) -> None:
        super().__init__(origin, arrived, done)
        self.key = key

    @property
    def identity(self) -> Identity:
        return self.key


class Origin:
    """Where deliveries begin: a source. It acknowledges them, `in_order` of receipt, and bounds how many are open."""

    def __init__(self, max_open: int, in_order: bool = True) -> None:
        self.max_open = max_open
        self.in_order = in_order
        self.open = 0
        self.acknowledged = 0
        self.full = False
        self._waiters: list[Callable[[], None]] = []
        self._unacknowledged: deque[Delivery] = deque()

    def begin(self, arrived: float, done: Callable[[], None] | None = None, key: Identity | None = None) -> Delivery:
        delivery = Delivery(self, arrived, done) if key is None else Keyed(self, arrived, done, key)
        if done is not None and self.in_order:
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
            if self.in_order:
                self._acknowledge()
            else:
                self.acknowledged += 1
                tell(delivery.done)
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
