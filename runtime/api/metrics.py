"""The topics `metrics` and `metrics:<flow>`: rates and depths once a second, counted only while somebody listens."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple

import msgspec

from ..engine import Engine
from ..events import Events
from ..rates import Rates

TOPIC = "metrics"
EVERY = 1.0


class _Counted(NamedTuple):
    at: float
    received: int
    sent: int


class Metrics:
    """Publishes what flows do; used on the event loop."""

    def __init__(self, engine: Engine, rates: Rates) -> None:
        self._engine = engine
        self._events: Events = engine.shared.events
        self._rates = rates
        self._last: dict[str, _Counted] = {}
        self._task: asyncio.Task[None] | None = None

    def known(self, topic: str) -> bool:
        """Whether it is one of these topics, of a flow that runs."""
        return topic == TOPIC or topic.removeprefix(f"{TOPIC}:") in self._engine.flows

    def begin(self) -> None:
        """Somebody has subscribed."""
        if self._task is None:
            self._task = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _tick(self) -> None:
        try:
            await self._publish()
        finally:
            self._last.clear()
            self._task = None

    async def _publish(self) -> None:
        """As long as somebody listens."""
        loop = asyncio.get_running_loop()
        while topics := [topic for topic in self._events.topics if topic.partition(":")[0] == TOPIC]:
            at = loop.time()
            for topic in topics:
                flow = topic.partition(":")[2]
                if not flow:
                    self._events.publish(TOPIC, await self._summary())
                elif flow in self._engine.flows:
                    state = self._engine.flows[flow].state(self._rates.of(flow))
                    self._events.publish(topic, msgspec.Raw(state.json()))
                await asyncio.sleep(0)
            await asyncio.sleep(max(0.0, at + EVERY - loop.time()))

    async def _summary(self) -> dict[str, Any]:
        """Of each flow messages a second into and out of its nodes, messages that wait on wires, and errors so far."""
        flows, now = {}, asyncio.get_running_loop().time
        for id, flow in list(self._engine.flows.items()):
            counts = flow.program.counts()
            sent = sum(count for (_, port), count in counts.sent.items() if not port.startswith("$"))
            counted = _Counted(now(), sum(counts.received.values()), sent)
            last = self._last.get(id)
            self._last[id] = counted
            took = counted.at - last.at if last is not None else 0.0
            flows[id] = {
                "running": flow.running,
                "received": None if not took or last is None else max(0, counted.received - last.received) / took,
                "sent": None if not took or last is None else max(0, counted.sent - last.sent) / took,
                "depth": sum(wire.depth for wire in flow.around.wires.values()),
                "errors": sum(node.errors for node in flow.nodes.values()),
            }
            await asyncio.sleep(0)
        return {"flows": flows, "dead_letters": len(self._engine.shared.tray)}
