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

Watcher = Callable[["RunningFlow"], Iterable[tuple[Point, Tap]]]
"""Says which points of a flow it looks at, and with what; asked again whenever a flow has been started anew."""

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


class Look:
    """What is compiled in at one point: each message goes to everybody who watches there.

    It stays the same while watchers come and go, so only the first and the last of them have the point compiled anew.
    """

    __slots__ = ("taps",)

    def __init__(self) -> None:
        self.taps: tuple[Tap, ...] = ()

    def __call__(self, message: Message) -> None:
        for tap in self.taps:
            tap(message)


class Taps:
    """Which points are watched, by whom; flows are told when that changes.

    Subscribers of events `add` topics; every other watcher says by itself what it looks at (`watch`).
    """

    def __init__(self, events: Events, flow: Callable[[str], RunningFlow | None]) -> None:
        self._events = events
        self._flow = flow
        self._topics: dict[str, int] = {}
        self._shown: dict[str, dict[Point, Tap]] = {}
        self._watchers: list[Watcher] = []
        self._looks: dict[str, dict[Point, Look]] = {}

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
            if point not in self._shown.setdefault(flow, {}):
                self._shown[flow][point] = self._tap(topic)
                changed.add(flow)
        await self.refresh(changed)
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
                self._shown[found[0]].pop(found[1], None)
                changed.add(found[0])
        await self.refresh(changed)

    def watch(self, watcher: Watcher) -> None:
        """From now on ask this watcher, too; `refresh` the flows that it looks at already."""
        self._watchers.append(watcher)

    async def attach(self, flow: RunningFlow) -> None:
        """A flow has been started anew: watch it as the one before."""
        before = self._looks.get(flow.id, {})
        looks = self._looks[flow.id] = self._wanted(flow, before)
        for point in before.keys() - looks.keys():
            before[point].taps = ()
        if before or looks:
            await flow.program.tap(dict(looks))

    async def refresh(self, flows: Iterable[str]) -> None:
        """What is watched in these flows has changed."""
        for id in flows:
            if (flow := self._flow(id)) is not None:
                await self.attach(flow)

    def _wanted(self, flow: RunningFlow, before: dict[Point, Look]) -> dict[Point, Look]:
        wanted = {point: [tap] for point, tap in self._shown.get(flow.id, {}).items()}
        for watcher in self._watchers:
            for point, tap in watcher(flow):
                wanted.setdefault(point, []).append(tap)
        looks = {}
        for point, taps in wanted.items():
            look = looks[point] = before.get(point) or Look()
            look.taps = tuple(taps)
        return looks

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
