"""The file of recordings: SQLite in WAL mode, unsynced, one row a batch. All of it blocks: call it in a thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..private import own_database, own_folder
from .records import MICRO, Held, Recording, time_of

FORMAT = 1
MOST_BYTES = 256 * 1024
"""Of a batch. A ring loses whole batches, so one is never more than a part of its recording's room."""
PARTS = 16

_TABLES = """
CREATE TABLE recordings (id TEXT PRIMARY KEY, document BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE batches (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, recording TEXT NOT NULL, count INTEGER NOT NULL, bytes INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, data BLOB NOT NULL
);
CREATE INDEX batches_of ON batches (recording, seq);
"""


class Damaged(Exception):
    """The file is not one of recordings of this version, or no longer."""


class Batch(NamedTuple):
    recording: str
    lines: Sequence[bytes]


class RecordingsFile:
    """An open file. Raises sqlite3.Error and OSError when the disk does not do, Damaged when the file does not."""

    def __init__(self, path: Path) -> None:
        own_folder(path.parent)
        own_database(path)
        self._file = sqlite3.connect(path, timeout=1.0, isolation_level=None, check_same_thread=False)
        self.held: dict[str, Held] = {}
        """Replaced member by member, so that others may read it meanwhile."""
        try:
            self._prepare()
        except BaseException as error:
            self._file.close()
            raise _told(error) from error

    def _prepare(self) -> None:
        execute = self._file.execute
        execute("PRAGMA auto_vacuum=INCREMENTAL")
        execute("PRAGMA journal_mode=WAL")
        execute("PRAGMA synchronous=OFF")  # recordings may be lost with the power; they must not wear out the disk
        execute("PRAGMA journal_size_limit=4194304")
        (version,) = execute("PRAGMA user_version").fetchone()
        if not version and not execute("SELECT 1 FROM sqlite_master").fetchone():
            self._file.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version={FORMAT}; COMMIT;")
        elif version != FORMAT:
            raise Damaged(f"format {version}")
        counted = "SELECT recording, sum(count), sum(bytes), min(first), max(last) FROM batches GROUP BY recording"
        self.held = {id: Held(*rest) for id, *rest in execute(counted)}

    def close(self) -> None:
        self._file.close()

    def recordings(self) -> list[Recording]:
        """All of them, oldest first."""
        try:
            rows = self._file.execute("SELECT document FROM recordings").fetchall()
            found = [msgspec.json.decode(document, type=Recording) for (document,) in rows]
        except (sqlite3.Error, msgspec.DecodeError) as error:
            raise _told(error) from error
        return sorted(found, key=lambda one: (one.started, one.id))

    def write(self, batches: Iterable[Batch], recordings: Mapping[str, Recording], now: float) -> None:
        """In one transaction: add batches, keep every ring within its bounds, and let `recordings` be all there are."""
        held = dict(self.held)
        try:
            self._file.execute("BEGIN IMMEDIATE")
            for batch in batches:
                if batch.recording in recordings:
                    self._add(batch, held)
            gone = self._forget(recordings, held)
            for recording in recordings.values():
                self._trim(recording, held, now)
                row = (recording.id, msgspec.json.encode(recording))
                self._file.execute("INSERT OR REPLACE INTO recordings VALUES (?, ?)", row)
            self._file.execute("COMMIT")
            self.held = held
            if gone:  # what rings let go is soon used again
                self._file.execute("PRAGMA incremental_vacuum").fetchall()
        except sqlite3.Error as error:
            if self._file.in_transaction:
                self._file.execute("ROLLBACK")
            raise _told(error) from error

    def _add(self, batch: Batch, held: dict[str, Held]) -> None:
        data = b"".join(batch.lines)
        count, first, last = len(batch.lines), time_of(batch.lines[0]), time_of(batch.lines[-1])
        self._file.execute(
            "INSERT INTO batches (recording, count, bytes, first, last, data) VALUES (?, ?, ?, ?, ?, ?)",
            (batch.recording, count, len(data), min(first, last), max(first, last), data),
        )
        before = held.get(batch.recording, Held())
        begun = before.first if before.first is not None else first
        held[batch.recording] = Held(before.messages + count, before.bytes + len(data), begun, last)

    def _forget(self, recordings: Mapping[str, Recording], held: dict[str, Held]) -> bool:
        """Delete recordings that are no longer known."""
        known = {id for (id,) in self._file.execute("SELECT id FROM recordings")} | held.keys()
        for id in known - recordings.keys():
            self._file.execute("DELETE FROM batches WHERE recording = ?", (id,))
            self._file.execute("DELETE FROM recordings WHERE id = ?", (id,))
            held.pop(id, None)
        return bool(known - recordings.keys())

    def _trim(self, recording: Recording, held: dict[str, Held], now: float) -> None:
        """Delete the oldest batches that are too old or too much."""
        mine = held.get(recording.id, Held())
        oldest = 0 if recording.max_age is None else int((now - recording.max_age) * MICRO)
        while mine.messages and (mine.bytes > recording.max_bytes or (mine.first or 0) < oldest):
            seq, count, size, last = self._file.execute(
                "SELECT seq, count, bytes, last FROM batches WHERE recording = ? ORDER BY seq LIMIT 1", (recording.id,)
            ).fetchone()
            if mine.bytes <= recording.max_bytes and last >= oldest:
                break
            self._file.execute("DELETE FROM batches WHERE seq = ?", (seq,))
            following = self._file.execute(
                "SELECT first FROM batches WHERE recording = ? ORDER BY seq LIMIT 1", (recording.id,)
            ).fetchone()
            left = mine.messages - count
            mine = Held(left, mine.bytes - size, *((following[0], mine.last) if following else (None, None)))
        held[recording.id] = mine


def room_for_batch(max_bytes: int) -> int:
    """Bytes of one batch of a recording with this much room."""
    return min(MOST_BYTES, max_bytes // PARTS)


def _told(error: BaseException) -> BaseException:
    """Damaged where the file is to blame and not the disk."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or isinstance(error, msgspec.DecodeError):
        return Damaged(str(error))
    if isinstance(error, sqlite3.OperationalError) and "no such" in str(error):
        return Damaged(str(error))  # tables of another make
    return error
