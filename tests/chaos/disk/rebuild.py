"""A folder as it would be after a power cut.

What was synced is there. Of what was written and not synced, each sector is there or not; of the renamings and other
changes of a folder that was not synced, the first so many are there, since file systems keep these in order. What a
sync that failed should have written is never sure again: the system may have forgotten that it was to be written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from .trace import Event

SECTORS = (512, 4096)
CHANCES = (0.0, 0.2, 0.5, 0.9, 1.0)
"""Of each sector to be there. 0: nothing but what was synced; 1: as after `kill -9`."""


class _Change:
    """A write, or with `data` None a truncation."""

    __slots__ = ("at", "data", "offset", "state")

    def __init__(self, at: int, offset: int, data: bytes | None) -> None:
        self.at = at
        self.offset = offset
        self.data = data
        self.state = "pending"

    def apply(self, content: bytearray) -> None:
        if self.data is None:
            content[:] = content[: self.offset].ljust(self.offset, b"\0")
        else:
            _put(content, self.offset, self.data)

    def apply_partly(self, content: bytearray, there: Callable[[], bool], sector: int) -> None:
        if self.data is None:
            if there():
                self.apply(content)
            return
        at, end = self.offset, self.offset + len(self.data)
        while at < end:
            following = min(end, at - at % sector + sector)
            if there():
                _put(content, at, self.data[at - self.offset : following - self.offset])
            at = following


class _File:
    def __init__(self, content: bytes = b"") -> None:
        self.synced = bytearray(content)
        self.changes: list[_Change] = []

    def settle(self, before: int, state: str) -> None:
        for change in self.changes:
            if change.at < before and change.state == "pending":
                change.state = state
        while self.changes and self.changes[0].state == "synced":
            self.changes.pop(0).apply(self.synced)

    def after_cut(self, random: Random, chance: float, sector: int) -> bytes:
        content = bytearray(self.synced)
        for change in self.changes:
            if change.state == "synced":
                change.apply(content)
            else:
                change.apply_partly(content, lambda: random.random() < chance, sector)
        last = self.changes[-1] if self.changes else None
        if last is not None and last.data is not None and random.random() < 0.3:
            _put(content, last.offset + len(last.data), b"")  # the size came to the disk, and the data did not
        return bytes(content)


class Disk:
    """The files below a folder, by their names in it; it is given every event in order."""

    def __init__(self, folder: Path, start: Path | None) -> None:
        self._root = f"{folder.resolve()}"
        self._names: dict[str, _File | None] = {"": None}
        if start is not None:
            for path in start.rglob("*"):
                self._names[str(path.relative_to(start))] = _File(path.read_bytes()) if path.is_file() else None
        self._synced_names = dict(self._names)
        self._pending: list[tuple[int, Event, _File | None]] = []
        self._files: dict[int, _File] = {}
        self._begun: dict[int, int] = {}

    def see(self, at: int, event: Event) -> None:
        if event.kind == "c":
            self._files[event.file] = _File()
            self._rename(at, event, self._files[event.file])
        elif event.kind == "o":
            found = self._names[self._name(event.path)]
            assert found is not None
            self._files[event.file] = found
        elif event.kind in "wt":
            data = event.data if event.kind == "w" else None
            self._files[event.file].changes.append(_Change(at, event.offset, data))
        elif event.kind in "bB":
            self._begun[event.offset] = at
        elif event.kind in "sf":
            self._synced(event)
        elif event.kind in "rulm":
            self._rename(at, event, self._names.get(self._name(event.path)))

    def after_cut(self, random: Random) -> dict[str, bytes | None]:
        """Names with their contents; None for a folder."""
        chance, sector = random.choice(CHANCES), random.choice(SECTORS)
        names = dict(self._synced_names)
        count = round(chance * len(self._pending)) if chance in (0, 1) else random.randint(0, len(self._pending))
        for _, event, file in self._pending[:count]:
            self._apply(names, event, file)
        return {
            name: None if file is None else file.after_cut(random, chance, sector)
            for name, file in names.items()
            if _parent(name) in names
        }

    def _synced(self, event: Event) -> None:
        begun = self._begun.pop(event.offset)
        name = self._name(event.path)
        if name in self._names and self._names[name] is None:
            if event.kind == "s":
                self._sync_folder(name, begun)
        elif event.file in self._files:
            self._files[event.file].settle(begun, "synced" if event.kind == "s" else "unsure")

    def _sync_folder(self, folder: str, begun: int) -> None:
        left = []
        for at, event, file in self._pending:
            if at < begun and _parent(self._name(event.other or event.path)) == folder:
                self._apply(self._synced_names, event, file)
            else:
                left.append((at, event, file))
        self._pending = left

    def _rename(self, at: int, event: Event, file: _File | None) -> None:
        self._apply(self._names, event, file)
        self._pending.append((at, event, file))

    def _apply(self, names: dict[str, _File | None], event: Event, file: _File | None) -> None:
        name = self._name(event.path)
        if event.kind in "ur":
            names.pop(name, None)
        if event.kind in "cm":
            names[name] = file
        if event.kind in "rl":
            names[self._name(event.other)] = file

    def _name(self, path: str) -> str:
        return path[len(self._root) + 1 :]


def cuts(events: list[Event], folder: Path, start: Path | None, positions: list[int]) -> Iterator[tuple[int, Disk]]:
    """The disk at each position, which is the number of events before the cut."""
    disk = Disk(folder, start)
    wanted = sorted(positions)
    done = 0
    for position in wanted:
        for at in range(done, position):
            disk.see(at, events[at])
        done = max(done, position)
        yield position, disk


def write_out(contents: dict[str, bytes | None], folder: Path) -> None:
    """Make a folder of it."""
    for name, content in sorted(contents.items()):
        path = folder / name
        if content is None:
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.write_bytes(content)


def _parent(name: str) -> str:
    return name.rpartition("/")[0]


def _put(content: bytearray, offset: int, data: bytes) -> None:
    end = offset + len(data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[offset:end] = data
