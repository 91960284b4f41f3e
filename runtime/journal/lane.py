"""One lane of the journal: records in order, put and committed, handed out, and gone once they are done."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, NamedTuple

from .file import Done, FoundSegment, Records

if TYPE_CHECKING:
    from .journal import Journal

BITS = 20
MOST = 1 << BITS
"""Records in one segment."""
WINDOW = 4 * 1024 * 1024
"""Bytes of a lane's waiting records that are held in memory; the rest is read when its turn comes."""


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

    __slots__ = ("count", "id", "left", "more", "next", "number", "records", "size", "touched", "upto", "values")

    def __init__(self, id: int, count: int, size: int, records: Records | None, done: Done = Done()) -> None:  # noqa: B008 # frozen
        self.id = id
        self.count = count
        self.size = size
        self.records = records
        self.values: list[Any] = []
        self.touched = False
        """What is done of it is to be written."""
        self.number = 0
        """For who serves several lanes in order of arrival."""
        self.upto = self.next = done.upto
        self.more = set(done.more)
        self.left = count - done.upto - len(done.more)

    def finish(self, index: int) -> None:
        self.left -= 1
        if index != self.upto:
            self.more.add(index)
            return
        self.upto += 1
        while self.more and self.upto in self.more:
            self.more.discard(self.upto)
            self.upto += 1

    def done(self) -> Done:
        return Done(self.upto, tuple(sorted(self.more)))

    def indexes(self) -> Iterator[int]:
        """Those that are not done."""
        return (index for index in range(self.upto, self.count) if index not in self.more)


