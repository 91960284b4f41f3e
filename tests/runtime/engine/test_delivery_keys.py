"""A durable wire takes a message once whose source names it by a key."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime import new_message
from sinterflow.runtime.origin import Origin
from tests.nodes.peers import running, until

NODES: dict[str, tuple[str, dict[str, Any]]] = {"send": ("test.emit", {}), "got": ("test.collect", {})}
WIRES = [("send", "got", "durable")]


def wire(plant: Any) -> Any:
    return plant.engine.flows["test"].inlets.wires["send:out>got:in"]


async def send(plant: Any, number: int, key: str) -> None:
    """Returns when it is acknowledged."""
    done = asyncio.Event()
    await plant.node("send").send(new_message(number), done=done.set, key=key)
    await done.wait()


def test_what_comes_again_under_its_key_is_acknowledged_and_counted(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running(NODES, WIRES, data=tmp_path) as plant:
            await send(plant, 1, "a")
        async with running(NODES, WIRES, data=tmp_path) as plant:
            await send(plant, 1, "a")
            await send(plant, 2, "b")
            await plant.node("got").count(1)
            assert (plant.node("got").payloads, wire(plant).repeats) == ([2], 1)

    asyncio.run(scenario())


def test_a_key_that_was_forgotten_and_used_again_many_times_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broker may use the same packet id again and again."""
    monkeypatch.setattr("sinterflow.runtime.keys.REMEMBERED", 3)

    async def scenario() -> None:
        async with running(NODES, WIRES, data=tmp_path) as plant:
            for number in range(10):
                plant.node("send").forget("a")
                await send(plant, number, "a")
                assert plant.node("send").keys() == ["a"]
            await send(plant, 10, "a")
            assert wire(plant).repeats == 1
            for number, key in enumerate("bcd"):
                await send(plant, number, key)
            assert plant.node("send").keys() == ["b", "c", "d"], "the oldest goes when there are too many"

    asyncio.run(scenario())


def test_a_repeat_is_not_acknowledged_before_the_first_is_on_the_disk(tmp_path: Path) -> None:
    """Also where a successor of the node sends it, which waits for nothing that its predecessor has sent."""

    async def scenario() -> None:
        async with running(NODES, WIRES, data=tmp_path) as plant:
            durability = plant.engine.shared.durability
            assert durability is not None
            journal = durability.journal
            before = journal.commits
            acknowledged: list[int] = []
            await plant.node("send").send(new_message(1), key="a")
            plant.engine.flows["test"].nodes["send"].origin = Origin(100)
            await plant.node("send").send(new_message(1), done=lambda: acknowledged.append(journal.commits), key="a")
            await until(lambda: bool(acknowledged))
            assert acknowledged[0] > before

    asyncio.run(scenario())


def test_a_message_that_was_renamed_is_known_by_its_new_key_alone(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running(NODES, WIRES, data=tmp_path) as plant:
            await send(plant, 1, "a")
            told = asyncio.Event()
            plant.node("send").rename("a", "b", told.set)
            await told.wait()
            plant.node("send").rename("unknown", "c")
            assert plant.node("send").keys() == ["b"]
        async with running(NODES, WIRES, data=tmp_path) as plant:
            assert plant.node("send").keys() == ["b"]
            await send(plant, 1, "b")
            await send(plant, 2, "a")
            await plant.node("got").count(1)
            assert (plant.node("got").payloads, wire(plant).repeats) == ([2], 1)

    asyncio.run(scenario())
