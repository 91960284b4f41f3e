"""When a received message of QoS 1 or 2 is acknowledged, and which one is a repeat of a message that we have."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence, Set
from hashlib import blake2b

UserProperties = Sequence[tuple[str, str]]
"""What else the sender has said (MQTT 5), by name."""
TRACE = "traceparent"
"""The user property that says which trace a message belongs to, and the key of the message that it becomes."""


class Arrival:
    """One received message. `open` counts those who still work on it."""

    __slots__ = (
        "_fingerprint", "abandoned", "dup", "earlier", "id", "link", "open", "payload", "qos", "repeats", "retain",
        "said", "topic", "user",
    )  # fmt: skip

    def __init__(
        self, topic: str, payload: bytes, qos: int, retain: bool, dup: bool, id: int, user: UserProperties = ()
    ) -> None:
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.retain = retain
        self.dup = dup
        self.repeats = dup
        """It may be what was finished under its packet id before."""
        self.id = id
        self.user = user
        self.open = 0
        self.said = False
        """It was acknowledged on the link that is up."""
        self.abandoned = False
        self.link = 0
        self.earlier = False
        """It came in a session that the broker has no more: its packet id means nothing."""
        self._fingerprint = ""

    @property
    def fingerprint(self) -> str:
        """What two sendings of the same message have in common, also for another process."""
        if not self._fingerprint:
            topic = self.topic.encode("utf-8", "replace")
            self._fingerprint = blake2b(b"%d %b%b" % (len(topic), topic, self.payload), digest_size=9).hexdigest()
        return self._fingerprint


class Acknowledgements:
    """MQTT wants them in order of receipt; each waits until all who wanted the message are done with it.

    After an outage the broker of a kept session sends again what was not acknowledged, under the same packet id. What
    is still being worked on, or was finished meanwhile, is not handed on a second time. Nor is a message of QoS 2 that
    the broker had let go of: some send it again all the same (docs/decisions/023-released-packets.md).
    """

    def __init__(self, send: Callable[[Arrival], None]) -> None:
        self._send = send
        self._order: deque[Arrival] = deque()
        self._known: dict[int, Arrival] = {}
        self._finished: dict[int, tuple[int, str]] = {}
        """What each packet id stood for of which the broker may not have read our last word: QoS and fingerprint."""
        self._link = 0

    @property
    def released_ids(self) -> Set[int]:
        """Packet ids of messages that the broker has let go of and of which it may not have read our last word."""
        return {id for id, (qos, _) in self._finished.items() if qos == 2}

    def received(self, arrival: Arrival) -> bool:
        """Note a message; false when it is a repeat, which needs no more handling."""
        arrival.link = self._link
        known = self._known.get(arrival.id)
        if known is not None and known.fingerprint == arrival.fingerprint and (arrival.dup or arrival.qos == 2):
            known.said = False
            known.link = self._link
            self._order.append(known)
            self._flush()
            return False
        self._order.append(arrival)
        finished = self._finished.get(arrival.id)
        if finished is not None and arrival.repeats and finished == (arrival.qos, arrival.fingerprint):
            self._flush()
            return False
        self._finished.pop(arrival.id, None)
        self._known[arrival.id] = arrival
        return True

    def done(self, arrival: Arrival) -> None:
        """One of those who wanted the message is done with it."""
        arrival.open -= 1
        if arrival.open:
            return
        if not arrival.abandoned:
            self._flush()
        elif arrival.link == self._link:
            self._say(arrival)  # late, and not in order, but the broker would wait for it as long as the link is up

    def abandon(self, arrival: Arrival) -> None:
        """Somebody stops without having finished it: it is not acknowledged, and the broker will send it again."""
        arrival.abandoned = True
        if self._known.get(arrival.id) is arrival:
            del self._known[arrival.id]
        self._flush()

    def released(self, id: int) -> bool:
        """QoS 2: the broker lets go of the message of this packet id. False: we did not have it."""
        arrival = self._known.get(id)
        if arrival is not None and arrival.said:
            self._finish(arrival)
        return arrival is not None or id in self._finished

    def proven(self, ids: Iterable[int]) -> None:
        """The broker has read our last word on these packet ids: it may use them for other messages."""
        for id in ids:
            self._finished.pop(id, None)

    def cut(self) -> None:
        """The link is gone: what was not acknowledged comes again."""
        self._link += 1
        self._order.clear()

    def forget(self) -> None:
        """The broker has no session of ours: what comes is new."""
        self._order.clear()
        self._known.clear()
        self._finished.clear()

    def _flush(self) -> None:
        order = self._order
        while order and (order[0].abandoned or not order[0].open):
            arrival = order.popleft()
            if not arrival.abandoned:
                self._say(arrival)

    def _say(self, arrival: Arrival) -> None:
        arrival.said = True
        if arrival.qos == 1:
            self._finish(arrival)
        self._send(arrival)

    def _finish(self, arrival: Arrival) -> None:
        """Our last word on it is on its way."""
        if self._known.get(arrival.id) is arrival:
            del self._known[arrival.id]
        self._finished[arrival.id] = arrival.qos, arrival.fingerprint