class Lane:
    """Made by `Journal.lane`. Used from the event loop.

    `on_commit` is called when records were committed or read, so that there may be something to take; `on_cut` just
    before a group with records of this lane is closed.
    """

    def __init__(self, number: int, name: str, journal: Journal) -> None:
        self.number = number
        self.name = name
        self.depth = 0
        """Records that are not done."""
        self.bytes = 0
        """Of all records that are not done, and of those that are in one segment with them."""
        self.on_commit: Callable[[], None] = _nothing
        self.on_cut: Callable[[], None] = _nothing
        self.on_stored: Callable[[int, int], None] | None = None
        """For lanes whose records are looked up: told the first offset and the number of records of each commit."""
        self.kept: dict[int, Segment] = {}
        """Segments that are in the file, by id."""
        self._journal = journal
        self._group: Group | None = None
        self._ahead: deque[Segment] = deque()
        self._returned: list[int] = []
        self._loaded = 0
        self._loading = False

    @property
    def newest(self) -> Segment | None:
        """The last segment of which something was not handed out."""
        return self._ahead[-1] if self._ahead else None

    @property
    def head_number(self) -> int:
        return 0 if self._returned or not self._ahead else self._ahead[0].number

    @property
    def ready(self) -> bool:
        """There is something to take."""
        return bool(self._returned) or (bool(self._ahead) and self._ahead[0].records is not None)

    @property
    def floor(self) -> int:
        """Every record with a lower offset is done, and the disk knows it."""
        return next(iter(self.kept), self._journal.next_id) << BITS

    def put(self, data: bytes, arrived: float, committed: Callable[[], None] | None = None, value: Any = None) -> None:
        """Add a record to the next group; `committed` is called when it cannot be lost any more.

        `value` is handed out with it, if it is still in memory then.
        """
        group = self._group
        if group is None or len(group.data) == MOST:
            group = self._group = self._journal.begin(self)
        group.arrived.append(arrived)
        group.data.append(data)
        group.values.append(value)
        group.size += len(data)
        self.depth += 1
        self.bytes += len(data)
        if committed is not None:
            group.waiting.append(committed)

    def serve(self, on_commit: Callable[[], None], on_cut: Callable[[], None]) -> None:
        """Somebody begins to take: what is in the file alone is read."""
        self.on_commit, self.on_cut = on_commit, on_cut
        if self._ahead and self._ahead[0].records is None:
            self._load()

    def take(self) -> Entry | None:
        """The oldest record that was not taken, or was given back."""
        if self._returned:
            return self.entry(heappop(self._returned))
        while self._ahead:
            segment = self._ahead[0]
            records, index = segment.records, segment.next
            if records is None:
                self._load()
                return None
            if index < segment.count:
                segment.next = index + 1
                if segment.next == segment.count:
                    self._hand_over()
                if index < segment.upto or index in segment.more:
                    continue  # it was done before the restart
                value = None
                if segment.values:
                    value, segment.values[index] = segment.values[index], None
                return Entry(segment.id << BITS | index, records.arrived[index], records.data[index], value)
            self._hand_over()
        return None

    def peek(self) -> Entry | None:
        """What `take` would give."""
        if self._returned:
            return self.entry(self._returned[0])
        entry = self.take()
        if entry is not None:
            heappush(self._returned, entry.offset)
        return entry

    def give_back(self, offset: int) -> None:
        """It was taken and not handled: it comes again before all others that were put later."""
        heappush(self._returned, offset)
        self.on_commit()

    def done(self, offset: int) -> None:
        """A record is handled: it leaves the file with the next group."""
        segment = self.kept[offset >> BITS]
        segment.finish(offset & (MOST - 1))
        self.depth -= 1
        if not segment.left:
            self.drop(segment)
        elif not segment.touched:
            self._journal.touch(segment)

    def entry(self, offset: int) -> Entry:
        """A record that is in memory."""
        segment = self.kept[offset >> BITS]
        assert segment.records is not None
        index = offset & (MOST - 1)
        return Entry(offset, segment.records.arrived[index], segment.records.data[index])

    def entries(self) -> Iterator[Entry]:
        """Every record that is not done, of a lane whose records are looked up."""
        for segment in list(self.kept.values()):
            for index in segment.indexes():
                yield self.entry(segment.id << BITS | index)

    async def look_up(self, on_stored: Callable[[int, int], None]) -> None:
        """Hold every record in memory from now on, to be looked up; none is handed out."""
        self.on_stored = on_stored
        self._ahead.clear()
        unread = [segment for segment in self.kept.values() if segment.records is None]
        await self._journal.load(self, unread)

    def drop(self, segment: Segment) -> None:
        """All of a segment is done."""
        self.bytes -= segment.size
        if segment.records is not None:
            self._loaded -= segment.size
        self._journal.gone(self, segment)

    # what the journal tells

    def found(self, one: FoundSegment) -> None:
        """A segment that was in the file at the start."""
        segment = Segment(one.id, one.length, one.size, None, one.done)
        self.kept[one.id] = segment
        self._ahead.append(segment)
        self.bytes += one.size
        self.depth += segment.left

    def end_group(self) -> None:
        """What was put so far is on its way to the disk."""
        self._group = None

    def committed(self, id: int, group: Group) -> None:
        """A group is in the file."""
        looked_up = self.on_stored is not None
        hold = looked_up or not self._ahead or self._loaded + group.size <= WINDOW
        segment = Segment(id, len(group.data), group.size, Records(group.arrived, group.data) if hold else None)
        self.kept[id] = segment
        if hold:
            segment.values = group.values
            self._loaded += group.size
        if self.on_stored is not None:
            self.on_stored(id << BITS, segment.count)
        else:
            self._ahead.append(segment)
        for tell in group.waiting:
            tell()
        self.on_commit()

    def loaded(self, segment: Segment, records: Records | None) -> None:
        """A segment was read; None: it is damaged, and lost."""
        if records is None:
            if segment in self._ahead:
                self._ahead.remove(segment)
            self.depth -= segment.left
            self.drop(segment)
            return
        size = sum(map(len, records.data))
        self.bytes += size - segment.size
        segment.size = size
        segment.records = records
        self._loaded += size

    def finish_loading(self) -> None:
        self._loading = False
        self.on_commit()

    def _hand_over(self) -> None:
        """All of the first segment was handed out."""
        self._ahead.popleft()
        if self._ahead and self._ahead[0].records is None:
            self._load()

    def _load(self) -> None:
        """Read the next segments, as many as the window holds."""
        if self._loading:
            return
        self._loading = True
        wanted: list[Segment] = []
        size = 0
        for segment in self._ahead:
            if segment.records is None and (not wanted or size + segment.size <= WINDOW):
                wanted.append(segment)
                size += segment.size
            else:
                break
        self._journal.begin_loading(self, wanted)


def _nothing() -> None:
    """Nobody wants to know."""
