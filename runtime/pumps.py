"""Pumps: they serve the queued wires of one node in order of arrival and turn the event loop in time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Protocol

from .activity import Mark
from .errors import NotConnected
from .supervisor import BackOff, end
from .ways import CURRENT, TURN, Turns, Way
from .wires import Gate, Inbox, Queued, Wire, passed


class Pump(Protocol):
    """Started with its flow; `idle` while nothing of its node is queued or under way."""

    inbox: Inbox

    @property
    def idle(self) -> bool: ...
    def start(self) -> None: ...
    async def stop(self, drain: float = 0.0) -> None: ...
    async def pause(self) -> None: ...


DRAIN_LOOK = 0.005
"""Seconds between two looks at whether a pump is done."""


class DirectPump:
    """Runs a synchronous node, and the region behind it, for each queued message; at most 5 ms without a turn."""

    def __init__(self, inbox: Inbox, way: Callable[[str], Way], mark: Mark) -> None:
        self.inbox = inbox
        inbox.wake = self.wake
        self._way = way
        self._ways: dict[str, Way] = {}
        self._mark = mark
        self._scheduled = True  # until start
        self._stopped = False

    @property
    def idle(self) -> bool:
        return not self.inbox.ready

    def start(self) -> None:
        self._scheduled = False
        self.wake()

    async def stop(self, drain: float = 0.0) -> None:
        self._stopped = True

    async def pause(self) -> None:
        """Give the pump time to go on."""
        await asyncio.sleep(DRAIN_LOOK)

    def wake(self) -> None:
        if not self._scheduled and not self._stopped:
            self._scheduled = True
            asyncio.get_running_loop().call_soon(self._drain)

    def _known(self, port: str) -> Way:
        way = self._ways[port] = self._way(port)
        return way

    def _drain(self) -> None:
        self._mark()
        self._scheduled = False
        until, inbox = perf_counter() + TURN, self.inbox
        while not self._stopped:
            if len(inbox.ready) == 1 and not inbox.ageing:
                (wire,) = inbox.ready
            elif (oldest := inbox.oldest()) is not None:
                wire = oldest
            else:
                return
            way = self._ways.get(wire.port) or self._known(wire.port)
            if way.gate.blocked:
                self._scheduled = True  # by the gate, once, however much arrives meanwhile
                way.gate.waiters.append(self.start)
                return
            message, delivery = wire.take_plain()
            way.run(message, delivery)
            delivery.end()
            if perf_counter() >= until:
                self.wake()
                return


class AsyncPump:
    """Awaits an asynchronous node for each queued message, `concurrency` at a time.

    A message that is in the journal goes back to the head in an outage (NotConnected), to be tried again with back-off.
    """

    def __init__(
        self,
        inbox: Inbox,
        handle: Callable[[Wire, Queued], Awaitable[None]],
        gate: Gate,
        concurrency: int,
    ) -> None:
        self.inbox = inbox
        self._handle = handle
        self._gate = gate
        self._concurrency = concurrency
        self._back_off = BackOff()
        self._arrived = asyncio.Event()
        inbox.wake = self._arrived.set
        self._room = asyncio.Event()
        self._server: asyncio.Task[None] | None = None
        self._handlers: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self.busy = 0

    @property
    def idle(self) -> bool:
        return not self.inbox.ready and not self.busy

    def start(self) -> None:
        self._server = asyncio.create_task(self._serve())

    async def stop(self, drain: float = 0.0) -> None:
        """Take no more. What is under way has `drain` seconds, then its message goes back to the head of its wire."""
        self._stopping.set()
        self._arrived.set()
        if drain and self.busy:
            under_way = [*self._handlers] or [self._server] if self._server else []
            await asyncio.wait([task for task in under_way if task is not None], timeout=drain)
        await end([*self._handlers, *([self._server] if self._server else [])])

    async def pause(self) -> None:
        """Give the pump time to go on."""
        await asyncio.sleep(DRAIN_LOOK)

    async def _serve(self) -> None:
        turns = Turns()
        while not self._stopping.is_set():
            wire = self.inbox.oldest()
            if wire is None:
                self._arrived.clear()
                await self._arrived.wait()
            elif self._gate.blocked:
                await passed(self._gate)
            elif self.busy >= self._concurrency:
                self._room.clear()
                await self._room.wait()
            elif self._concurrency == 1:
                await self._one(wire, wire.take())
                await turns.give()
            else:
                self._begin(wire, wire.take())

    def _begin(self, wire: Wire, item: Queued) -> None:
        self.busy += 1
        handler = asyncio.create_task(self._one(wire, item))
        self._handlers.add(handler)
        handler.add_done_callback(self._ended)

    def _ended(self, handler: asyncio.Task[None]) -> None:
        self.busy -= 1
        self._handlers.discard(handler)
        self._room.set()

    async def _one(self, wire: Wire, item: Queued) -> None:
        self.busy += self._concurrency == 1
        try:
            CURRENT.set(item)
            await self._handle(wire, item)
        except NotConnected:
            retried = item.message.get("retried")
            item.message["retried"] = retried + 1 if type(retried) is int else 1
            wire.put_back(item)
            await self._back_off.pause(self._stopping)
        except asyncio.CancelledError:
            if item.settled:
                item.delivery.end()
            else:
                wire.put_back(item)
            raise
        else:
            self._back_off.reset()
            item.delivery.end()
        finally:
            self.busy -= self._concurrency == 1
