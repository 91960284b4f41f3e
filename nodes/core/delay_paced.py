"""No more than one message in an interval; what is too much waits, is dropped, or takes another way."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import Literal

from sinterflow.runtime import Message, Node, Out, Timer

from .delay_holding import MOST_WAITING, Shown, Waiting, only_an_order, to_flush, too_many
from .values import finite

MOST_TOPICS = 10_000
REMEMBERED = 1.0
"""Seconds: in a shorter interval nothing starts anew, so when the last message went need not be kept."""
_EARLY = 0.001
"""A timer may be a little early."""


class Lane:
    """The messages of one topic; the next may go at `ready`."""

    __slots__ = ("place", "queue", "ready", "timer")

    def __init__(self, topic: str) -> None:
        self.place = (f"went/{topic}",)
        self.queue: deque[Waiting] = deque()
        self.ready = float("-inf")
        self.timer: Timer | None = None

    def disarm(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None


class Paced:
    """`interval` in seconds; with `per_topic` each topic has a lane of its own.

    When the last message of a lane went is kept in the node's context: a restart or a redeploy lets none go early.
    """

    def __init__(
        self, node: Node, interval: float, full: Literal["queue", "drop", "second"], *, per_topic: bool
    ) -> None:
        self._node = node
        self._interval = interval
        self._full = full
        self._per_topic = per_topic
        self._lanes: dict[str, Lane] = {}
        self._waiting = 0
        self._remembers = interval >= REMEMBERED
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
            self._went(lane)
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
            lane = self._lanes[topic] = Lane(topic)
            if self._remembers:
                lane.ready = self._known_ready(lane)
        return lane

    def _known_ready(self, lane: Lane) -> float:
        clock, went = self._node.clock, finite(self._node.context.get(lane.place))
        if went is None:
            return lane.ready
        ago = max(0.0, clock.time() - went)  # the wall clock may have been set back
        return clock.monotonic() + self._interval - ago

    def _went(self, lane: Lane) -> None:
        """A message goes: the next one may in an interval."""
        clock = self._node.clock
        lane.ready = clock.monotonic() + self._interval
        if self._remembers:
            self._node.context.set(lane.place, clock.time())

    def _topic(self, message: Message) -> str:
        topic = message.get("topic") if self._per_topic else None
        return "" if topic is None else str(topic)

    def _named(self, message: Message) -> list[Lane]:
        """The lanes that a flush or reset is for: its topic's, else all."""
        topic = self._topic(message)
        return [self._lanes[topic]] if topic and topic in self._lanes else [] if topic else list(self._lanes.values())

    def _forget_idle(self) -> None:
        now = self._node.clock.monotonic()
        for topic, lane in list(self._lanes.items()):
            if not lane.queue and lane.ready <= now:
                del self._lanes[topic]
                self._node.context.delete(lane.place)
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
        self._went(lane)
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
            self._node.context.delete(lane.place)
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
