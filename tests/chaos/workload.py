"""What a child process does while its disk is recorded: `python -m tests.chaos.workload KIND FOLDER NOTES COUNT SEED`.

It notes each promise at the moment in which it is made, so that a rebuilt folder can be held against it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

from sinterflow.runtime.atomic import write_atomic
from sinterflow.runtime.flow.store import replace_file
from sinterflow.runtime.journal.journal import Journal
from sinterflow.runtime.journal.lane import Lane

NOW = 1_800_000_000.0
LANES = ("in", "out", "tray")
TRAY_EVERY = 5
ATOMIC = "deep/below/state"
REPLACED = "flow.json"


def record(number: int) -> bytes:
    """A record of a size of its own, a few of them large."""
    sizes = Random(number)
    return b"%06d;" % number * sizes.choice((1, 20, 300, 6000))


def document(version: int) -> bytes:
    return b'{"version": %d, "filling": "%s"}' % (version, b"x" * Random(version).choice((10, 3000, 20_000)))


class Line:
    """Records come in, move on in one turn of the loop, to a lane that is worked off or to one that is looked up."""

    def __init__(self, folder: Path, note: Callable[[str], None], seed: int) -> None:
        self._folder = folder
        self._note = note
        self._random = Random(seed)
        self._next = 0

    async def run(self, count: int, restarts: int) -> None:
        for _ in range(restarts + 1):
            self._journal = Journal(self._folder)
            await self._journal.open()
            self._in, self._out, self._tray = (self._journal.lane(name) for name in LANES)
            await self._tray.look_up(lambda first, count: None)
            self._in.on_commit = self._move
            self._out.on_commit = self._work_off
            self._move()
            self._work_off()
            await self._put(count // (restarts + 1))
            await self._journal.written()
            await self._journal.close()
            self._in.on_commit = self._out.on_commit = _nothing  # a timer may still give something back to the old one

    async def _put(self, count: int) -> None:
        for _ in range(count):
            number, self._next = self._next, self._next + 1
            self._in.put(record(number), NOW, partial(self._note, f"put {number}"))
            if self._random.random() < 0.5:
                await asyncio.sleep(self._random.choice((0, 0, 0.002)))
            if number % 40 == 39:
                self._clear_tray()

    def _move(self) -> None:
        while (entry := self._in.take()) is not None:
            to = self._out if number_of(entry.data) % TRAY_EVERY else self._tray
            to.put(entry.data, NOW)
            self._in.done(entry.offset)

    def _work_off(self) -> None:
        while (entry := self._out.take()) is not None:
            if self._random.random() < 0.1:
                asyncio.get_running_loop().call_later(0.005, self._out.give_back, entry.offset)
                return
            self._finish(self._out, entry.offset, entry.data)

    def _clear_tray(self) -> None:
        for entry in list(self._tray.entries()):
            if self._random.random() < 0.8:
                self._finish(self._tray, entry.offset, entry.data)

    def _finish(self, lane: Lane, offset: int, data: bytes) -> None:
        self._note(f"finish {number_of(data)}")
        lane.done(offset)
        self._journal.settled(partial(self._note, f"gone {number_of(data)}"))


def _nothing() -> None:
    """It is closed."""


def number_of(data: bytes) -> int:
    return int(data[:6])


def write_documents(folder: Path, note: Callable[[str], None], count: int) -> None:
    for version in range(count):
        write_atomic(folder / ATOMIC, document(version))
        note(f"{ATOMIC} {version}")
        replace_file(folder / REPLACED, document(version))
        note(f"{REPLACED} {version}")


def main() -> None:
    kind, folder, notes, count, seed = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
    file = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(line: str) -> None:
        os.write(file, f"{line}\n".encode())

    if kind == "documents":
        write_documents(folder, note, count)
    else:
        asyncio.run(Line(folder, note, seed).run(count, restarts=2))


if __name__ == "__main__":
    main()
