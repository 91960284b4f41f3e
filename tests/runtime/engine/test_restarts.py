"""What waits on a durable wire is there after a restart, whatever was done of it before."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime import new_message
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
