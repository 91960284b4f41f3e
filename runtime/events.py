"""Events for whoever watches: status, debug, metrics and taps. Publishing costs nothing while nobody listens."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any

import msgspec

from .encoding import encode

Sees = Callable[[str, Mapping[str, Any]], bool]
QUEUE_EVENTS = 10_000
QUEUE_BYTES = 16 * 1024 * 1024
Event = tuple[str, bytes]
"""A topic, and the event as JSON: one object for all readers."""
TIGHT_BYTES = 256 * 1024
"""Instead, while memory is short: previews are lost before messages are."""


class Subscriber:
    """One reader: a bounded queue of encoded events. When it is too slow it loses the oldest, counted by topic.

    `wake` is called when something waits and nothing did before.

    `sees`: which events it may see, by topic and data; None: all.
    """

    def __init__(self, wake: Callable[[], None], sees: Sees | None = None) -> None:
        self.wake = wake
        self.sees = sees
        self.topics: set[str] = set()
        self.lost: Counter[str] = Counter()
        self._most = QUEUE_BYTES
        self._queue: deque[Event] = deque()
        self._bytes = 0

    def give(self, event: Event, size: int) -> None:
        """`size`: bytes of it."""
        queue = self._queue
        if not queue:
            self.wake()
        queue.append(event)
        self._bytes += size
        if self._bytes > self._most or len(queue) > QUEUE_EVENTS:
            self._fit()

    def squeeze(self, tight: bool) -> None:
        """Let less wait, or as much as before."""
        self._most = TIGHT_BYTES if tight else QUEUE_BYTES
        self._fit()

    def _fit(self) -> None:
        while len(self._queue) > QUEUE_EVENTS or (self._bytes > self._most and len(self._queue) > 1):
            lost, old = self._queue.popleft()
            self._bytes -= len(old)
            self.lost[lost] += 1

    @property
    def waiting(self) -> bool:
        return bool(self._queue)

    def take(self, limit: int = QUEUE_BYTES) -> list[bytes]:
        """What waits, oldest first, up to `limit` bytes but one event at least; what was lost is said first."""
        if self._bytes <= limit:
            waiting = [encoded for _, encoded in self._queue]
            self._queue.clear()
            self._bytes = 0
        else:
            waiting = []
            while self._queue and limit > 0:
                encoded = self._queue.popleft()[1]
                self._bytes -= len(encoded)
                limit -= len(encoded)
                waiting.append(encoded)
        if self.lost:
            waiting.insert(0, encode({"topic": "lost", "data": dict(self.lost)}))
            self.lost.clear()
        return waiting


class Events:
    """All subscribers by topic."""

    def __init__(self, now: Callable[[], datetime], zone: tzinfo) -> None:
        self._now = now
        self.zone = zone
        self._tight = False
        self._by_topic: dict[str, list[Subscriber]] = {}

    @property
    def topics(self) -> list[str]:
        """Those that somebody has subscribed to."""
        return list(self._by_topic)

    def squeeze(self, tight: bool) -> None:
        """Memory is short, or no longer."""
        self._tight = tight
        for reader in {reader for readers in self._by_topic.values() for reader in readers}:
            reader.squeeze(tight)

    def wanted(self, topic: str) -> bool:
        return topic in self._by_topic

    def publish(self, topic: str, data: Mapping[str, Any] | msgspec.Raw) -> None:
        """Give an event to its subscribers; encoded once, at once. `Raw`: JSON already, unseen by `sees`."""
        readers = self._by_topic.get(topic)
        if readers:
            encoded = encode({"topic": topic, "time": self._now().isoformat(), "data": data}, zone=self.zone)
            event, size = (topic, encoded), len(encoded)
            seen = {} if isinstance(data, msgspec.Raw) else data
            for reader in readers:
                if reader.sees is None or reader.sees(topic, seen):
                    reader.give(event, size)

    def subscribe(self, reader: Subscriber, topics: Iterable[str]) -> None:
        reader.squeeze(self._tight)
        for topic in set(topics) - reader.topics:
            reader.topics.add(topic)
            self._by_topic.setdefault(topic, []).append(reader)

    def unsubscribe(self, reader: Subscriber, topics: Iterable[str]) -> None:
        for topic in set(topics) & reader.topics:
            reader.topics.discard(topic)
            self._by_topic[topic].remove(reader)
            if not self._by_topic[topic]:
                del self._by_topic[topic]
