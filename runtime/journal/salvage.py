"""A damaged journal: it is set aside, and what can be read of it goes into a new one. Everything here blocks."""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from .file import Batch, Done, JournalFile, NewSegment, Records

ENDINGS = ("", "-wal", "-shm")
LEAP = 1_000_000
"""Ids that are left out when it is not known which were used."""
CHUNK = 100


class Salvaged(NamedTuple):
    """Where the damaged file is now, how many records were saved, and how many were seen to be lost."""

    aside: Path
    saved: int
    lost: int


def set_aside(path: Path) -> Path:
    """Rename the file and what belongs to it; gives the new name."""
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}.damaged-{number}")):
        number += 1
    for ending in ENDINGS:
        old = path.with_name(path.name + ending)
        if old.exists():
            old.rename(aside.with_name(aside.name + ending))
    return aside


def salvage(aside: Path, fresh: JournalFile) -> Salvaged:
    """Copy every whole segment of a damaged file."""
    try:
        damaged = sqlite3.connect(aside, isolation_level=None)
    except sqlite3.Error:
        return Salvaged(aside, 0, 0)
    try:
        return _Salvage(damaged, fresh).run(aside)
    finally:
        damaged.close()


class _Salvage:
    def __init__(self, damaged: sqlite3.Connection, fresh: JournalFile) -> None:
        self._damaged = damaged
        self._fresh = fresh
        self._saved = 0
        self._lost = 0
        self._highest = 0

    def run(self, aside: Path) -> Salvaged:
        lanes = dict(self._readable("SELECT number, name FROM lanes"))
        progress = {id: _done(blob) for id, blob in self._readable("SELECT segment, done FROM progress")}
        batch: list[NewSegment] = []
        numbers: set[int] = set()
        for segment in self._segments():
            numbers.add(segment.lane)
            self._saved += len(segment.records.data)
            batch.append(segment)
            if len(batch) == CHUNK:
                self._copy(batch)
                batch = []
        self._copy(batch)
        named = [(number, lanes.get(number, f"lost/{number}")) for number in sorted({*lanes, *numbers})]
        self._fresh.commit(Batch(named, [], list(progress.items()), []))
        self._name()
        return Salvaged(aside, self._saved, self._lost)

    def _copy(self, segments: list[NewSegment]) -> None:
        if segments:
            self._fresh.commit(Batch([], segments, [], []))

    def _name(self) -> None:
        found = dict(self._readable("SELECT name, value FROM meta"))
        sequence = [seq for _, seq in self._readable("SELECT name, seq FROM sqlite_sequence")]
        last = max([self._highest, *sequence]) if sequence else self._highest + LEAP
        if "id" in found:
            self._fresh.take_name(found["id"], last)

    def _segments(self) -> Iterator[NewSegment]:
        """From the first on as far as it goes, then from the last backwards: what lies behind a damaged page too."""
        seen: set[int] = set()
        query = "SELECT id, lane, count, crc, records FROM segments ORDER BY id"
        for order in ("", " DESC"):
            for id, lane, count, crc, blob in self._readable(query + order):
                if id in seen:
                    break
                seen.add(id)
                self._highest = max(self._highest, id)
                records = _whole(blob, crc)
                if records is None:
                    self._lost += count if isinstance(count, int) else 0
                else:
                    yield NewSegment(id, lane, records)

    def _readable(self, query: str) -> Iterator[Any]:
        """The rows of a query up to the first that cannot be read."""
        try:
            yield from self._damaged.execute(query)
        except sqlite3.Error:
            return


def _whole(blob: Any, crc: Any) -> Records | None:
    if not isinstance(blob, bytes) or zlib.crc32(blob) != crc:
        return None
    try:
        return msgspec.msgpack.decode(blob, type=Records)
    except msgspec.DecodeError:
        return None


def _done(blob: Any) -> Done:
    try:
        return msgspec.msgpack.decode(blob, type=Done)
    except (msgspec.DecodeError, TypeError):
        return Done()
