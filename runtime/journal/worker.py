"""The journal's thread: it opens the file, writes groups, and makes a new file of a damaged one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ..text import Text
from .file import Batch, Contents, Damaged, JournalFile, LaterFormat, Records
from .outage import is_damage, said_of
from .salvage import Salvaged, salvage, set_aside


class Opened(NamedTuple):
    """What came of an attempt. `contents` are there when the file was read; then nothing else was done."""

    contents: Contents | None = None
    outage: Text = ""
    salvaged: Salvaged | None = None


class Worker:
    """Everything here blocks, and is called from one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: JournalFile | None = None

    def open(self) -> Opened:
        """Read what is there. Raises LaterFormat."""
        try:
            self._file = JournalFile(self._path)
            self._file.check()
            return Opened(self._file.contents())
        except LaterFormat:
            raise
        except (sqlite3.Error, OSError, Damaged) as error:
            return self._broken(error)

    def write(self, batch: Batch) -> Opened:
        """Commit a group; the file is opened again when it is closed after an outage."""
        try:
            if self._file is None:
                self._file = JournalFile(self._path)
            self._file.commit(batch)
        except (sqlite3.Error, OSError, Damaged) as error:
            return self._broken(error)
        return Opened()

    def tidy(self) -> None:
        """Keep the files small, when there is time for it."""
        try:
            if self._file is not None:
                self._file.tidy()
        except (sqlite3.Error, OSError):
            return  # the next group meets the same, and says it

    def read(self, ids: Sequence[int]) -> list[Records | None]:
        """The records of segments, None for one that is damaged."""
        return [self._read(id) for id in ids]

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _read(self, id: int) -> Records | None:
        try:
            if self._file is None:
                self._file = JournalFile(self._path)
            return self._file.read([id])[0]
        except (sqlite3.Error, OSError, Damaged):
            return None

    def _broken(self, error: Exception) -> Opened:
        self.close()
        if not isinstance(error, Damaged) and not is_damage(error):
            return Opened(outage=said_of(error))
        try:
            aside = set_aside(self._path)
            self._file = JournalFile(self._path)
            salvaged = salvage(aside, self._file)
            return Opened(self._file.contents(), salvaged=salvaged)
        except (sqlite3.Error, OSError) as again:
            self.close()
            return Opened(outage=said_of(again))
