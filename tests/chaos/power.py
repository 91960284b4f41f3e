"""Power cuts: a child works on a recorded disk, and the folder is rebuilt and opened as after a cut at any moment.

`python -m tests.chaos.power --cuts 5000` tries many; a failure names the seed and the cut that show it again.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec

from sinterflow.runtime.flow.reader import BACKUP
from sinterflow.runtime.journal.journal import Journal
from sinterflow.runtime.journal.lane import Lane

from .disk.library import build, recorded
from .disk.rebuild import cuts, write_out
from .disk.trace import notes, read_trace
from .workload import ATOMIC, LANES, REPLACED, document, number_of, record

MEMORY = Path("/dev/shm")
KINDS = ("line", "salvage", "documents")


class Wrong(AssertionError):
    """A promise was broken."""


class Recording(NamedTuple):
    """A child's work: where it worked, what the folder was before, and what was recorded."""

    kind: str
    folder: Path
    start: Path
    trace: Path
    began_with: frozenset[int]


def record_child(kind: str, home: Path, count: int, seed: int, failing: range = range(0)) -> Recording:
    """Let a child work in a new folder below `home`."""
    folder, start, trace = home / "folder", home / "start", home / "trace"
    start.mkdir(parents=True)
    began_with: frozenset[int] = frozenset()
    if kind == "salvage":
        began_with = asyncio.run(_damaged(start, seed))
    shutil.copytree(start, folder)
    arguments = (kind, str(folder), f"{trace}.notes", str(count), str(seed))
    environment = recorded(build(home), folder, trace, failing)
    command = (sys.executable, "-m", "tests.chaos.workload", *arguments)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=100)
    if done.returncode:
        raise Wrong(f"the child failed:\n{done.stdout}{done.stderr}")
    return Recording(kind, folder, start, trace, began_with)


async def _damaged(folder: Path, seed: int) -> frozenset[int]:
    """A journal of which all records can be salvaged, and which SQLite cannot read."""
    journal = Journal(folder)
    await journal.open()
    numbers = range(900_000, 900_060)
    for number in numbers:
        journal.lane("old").put(record(number), 0.0)
    await journal.written()
    await journal.close()
    with journal.path.open("r+b") as file:  # nothing else runs
        file.write(Random(seed).randbytes(100))
    return frozenset(numbers)


def try_cuts(
    recording: Recording, count: int, seed: int, seen: Callable[[], None] = lambda: None, until: int | None = None
) -> None:
    """Cut the power `count` times, before event `until`. Raises Wrong at the first promise that was broken."""
    events = read_trace(recording.trace)
    promised = notes(events)
    random = Random(seed)
    positions = [random.randint(0, until or len(events)) for _ in range(count)]
    again = recording.folder.with_name("again")
    for position, disk in cuts(events, recording.folder, recording.start, positions):
        shutil.rmtree(again, ignore_errors=True)
        write_out(disk.after_cut(random), again)
        so_far = [line for at, line in promised if at < position]
        try:
            if recording.kind == "documents":
                check_documents(again, so_far)
            else:
                asyncio.run(check_journal(again, so_far, recording.began_with))
        except Exception as error:
            raise Wrong(f"{recording.kind}, seed {seed}, cut at {position} of {len(events)}: {error!r}") from error
        seen()


def check_documents(folder: Path, promised: list[str]) -> None:
    """A document is one of those that were written, whole: the last that was promised, or the next."""
    for name in (ATOMIC, REPLACED):
        last = max((int(line.split()[1]) for line in promised if line.startswith(f"{name} ")), default=-1)
        path = folder / name
        if not path.exists():
            _expect(last == -1, f"{name} {last} is not there")
            continue
        found = path.read_bytes()
        _expect(found in (document(last), document(last + 1)), f"{name} {last} was promised, there is {found[:40]!r}")
    backup = folder / BACKUP.format(name=REPLACED)
    if backup.exists():
        content = backup.read_bytes()
        _expect(content == document(msgspec.json.decode(content)["version"]), f"the backup is {content[:40]!r}")


async def check_journal(folder: Path, promised: list[str], began_with: frozenset[int]) -> None:
    journal = Journal(folder)
    await journal.open()
    try:
        _expect(not journal.stopped, f"it does not open: {journal.stopped}")
        _expect(bool(began_with) or not journal.damaged, f"it is damaged: {journal.damaged}")
        _expect(journal.lost == 0, f"{journal.lost} records are lost")
        found = {name: await _numbers(journal.lane(name)) for name in (*LANES, "old")}
        _check_promises(found, promised)
        _expect(set(found["old"]) == began_with, "what was there before is not there")
        journal.lane("new").put(b"new", 0.0)
        _expect(await journal.written(10), "nothing can be put")
    finally:
        await journal.close()


def _check_promises(found: dict[str, list[int]], promised: list[str]) -> None:
    put, finished, gone = (
        {int(line.split()[1]) for line in promised if line.startswith(f"{what} ")} for what in ("put", "finish", "gone")
    )
    there = [number for name in LANES for number in found[name]]
    _expect(len(there) == len(set(there)), "a record is in two lanes")
    _expect(not (put - finished) - set(there), f"lost: {sorted((put - finished) - set(there))[:9]}")
    _expect(not gone & set(there), f"came back: {sorted(gone & set(there))[:9]}")


async def _numbers(lane: Lane) -> list[int]:
    """The numbers of a lane's records, which are whole and in order."""
    numbers: list[int] = []
    while len(numbers) < lane.depth:
        entry = lane.take()
        if entry is None:
            await asyncio.sleep(0)
            continue
        numbers.append(number_of(entry.data))
        _expect(entry.data == record(numbers[-1]), f"record {numbers[-1]} is another")
    _expect(numbers == sorted(numbers), f"{lane.name} is out of order: {numbers}")
    return numbers


def _expect(right: bool, what: str) -> None:
    if not right:
        raise Wrong(what)


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.chaos.power", description="Cut the power at random moments.")
    parser.add_argument("--cuts", type=int, default=5000, help="how many (%(default)s)")
    parser.add_argument("--seed", type=int, default=None, help="repeat what a seed gave")
    given = parser.parse_args()
    seed = Random().randrange(1 << 32) if given.seed is None else given.seed
    print(f"seed {seed}", flush=True)
    each = max(1, given.cuts // 40)
    done = 0

    def seen() -> None:
        nonlocal done
        done += 1
        if done % 100 == 0:
            print(f"{done} cuts", flush=True)

    for round in range(-(-given.cuts // each)):
        kind = KINDS[round % len(KINDS)]
        first = Random(seed + round).randint(1, 200)
        failing = range(first, first + round % 3) if kind != "documents" and round % 2 else range(0)
        with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as home:
            count = 60 if kind == "documents" else 300
            recording = record_child(kind, Path(home), count, seed + round, failing)
            try_cuts(recording, each, seed + round, seen)
    print(f"{done} cuts, every promise was kept")
    return 0


if __name__ == "__main__":
    sys.exit(main())
