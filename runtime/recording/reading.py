"""Reading what was recorded, beside the thread that writes. Everything here blocks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from .records import Record, read_lines

MOST_LOOKED_AT = 16 * 1024 * 1024
"""Bytes of records that one page is looked for in."""
MOST_SHOWN = 4 * 1024 * 1024
"""Bytes of messages after which a page ends, with one message at least."""

FIRST = (0, 0)
_BATCHES = """SELECT seq, data FROM batches
WHERE recording = ? AND seq >= ? AND last >= ? AND first <= ? ORDER BY seq"""

Wanted = Callable[[Record], bool]


class Span(msgspec.Struct, frozen=True):
    """From when to when, both included, in microseconds since 1970."""

    since: int = 0
    until: int = 2**62


class Page(NamedTuple):
    """`next` is where the following page begins: batch and line; None at the end."""

    records: list[Record]
    next: tuple[int, int] | None


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as it is now: what is written or deleted within is not seen. Raises sqlite3.Error."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=5.0, isolation_level=None)) as file:
        file.execute("BEGIN")
        yield file


def records(file: sqlite3.Connection, recording: str, span: Span, wanted: Wanted) -> Iterator[Record]:
    """All wanted records of a recording in the order in which they were taken."""
    for _, data in file.execute(_BATCHES, (recording, 0, span.since, span.until)):
        for record in read_lines(data):
            if span.since <= record.time <= span.until and wanted(record):
                yield record


def page(path: Path, recording: str, span: Span, wanted: Wanted, start: tuple[int, int], limit: int) -> Page:
    """Up to `limit` records from `start` on. A page may end early, even without a record; then it has a `next`."""
    found: list[Record] = []
    looked_at = shown = 0
    with reading(path) as file:
        for seq, data in file.execute(_BATCHES, (recording, start[0], span.since, span.until)):
            if looked_at > MOST_LOOKED_AT:
                return Page(found, (seq, 0))
            looked_at += len(data)
            for number, record in enumerate(read_lines(data)):
                outside = not span.since <= record.time <= span.until
                if outside or (seq, number) < start or not wanted(record):
                    continue
                if len(found) == limit or (found and shown + len(record.encoded) > MOST_SHOWN):
                    return Page(found, (seq, number))
                found.append(record)
                shown += len(record.encoded)
    return Page(found, None)
