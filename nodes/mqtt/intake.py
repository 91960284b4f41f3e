"""What a broker sends us: given to the nodes that want it, held back when it is too much, acknowledged when done."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from sinterflow.runtime import Text

from .acknowledgements import Acknowledgements, Arrival, UserProperties
from .releases import Releases
from .subscriptions import Subscription, Subscriptions

if TYPE_CHECKING:
    from .client import Session

MOST_WAITING = 1000
MOST_BYTES = 16 * 1024 * 1024
PROOF = 0.1
"""Seconds until the broker is asked whether it has read our last words."""


class Intake:
    """Of one connection, over all its links. `session` is the link that is up.

    `persistent`: what the session brings while no node wants it is kept for one that may. `log` is the connection's.
    """

    def __init__(self, persistent: bool, log: Any) -> None:
        self.subscriptions = Subscriptions()
        self.session: Session | None = None
        self.parked: list[tuple[Arrival, tuple[int, ...]]] = []
        self.waiting = 0
        """Received messages that no node has taken yet."""
        self.dropped = 0
        """Messages of QoS 0 for which there was no room."""
        self._persistent = persistent
        self._log = log
        self._acknowledgements = Acknowledgements(self._acknowledge)
        self._releases = Releases()
        self._told: set[str] | None = None
        self._unproven: set[int] = set()
        """Packet ids of which the broker may not have read our last word."""
        self._asked: set[int] | None = None
        """Those that it is being asked about: one question at a time, or an answer would not tell to which."""
        self._proof: asyncio.TimerHandle | None = None
        self._bytes = 0
        self._publishing = 0
        self._reading = True

    # what the link tells

    def accepted(self, resumed: bool) -> None:
        """The broker has accepted the connection; `resumed`: it knows the session."""
        if resumed:
            self._ask()  # what it has not read it sends again before it answers that
            return
        self._acknowledgements.forget()
        self._unproven.clear()
        self.parked.clear()
        self._told = set()
        for one in self.subscriptions:
            one.fresh = True
            self._tell_new_session(one)

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
            self._used(id)
            if self._acknowledgements.received(arrival):
                arrival.open = 1  # until it is offered: a message that nobody wants is not done yet
                self._offer(arrival, identifiers)
        elif self._full and self._publishing:
            self.dropped += 1
        else:
            self._give(arrival, wanting)

    def released(self, id: int) -> None:
        """QoS 2: the broker lets go of a message; once the disk knows, it may use the packet id again."""
        holders = [keys for keys in self.subscriptions.keys if keys.holds(id)]
        known = self._acknowledgements.released(id)
        complete = partial(self._complete, self.session, id)
        self._releases.released(id, holders, known or not self._persistent, complete)

    def cut(self) -> None:
        """The link is gone."""
        self._acknowledgements.cut()
        self._releases.cut()
        self._unproven |= self._asked or set()
        self._asked = None
        if self._proof is not None:
            self._proof.cancel()
            self._proof = None

    # what nodes tell

    def add(self, subscription: Subscription) -> None:
        """Somebody else wants something: what the session has brought for it is waiting."""
        self.subscriptions.add(subscription)
        self._tell_new_session(subscription)
        if subscription.keys is not None:
            self._releases.joined(subscription.keys)
            self._unproven |= subscription.keys.released - self._acknowledgements.under_way
            self._ask()
        parked, self.parked = self.parked, []
        for arrival, identifiers in parked:
            self._offer(arrival, identifiers)

    def remove(self, subscription: Subscription) -> bool:
        """True when nobody wants its topics any more."""
        last = self.subscriptions.remove(subscription)
        for arrival in subscription.empty():
            self.taken(arrival)
        return last

    def abandon(self, subscription: Subscription) -> None:
        """What it was given and has not finished is left to the broker."""
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
        if arrival in subscription.unfinished:
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

    def give_up_parked(self) -> None:
        """Nobody wants these: acknowledge them, or they would hold up all that comes after."""
        parked, self.parked = self.parked, []
        for arrival, _ in parked:
            self._acknowledgements.done(arrival)
        if parked:
            self._log.warning(
                "no node wants these messages of the session", count=len(parked), topic=parked[0][0].topic
            )

    def _offer(self, arrival: Arrival, identifiers: tuple[int, ...]) -> None:
        """Give a message of QoS 1 or 2 to those who want it, or keep it until somebody does."""
        wanting = self.subscriptions.route(arrival.topic.encode(), identifiers)[1]
        if wanting or not self._persistent:
            self._give(arrival, wanting)
            self._acknowledgements.done(arrival)
        else:
            self.parked.append((arrival, identifiers))

    def _give(self, arrival: Arrival, wanting: list[Subscription]) -> None:
        for one in wanting:
            if arrival.retain and not one.fresh:
                continue
            arrival.open += 1
            one.put(arrival)
            self.waiting += 1
            self._bytes += len(arrival.payload)
        if self._full and self._reading:
            self.steer()

    @property
    def _full(self) -> bool:
        return self.waiting >= MOST_WAITING or self._bytes >= MOST_BYTES

    def _tell_new_session(self, subscription: Subscription) -> None:
        """What its journal knows is of a session that the broker has no more."""
        keys = subscription.keys
        if keys is not None and self._told is not None and keys.name not in self._told:
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
            self._unproven.add(id)
            self._ask()
        else:
            self._acknowledgements.proven((id,))

    def _used(self, id: int) -> None:
        """The broker sends something under this packet id: what was said of it before proves nothing."""
        self._unproven.discard(id)
        if self._asked is not None:
            self._asked.discard(id)

    def _ask(self) -> None:
        """Soon ask the broker for a word that it says after all that it reads before."""
        if self._unproven and self._proof is None and self._asked is None:
            self._proof = asyncio.get_running_loop().call_later(PROOF, self._prove)

    def _prove(self) -> None:
        self._proof = None
        if self.session is not None:
            self._asked, self._unproven = self._unproven, set()
            self.session.ping(self._proven)

    def _proven(self) -> None:
        read, self._asked = (self._asked or set()) - self._unproven, None
        self._acknowledgements.proven(read)
        for keys in self.subscriptions.keys:
            keys.proven(read)
        self._ask()
