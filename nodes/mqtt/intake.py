"""What a broker sends us: given to the nodes that want it, held back when it is too much, acknowledged when done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from sinterflow.runtime import Text

from .acknowledgements import Acknowledgements, Arrival, UserProperties
from .packet_keys import PacketKeys
from .parked import Parked
from .proofs import Proofs
from .releases import Releases
from .subscriptions import Subscription, Subscriptions, matches

if TYPE_CHECKING:
    from .client import Session

MOST_WAITING = 1000
MOST_BYTES = 16 * 1024 * 1024


class Intake:
    """Of one connection, over all its links. `session` is the link that is up.

    `persistent`: what the session brings while no node wants it is kept for one that may. `log` is the connection's.
    """

    def __init__(self, persistent: bool, log: Any, grace: Callable[[], float]) -> None:
        self.subscriptions = Subscriptions()
        self.session: Session | None = None
        self.waiting = 0
        """Received messages that no node has taken yet."""
        self.dropped = 0
        """Messages of QoS 0 for which there was no room."""
        self._persistent = persistent
        self._acknowledgements = Acknowledgements(self._acknowledge)
        self.parked = Parked(self.subscriptions.awaits, self._acknowledgements.done, grace, log)
        self._releases = Releases()
        self._told: set[str] | None = None
        self._proofs = Proofs(self._proven)
        self._left: dict[str, list[Arrival]] = {}
        """What a node was given and had not begun when it went, for the one that takes its place."""
        self._bytes = 0
        self._publishing = 0
        self._reading = True

    # what the link tells

    def accepted(self, resumed: bool) -> None:
        """The broker has accepted the connection; `resumed`: it knows the session."""
        if not resumed:
            self._acknowledgements.forget()
            self._proofs.forget()
            self._releases.forget()
            self.parked.take()
            self._told = set()
            for one in self.subscriptions:
                one.fresh = True
                for arrival in one.unfinished:
                    arrival.earlier = True
            for keys in self.subscriptions.keys:
                self._tell_new_session(keys)
        self._proofs.linked(self.session)
        self.parked.linked()

    def arrived(
        self,
        topic: bytes,
        payload: bytes,
        qos: int,
        retain: bool,
        dup: bool,
        id: int,
        identifiers: tuple[int, ...],
        user: UserProperties,
    ) -> None:
        said, wanting = self.subscriptions.route(topic, identifiers)
        arrival = Arrival(said, payload, qos, retain, dup, id, user)
        if qos:
            self._proofs.used(id, new=not dup)
            arrival.repeats = dup and not self._proofs.reuses
            if not dup:
                for keys in self.subscriptions.keys:
                    keys.used(id)
            if self._acknowledgements.received(arrival):
                arrival.open = 1  # until it is offered: a message that nobody wants is not done yet
                self._offer(arrival, identifiers)
        elif self._full and self._publishing:
            self.dropped += 1
        else:
            self._give(arrival, wanting)

    def released(self, id: int) -> None:
        """QoS 2: the broker lets go of a message; once the disk knows, it may use the packet id again."""
        self._proofs.used(id)
        holders = [keys for keys in self.subscriptions.keys if keys.holds(id)]
        known = self._acknowledgements.released(id)
        complete = partial(self._complete, self.session, id)
        self._releases.released(id, holders, known or not self._persistent, complete)

    def cut(self) -> None:
        """The link is gone."""
        self._acknowledgements.cut()
        self._releases.cut()
        self.parked.cut()
        self.subscriptions.cut()
        released = {id for keys in self.subscriptions.keys for id in keys.released}
        self._proofs.cut(released | self._acknowledgements.released_ids)
        for arrival in (arrival for left in self._left.values() for arrival in left):
            self._acknowledgements.abandon(arrival)
        self._left.clear()

    # what nodes tell

    def add(self, subscription: Subscription) -> None:
        """Somebody else wants something: what the session has brought for it is waiting."""
        self.subscriptions.add(subscription)
        if subscription.keys is not None:
            self._tell_new_session(subscription.keys)
            self._releases.joined(subscription.keys)
            self._proofs.doubt(subscription.keys.released)
        for arrival in self._left.pop(subscription.node, ()):
            self._take_up(subscription, arrival)
        for arrival, identifiers in self.parked.take():
            self._offer(arrival, identifiers)

    def remove(self, subscription: Subscription) -> tuple[bool, list[Arrival]]:
        """Whether nobody wants its topics any more, and what it had not begun: `give_up` that after a while."""
        last = self.subscriptions.remove(subscription)
        left = self._left.setdefault(subscription.node, [])
        for arrival in subscription.empty():
            self.taken(arrival)
            if arrival.qos:
                subscription.unfinished.discard(arrival)
                left.append(arrival)
        return last, left

    def give_up(self, node: str, left: list[Arrival]) -> None:
        """Nobody has taken this node's place: what it had not begun is left to the broker, and holds nothing up."""
        if self._left.get(node) is left:
            del self._left[node]
            for arrival in left:
                self._acknowledgements.abandon(arrival)

    def abandon(self, subscription: Subscription) -> None:
        """What it was given and has not finished is left to the broker, unless it is done yet while the link is up."""
        for arrival in subscription.unfinished:
            self._acknowledgements.abandon(arrival)
        subscription.unfinished.clear()

    def taken(self, arrival: Arrival) -> None:
        """A message has left a queue: there is more room."""
        self.waiting -= 1
        self._bytes -= len(arrival.payload)
        if not self._reading:
            self.steer()

    def done(self, subscription: Subscription, arrival: Arrival) -> None:
        """The flow is done with a message of QoS 1 or 2."""
        subscription.unfinished.discard(arrival)
        self._acknowledgements.done(arrival)

    # what the connection tells

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Somebody waits for an answer of the broker: it must be read, however much waits here."""
        self._publishing += 1
        try:
            if not self._reading:
                self.steer()
            yield
        finally:
            self._publishing -= 1
            if self._full:
                self.steer()

    def steer(self) -> None:
        """Read no more while too much waits; but an acknowledgement that a node waits for must come in."""
        if self.session is not None:
            self._reading = not self._full or self._publishing > 0
            self.session.reading(self._reading)

    def show(self, connected: bool, reason: Text) -> None:
        for one in self.subscriptions:
            one.show(connected, reason)

    def settle(self) -> None:
        """Nodes that took something before have come by now."""
        self._releases.settle()

    def rest(self) -> None:
        """All that a resumed session brings has come."""
        self._proofs.settle()

    def _offer(self, arrival: Arrival, identifiers: tuple[int, ...]) -> None:
        """Give a message of QoS 1 or 2 to those who want it, or keep it until somebody does."""
        wanting = self.subscriptions.route(arrival.topic.encode(), identifiers)[1]
        if wanting or not self._persistent:
            self._give(arrival, wanting)
            self._acknowledgements.done(arrival)
        else:
            self.parked.put(arrival, identifiers)

    def _give(self, arrival: Arrival, wanting: list[Subscription]) -> None:
        for one in wanting:
            if arrival.retain and not one.fresh:
                continue
            arrival.open += 1
            self._put(one, arrival)
        if self._full and self._reading:
            self.steer()

    def _take_up(self, subscription: Subscription, arrival: Arrival) -> None:
        """What its predecessor had not begun, unless it wants other topics."""
        if matches(subscription.topics, arrival.topic):
            self._put(subscription, arrival)
        else:
            self._acknowledgements.done(arrival)

    def _put(self, subscription: Subscription, arrival: Arrival) -> None:
        subscription.put(arrival)
        self.waiting += 1
        self._bytes += len(arrival.payload)

    @property
    def _full(self) -> bool:
        return self.waiting >= MOST_WAITING or self._bytes >= MOST_BYTES

    def _tell_new_session(self, keys: PacketKeys) -> None:
        """What its journal knows is of a session that the broker has no more."""
        if self._told is not None and keys.name not in self._told:
            self._told.add(keys.name)
            keys.forget_all()

    def _acknowledge(self, arrival: Arrival) -> None:
        if self.session is None:
            return
        self.session.acknowledge(arrival.id, arrival.qos)
        if arrival.qos == 1:
            self._said(arrival.id)

    def _complete(self, session: Session | None, id: int) -> None:
        if session is not None and session is self.session:
            session.complete(id)
            self._said(id)

    def _said(self, id: int) -> None:
        """Our last word on a packet id is on its way. Without a kept session nothing comes again."""
        if self._persistent:
            self._proofs.said(id)
        else:
            self._acknowledgements.proven((id,))

    def _proven(self, ids: Set[int]) -> None:
        self._acknowledgements.proven(ids)
        for keys in self.subscriptions.keys:
            keys.proven(ids)
