"""Taps: watching what passes a point of a running flow. They are compiled in while somebody listens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import msgspec

from .compile.program import Point, Tap
from .events import Events
from .faults import Fault, fault
from .message import Message
from .sizes import encode_limited

if TYPE_CHECKING:
    from .running_flow import RunningFlow

PREFIX = "tap:"
LIMIT = 64 * 1024
"""Bytes of a message that a tap shows; the rest is cut and said to be."""


def read_topic(topic: str) -> tuple[str, Point] | None:
    """Flow and point of `tap:<flow>/<node>/in`, `…/in:<port>` or `…/out:<port>`; None when it is not one."""
    flow, _, rest = topic.removeprefix(PREFIX).partition("/")
    node, _, end = rest.rpartition("/")
    side, _, port = end.partition(":")
    if (
        not topic.startswith(PREFIX)
        or not flow
        or not node
        or side not in ("in", "out")
        or (side == "out" and not port)
    ):
        return None
    return flow, (node, side, port or "in")


class Taps:
    """Which points are watched, by how many; flows are told when that changes."""

    def __init__(self, events: Events, flow: Callable[[str], RunningFlow | None]) -> None:
        self._events = events
        self._flow = flow
        self._topics: dict[str, int] = {}
        self._taps: dict[str, dict[Point, Tap]] = {}

    async def add(self, topics: Iterable[str]) -> list[Fault]:
        """Watch these points; when it returns they are compiled in. Gives a fault for each that does not exist."""
        faults = []
        changed = set()
        for topic in topics:
            found = read_topic(topic)
            problem = fault("unknown-tap", topic=topic) if found is None else self._missing(topic, *found)
            if problem is not None or found is None:
                faults.append(problem or fault("unknown-tap", topic=topic))
                continue
            flow, point = found
            self._topics[topic] = self._topics.get(topic, 0) + 1
            if point not in self._taps.setdefault(flow, {}):
                self._taps[flow][point] = self._tap(topic)
                changed.add(flow)
        await self._apply(changed)
        return faults

    async def remove(self, topics: Iterable[str]) -> None:
        """One watcher of each of these points is gone."""
        changed = set()
        for topic in topics:
            found = read_topic(topic)
            if found is None or topic not in self._topics:
                continue
            self._topics[topic] -= 1
            if not self._topics[topic]:
                del self._topics[topic]
                self._taps[found[0]].pop(found[1], None)
                changed.add(found[0])
        await self._apply(changed)

    async def attach(self, flow: RunningFlow) -> None:
        """A flow has been started anew: watch it as the one before."""
        if taps := self._taps.get(flow.id):
            await flow.program.tap(taps)

    async def _apply(self, flows: Iterable[str]) -> None:
        for id in flows:
            if (flow := self._flow(id)) is not None:
                await flow.program.tap(self._taps.get(id, {}))

    def _missing(self, topic: str, id: str, point: Point) -> Fault | None:
        flow = self._flow(id)
        node, side, port = point
        planned = flow.plan.nodes.get(node) if flow is not None else None
        if planned is None:
            return fault("unknown-tap", topic=topic)
        ports = planned.inputs if side == "in" else planned.outputs
        return None if port == "error" or port in {one.name for one in ports} else fault("unknown-tap", topic=topic)

    def _tap(self, topic: str) -> Tap:
        number = 0

        def look(message: Message) -> None:
            nonlocal number
            number += 1
            encoded, truncated = encode_limited(message, LIMIT, zone=self._events.zone)
            self._events.publish(topic, {"message": msgspec.Raw(encoded), "seq": number, "truncated": truncated})

        return look
