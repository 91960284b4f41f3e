"""The journal's file: SQLite in WAL mode, synced with every group. All of it blocks: it runs in its own thread."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from ..faultpoints import reach
from ..private import own_database, own_folder
from ..text import text
from .rows import (
    NO_DONE,
    Batch,
    Contents,
    Damaged,
    FoundSegment,
    Mark,
    Records,
    check_seal,
    lane_row,
    mark_row,
    progress_row,
    ranges,
    read_lane,
    read_mark,
    read_progress,
    read_records,
    segment_row,
)

T = TypeVar("T")

NAME = "journal.db"
PAGE = 4096
CHECKPOINT_PAGES = 1000
"""Pages in the write-ahead log after which they are moved into the file."""
LOG_LIMIT = 16 * 1024 * 1024
"""Bytes to which the write-ahead log is cut again after a burst."""
SPARE_PAGES = 4096
"""Free pages from which the file is made smaller, when they are more than half of it."""
GIVEN_BACK = 1000
BUSY_TIME = 5.0
RESERVED = 1 << 16
"""Ids that are left out at each start: more than a write-ahead log that was lost can have used."""
MAGIC = b"SQLite format 3\0"

SCHEMA = (
    "CREATE TABLE mark (one INTEGER PRIMARY KEY, format INTEGER, id TEXT, last INTEGER, seal INTEGER)",
    "CREATE TABLE lanes (number INTEGER PRIMARY KEY, name TEXT, seal INTEGER)",
    "CREATE TABLE progress (segment INTEGER PRIMARY KEY, done BLOB, seal INTEGER)",
    "CREATE TABLE segments ("
    "id INTEGER PRIMARY KEY, lane INTEGER, count INTEGER, crc INTEGER, seal INTEGER, records BLOB)",
)


class JournalFile:
    """An open file. Raises sqlite3.Error, OSError or Damaged; it can be closed and opened again after that."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pages = 0
        own_folder(path.parent)
        own_database(path)
        self._file = sqlite3.connect(path, timeout=BUSY_TIME, isolation_level=None, check_same_thread=False)
        self._watched = -1
        try:
            self._prepare()
            self._watched = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except BaseException:
            self._file.close()
            raise

    def _prepare(self) -> None:
        one = self._one
        fresh = not one("SELECT count(*) FROM sqlite_master")[0]
        if fresh:
            one(f"PRAGMA page_size={PAGE}")
            one("PRAGMA auto_vacuum=INCREMENTAL")
        else:
            self.mark = _mark(self._file)  # before anything is written into a file of a later version
        one("PRAGMA journal_mode=WAL")
        one("PRAGMA synchronous=FULL")
        one("PRAGMA wal_autocheckpoint=0")
        one(f"PRAGMA journal_size_limit={LOG_LIMIT}")
        if fresh:
            self.mark = Mark(uuid4().hex[:12], 0)
            self._together(self._create)

    def _one(self, query: str) -> Any:
        return self._file.execute(query).fetchone()

    def _create(self) -> None:
        for table in SCHEMA:
            self._file.execute(table)
        self._set_mark(self.mark)

    def _set_mark(self, mark: Mark) -> None:
        self._file.execute("INSERT OR REPLACE INTO mark VALUES (?, ?, ?, ?, ?)", mark_row(mark))

    def close(self) -> None:
        self._file.close()
        if self._watched >= 0:
            os.close(self._watched)  # after SQLite: closing any descriptor of a file gives up all locks on it
            self._watched = -1

    def contents(self) -> Contents:
        return _contents(self._file)

    def reserve(self) -> None:
        """Go on far behind the last id that is known, and make that outlast the loss of the write-ahead log."""
        last = max(self.mark.last, self._one("SELECT max(id) FROM segments")[0] or 0)
        self.commit(Batch([], [], [], [], [], Mark(self.mark.id, last + RESERVED)))
        self.empty_log()

    def empty_log(self) -> None:
        """Move all of the write-ahead log into the file.

        After a failed sync this is a must: the system may have forgotten what it could not write of the log, and what
        is appended behind such a hole would be lost with it in a power cut.
        """
        self._one("PRAGMA wal_checkpoint(TRUNCATE)")
        self._pages = 0

    def commit(self, batch: Batch) -> None:
        """Do all of it, synced to the disk, or nothing. A batch may be given again when it is not known which."""
        self._see_whether_it_is_there()
        mark = batch.mark or self.mark
        mark = mark._replace(last=max([mark.last, *(one.id for one in batch.segments)]))
        self._together(lambda: self._write(batch, mark))
        self.mark = mark
        reach("journal-after-commit")
        self._pages += 4 + len(batch.gone) + sum(sum(map(len, one.records.data)) for one in batch.segments) // PAGE

    def _write(self, batch: Batch, mark: Mark) -> None:
        many = self._file.executemany
        many("DELETE FROM lanes WHERE number=?", ((number,) for number in batch.forgotten))
        many("INSERT OR REPLACE INTO lanes VALUES (?, ?, ?)", (lane_row(*lane) for lane in batch.lanes))
        many("INSERT OR REPLACE INTO segments VALUES (?, ?, ?, ?, ?, ?)", map(segment_row, batch.segments))
        many("INSERT OR REPLACE INTO progress VALUES (?, ?, ?)", (progress_row(*one) for one in batch.progress))
        gone = list(ranges(batch.gone))
        many("DELETE FROM segments WHERE id BETWEEN ? AND ?", gone)
        many("DELETE FROM progress WHERE segment BETWEEN ? AND ?", gone)
        if mark != self.mark:
            self._set_mark(mark)

    def _together(self, work: Callable[[], None]) -> None:
        execute = self._file.execute
        execute("BEGIN IMMEDIATE")
        try:
            work()
            reach("journal-before-commit")
            execute("COMMIT")
        except BaseException:
            if self._file.in_transaction:
                execute("ROLLBACK")
            raise

    def _see_whether_it_is_there(self) -> None:
        """Raises Damaged when somebody has put something else in the file's place: SQLite would not notice for long."""
        os.lseek(self._watched, 0, os.SEEK_SET)
        opened, there = os.fstat(self._watched), self._path.stat() if self._path.exists() else None
        if os.read(self._watched, len(MAGIC)) != MAGIC or there is None or not os.path.samestat(opened, there):
            raise Damaged(text(en="the file was overwritten or replaced", zh="文件被覆盖或替换"))

    def tidy(self) -> None:
        """Between two groups: keep the write-ahead log and the file small."""
        if self._pages < CHECKPOINT_PAGES:
            return
        self._pages = 0
        reach("journal-before-checkpoint")
        self._one("PRAGMA wal_checkpoint(PASSIVE)")
        free, pages = self._one("SELECT freelist_count, page_count FROM pragma_freelist_count, pragma_page_count")
        if free > SPARE_PAGES and free > pages // 2:
            self._file.executescript(f"PRAGMA incremental_vacuum({GIVEN_BACK})")  # execute() gives back one page only
        reach("journal-after-checkpoint")

    def read(self, id: int) -> Records | None:
        """The records of a segment; None when they are damaged."""
        found = self._one(f"SELECT id, lane, count, crc, seal, records FROM segments WHERE id={id:d}")
        return None if found is None else read_records(found)


