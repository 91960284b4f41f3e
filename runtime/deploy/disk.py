"""The files of the project's folder: what they hold now, and writing there what was deployed."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ..atomic import sync_folder
from ..faults import Fault
from ..flow.files import FolderFiles, leads_outside
from ..flow.project import PROJECT_FILE, project_folder, relative
from ..flow.reader import BACKUP
from ..flow.store import put_in_place
from ..portable import replace
from .documents import EQUIPMENT_FILE, FOLDERS, digest

SETTLED = 2.0
"""Seconds after its time of change from which a file with the same time and size is the same: clocks are coarse."""


@dataclass(frozen=True)
class Place:
    """Where a project lies. `only` is the file of the one flow that runs; `alone`: there is no project around it."""

    folder: Path
    only: str | None = None
    alone: bool = False

    @classmethod
    def of(cls, path: Path) -> Place:
        """The place of a project folder or a flow file."""
        if path.is_dir():
            return cls(path)
        folder = project_folder(path)
        return cls(path.parent, path.name, alone=True) if folder is None else cls(folder, relative(path, folder))


class Mark(NamedTuple):
    """What tells without reading a file that it has not changed, and when that was noted."""

    modified: int
    changed: int
    size: int
    inode: int
    noted: float


class Disk:
    """Reads and writes the files that revisions are made of. All of it blocks."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.faults: list[Fault] = []
        """Of files that could not be read at the last look."""
        self._source = FolderFiles(place.folder)
        self._known: dict[str, tuple[Mark, str]] = {}
        self._unsynced: set[Path] = set()
        self._written: dict[str, tuple[bytes, str]] = {}
        """What was written here a moment ago, with its digest: until it is settled it is read at each look."""
        self._once = False
        self._looked: dict[str, str | None] | None = None

    @contextmanager
    def once(self) -> Iterator[None]:
        """Within it the disk is looked at once, until something is written here."""
        self._once = True
        try:
            yield
        finally:
            self._once, self._looked = False, None

    def look(self) -> dict[str, str | None]:
        """The digest of each file that is there; None of one that cannot be read."""
        if self._looked is not None:
            return self._looked
        self.faults = []
        found = {name: self._digest(name) for name in self._names()}
        self._known = {name: one for name, one in self._known.items() if name in found}
        self._looked = found if self._once else None
        return found

    def read(self, name: str) -> bytes | None:
        """What a file holds; None when it is not there or cannot be read."""
        data, found = self._source.read(name)
        self.faults += found if self._source.has(name) else []
        return data

    def time_of(self, name: str) -> datetime:
        """When a file was changed; of one that is gone, when its folder was."""
        path = self.place.folder / name
        for one in (path, path.parent, self.place.folder):
            try:
                return datetime.fromtimestamp(one.stat().st_mtime, UTC)
            except OSError:
                continue
        return datetime.now(UTC)

    def write(self, name: str, data: bytes, *, whole: bool) -> None:
        """Put a content in a file's place, atomically; `whole`: what is there is a good copy. Durable with the next
        `sync`. Raises OSError."""
        path = self.place.folder / name
        if leads_outside(self.place.folder, name):
            raise PermissionError(errno.EPERM, "a link leads out of the project", str(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        self._looked = None
        self._unsynced.add(put_in_place(path, data, "mirror", whole=whole))
        self._written[name] = data, digest(data)

    def remove(self, name: str) -> None:
        """Take a file away; what it held stays beside it as the last good copy. Durable with the next
        `sync`. Raises OSError."""
        path = self.place.folder / name
        self._looked = None
        replace(path, path.with_name(BACKUP.format(name=path.name)))
        self._unsynced.add(path.parent)

    def sync(self) -> None:
        """Make durable what was written and removed; nobody may be told to know of it before. Raises OSError."""
        for folder in list(self._unsynced):
            sync_folder(folder)
            self._unsynced.discard(folder)

    def _names(self) -> Iterator[str]:
        only = self.place.only
        if not self.place.alone:
            yield from (name for name in (PROJECT_FILE, EQUIPMENT_FILE) if self._source.has(name))
            for folder, ending in FOLDERS.items():
                names, found = self._source.inside(folder, ending)
                self.faults += found
                yield from names
        if only is not None and self._source.has(only) and (self.place.alone or not _is_usual(only)):
            yield only

    def _digest(self, name: str) -> str | None:
        try:
            status = os.stat(f"{self.place.folder}/{name}")
        except OSError:
            status = None
        before = self._known.get(name)
        if before is not None and status is not None and _unchanged(before[0], status):
            self._written.pop(name, None)
            return before[1]
        noted = time.time()
        data = self.read(name)
        if data is None:
            return None
        written = self._written.get(name)
        found = written[1] if written is not None and written[0] == data else digest(data)
        if status is not None:
            mark = Mark(status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, noted)
            self._known[name] = mark, found
        return found


def _unchanged(mark: Mark, status: os.stat_result) -> bool:
    now = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
    return mark[:4] == now and mark.noted - status.st_ctime_ns / 1e9 > SETTLED


def _is_usual(name: str) -> bool:
    """Whether a file is one of a project's anyway."""
    path = PurePosixPath(name)
    return name in (PROJECT_FILE, EQUIPMENT_FILE) or FOLDERS.get(str(path.parent)) == path.suffix
