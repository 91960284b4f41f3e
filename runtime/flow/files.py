"""Where the files of a project are read from: a folder, or a set of files that is held in memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeAlias, TypeVar

from ..faults import Fault, fault
from .reader import BACKUP, read_file

T = TypeVar("T")
Entries: TypeAlias = dict[str, list[tuple[Any, Any]]]
"""By name: what was given and what was made of it."""


class Files(Protocol):
    """The files of a project by their names, such as `flows/a.json`."""

    def has(self, name: str) -> bool:
        """Whether there is anything of this name."""

    def read(self, name: str) -> tuple[bytes | None, list[Fault]]:
        """The bytes of a file, None with the reason when they cannot be had."""

    def inside(self, folder: str, ending: str) -> tuple[list[str], list[Fault]]:
        """The names of the files of a folder, in order; hidden ones are left out."""

    def spare(self, name: str) -> str | None:
        """The name of the last good copy of a file, if there is one."""


class FolderFiles:
    """The files of a folder on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, name: str) -> bool:
        return os.path.lexists(self.folder / name)

    def read(self, name: str) -> tuple[bytes | None, list[Fault]]:
        if leads_outside(self.folder, name):
            return None, [fault("link-outside", file=name)]
        return read_file(self.folder / name, name)

    def inside(self, folder: str, ending: str) -> tuple[list[str], list[Fault]]:
        place = self.folder / folder
        if not os.path.isdir(place):
            return [], []
        try:
            names = sorted(name for name in os.listdir(place) if name.endswith(ending))
        except OSError as error:
            return [], [fault("unreadable", file=folder, said=error.strerror)]
        return [f"{folder}/{name}" for name in names if not name.startswith(".")], []

    def spare(self, name: str) -> str | None:
        return spare_of(self.folder / name)


class HeldFiles:
    """Files held in memory. `folder` is where they lie on disk too: there last good copies are looked for."""

    def __init__(self, contents: Mapping[str, bytes], folder: Path | None = None) -> None:
        self._contents = contents
        self._folder = folder

    def has(self, name: str) -> bool:
        return name in self._contents

    def read(self, name: str) -> tuple[bytes | None, list[Fault]]:
        data = self._contents.get(name)
        return (data, []) if data is not None else (None, [fault("missing-path", file=name, given=name)])

    def inside(self, folder: str, ending: str) -> tuple[list[str], list[Fault]]:
        start = f"{folder}/"
        inside = [name for name in self._contents if name.startswith(start) and name.endswith(ending)]
        return sorted(name for name in inside if "/" not in name[len(start) :] and len(name) > len(start + ending)), []

    def spare(self, name: str) -> str | None:
        return spare_of(self._folder / name) if self._folder is not None else None


def leads_outside(folder: Path, name: str) -> bool:
    """Whether a link makes this a file outside the folder, or one of its run-time data: what came with a project shall
    not read a machine's keys, nor have them overwritten."""
    root = os.path.realpath(folder)
    real = os.path.realpath(os.path.join(root, name))
    inside = os.path.relpath(real, root)
    return inside.startswith(os.pardir) or os.path.isabs(inside) or inside.split(os.sep)[0] == "data"


def spare_of(path: Path) -> str | None:
    """The name of the last good copy beside a file."""
    spare = path.with_name(BACKUP.format(name=path.name))
    return spare.name if spare.is_file() else None


class Itself:
    """An object that equals nothing but itself: documents that are equal in Python may differ in `1` and `true`."""

    __slots__ = ("_one",)

    def __init__(self, one: object) -> None:
        self._one = one

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and self._one is other._one

    __hash__ = None  # type: ignore[assignment] # it is compared, never looked up


class Memo:
    """What was made of files, so that only those that changed are read again.

    It remembers the last `recent` contents of each, and beside them what is pinned.
    """

    def __init__(self, recent: int = 2) -> None:
        self._limit = recent
        self._recent: Entries = {}
        self._pinned: Entries = {}
        self._noted: Entries | None = None

    def of(self, name: str, given: Any, make: Callable[[], T]) -> T:
        """`make()`, or what it gave when `name` was given something equal."""
        recent = self._recent.get(name, [])
        known = (*self._pinned.get(name, ()), *recent)
        entry = next((one for one in known if one[0] == given), None) or (given, make())
        self._recent[name] = [*(one for one in recent if one is not entry), entry][-self._limit :]
        if self._noted is not None:
            self._noted.setdefault(name, []).append(entry)
        made: T = entry[1]
        return made

    @contextmanager
    def noting(self) -> Iterator[Entries]:
        """Note everything that is asked for within."""
        noted: Entries = {}
        self._noted = noted
        try:
            yield noted
        finally:
            self._noted = None

    def pin(self, noted: Entries) -> None:
        """Remember what was noted until something else is pinned: it is the same objects as long as it is the same."""
        self._pinned = noted
