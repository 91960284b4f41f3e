"""A cut: what one transaction writes, who waits for it, and what else must be written when the file was damaged."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from .lane import Lane
from .rows import Batch, Mark, NewSegment
from .segment import Group, Segment
from .worker import Opened


class Cut(NamedTuple):
    """A group as it is written, and who waits for it."""

    batch: Batch
    groups: list[tuple[int, Lane, Group]]
    gone: list[tuple[Lane, Segment]]
    settled: list[Callable[[], None]]


def as_new(lane: Lane, segment: Segment) -> NewSegment:
    """A segment whose records are in memory, to be written."""
    assert segment.records is not None
    return NewSegment(segment.id, lane.number, segment.records)


def joined(one: Cut, other: Cut) -> Cut:
    """Two groups as one transaction, what was put and done first before the rest."""
    first, then = one.batch, other.batch
    batch = Batch(
        first.forgotten + then.forgotten,
        first.lanes + then.lanes,
        first.segments + then.segments,
        first.progress + then.progress,
        first.gone + then.gone,
    )
    return Cut(batch, one.groups + other.groups, one.gone + other.gone, one.settled + other.settled)


def repaired(opened: Opened, cut: Cut, lanes: Iterable[Lane], mark: Mark, lose: Callable[[Lane, int], None]) -> Cut:
    """The cut with all that is known in memory, for a new file; `lose` is told what nobody knows any more."""
    assert opened.contents is not None
    assert opened.salvaged is not None
    there = {segment.id for segment in opened.contents.segments}
    ours = there if opened.salvaged.id in ("", mark.id) else set()
    named, segments, progress, known = [], [], [], {id for id, _, _ in cut.groups}
    for lane in lanes:
        named.append((lane.number, lane.name))
        for segment in [segment for segment in lane.kept.values() if segment.left]:
            if segment.records is not None:
                segments.append(as_new(lane, segment))
            elif segment.id not in ours:
                lose(lane, segment.left)
                lane.loaded(segment, None)
                continue
            known.add(segment.id)
            progress.append((segment.id, segment.done()))
    batch = Batch(
        cut.batch.forgotten,
        named,
        cut.batch.segments + segments,
        cut.batch.progress + progress,
        cut.batch.gone + list(there - known),
        mark,
    )
    return cut._replace(batch=batch)
