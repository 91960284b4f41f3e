"""What a lane is made of: records by the transaction that they were committed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from typing import Any, NamedTuple

from .rows import NO_DONE, Done, Records

BITS = 20
MOST = 1 << BITS
"""Records that the offsets of one segment have room for."""
_NONE: frozenset[int] = frozenset()


class Entry(NamedTuple):
    """One record. `offset` names it for ever; `arrived` is in seconds since 1970.

    `value` is what was put beside its data, the first time it is taken; None once it was given away or read from disk.
    """

    offset: int
    arrived: float
    data: bytes
    value: Any = None


class Group:
    """What was put since the last commit. `waiting` are told once it is committed."""

    __slots__ = ("arrived", "data", "size", "values", "waiting")

    def __init__(self) -> None:
        self.arrived: list[float] = []
        self.data: list[bytes] = []
        self.values: list[Any] = []
        self.waiting: list[Callable[[], None]] = []
        self.size = 0


class Segment:
    """Records that were committed together; `records` None: they are in the file alone. `next`: not handed out yet."""

    __slots__ = (
        "count", "id", "left", "more", "next", "number", "records", "size", "touched", "upto", "values", "waste",
    )  # fmt: skip

    def __init__(self, id: int, count: int, size: int, records: Records | None, done: Done = NO_DONE) -> None:
        self.id = id
        self.count = count
        self.size = size
        self.waste = 0
        """Bytes of done records; it is counted where records are looked up."""
        self.records = records
        self.values: list[Any] = []
        self.touched = False
        """What is done of it is to be written."""
        self.number = 0
        """For who serves several lanes in order of arrival."""
        self.upto = self.next = done.upto
        self.more: Set[int] = set(done.more) if done.more else _NONE
        self.left = count - done.upto - len(done.more)

    def is_done(self, index: int) -> bool:
        return index < self.upto or index in self.more

    def finish(self, index: int) -> bool:
        """False when it is done already."""
        if index != self.upto:
            if self.is_done(index):
                return False
            self.more = self.more if isinstance(self.more, set) else set()
            self.more.add(index)
        else:
            self.upto += 1
            while self.upto in self.more and isinstance(self.more, set):
                self.more.discard(self.upto)
                self.upto += 1
        self.left -= 1
        return True

    def done(self) -> Done:
        return Done(self.upto, tuple(sorted(self.more)))

    def lose(self) -> None:
        """None of its records will be handed out."""
        self.upto, self.left, self.more = self.count, 0, _NONE

    def indexes(self) -> Iterator[int]:
        """Those that are not done."""
        return (index for index in range(self.upto, self.count) if index not in self.more)

    def compact(self) -> int:
        """Leave out what done records held, so that their offsets stay; gives the bytes that saves."""
        if self.records is None:
            return 0
        live = set(self.indexes())
        arrived, data = self.records
        self.records = Records(
            [one if index in live else 0 for index, one in enumerate(arrived)],
            [one if index in live else b"" for index, one in enumerate(data)],
        )
        saved, self.waste = self.waste, 0
        self.size -= saved
        return saved
