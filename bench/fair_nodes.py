"""Nodes for `bench.fairness`: a flood that never ends, and a beat whose messages are timed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import count
from time import perf_counter, thread_time
from typing import Any

from sinterflow.runtime import Message, Node, Source, new_message

from .nodes import ROUND, answer


class Flood(Source):
    """Sends as much as the flow takes."""

    type = "bench.flood"
    title = "flood"

    async def run(self) -> None:
        await self.send_all(self._endless())

    def _endless(self) -> Iterator[Message]:
        for n in count():
            yield {"payload": {"raw": n, "zone": {"id": 7, "name": "Z7"}, "tmp": 1, "unit": "C"}, "_msgid": "m"}


class Beat(Source):
    """One message each `1 / rate` seconds for each command; the payload is the time at which it was due."""

    type = "bench.beat"
    title = "beat"

    async def run(self) -> None:
        while True:
            command: dict[str, Any] = await ROUND.commands.get()
            LATENCIES.clear()
            began, flooded = perf_counter(), Sink.counted
            pulse = asyncio.create_task(_pulse())
            await self._beat(command["messages"], 1 / command["rate"])
            pulse.cancel()
            seconds = perf_counter() - began
            await asyncio.sleep(0.1)
            flood = (Sink.counted - flooded) / seconds
            answer({"latencies": LATENCIES, "stall": STALL.longest, "work": STALL.work, "flooded": flood})

    async def _beat(self, count: int, every: float) -> None:
        due = perf_counter()
        for _ in range(count):
            due += every
            if (early := due - perf_counter()) > 0:
                await asyncio.sleep(early)
            await self.send(new_message(due))


class Stall:
    """The longest time for which the event loop did not turn, and the most it worked meanwhile, in seconds."""

    longest = 0.0
    work = 0.0


async def _pulse() -> None:
    STALL.longest = STALL.work = 0.0
    before, worked = perf_counter(), thread_time()
    while True:
        await asyncio.sleep(PULSE)
        now, work = perf_counter(), thread_time()
        STALL.longest = max(STALL.longest, now - before - PULSE)
        STALL.work = max(STALL.work, work - worked)
        before, worked = now, work


class Arrived(Node):
    """Notes how late each message of a `Beat` is."""

    type = "bench.arrived"
    title = "arrived"
    outputs = ()
    writes = ()

    def receive(self, message: Message, port: str = "in") -> None:
        LATENCIES.append(perf_counter() - message["payload"])


class Sink(Node):
    """The end of the flood."""

    type = "bench.sink"
    title = "sink"
    outputs = ()
    writes = ()
    counted = 0

    def receive(self, message: Message, port: str = "in") -> None:
        Sink.counted += 1


PULSE = 0.001
LATENCIES: list[float] = []
STALL = Stall()
NODES: list[type[Node]] = [Flood, Beat, Arrived, Sink]
