"""One lane of the journal: records in order, put and committed, handed out, and gone once they are done."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from ..errors import SinterflowError
from ..text import text
from .rows import FoundSegment, Records
from .segment import BITS, MOST, Entry, Group, Segment
from .telling import tell, tell_each

if TYPE_CHECKING:
    from .journal import Journal

MANY = 1 << 14
"""Records from which on a segment takes no more: which of them are done is written whole each time."""
ENOUGH = 1024 * 1024
"""Bytes from which on a segment takes no more records."""
LARGEST = 256 * 1024 * 1024
"""Bytes of a record; SQLite holds no value over a gigabyte."""
WINDOW = 4 * 1024 * 1024
"""Bytes of a lane's waiting records that are held in memory; the rest is read when its turn comes."""
WASTE = 64 * 1024
"""Bytes of done records in a segment from which on it is written again without them, when they are more than half."""

_entry: Callable[[tuple[int, float, bytes, Any]], Entry] = partial(tuple.__new__, Entry)
"""An entry in half the time of a call of its class."""


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
        self.out = 0
        """Records that were taken and are neither done nor given back."""
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
    def waiting(self) -> int:
        """Records that are to be taken, now or once they are committed or read."""
        return self.depth - self.out

    @property
    def oldest(self) -> float | None:
        """When the oldest record arrived that is not done, in seconds since 1970; None when it is not in memory."""
        first = next((segment for segment in self.kept.values() if segment.left), None)
        if first is None or first.records is None:
            return None
        return first.records.arrived[next(first.indexes())]

    @property
    def newest(self) -> Segment | None:
        """The last segment of which something was not handed out."""
        return self._ahead[-1] if self._ahead else None

    @property
    def head_number(self) -> int:
        return 0 if self._returned or not self._ahead else self._ahead[0].number

    @property
    def ready(self) -> bool:
        """There is something to take at once. What is in the file alone is read when `take` comes to it."""
        if self._returned:
            return True
        head = self._head()
        return head is not None and head.records is not None

    @property
    def floor(self) -> int:
        """Every record with a lower offset is done, the disk knows it, and no copy of the file has it."""
        pinned = self._journal.pinned
        return (self.first if pinned is None else min(pinned, self.first)) << BITS

    @property
    def first(self) -> int:
        """Every segment with a lower id is done, and the disk knows it."""
        return next(iter(self.kept), self._journal.first_unwritten)

    def put(self, data: bytes, arrived: float, committed: Callable[[], None] | None = None, value: Any = None) -> None:
        """Add a record to the next group; `committed` is called when it cannot be lost any more.

        `value` is handed out with it, if it is still in memory then. Raises SinterflowError when it is too large.
        """
        size = len(data)
        if size > LARGEST:
            raise SinterflowError(
                text(
                    en=f"a record of {size} bytes is too large for the journal, {LARGEST} is the most",
                    zh=f"记录大小 {size} 字节超过持久日志上限 {LARGEST} 字节",
                )
            )
        group = self._group
        if group is None or group.size >= ENOUGH or len(group.data) == MANY:
            group = self._group = self._journal.begin(self)
        group.arrived.append(arrived)
        group.data.append(data)
        group.values.append(value)
        group.size += size
        self.bytes += size
        self.depth += 1
        if committed is not None:
            group.waiting.append(committed)

    def serve(self, on_commit: Callable[[], None], on_cut: Callable[[], None]) -> None:
        """Somebody begins to take: what is in the file alone is read."""
        self.on_commit, self.on_cut = on_commit, on_cut
        if self._ahead and self._ahead[0].records is None:
            self._load()

    def take(self) -> Entry | None:
        """The oldest record that was not taken, or was given back. None: `on_commit` tells when to ask again."""
        while self._returned:
            offset = heappop(self._returned)
            if self._is_live(offset):
                self.out += 1
                return self.entry(offset)
        segment = self._ahead[0] if self._ahead else None
        if segment is None or segment.more or not segment.upto <= segment.next < segment.count:
            segment = self._head()  # which costs a call for each record
            if segment is None:
                return None
        records, index = segment.records, segment.next
        if records is None:
            self._load()
            return None
        segment.next = index + 1
        self.out += 1
        if index + 1 == segment.count:
            self._hand_over()
        value = None
        if segment.values:
            value, segment.values[index] = segment.values[index], None
        return _entry((segment.id << BITS | index, records.arrived[index], records.data[index], value))

    def peek(self) -> Entry | None:
        """What `take` would give."""
        entry = self.take()
        if entry is not None:
            heappush(self._returned, entry.offset)
            self.out -= 1
        return entry

    def ahead(self, most: int) -> list[Entry]:
        """Up to `most` of the records that `take` would give next, as far as they are in memory."""
        found = [self.entry(offset) for offset in sorted(self._returned) if self._is_live(offset)][:most]
        for segment in self._ahead:
            if segment.records is None:
                break
            for index in range(segment.next, segment.count):
                if len(found) == most:
                    return found
                if not segment.is_done(index):
                    found.append(self.entry(segment.id << BITS | index))
        return found

    def give_back(self, offset: int) -> None:
        """It was taken and not handled: it comes again before all others that were put later."""
        heappush(self._returned, offset)
        self.out -= 1
        self.on_commit()

    def done(self, offset: int) -> None:
        """A record is handled: it leaves the file with the next group. What is done already stays so."""
        segment, index = self.kept.get(offset >> BITS), offset & (MOST - 1)
        if segment is None or not segment.finish(index):
            return
        self.depth -= 1
        if self.on_stored is None:
            self.out -= 1
        if not segment.left:
            self._drop(segment)
            return
        if not segment.touched:
            self._journal.touch(segment)
        if self.on_stored is not None and segment.records is not None:
            segment.waste += len(segment.records.data[index])
            self._compact(segment)

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
        """Hold every record in memory from now on, to be looked up; none is handed out.

        `on_stored` is told what is committed from now on.
        """
        self.on_stored = on_stored
        self._ahead.clear()
        self._returned.clear()
        await self.load_all()

    async def load_all(self) -> None:
        await self._journal.load(self, [segment for segment in self.kept.values() if segment.records is None])
        for segment in self.kept.values():
            if segment.left and segment.records is not None:
                data = segment.records.data
                segment.waste = segment.size - sum(len(data[index]) for index in segment.indexes())
                self._compact(segment)

    # what the journal tells

    def found(self, one: FoundSegment) -> None:
        """A segment that was in the file at the start."""
        segment = Segment(one.id, one.length, one.size, None, one.done)
        self.kept[one.id] = segment
        self.bytes += one.size
        self.depth += segment.left
        if self.on_stored is None:
            self._ahead.append(segment)

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
            tell(self.on_stored, id << BITS, segment.count)
        else:
            self._ahead.append(segment)
        tell_each(group.waiting)
        tell(self.on_commit)

    def loaded(self, segment: Segment, records: Records | None) -> None:
        """A segment was read; None: it is damaged, and lost."""
        if segment.records is not None or not segment.left:
            return
        if records is None:
            self.depth -= segment.left
            segment.lose()
            self._drop(segment)
            return
        size = sum(map(len, records.data))
        self.bytes += size - segment.size
        segment.size = size
        segment.records = records
        self._loaded += size

    def finish_loading(self) -> None:
        self._loading = False
        tell(self.on_commit)

    def compact(self, segment: Segment) -> None:
        """It is about to be written again."""
        saved = segment.compact()
        self.bytes -= saved
        self._loaded -= saved

    def _is_live(self, offset: int) -> bool:
        segment = self.kept.get(offset >> BITS)
        return segment is not None and not segment.is_done(offset & (MOST - 1))

    def _drop(self, segment: Segment) -> None:
        """All of a segment is done."""
        self.bytes -= segment.size
        if segment.records is not None:
            self._loaded -= segment.size
            segment.records = None
        self._journal.gone(self, segment)

    def _compact(self, segment: Segment) -> None:
        if segment.waste > WASTE and segment.waste > segment.size // 2:
            self._journal.rewrite(self, segment)

    def _head(self) -> Segment | None:
        """The segment with the next record to hand out."""
        while self._ahead:
            segment = self._ahead[0]
            count = segment.count
            while segment.next < count and (segment.next < segment.upto or segment.next in segment.more):
                segment.next += 1  # it was done before a restart
            if segment.next < count:
                return segment
            self._ahead.popleft()
        return None

    def _hand_over(self) -> None:
        """All of the first segment was handed out."""
        self._ahead.popleft()
        if self._ahead and self._ahead[0].records is None:
            self._load()

    def _load(self) -> None:
        """Read the next segments, as many as the window holds."""
        if self._loading:
            return
        wanted: list[Segment] = []
        size = 0
        for segment in self._ahead:
            if not segment.left:
                continue
            if segment.records is not None or (wanted and size + segment.size > WINDOW):
                break
            wanted.append(segment)
            size += segment.size
        if wanted:
            self._loading = True
            self._journal.begin_loading(self, wanted)


def _nothing() -> None:
    """Nobody wants to know."""
