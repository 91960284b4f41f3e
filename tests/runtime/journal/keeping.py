"""What tests of the journal share: one that is open, and everything that is in it in the order in which it comes."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sinterflow.runtime.journal.file import NAME
from sinterflow.runtime.journal.journal import Journal
from sinterflow.runtime.journal.lane import Entry, Lane

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
