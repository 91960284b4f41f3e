"""A damaged journal: a new one is made of what is whole in it, and takes its place. Everything here blocks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from ..atomic import sync_folder
from ..portable import replace
from .carve import carve
from .file import RESERVED, JournalFile
from .rows import (
    NO_DONE,
    Batch,
    Damaged,
    Done,
    Mark,
    NewSegment,
    read_lane,
    read_mark,
    read_progress,
    read_records,
)

ENDINGS = ("", "-wal", "-shm", "-journal")
CHUNK = 4 * 1024 * 1024


class Salvaged(NamedTuple):
    """Where the damaged file is now, how many records were saved, how many were seen to be lost, and whose it was.

    `id` is "" when that could not be read.
    """

    aside: Path
    saved: int
    lost: int
    id: str


def salvage(path: Path) -> Salvaged:
    """Put a new file with every whole segment in the place of a damaged one, which is kept beside it.

    It can be repeated when it was cut off at any moment. Raises sqlite3.Error, OSError or LaterFormat.
    """
    new = _new(path)
    _remove(new)
    fresh = JournalFile(new)
    try:
        saved, lost, id = _Salvage(path, fresh).run()
        fresh.empty_log()
    finally:
        fresh.close()
    return Salvaged(_exchange(path), saved, lost, id)


def finish(path: Path) -> None:
    """At the start: end an exchange of the files that was cut off."""
    new = _new(path)
    if path.exists() or not new.exists():
        _remove(new)
    else:
        _exchange(path)


def _new(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")


def _remove(path: Path) -> None:
    for ending in ENDINGS:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _exchange(path: Path) -> Path:
    """Set the damaged file aside with what belongs to it, and put the new one there; gives the name aside."""
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}.damaged-{number}")):
        number += 1
    before = path.with_name(f"{path.name}.damaged-{number - 1}")
    if not path.exists() and before.exists() and not before.with_name(f"{before.name}-wal").exists():
        aside = before  # it was cut off behind the first renaming
    for ending in ENDINGS:
        old = path.with_name(path.name + ending)
        if old.exists():
            replace(old, aside.with_name(aside.name + ending))
    sync_folder(path.parent)
    replace(_new(path), path)
    sync_folder(path.parent)
    return aside


class _Salvage:
    def __init__(self, damaged: Path, fresh: JournalFile) -> None:
        self._damaged = damaged
        self._fresh = fresh
        self._marks: list[Mark] = []
        self._lanes: dict[int, str] = {}
        self._progress: dict[int, Done] = {}
        self._saved: dict[int, int] = {}
        """Records that are not done, by segment."""
        self._lost: dict[int, int] = {}

    def run(self) -> tuple[int, int, str]:
        for row in carve(self._damaged):
            self._note(row)
        lanes: set[int] = set()
        for batch in _in_chunks(self._segments()):
            lanes.update(segment.lane for segment in batch)
            self._fresh.commit(Batch([], [], batch, [], []))
        named = [(number, self._lanes.get(number, f"lost/{number}")) for number in sorted(lanes)]
        progress = [(id, done) for id, done in self._progress.items() if id in self._saved]
        self._fresh.commit(Batch([], named, [], progress, [], self._mark()))
        lost = sum(count for id, count in self._lost.items() if id not in self._saved)
        return sum(self._saved.values()), lost, self._marks[0].id if self._marks else ""

    def _mark(self) -> Mark | None:
        """Its name goes on only with a count behind all ids it has used, so that none is used again under it."""
        if not self._marks:
            return None
        last = max([mark.last for mark in self._marks] + list(self._saved) + list(self._lost))
        return Mark(self._marks[0].id, last + RESERVED)

    def _note(self, row: tuple[Any, ...]) -> None:
        if len(row) == 5 and (mark := _whole(read_mark, row)):
            self._marks.append(mark)
        elif len(row) == 3 and (lane := _whole(read_lane, row)):
            self._lanes[lane[0]] = lane[1]
        elif len(row) == 3 and (progress := _whole(read_progress, row)):
            id, done = progress
            self._progress[id] = max(self._progress.get(id, NO_DONE), done, key=_count)

    def _segments(self) -> Iterator[NewSegment]:
        for row in carve(self._damaged):
            if len(row) != 6 or row[0] in self._saved:
                continue
            try:
                records = read_records(row)
            except (Damaged, msgspec.MsgspecError, OverflowError):
                continue
            left = row[2] - _count(self._progress.get(row[0], NO_DONE))
            if records is None:
                self._lost[row[0]] = left
            else:
                self._saved[row[0]] = left
                yield NewSegment(row[0], row[1], records)


def _whole(read: Any, row: tuple[Any, ...]) -> Any:
    """What the row says; None when it is not whole, or of another table."""
    try:
        return read(row)
    except (Damaged, msgspec.MsgspecError, OverflowError, TypeError):
        return None


def _count(done: Done) -> int:
    return done.upto + len(done.more)


def _in_chunks(segments: Iterable[NewSegment]) -> Iterator[list[NewSegment]]:
    chunk: list[NewSegment] = []
    size = 0
    for segment in segments:
        chunk.append(segment)
        size += sum(map(len, segment.records.data))
        if size >= CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
