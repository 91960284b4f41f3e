"""The journal's thread: it opens the file, writes groups, and makes a new file of a damaged one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..text import Text, text
from .file import PAGE, JournalFile, look_at
from .outage import is_damage, is_passing, is_read_only, said_of
from .rows import Batch, Contents, Damaged, LaterFormat, Records
from .salvage import Salvaged, finish, salvage
from .wal import read_log

FAILURES = (sqlite3.Error, OSError, Damaged, LaterFormat, msgspec.MsgspecError)


class Opened(NamedTuple):
    """What came of an attempt. `contents` are there when the file was read; then nothing else was done."""

    contents: Contents | None = None
    outage: Text = ""
    salvaged: Salvaged | None = None


class Read(NamedTuple):
    """Records of segments, None for one that is damaged. In an outage there are none; try again."""

    records: list[Records | None]
    outage: Text = ""


class Worker:
    """Everything here blocks, and is called from one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: JournalFile | None = None
        self._id = ""
        self._damaged = False
        """It is to be salvaged before anything else can be done with it."""
        self._news: Opened | None = None
        """A file that was found damaged while nothing was written: the next write tells it."""

    @property
    def has_news(self) -> bool:
        """Something is to be written even if nobody has put anything."""
        return self._news is not None

    def open(self) -> Opened:
        """Read what is there. Raises LaterFormat."""
        try:
            finish(self._path)
            self._look_at_log()
            if self._path.with_name(f"{self._path.name}-journal").exists():
                JournalFile(self._path).close()  # its making was cut off, which only a file that may be written ends
            there = look_at(self._path) if self._path.exists() else None
            self._file = JournalFile(self._path)
            self._file.reserve()
            self._damaged = False
            self._id = self._file.mark.id
            return Opened(there._replace(mark=self._file.mark) if there else self._file.contents())
        except LaterFormat:
            raise
        except FAILURES as error:
            return self._broken(error)

    def write(self, batch: Batch) -> Opened:
        """Commit a group; the file is opened again when it is closed after an outage."""
        if self._news is not None:
            news, self._news = self._news, None
            return news
        try:
            self._opened().commit(batch)
        except FAILURES as error:
            return self._broken(error)
        if batch.mark is not None:
            self._id = batch.mark.id
        return Opened()

    def tidy(self) -> None:
        """Keep the files small, when there is time for it."""
        try:
            if self._file is not None:
                self._file.tidy()
        except FAILURES as error:
            if is_damage(error):
                self._note(self._broken(error))

    def read(self, ids: Sequence[int]) -> Read:
        try:
            return Read([self._opened().read(id) for id in ids])
        except FAILURES as error:
            found = self._broken(error)
            self._note(found)
            return Read([], found.outage or said_of(error))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _look_at_log(self) -> None:
        """Before SQLite does, which removes what it does not understand. Raises Damaged."""
        log = read_log(self._path.with_name(f"{self._path.name}-wal"), PAGE)
        if log.damaged or (log.pages and not (self._path.exists() and self._path.stat().st_size)):
            raise Damaged(text(en="a part of the write-ahead log is damaged", zh="预写日志的一部分已损坏"))

    def _opened(self) -> JournalFile:
        if self._damaged:
            raise Damaged(text(en="the file is damaged", zh="文件已损坏"))
        if self._file is None:
            self._file = JournalFile(self._path)
            if self._file.mark.id != self._id:
                raise Damaged(text(en="another file is in its place", zh="该位置是另一个文件"))
            self._file.empty_log()
        return self._file

    def _note(self, opened: Opened) -> None:
        if opened.contents is not None:
            self._news = opened

    def _may_write(self) -> bool:
        """The disk takes what SQLite calls read-only: the head of the file is wrong, as a power cut may leave it."""
        probe = self._path.with_name(f"{self._path.name}.probe")
        try:
            with self._path.open("r+b"):
                probe.write_bytes(b"")
            probe.unlink()
        except OSError:
            return False
        return True

    def _broken(self, error: Exception) -> Opened:
        self._damaged = self._damaged or is_damage(error) or (is_read_only(error) and self._may_write())
        if not self._damaged:
            if not is_passing(error):
                self.close()
            return Opened(outage=said_of(error))
        self.close()
        try:
            salvaged = salvage(self._path)
            self._file = JournalFile(self._path)
            self._damaged = False
            self._id = self._file.mark.id
            return Opened(self._file.contents(), salvaged=salvaged)
        except FAILURES as again:
            self.close()
            return Opened(outage=said_of(again))
