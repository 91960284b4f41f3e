"""A journal and a database that were copied one after the other, under load: what was taken before is there once."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from sinterflow.runtime import new_message
from sinterflow.runtime.journal.file import NAME as JOURNAL
from sinterflow.runtime.keeping.copying import Pace, Snapshot
from sinterflow.runtime.keeping.settling import leap
from tests.nodes.peers import RunFlow, until

BEFORE, AFTER = 4000, 3000
NODES = {
    "send": ("test.emit", {}),
    "write": ("database.write", {"connection": "db", "table": "rows"}),
    "got": ("test.collect", {}),
}
WIRES = [("send", "write", "durable"), ("write", "got")]


def connections(folder: Path) -> dict[str, tuple[str, dict[str, str]]]:
    return {"db": ("database.sqlite", {"file": str(folder / "rows.db")})}


def copy(path: Path, to: Path) -> None:
    snapshot = Snapshot(path)
    try:
        snapshot.copy(to / path.name, Pace(lambda size: None, resting=False))
    finally:
        snapshot.close()


def numbers(folder: Path) -> list[int]:
    with sqlite3.connect(folder / "rows.db") as db:
        return [row[0] for row in db.execute("select n from rows")]


@pytest.mark.parametrize("pinned", [True, False], ids=["with its effect keys kept", "without, which is why"])
def test_what_was_taken_before_the_cut_is_in_the_restored_table_once(
    run_flow: RunFlow, tmp_path: Path, pinned: bool
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()

    async def backed_up_under_load() -> None:
        async with run_flow(NODES, WIRES, connections(old), data=old) as plant:
            journal, got = plant.engine.shared.durability.journal, plant.node("got")
            got.free.clear()  # rows are written, and their messages are not done
            for number in range(BEFORE):
                await plant.node("send").send(new_message({"n": number}))
            await journal.written()
            await got.count(1000)
            if pinned:
                journal.pin()
            await asyncio.to_thread(copy, old / JOURNAL, new)
            got.free.set()  # everything before the cut is done, much comes after it, and keys are tidied away
            for number in range(BEFORE, BEFORE + AFTER):
                await plant.node("send").send(new_message({"n": number}))
            await got.count(BEFORE + AFTER)
            await until(lambda: not journal.lanes["test/send:out>write:in"].depth)
            await asyncio.to_thread(copy, old / "rows.db", new)
            journal.unpin()

    async def restored() -> None:
        async with run_flow(NODES, WIRES, connections(new), data=new) as plant:
            journal = plant.engine.shared.durability.journal
            await plant.node("got").count(1000)
            await until(lambda: not journal.lanes["test/send:out>write:in"].depth)
            await plant.node("send").handled(new_message({"n": -1}))

    asyncio.run(backed_up_under_load())
    leap(new / JOURNAL)
    asyncio.run(restored())
    found = numbers(new)
    if pinned:
        assert sorted(found) == [-1, *range(BEFORE + AFTER)]
    else:
        assert len(found) > len(set(found))


def test_a_restored_journal_uses_no_offset_that_the_old_one_has_used_since(run_flow: RunFlow, tmp_path: Path) -> None:
    """Otherwise a new message would be taken for one whose row is in the database already, and lost."""
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()

    async def first() -> None:
        async with run_flow(NODES, WIRES, connections(old), data=old) as plant:
            await plant.node("send").handled(new_message({"n": 0}))
            await asyncio.to_thread(copy, old / JOURNAL, new)
            journal = plant.engine.shared.durability.journal
            mark = journal._writing.mark
            journal._writing.mark = mark._replace(last=mark.last + (1 << 16) + 5)  # as after much more has gone through
            await plant.node("send").handled(new_message({"n": 1}))
            await plant.node("got").count(2)
            await asyncio.to_thread(copy, old / "rows.db", new)

    async def second() -> None:
        async with run_flow(NODES, WIRES, connections(new), data=new) as plant:
            for number in range(2, 40):
                await plant.node("send").handled(new_message({"n": number}))
            await plant.node("got").count(38)

    asyncio.run(first())
    leap(new / JOURNAL)
    asyncio.run(second())
    assert numbers(new) == list(range(40))
