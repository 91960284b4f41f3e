"""Deliveries of records of the journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from .bond import Bond
from .delivery import Counted, Identity


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


class Journaled(Counted):
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
