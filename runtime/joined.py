"""Deliveries that are held open beyond `receive`, and messages that are made from several of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b

from .bond import bind
from .delivery import Counted, Delivery, Identity
from .journaled import Journaled
from .message import Message


class Joined(Counted):
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
