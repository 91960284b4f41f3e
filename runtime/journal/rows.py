"""What is in the journal's file: its rows as values, and the seals by which a damaged row is known.

A row carries a checksum over all of it: SQLite sees damage to the structure of its pages, and not to what they say.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from ..errors import SinterflowError
from ..text import text

FORMAT = 1


class Records(NamedTuple):
    """The records of one segment: when each arrived (seconds since 1970), and what it is."""

    arrived: list[float]
    data: list[bytes]


class Done(NamedTuple):
    """Which records of a segment are done: all before `upto`, and `more`."""

    upto: int = 0
    more: tuple[int, ...] = ()


class NewSegment(NamedTuple):
    """A segment to write, also one that is there and has become smaller."""

    id: int
    lane: int
    records: Records


class FoundSegment(NamedTuple):
    """A segment that is in the file, without its records."""

    id: int
    lane: int
    length: int
    size: int
    done: Done


class Mark(NamedTuple):
    """Whose file it is, and the last segment id that was ever used."""

    id: str
    last: int


class Batch(NamedTuple):
    """What one transaction does, from the first to the last."""

    forgotten: list[int]
    lanes: list[tuple[int, str]]
    segments: list[NewSegment]
    progress: list[tuple[int, Done]]
    gone: list[int]
    mark: Mark | None = None


class Contents(NamedTuple):
    """What is in the file: its mark, the lanes by number, and the segments in order."""

    mark: Mark
    lanes: dict[int, str]
    segments: list[FoundSegment]


class Damaged(SinterflowError):
    """The file, or a row in it, is not what was written."""


class LaterFormat(SinterflowError):
    """The file was written by a later version; it is left as it is."""


NO_DONE = Done()
_done = msgspec.msgpack.Decoder(Done)
_records = msgspec.msgpack.Decoder(Records)
_encode = msgspec.msgpack.encode


def seal(*parts: object) -> int:
    return zlib.crc32(_encode(parts))


def mark_row(mark: Mark) -> tuple[Any, ...]:
    return 1, FORMAT, mark.id, mark.last, seal("mark", FORMAT, mark.id, mark.last)


def read_mark(row: Any) -> Mark:
    """Raises Damaged, or LaterFormat. The row is the same in every format."""
    _, format, id, last, sealed = row
    check_seal(sealed, "mark", format, id, last)
    if format != FORMAT:
        raise LaterFormat(
            text(
                en=f"the journal has format {format}, this version reads {FORMAT}; run the version that wrote it",
                zh=f"持久日志的格式为 {format}，此版本只能读取 {FORMAT}；请使用写入它的版本",
            )
        )
    return Mark(id, last)


def lane_row(number: int, name: str) -> tuple[Any, ...]:
    return number, name, seal("lane", number, name)


def read_lane(row: Any) -> tuple[int, str]:
    """Raises Damaged."""
    number, name, sealed = row
    check_seal(sealed, "lane", number, name)
    return number, name


def progress_row(id: int, done: Done) -> tuple[Any, ...]:
    blob = _encode(done)
    return id, blob, seal("progress", id, blob)


def read_progress(row: Any) -> tuple[int, Done]:
    """Raises Damaged."""
    id, blob, sealed = row
    check_seal(sealed, "progress", id, blob)
    return id, _done.decode(blob)


def segment_row(segment: NewSegment) -> tuple[Any, ...]:
    blob = _encode(segment.records)
    count, crc = len(segment.records.data), zlib.crc32(blob)
    return segment.id, segment.lane, count, crc, seal("segment", segment.id, segment.lane, count, crc), blob


def check_seal(sealed: Any, *parts: object) -> None:
    """Raises Damaged when the row is not what was written."""
    if sealed != seal(*parts):
        raise Damaged(text(en=f"a {parts[0]} is not what was written", zh=f"{parts[0]} 与写入内容不一致"))


def read_records(row: Any) -> Records | None:
    """The records of a whole row of segments; None when they are damaged and the rest of the row is not.

    Raises Damaged when nothing of the row can be relied on.
    """
    id, lane, count, crc, sealed, blob = row
    check_seal(sealed, "segment", id, lane, count, crc)
    if not isinstance(blob, bytes) or zlib.crc32(blob) != crc:
        return None
    return _records.decode(blob)


def ranges(ids: list[int]) -> Iterator[tuple[int, int]]:
    """Ids as first and last of each run without a hole."""
    run: list[int] = []
    for id in sorted(ids):
        if run and id != run[1] + 1:
            yield run[0], run[1]
            run = []
        run = [run[0], id] if run else [id, id]
    if run:
        yield run[0], run[1]
