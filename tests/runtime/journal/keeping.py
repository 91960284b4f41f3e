"""What tests of the journal share: one that is open, and everything that is in it in the order in which it comes."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from sinterflow.runtime.journal.file import NAME
from sinterflow.runtime.journal.journal import Journal
from sinterflow.runtime.journal.lane import Lane
from sinterflow.runtime.journal.rows import Batch
from sinterflow.runtime.journal.segment import Entry
from sinterflow.runtime.journal.worker import Opened

NOW = 1_800_000_000.0
FILES = (NAME, f"{NAME}-wal")


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Journal]:
    journal = Journal(folder)
    await journal.open()
    try:
        yield journal
    finally:
        await journal.close()


def put(lane: Lane, *records: bytes) -> None:
    for record in records:
        lane.put(record, NOW)


async def take(lane: Lane, count: int) -> list[Entry]:
    """The next `count` records, which there are."""
    taken: list[Entry] = []
    more = asyncio.Event()
    lane.on_commit = more.set
    while len(taken) < count:
        more.clear()
        entry = lane.take()
        if entry is None:
            await more.wait()
        else:
            taken.append(entry)
    return taken


async def take_all(lane: Lane) -> list[bytes]:
    """The data of all records, none of which was taken before."""
    return [entry.data for entry in await take(lane, lane.depth)]


def copy_files(folder: Path, into: Path) -> Path:
    """What a process that is killed now leaves; the file of shared memory is of no use to another."""
    into.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        if (folder / name).exists():
            shutil.copy(folder / name, into / name)
    return into


def copy_after_each_group(journal: Journal, into: Path) -> list[Path]:
    """What a kill after each group would leave; the list grows."""
    copies: list[Path] = []
    write = journal._worker.write

    def write_and_copy(batch: Batch) -> Opened:
        done = write(batch)
        copies.append(copy_files(journal.path.parent, into / f"copy {len(copies)}"))
        return done

    journal._worker.write = write_and_copy  # type: ignore[method-assign] # it looks after each group
    return copies


async def until(condition: Callable[[], object]) -> None:
    """Let the loop turn until it holds."""
    while not condition():  # noqa: ASYNC110 # it is a moment between two turns, of which nobody is told
        await asyncio.sleep(0)
