"""What waits on a durable wire is there after a restart, whatever was done of it before."""

from __future__ import annotations

import asyncio
import time
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime import new_message
from sinterflow.runtime.clock import Clock
from tests.nodes.peers import running, until

NODES: dict[str, tuple[str, dict[str, Any]]] = {
    "send": ("test.emit", {}),
    "pick": ("core.switch", {"rules": [{"op": "ne", "value": -1}]}),
    "got": ("test.collect", {}),
}
WIRES = [("send", "pick", "durable"), ("pick:1", "got")]


@pytest.mark.parametrize("done", [[], [0], [9], [0, 9], [4, 5], [7, 8, 9], list(range(9))])
def test_what_was_not_done_comes_again_and_what_was_done_does_not(tmp_path: Path, done: list[int]) -> None:
    numbers = [-1 if place in done else place for place in range(10)]
    left = [number for number in numbers if number >= 0]

    async def scenario() -> None:
        async with running(NODES, WIRES, data=tmp_path, drain=0.0) as plant:
            plant.node("got").free.clear()
            for number in numbers:
                await plant.node("send").send(new_message(number))
            await plant.node("got").count(len(left))
        async with running(NODES, WIRES, data=tmp_path) as plant:
            await plant.node("got").count(len(left))
            await plant.node("send").send(new_message(10))
            await plant.node("got").count(len(left) + 1)
            assert plant.node("got").payloads == [*left, 10]
            wire = plant.engine.flows["test"].inlets.wires["send:out>pick:in"]
            await until(lambda: not wire.depth)

    asyncio.run(scenario())


def test_a_group_of_which_one_message_is_not_done_comes_again_whole(tmp_path: Path) -> None:
    """Otherwise the others would be grouped anew, and what was made of the first group would be made twice."""
    nodes: dict[str, tuple[str, dict[str, Any]]] = {
        "send": ("test.emit", {}),
        "scan": ("core.junction", {}),
        "pick": ("core.switch", {"rules": [{"op": "eq", "value": 2}]}),
        "slow": ("test.collect", {}),
        "join": ("core.join", {"mode": "count", "count": 2}),
        "got": ("test.collect", {}),
    }
    wires = [("send", "scan", "durable"), ("scan", "pick"), ("pick:1", "slow"), ("scan", "join"), ("join", "got")]

    async def scenario() -> None:
        async with running(nodes, wires, data=tmp_path, drain=0.0) as plant:
            plant.node("slow").free.clear()
            for number in (1, 2, 3):
                await plant.node("send").send(new_message(number))
            await plant.node("got").count(1)
            assert plant.node("got").payloads == [[1, 2]]
        async with running(nodes, wires, data=tmp_path) as plant:
            await plant.node("send").send(new_message(4))
            await plant.node("got").count(2)
            assert plant.node("got").payloads == [[1, 2], [3, 4]]
            wire = plant.engine.flows["test"].inlets.wires["send:out>scan:in"]
            await until(lambda: not wire.depth)

    asyncio.run(scenario())


def test_groups_that_overlap_without_end_do_not_hold_on_to_all_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sinterflow.runtime.bond.MOST_BOUND", 20)
    nodes: dict[str, tuple[str, dict[str, Any]]] = {
        "send": ("test.emit", {}),
        "scan": ("core.junction", {}),
        "sevens": ("core.join", {"mode": "count", "count": 7}),
        "tens": ("core.join", {"mode": "count", "count": 10}),
        "got": ("test.collect", {}),
    }
    ways = [("scan", "sevens"), ("scan", "tens"), ("sevens", "got"), ("tens", "got")]

    async def scenario() -> None:
        async with running(nodes, [("send", "scan", "durable"), *ways], data=tmp_path) as plant:
            for number in range(69):
                await plant.node("send").send(new_message(number))
            await plant.node("got").count(9 + 6)
            wire = plant.engine.flows["test"].inlets.wires["send:out>scan:in"]
            await until(lambda: wire.depth < 40)

    asyncio.run(scenario())


def test_what_was_delayed_goes_on_in_order_though_the_clocks_are_not_read_at_one_instant(tmp_path: Path) -> None:
    nodes: dict[str, tuple[str, dict[str, Any]]] = {
        "send": ("test.emit", {}),
        "wait": ("core.delay", {"for": "1m"}),
        "got": ("test.collect", {}),
    }
    wires = [("send", "wait", "durable"), ("wait", "got")]
    late = cycle([3600.0, 3600.003, 3600.001])

    async def scenario() -> None:
        async with running(nodes, wires, data=tmp_path, drain=0.0) as plant:
            for number in range(30):
                await plant.node("send").send(new_message(number))
        clock = Clock(wall=lambda: time.time() + next(late))
        async with running(nodes, wires, data=tmp_path, clock=clock) as plant:
            await plant.node("got").count(30)
            assert plant.node("got").payloads == list(range(30))

    asyncio.run(scenario())
