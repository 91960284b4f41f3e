"""Deliveries: what travels beside a message, so that its source is acknowledged when all of it has ended."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple, Protocol

import structlog

from .bond import Bond, bind
from .message import Message

_log: Any = structlog.get_logger("sinterflow.flow")


class Identity(NamedTuple):
    """Who knows a message again, and by what."""

    source: str
    key: str


class Stored(Protocol):
    """Where a delivery is kept in the journal while it is under way."""

    @property
    def name(self) -> str:
        """No other place has it, in any journal."""

    @property
    def floor(self) -> int:
        """Everything with a lower offset is over, and the disk knows it."""

    def handled(self, delivery: Journaled) -> None:
        """All of its branches have ended."""

    def mark(self, offset: int) -> None:
        """Something is remembered of this delivery, until it is done."""


class Delivery:
    """One message's way through the flow. `open` counts its branches; user code never sees it.

    `journaled`: all that it comes from is in the journal until it is done, so it comes again after a crash. `base` is
    the delivery from the journal that effects are counted under.
    """

    __slots__ = ("arrived", "done", "open", "origin")
    journaled = False
    again = False
    """It was under way before, and may have left effects behind."""
    resumed = False
    """Its waiting began when it first arrived, before a restart: no node has held it since."""

    @property
    def under_way(self) -> bool:
        """Not all that it comes from is done."""
        return self.open > 0

    @property
    def base(self) -> Journaled | None:
        return None

    @property
    def records(self) -> Sequence[Journaled]:
        """Those of the journal that it comes from."""
        return ()

    @property
    def identity(self) -> Identity | None:
        """What is the same when its message comes again; None when that cannot be told."""
        return None

    @property
    def askers(self) -> Sequence[Callable[[], None]]:
        """Who is told when all of it has ended."""
        return () if self.done is None else (self.done,)

    def ordinal(self, place: str) -> int:
        """How often it came to this place before; only of one with an identity."""
        raise NotImplementedError

    def __init__(self, origin: Origin | None, arrived: float, done: Callable[[], None] | None = None) -> None:
        self.origin = origin
        self.arrived = arrived
        self.open = 1
        self.done = done

    def end(self) -> None:
        """One branch has ended; with the last one the delivery is done."""
        self.open -= 1
        if not self.open:
            self.finish()

    def finish(self) -> None:
        if self.origin is not None:
            self.origin.finished(self)
        elif self.done is not None:
            tell(self.done)


def tell(done: Callable[[], None]) -> None:
    """Acknowledge. What goes wrong in that is the peer's or its client's: whoever ends a delivery goes on."""
    try:
        done()
    except Exception as error:
        _log.warning("a message could not be acknowledged", error=str(error) or type(error).__name__)


class _Counted(Delivery):
    """A delivery that is known again: it counts how often it comes to a place."""

    __slots__ = ("_ordinals",)
    _ordinals: Counter[str]

    def ordinal(self, place: str) -> int:
        try:
            ordinals = self._ordinals
        except AttributeError:
            ordinals = self._ordinals = Counter()
        ordinals[place] += 1
        return ordinals[place] - 1


class Keyed(_Counted):
    """The delivery of a message that its source would know again by a key."""

    __slots__ = ("key",)

    def __init__(self, origin: Origin | None, arrived: float, done: Callable[[], None] | None, key: Identity) -> None:
        super().__init__(origin, arrived, done)
        self.key = key

    @property
    def identity(self) -> Identity:
        return self.key


class Journaled(_Counted):
    """The delivery of a record of the journal: the record goes when it is done."""

    __slots__ = ("again", "bond", "offset", "stored")
    journaled = True

    def __init__(self, stored: Stored, offset: int, arrived: float, again: bool) -> None:
        self.arrived = arrived
        self.open = 1
        self.stored = stored
        self.offset = offset
        self.again = again
        self.bond: Bond | None = None

    @property
    def resumed(self) -> bool:  # type: ignore[override] # of the others it is never true
        return self.again

    def finish(self) -> None:
        if self.bond is None:
            self.stored.handled(self)
        else:
            self.bond.finished()

    @property
    def base(self) -> Journaled:
        return self

    @property
    def askers(self) -> Sequence[Callable[[], None]]:
        return ()

    @property
    def records(self) -> Sequence[Journaled]:
        return (self,)

    @property
    def identity(self) -> Identity:
        return Identity(self.stored.name, str(self.offset))


class Joined(_Counted):
    """The delivery of a message that was made from several: with it, all of theirs end."""

    __slots__ = ("_records", "again", "journaled", "parents")

    def __init__(self, parents: Iterable[Delivery]) -> None:
        self.parents = list(parents)
        super().__init__(None, min(parent.arrived for parent in self.parents))
        self.journaled = all(parent.journaled for parent in self.parents)
        self.again = any(parent.again for parent in self.parents)
        self._records = [record for parent in self.parents for record in parent.records]
        bind(self._records)

    @property
    def records(self) -> Sequence[Journaled]:
        return self._records

    def finish(self) -> None:
        for parent in self.parents:
            parent.end()

    @property
    def askers(self) -> Sequence[Callable[[], None]]:
        return [one for parent in self.parents for one in parent.askers]

    @property
    def under_way(self) -> bool:
        return self.open > 0 or any(parent.under_way for parent in self.parents)

    @property
    def base(self) -> Journaled | None:
        """Of those it was made from the last, which completed it."""
        bases = [base for parent in self.parents if (base := parent.base) is not None]
        return max(bases, key=lambda base: base.offset, default=None)

    @property
    def identity(self) -> Identity | None:
        """Made of theirs: they come again together."""
        found = [one for parent in self.parents if (one := parent.identity) is not None]
        if len(self.parents) == 1 and found:
            return found[0]
        if len(found) < len(self.parents):
            return None
        parts = "\n".join(f"{source} {key}" for source, key in sorted(found))
        return Identity(max(found).source, blake2b(parts.encode(), digest_size=12).hexdigest())

    def ordinal(self, place: str) -> int:
        return self.parents[0].ordinal(place) if len(self.parents) == 1 else super().ordinal(place)


class Held:
    """What a node has of a delivery that it holds open (`Kept`): one branch, which ends once, whatever it does.

    `since` is when the message first came to the node, `message` as it came then: both for a successor of the node.
    """

    __slots__ = ("_delivery", "_holder", "_used", "message", "port", "since")

    def __init__(self, delivery: Delivery, since: float, message: Message, port: str, holder: dict[Held, None]) -> None:
        delivery.open += 1
        self._delivery = delivery
        self._used = False
        self._holder = holder
        self.since = since
        self.message = message
        self.port = port
        holder[self] = None

    @property
    def delivery(self) -> Delivery:
        return self._delivery

    def drop(self) -> None:
        if not self._used:
            self._let_go()
            self._delivery.end()

    def move(self) -> Delivery | None:
        """Give up the branch to the caller, who ends it; None when it was used or dropped before."""
        if self._used:
            return None
        self._let_go()
        return self._delivery

    def _let_go(self) -> None:
        self._used = True
        self._holder.pop(self, None)

    def use(self) -> Delivery | None:
        """The delivery, with a branch that the caller ends; None when all of it has ended before."""
        delivery = self._delivery
        if self._used:  # for another message made from the same one
            if not delivery.open:
                return None
            delivery.open += 1
        else:
            self._let_go()
        return delivery


def joined(kept: Iterable[Held]) -> Delivery | None:
    """The delivery of a message made from those that are kept, with a branch that the caller ends."""
    used = [delivery for one in kept if (delivery := one.use()) is not None]
    if len(used) > 1 or (used and used[0].resumed):
        return Joined(used)
    return used[0] if used else None


class Origin:
    """Where deliveries begin: a source. It acknowledges them, `in_order` of receipt, and bounds how many are open."""

    def __init__(self, max_open: int, in_order: bool = True) -> None:
        self.max_open = max_open
        self.in_order = in_order
        self.open = 0
        self.acknowledged = 0
        self.full = False
        self._waiters: list[Callable[[], None]] = []
        self._unacknowledged: deque[Delivery] = deque()

    def begin(self, arrived: float, done: Callable[[], None] | None = None, key: Identity | None = None) -> Delivery:
        delivery = Delivery(self, arrived, done) if key is None else Keyed(self, arrived, done, key)
        if done is not None and self.in_order:
            self._unacknowledged.append(delivery)
        self.began()
        return delivery

    def began(self) -> None:
        """One more delivery is under way."""
        self.open += 1
        self.full = self.open >= self.max_open

    def finished(self, delivery: Delivery) -> None:
        self.open -= 1
        self.full = self.open >= self.max_open
        if delivery.done is not None:
            if self.in_order:
                self._acknowledge()
            else:
                self.acknowledged += 1
                tell(delivery.done)
        if self._waiters and not self.full:
            waiting, self._waiters = self._waiters, []
            for wake in waiting:
                wake()

    async def room(self) -> None:
        """Wait until fewer than `max_open` are under way."""
        while self.full:
            ended = asyncio.Event()
            self._waiters.append(ended.set)
            await ended.wait()

    def _acknowledge(self) -> None:
        waiting = self._unacknowledged
        while waiting and not waiting[0].open:
            done = waiting.popleft().done
            if done is not None:
                self.acknowledged += 1
                tell(done)
