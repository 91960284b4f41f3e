"""Copies of live files: a database as it was at one moment, whatever is written to it meanwhile. All of it blocks."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

from ..errors import SinterflowError
from ..portable import give_way_in_thread
from ..text import text

MAGIC = b"SQLite format 3\0"
PAGES = 256
"""Pages that are copied at a time."""
BUSY_TIME = 5.0


class Stopped(SinterflowError):
    """The backup was given up, as the process ends or nobody takes it any more."""


class Pace:
    """How fast a backup may work: beside a running engine it rests as long as it has worked, piece by piece.

    `did` is told the bytes of each piece; raises Stopped after `stop`.
    """

    def __init__(self, did: Callable[[int], None], *, resting: bool) -> None:
        self._did = did
        self._resting = resting
        self._stopping = threading.Event()
        self._since = 0.0

    def begin(self) -> None:
        """In the thread of the backup, before it works."""
        if self._resting:
            give_way_in_thread(15)
        self._since = time.monotonic()

    def stop(self) -> None:
        self._stopping.set()

    def piece(self, size: int) -> None:
        self._did(size)
        self.rest()

    def rest(self) -> None:
        if self._resting and self._stopping.wait(min(time.monotonic() - self._since, 1.0)):
            pass
        if self._stopping.is_set():
            raise Stopped(text(en="the backup was stopped", zh="备份已中止"))
        self._since = time.monotonic()


def is_database(path: Path) -> bool:
    """Whether a file says so of itself.

    SQLite looks first: when a file is closed in any other way, POSIX drops all locks that this process has on it.
    Another program that opens the database would then take away the log that is being written to.
    """
    if path.stat().st_size < len(MAGIC):
        return False
    db = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)
    try:
        db.execute("pragma schema_version").fetchone()
        return True
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN):
            return True
    finally:
        db.close()
    with path.open("rb") as file:  # nobody works with what SQLite cannot open or takes for no database
        return file.read(len(MAGIC)) == MAGIC


class Snapshot:
    """A database as it is now, held until `close`: others go on writing. Raises sqlite3.Error.

    It is a reading transaction: in WAL mode what is written meanwhile stays in the log, which grows until the end.
    """

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=BUSY_TIME, isolation_level=None,
            check_same_thread=False,
        )  # fmt: skip
        try:
            self._db.execute("begin")
            self._db.execute("select count(*) from sqlite_master").fetchall()
            wal = self._db.execute("pragma journal_mode").fetchone()[0] == "wal"
        except BaseException:
            self._db.close()
            raise
        self._pages = PAGES if wal else -1  # without a log writers wait: then it has to be quick

    def copy(self, to: Path, pace: Pace) -> None:
        """Copy it into a new file. Raises sqlite3.Error, OSError, Stopped."""
        os.close(os.open(to, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        target = sqlite3.connect(to, isolation_level=None, check_same_thread=False)
        try:
            target.execute("pragma synchronous = off")
            self._db.backup(target, pages=self._pages, progress=lambda status, remaining, total: pace.rest())
        finally:
            target.close()

    def close(self) -> None:
        self._db.close()


def whole(path: Path) -> str:
    """What SQLite finds wrong with a database that nobody uses; "" for nothing."""
    try:
        db = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)
        try:
            found = str(db.execute("pragma quick_check(1)").fetchone()[0])
        finally:
            db.close()
    except sqlite3.Error as error:
        return str(error)
    return "" if found == "ok" else found
