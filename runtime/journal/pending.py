"""What the next transaction is to write, gathered from all lanes until it is cut."""

from __future__ import annotations

from collections.abc import Callable

from .cut import Cut, as_new
from .lane import Lane
from .rows import Batch, NewSegment, Records
from .segment import Group, Segment


class Pending:
    """Everything that was put, done and asked since the last cut."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self.lanes: list[tuple[int, str]] = []
        """Numbers and names of lanes that are not in the file yet."""
        self.forgotten: list[int] = []
        self.groups: list[tuple[Lane, Group]] = []
        self.gone: list[tuple[Lane, Segment]] = []
        self.settled: list[Callable[[], None]] = []
        """Who is told when it is on the disk."""
        self._touched: dict[int, Segment] = {}
        self._rewritten: dict[int, tuple[Lane, Segment]] = {}

    @property
    def is_urgent(self) -> bool:
        """Somebody waits for it."""
        return bool(self.groups or self.settled)

    def __bool__(self) -> bool:
        return self.is_urgent or bool(self.gone or self._touched or self._rewritten or self.forgotten)

    def forget(self, lane: Lane) -> None:
        """The lane is to leave the file, if it has come there."""
        if (lane.number, lane.name) in self.lanes:
            self.lanes.remove((lane.number, lane.name))
        self.forgotten.append(lane.number)

    def touch(self, segment: Segment) -> None:
        """Write what is done of it."""
        segment.touched = True
        self._touched[segment.id] = segment

    def rewrite(self, lane: Lane, segment: Segment) -> None:
        """Write it again without what is done in it."""
        self._rewritten[segment.id] = lane, segment

    def drop(self, lane: Lane, segment: Segment) -> None:
        """Remove it from the file."""
        self._touched.pop(segment.id, None)
        self._rewritten.pop(segment.id, None)
        self.gone.append((lane, segment))

    def cut(self, first: int) -> Cut:
        """All of it, as one transaction; `first` is the id of the first new segment. Nothing is pending then."""
        for lane, _ in self.groups:
            lane.end_group()
        groups = [(id, lane, group) for id, (lane, group) in enumerate(self.groups, first)]
        for lane, segment in self._rewritten.values():
            lane.compact(segment)
        segments = [NewSegment(id, lane.number, Records(group.arrived, group.data)) for id, lane, group in groups]
        segments += [as_new(lane, segment) for lane, segment in self._rewritten.values()]
        progress = [(segment.id, segment.done()) for segment in self._touched.values()]
        batch = Batch(self.forgotten, self.lanes, segments, progress, [segment.id for _, segment in self.gone])
        cut = Cut(batch, groups, self.gone, self.settled)
        for touched in self._touched.values():
            touched.touched = False
        self._clear()  # the cut has the lists now
        return cut
