"""The journal's file: SQLite in WAL mode, synced with every group. All of it blocks: it runs in its own thread."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import msgspec

from ..errors import SinterflowError
from ..faultpoints import reach
from ..text import text

NAME = "journal.db"
FORMAT = 1
CHECKPOINT_PAGES = 1000
"""Pages of 4 KiB in the write-ahead log after which they are moved into the file."""
SPARE_PAGES = 4096
"""Free pages from which the file is made smaller, when they are more than half of it."""
GIVEN_BACK = 1000
BUSY_TIME = 5.0

SCHEMA = """
PRAGMA auto_vacuum=INCREMENTAL;
PRAGMA journal_mode=WAL;
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lanes (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS segments (
    id INTEGER PRIMARY KEY AUTOINCREMENT, lane INTEGER NOT NULL, count INTEGER NOT NULL, crc INTEGER NOT NULL,
    records BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS progress (segment INTEGER PRIMARY KEY, done BLOB NOT NULL);
"""


class Records(NamedTuple):
    """The records of one segment: when each arrived (seconds since 1970), and what it is."""

    arrived: list[float]
    data: list[bytes]


class Done(NamedTuple):
    """Which records of a segment are done: all before `upto`, and `more`."""

    upto: int = 0
    more: tuple[int, ...] = ()


class NewSegment(NamedTuple):
    """A segment to write."""

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


class Batch(NamedTuple):
    """What one transaction does."""

    lanes: list[tuple[int, str]]
    segments: list[NewSegment]
    progress: list[tuple[int, Done]]
    gone: list[int]


class Contents(NamedTuple):
    """What is in the file: its own name, the lanes by number, the segments in order, and the last id ever used."""

    id: str
    lanes: dict[int, str]
    segments: list[FoundSegment]
    last: int


class Damaged(SinterflowError):
    """The file, or a segment in it, is not what was written."""


class LaterFormat(SinterflowError):
    """The file was written by a later version; it is left as it is."""


_done = msgspec.msgpack.Decoder(Done)
_records = msgspec.msgpack.Decoder(Records)
_encode = msgspec.msgpack.encode


class JournalFile:
    """An open file. Raises sqlite3.Error, OSError or Damaged; it can be closed and opened again after that."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pages = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(path, timeout=BUSY_TIME, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
        except BaseException:
            self._file.close()
            raise

    def _prepare(self) -> None:
        self._file.execute("PRAGMA synchronous=FULL")
        self._file.executescript(SCHEMA)
        self._file.execute("PRAGMA synchronous=FULL")
        self._file.execute("PRAGMA wal_autocheckpoint=0")
        self._file.execute(
            "INSERT OR IGNORE INTO meta VALUES ('format', ?), ('id', ?)", (str(FORMAT), uuid4().hex[:12])
        )
        written = self._meta("format")
        if written != str(FORMAT):
            raise LaterFormat(
                text(
                    en=f"{self.path} has format {written}, this version reads {FORMAT}; run the version that wrote it",
                    zh=f"{self.path} 的格式为 {written}，此版本只能读取 {FORMAT}；请使用写入它的版本",
                )
            )

    def _meta(self, name: str) -> str:
        found = self._file.execute("SELECT value FROM meta WHERE name=?", (name,)).fetchone()
        return "" if found is None else str(found[0])

    def close(self) -> None:
        self._file.close()

    def check(self) -> None:
        """Raises Damaged when SQLite finds the file inconsistent."""
        found = self._file.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise Damaged(text(en=str(found), zh=str(found)))

    def contents(self) -> Contents:
        progress = {id: _done.decode(done) for id, done in self._file.execute("SELECT segment, done FROM progress")}
        lanes = dict(self._file.execute("SELECT number, name FROM lanes"))
        rows = self._file.execute("SELECT id, lane, count, length(records) FROM segments ORDER BY id")
        segments = [FoundSegment(id, lane, length, size, progress.get(id, Done())) for id, lane, length, size in rows]
        last = self._file.execute("SELECT max(seq) FROM sqlite_sequence").fetchone()[0]
        return Contents(self._meta("id"), lanes, segments, last or 0)

    def take_name(self, id: str, last: int) -> None:
        """Go on as the file with this id, after `last`: what others know by it stays unique."""
        self._file.execute("UPDATE meta SET value=? WHERE name='id'", (id,))
        self._file.execute("DELETE FROM sqlite_sequence WHERE name='segments'")
        self._file.execute("INSERT INTO sqlite_sequence VALUES ('segments', ?)", (last,))

    def commit(self, batch: Batch) -> None:
        """Do all of it, synced to the disk, or nothing. A batch may be given again when it is not known which."""
        execute = self._file.execute
        execute("BEGIN IMMEDIATE")
        try:
            for named in batch.lanes:
                execute("INSERT OR IGNORE INTO lanes VALUES (?, ?)", named)
            for id, lane, records in batch.segments:
                blob = _encode(records)
                row = (id, lane, len(records.data), zlib.crc32(blob), blob)
                execute("INSERT OR REPLACE INTO segments VALUES (?, ?, ?, ?, ?)", row)
            for id, done in batch.progress:
                execute("INSERT OR REPLACE INTO progress VALUES (?, ?)", (id, _encode(done)))
            for first, last in ranges(batch.gone):
                execute("DELETE FROM segments WHERE id BETWEEN ? AND ?", (first, last))
                execute("DELETE FROM progress WHERE segment BETWEEN ? AND ?", (first, last))
            reach("journal-before-commit")
            execute("COMMIT")
        except BaseException:
            if self._file.in_transaction:
                execute("ROLLBACK")
            raise
        reach("journal-after-commit")
        self._pages += 4 + sum(sum(map(len, one.records.data)) for one in batch.segments) // 4096

    def tidy(self) -> None:
        """Between two groups: keep the write-ahead log and the file small."""
        if self._pages < CHECKPOINT_PAGES:
            return
        self._pages = 0
        reach("journal-before-checkpoint")
        self._file.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        free, pages = self._file.execute(
            "SELECT freelist_count, page_count FROM pragma_freelist_count, pragma_page_count"
        ).fetchone()
        if free > SPARE_PAGES and free > pages // 2:
            self._file.execute(f"PRAGMA incremental_vacuum({GIVEN_BACK})").fetchall()
        reach("journal-after-checkpoint")

    def read(self, ids: Iterable[int]) -> list[Records]:
        """The records of these segments. Raises Damaged, naming the segment that is not whole."""
        return [self._segment(id) for id in ids]

    def _segment(self, id: int) -> Records:
        found = self._file.execute("SELECT crc, records FROM segments WHERE id=?", (id,)).fetchone()
        if found is None or zlib.crc32(found[1]) != found[0]:
            raise Damaged(text(en=f"segment {id} is not what was written", zh=f"数据段 {id} 与写入内容不一致"))
        return _records.decode(found[1])


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
