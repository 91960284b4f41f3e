"""`history.db`: every revision that was deployed, with who, when and why, and the files it holds."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import structlog

from ..errors import SinterflowError
from ..faultpoints import reach
from ..private import own_database, own_folder
from ..text import Text, text
from ..transaction import Transaction
from .documents import digest

FILE = "history.db"
KEPT = 1000
"""Revisions that are kept; a few more until they are cleared away together."""
SLACK = 50
LOG = 4 * 1024 * 1024
"""Bytes of the write-ahead log from which it is moved into the file."""
_CHECKPOINT = "wal_autocheckpoint = 4000"
"""Pages at which SQLite does that by itself, in the middle of a deploy, if nobody has."""
_SCHEMA = """
create table if not exists revisions (
    number integer primary key, time text not null, author text not null, reason text not null, files blob not null
);
create table if not exists contents (digest text primary key, data blob not null) without rowid;
create table if not exists disk (
    name text primary key, seen text not null, holds text, revision integer not null
) without rowid;
"""


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """One state of the project that was deployed. `files`: name → digest of the content."""

    number: int
    time: datetime
    author: str
    reason: Text = ""
    files: dict[str, str] = {}


class Seen(msgspec.Struct, frozen=True):
    """A file on disk as it was taken into account.

    `seen`: digest of its bytes; `holds`: digest of the deployed content that these say, None when they say another;
    `revision`: the last one at that time.
    """

    seen: str
    holds: str | None
    revision: int


class Damaged(Exception):
    """The file does not hold what was written to it."""


class History:
    """The revisions in a data folder. All of it blocks and belongs to one thread at a time."""

    def __init__(self, path: Path, kept: int = KEPT) -> None:
        """Opens or makes the file. Raises Damaged; SinterflowError when the disk refuses."""
        self._kept = kept
        self._path = path
        try:
            own_folder(path.parent)
            own_database(path)
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            for pragma in ("journal_mode = wal", "synchronous = full", "busy_timeout = 5000", _CHECKPOINT):
                self._db.execute(f"pragma {pragma}")
            self._db.executescript(_SCHEMA)
        except sqlite3.OperationalError as error:
            raise SinterflowError(
                text(
                    en=f"{path} cannot be opened: {error}; check the disk and the rights on the data folder",
                    zh=f"无法打开 {path}：{error}；请检查磁盘和数据目录的权限",
                )
            ) from error
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise Damaged(str(error)) from error

    def close(self) -> None:
        self._db.close()

    def last(self) -> Revision | None:
        """The last revision; None when nothing was deployed yet."""
        return next(iter(self.page(None, 1)), None)

    def get(self, number: int) -> Revision | None:
        return next(iter(self._read("where number = ?", number)), None)

    def page(self, before: int | None, limit: int) -> list[Revision]:
        """Revisions before `before`, the newest first."""
        return self._read("where number < ? order by number desc limit ?", before or 2**62, limit)

    def since(self, number: int) -> list[Revision]:
        """The revision with this number, or the last one before it that is kept, and all that follow."""
        return self._read(
            "where number >= (select coalesce(max(number), 0) from revisions where number <= ?) order by number", number
        )

    def before(self, number: int) -> Revision | None:
        return next(iter(self.page(number, 1)), None)

    def contents(self, revision: Revision) -> dict[str, bytes]:
        """The files of a revision. Raises Damaged."""
        return {name: self.content(key) for name, key in revision.files.items()}

    def content(self, key: str) -> bytes:
        try:
            row = self._db.execute("select data from contents where digest = ?", (key,)).fetchone()
            data = zlib.decompress(row[0]) if row else b""
        except (sqlite3.DatabaseError, zlib.error, TypeError) as error:
            raise Damaged(str(error)) from error
        if digest(data) != key:
            raise Damaged(f"content {key}")
        return data

    def seen(self) -> dict[str, Seen]:
        """The files on disk as they were last taken into account."""
        try:
            rows = self._db.execute("select name, seen, holds, revision from disk").fetchall()
        except sqlite3.DatabaseError as error:
            raise Damaged(str(error)) from error
        return {name: Seen(*rest) for name, *rest in rows}

    def add(
        self, revision: Revision, contents: Mapping[str, bytes], seen: Mapping[str, Seen | None], keep: Iterable[str]
    ) -> None:
        """Keep a revision with its `contents` and what is known of the disk, all or nothing; durable on return.

        Of `contents` those with a digest in `keep` are there already. Raises sqlite3.Error, then nothing is kept.
        """
        there = set(keep)
        new = {revision.files[name]: data for name, data in contents.items() if revision.files[name] not in there}
        files = zlib.compress(msgspec.json.encode(revision.files))
        reason = msgspec.json.encode(revision.reason).decode()
        row = (revision.number, revision.time.isoformat(), revision.author, reason, files)
        with Transaction(self._db):
            rows = [(key, zlib.compress(data, 1)) for key, data in new.items()]
            self._db.executemany("insert or ignore into contents values (?, ?)", rows)
            self._db.execute("insert into revisions values (?, ?, ?, ?, ?)", row)
            self._mark(seen)
            reach("deploy-before-commit")
        reach("deploy-after-commit")

    def mark(self, seen: Mapping[str, Seen | None]) -> None:
        """Keep what is known of the disk; None forgets a file. A power cut may undo it: then it is found out again."""
        if seen:
            self._db.execute("pragma synchronous = normal")
            try:
                with Transaction(self._db):
                    self._mark(seen)
            finally:
                self._db.execute("pragma synchronous = full")

    def _mark(self, seen: Mapping[str, Seen | None]) -> None:
        gone = [(name,) for name, one in seen.items() if one is None]
        kept = [(name, one.seen, one.holds, one.revision) for name, one in seen.items() if one is not None]
        self._db.executemany("delete from disk where name = ?", gone)
        self._db.executemany("insert or replace into disk values (?, ?, ?, ?)", kept)

    def prune(self) -> None:
        """Clear away the oldest revisions when there are too many, and contents that none refers to any more."""
        (count,) = self._db.execute("select count(*) from revisions").fetchone()
        if count <= self._kept + min(SLACK, self._kept):
            return
        with Transaction(self._db):
            last = "(select number from revisions order by number desc limit 1 offset ?)"
            self._db.execute(f"delete from revisions where number <= {last}", (self._kept,))
            used = {key for one in self._read("") for key in one.files.values()}
            kept = self._db.execute("select digest from contents").fetchall()
            self._db.executemany("delete from contents where digest = ?", [row for row in kept if row[0] not in used])

    def checkpoint(self) -> None:
        """Move the write-ahead log into the file when it has become long: no deploy has to wait for that."""
        log = self._path.with_name(f"{self._path.name}-wal")
        if log.exists() and log.stat().st_size > LOG:
            self._db.execute("pragma wal_checkpoint(truncate)")

    def _read(self, where: str, *values: Any) -> list[Revision]:
        try:
            rows = self._db.execute(f"select number, time, author, reason, files from revisions {where}", values)
            return [_revision(*row) for row in rows.fetchall()]
        except (sqlite3.DatabaseError, zlib.error, msgspec.DecodeError, ValueError, TypeError) as error:
            raise Damaged(str(error)) from error


def _revision(number: int, time: str, author: str, reason: str, files: bytes) -> Revision:
    return Revision(
        number=number,
        time=datetime.fromisoformat(time),
        author=author,
        reason=msgspec.json.decode(reason),
        files=msgspec.json.decode(zlib.decompress(files), type=dict[str, str]),
    )


def open_history(data: Path) -> tuple[History, Revision | None, dict[str, bytes]]:
    """The history in a data folder, its last revision and the files of that.

    A damaged one is set aside and said in the log, and a new one begun.
    """
    path = data / FILE
    history = None
    try:
        history = History(path)
        last = history.last()
        history.seen()
        return history, last, history.contents(last) if last is not None else {}
    except Damaged as damage:
        if history is not None:
            history.close()
        aside = _set_aside(path)
        log: Any = structlog.get_logger("sinterflow.deploy")
        log.error("the history is damaged and was set aside", file=str(path), aside=aside.name, error=str(damage))
        return History(path), None, {}


def _set_aside(path: Path) -> Path:
    """Rename the file, and what SQLite keeps beside it, out of the way."""
    name = f"{path.stem}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    aside = path.with_name(name + path.suffix)
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{name}-{number}{path.suffix}")
    for ending in ("-wal", "-shm"):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + ending))
    path.replace(aside)
    return aside