def look_at(path: Path) -> Contents:
    """What is in a file, which is checked and not changed in any way: a damaged one is kept as it was found.

    Raises sqlite3.Error or Damaged.
    """
    file = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_TIME, isolation_level=None)
    try:
        if not file.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return Contents(Mark("", 0), {}, [])
        _mark(file)
        found = file.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise Damaged(text(en=str(found), zh=str(found)))
        return _contents(file)
    finally:
        file.close()


def _mark(file: sqlite3.Connection) -> Mark:
    row = file.execute("SELECT one, format, id, last, seal FROM mark").fetchone()
    if row is None:
        raise Damaged(text(en="the file has lost its mark", zh="文件标识丢失"))
    return read_mark(row)


def _contents(file: sqlite3.Connection) -> Contents:
    """Raises Damaged when a row is not what was written; the records themselves are not looked at."""
    rows = file.execute
    progress = dict(map(read_progress, rows("SELECT segment, done, seal FROM progress")))
    lanes = dict(map(read_lane, rows("SELECT number, name, seal FROM lanes")))
    segments = []
    for id, lane, count, crc, sealed, size in rows(
        "SELECT id, lane, count, crc, seal, length(records) FROM segments ORDER BY id"
    ):
        check_seal(sealed, "segment", id, lane, count, crc)
        if lane not in lanes:
            raise Damaged(text(en=f"segment {id} has lost its lane", zh=f"数据段 {id} 所属通道丢失"))
        segments.append(FoundSegment(id, lane, count, size, progress.get(id, NO_DONE)))
    return Contents(_mark(file), lanes, segments)
