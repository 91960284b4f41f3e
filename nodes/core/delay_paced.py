"""No more than one message in an interval; what is too much waits, is dropped, or takes another way."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import Literal

from sinterflow.runtime import Message, Node, Out, Timer

from .delay_holding import MOST_WAITING, Shown, Waiting, only_an_order, to_flush, too_many

MOST_TOPICS = 10_000
_EARLY = 0.001
"""A timer may be a little early."""


class Lane:
    """The messages of one topic; the next may go at `ready`."""

    __slots__ = ("queue", "ready", "timer")

    def __init__(self) -> None:
        self.queue: deque[Waiting] = deque()
        self.ready = float("-inf")
        self.timer: Timer | None = None

    def disarm(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None


class Paced:
    """`interval` in seconds; with `per_topic` each topic has a lane of its own."""

    def __init__(
        self, node: Node, interval: float, full: Literal["queue", "drop", "second"], *, per_topic: bool
    ) -> None:
        self._node = node
        self._interval = interval
        self._full = full
        self._per_topic = per_topic
        self._lanes: dict[str, Lane] = {}
        self._waiting = 0
        self._shown = Shown(node)

    def receive(self, message: Message) -> list[Out]:
        flush = message.pop("flush", None) if self._full == "queue" else None
        if "reset" in message:
            outs = [] if flush is None else self._flushed(message, flush)
            self._drop_all(message)
            return outs
        outs = [] if flush is not None and only_an_order(message) else self._passed(message)
        return outs if flush is None else outs + self._flushed(message, flush)

    def stop(self) -> None:
        self._shown.stop()
        for lane in self._lanes.values():
            lane.disarm()

    def _passed(self, message: Message) -> list[Out]:
        lane, now = self._lane(message), self._node.clock.monotonic()
        if not lane.queue and now >= lane.ready - _EARLY:
            lane.ready = now + self._interval
            return [Out("out", message)]
        if self._full == "second":
            return [Out("2", message)]
        if self._full == "drop":
            self._shown.changed(0, dropped=1)
            return []
        if self._waiting >= MOST_WAITING:
            raise too_many("messages", "消息", MOST_WAITING)
        lane.queue.append(Waiting(message, self._node.keep()))
        self._count(+1)
        self._arm(lane)
        return []

    def _lane(self, message: Message) -> Lane:
        topic = self._topic(message)
        lane = self._lanes.get(topic)
        if lane is None:
            if len(self._lanes) >= MOST_TOPICS:
                self._forget_idle()
            lane = self._lanes[topic] = Lane()
        return lane

    def _topic(self, message: Message) -> str:
        topic = message.get("topic") if self._per_topic else None
        return "" if topic is None else str(topic)

    def _named(self, message: Message) -> list[Lane]:
        """The lanes that a flush or reset is for: its topic's, else all."""
        topic = self._topic(message)
        return [self._lanes[topic]] if topic and topic in self._lanes else [] if topic else list(self._lanes.values())

    def _forget_idle(self) -> None:
        now = self._node.clock.monotonic()
        self._lanes = {topic: lane for topic, lane in self._lanes.items() if lane.queue or lane.ready > now}
        if len(self._lanes) >= MOST_TOPICS:
            raise too_many("topics", "主题", MOST_TOPICS)

    def _flushed(self, message: Message, order: object) -> list[Out]:
        outs = []
        for lane in self._named(message):
            for _ in range(to_flush(order, len(lane.queue))):
                outs.append(self._next(lane))
            self._arm(lane)
        return outs

    def _next(self, lane: Lane) -> Out:
        lane.ready = self._node.clock.monotonic() + self._interval
        self._count(-1)
        return lane.queue.popleft().out()

    def _drop_all(self, message: Message) -> None:
        for lane in self._named(message):
            for waiting in lane.queue:
                waiting.kept.drop()
            self._shown.dropped += len(lane.queue)
            self._count(-len(lane.queue))
            lane.queue.clear()
            lane.ready = float("-inf")
            lane.disarm()

    def _count(self, change: int) -> None:
        self._waiting += change
        self._shown.changed(self._waiting)

    def _arm(self, lane: Lane) -> None:
        lane.disarm()
        if lane.queue:
            wait = max(0.0, lane.ready - self._node.clock.monotonic())
            lane.timer = self._node.after(wait, partial(self._ring, lane))

    def _ring(self, lane: Lane) -> list[Out]:
        lane.timer = None
        if not lane.queue:
            return []
        out = self._next(lane)
        self._arm(lane)
        return [out]
