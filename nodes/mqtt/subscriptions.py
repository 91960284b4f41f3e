"""Who wants which topics, and what has come for them."""

from __future__ import annotations

import asyncio
import zlib
from collections import deque
from collections.abc import Callable, Iterator

from sinterflow.runtime import NodeError, Text

from .acknowledgements import Arrival
from .packet_keys import PacketKeys

KNOWN_TOPICS = 10_000


class Subscription:
    """The wish of one node (`flow/id`) for topics, and its queue of what has come. `show` is told of outages.

    `keys` is what the node's journal knows of the session; None when the broker keeps none.
    """

    def __init__(
        self,
        node: str,
        topics: str,
        qos: int,
        show: Callable[[bool, Text], None],
        taken: Callable[[Arrival], None],
        keys: PacketKeys | None = None,
    ) -> None:
        self.node = node
        self.keys = keys
        self.topics = topics
        self.qos = qos
        self.show = show
        self.fresh = True
        """It has not been given the retained messages yet."""
        self.unfinished: set[Arrival] = set()
        """Messages of QoS 1 and 2 that it was given and is not done with."""
        self._taken = taken
        self._queue: deque[Arrival] = deque()
        self._refused: NodeError | None = None
        self._arrived = asyncio.Event()

    def put(self, arrival: Arrival) -> None:
        self._queue.append(arrival)
        if arrival.qos:
            self.unfinished.add(arrival)
        self._arrived.set()

    def fail(self, refused: NodeError) -> None:
        """The broker will not give it anything."""
        self._refused = refused
        self._arrived.set()

    async def filled(self) -> None:
        """Wait until there is a message. Raises NodeError when the broker has refused the subscription."""
        while not self._queue:
            if self._refused is not None:
                raise self._refused
            self._arrived.clear()
            await self._arrived.wait()

    def take(self) -> Arrival:
        """The oldest message that waits."""
        arrival = self._queue.popleft()
        self._taken(arrival)
        return arrival

    def empty(self) -> Iterator[Arrival]:
        """Take out what waits."""
        while self._queue:
            yield self._queue.popleft()


class Subscriptions:
    """All subscriptions of one connection: each filter is subscribed once, however many nodes want it."""

    def __init__(self) -> None:
        self._by_filter: dict[str, list[Subscription]] = {}
        self._by_identifier: dict[int, list[Subscription]] = {}
        self._routes: dict[tuple[bytes, tuple[int, ...]], tuple[str, list[Subscription]]] = {}
        self._leaving: set[str] = set()
        """Filters that nobody wants at the moment, and that the broker is still subscribed to."""
        self._away: dict[str, PacketKeys] = {}
        """Of nodes that have gone, perhaps for a moment: what their journals know is let go of all the same."""
        self.keys: list[PacketKeys] = []
        """What the journals of all nodes know of the session that are or were here."""

    def add(self, subscription: Subscription) -> None:
        wanting = self._by_filter.setdefault(subscription.topics, [])
        for other in wanting:
            other.fresh = False
        wanting.append(subscription)
        self._by_identifier[identifier(subscription.topics)] = wanting
        self._routes.clear()
        self._leaving.discard(subscription.topics)
        self._away.pop(subscription.node, None)
        self._gather_keys()

    def remove(self, subscription: Subscription) -> bool:
        """True when nobody wants its topics any more."""
        wanting = self._by_filter[subscription.topics]
        wanting.remove(subscription)
        if not wanting:
            del self._by_filter[subscription.topics]
            self._leaving.add(subscription.topics)
            del self._by_identifier[identifier(subscription.topics)]
        self._routes.clear()
        if subscription.keys is not None and all(one.node != subscription.node for one in self):
            self._away[subscription.node] = subscription.keys
        self._gather_keys()
        return not wanting

    def left(self, topics: str) -> None:
        """The broker is not subscribed to this filter any more."""
        self._leaving.discard(topics)

    def cut(self) -> None:
        """The link is gone, and with it the plan to leave filters: on the next one nobody is waited for."""
        self._leaving.clear()

    def awaits(self, topic: str) -> bool:
        """Whether a node that wanted this was here a moment ago, so that its successor may come."""
        return any(matches(topics, topic) for topics in self._leaving)

    def _gather_keys(self) -> None:
        self.keys = [*(one.keys for one in self if one.keys is not None), *self._away.values()]

    def wanting(self, topics: str) -> list[Subscription]:
        """Those who want exactly this filter."""
        return list(self._by_filter.get(topics, ()))

    def qos(self, topics: str) -> int:
        """The highest that anybody wants."""
        return max(one.qos for one in self._by_filter[topics])

    def __contains__(self, topics: str) -> bool:
        return topics in self._by_filter

    def __iter__(self) -> Iterator[Subscription]:
        return (one for wanting in self._by_filter.values() for one in wanting)

    @property
    def filters(self) -> list[str]:
        return list(self._by_filter)

    def route(self, topic: bytes, identifiers: tuple[int, ...]) -> tuple[str, list[Subscription]]:
        """The topic as text, and who is given the message.

        A broker that names the subscriptions sends a copy for each, so only those are meant.
        """
        key = (topic, identifiers)
        found = self._routes.get(key)
        if found is None:
            found = self._find(topic.decode("utf-8", "replace"), identifiers)
            if len(self._routes) >= KNOWN_TOPICS:
                self._routes.clear()
            self._routes[key] = found
        return found

    def _find(self, topic: str, identifiers: tuple[int, ...]) -> tuple[str, list[Subscription]]:
        if identifiers:
            return topic, [one for number in identifiers for one in self._by_identifier.get(number, ())]
        return topic, [one for one in self if matches(one.topics, topic)]


def identifier(topics: str) -> int:
    """The number under which a filter is subscribed: the same after a restart, since a kept session remembers it."""
    return (zlib.crc32(topics.encode()) & 0x0FFF_FFFE) + 1


def matches(topics: str, topic: str) -> bool:
    """Whether a filter with `+` and `#` covers a topic. Topics that begin with $ are not for leading wildcards."""
    if topics.startswith("$share/"):
        topics = topics.split("/", 2)[-1]
    if topic.startswith("$") and topics[:1] in ("+", "#"):
        return False
    wanted, given = topics.split("/"), topic.split("/")
    for place, level in enumerate(wanted):
        if level == "#":
            return True
        if place >= len(given) or level not in ("+", given[place]):
            return False
    return len(wanted) == len(given)
