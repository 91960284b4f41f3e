"""Nodes that begin within a redeploy: what they send before they are part of the flow, and peers that do not answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from sinterflow.runtime import Message, Node, NodeConfig, NotConnected, new_message
from sinterflow.runtime.change import change
from sinterflow.runtime.flow.resolved import ResolvedFlow
from sinterflow.runtime.node_host import MOST_EARLY
from sinterflow.runtime.target import NotChanged, Target
from sinterflow.runtime.testing import virtual
from sinterflow.runtime.testing.flows import RunningTest, flow_of
from sinterflow.runtime.testing.graph_nodes import Feed, Hop
from sinterflow.runtime.virtual import virtual_loop


class Opened(NodeConfig):
    mark: str = ""
    number: int = 1
    refuse: bool = False
    seconds: float = 0.0


class Greets(Node):
    """Sends as it starts: within `start`, and from a task that goes on."""

    type, title, writes = "t.greets", "greets", ()
    Config = Opened

    async def start(self) -> None:
        for number in range(self.config.number):
            await self.send(new_message(f"{self.config.mark}{number}"))
        self.task = asyncio.create_task(self._more())
        await asyncio.sleep(self.config.seconds)
        if self.config.refuse:
            raise ValueError("does not start")

    async def _more(self) -> None:
        await self.send(new_message(f"{self.config.mark}task"))

    async def receive(self, message: Message, port: str = "in") -> Message:
        return message


class Sees(Node):
    """Keeps what comes at once."""

    type, title, outputs, writes = "t.sees", "sees", (), ()

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.seen: list[Any] = []

    def receive(self, message: Message, port: str = "in") -> None:
        self.seen.append(message["payload"])


class Cut(Node):
    """Finds its peer gone, until somebody repairs the network."""

    type, title, outputs, writes = "t.cut", "cut", (), ()
    Config = Opened
    repaired: ClassVar[bool] = False
    seen: ClassVar[list[Any]] = []

    async def receive(self, message: Message, port: str = "in") -> None:
        if not Cut.repaired:
            raise NotConnected("the peer is gone")
        Cut.seen.append(message["payload"])


def plain() -> ResolvedFlow:
    return flow_of({"feed": Feed, "sees": Sees}, [("feed", "sees")])


def greeting(**config: Any) -> ResolvedFlow:
    nodes: dict[str, Any] = {"feed": Feed, "sees": Sees, "a": (Greets, config)}
    return flow_of(nodes, [("feed", "sees"), ("a", "sees")])


async def deploy(test: RunningTest, flow: ResolvedFlow, drain: float = 1.0) -> None:
    async with asyncio.timeout(120):
        await change(test.engine, Target(flows={flow.id: flow}), drain=drain)
    await virtual_loop().settle()


@virtual
@pytest.mark.parametrize("before", [plain, lambda: greeting(mark="old")])
async def test_what_a_node_sends_as_it_starts_goes_on_when_it_is_part_of_the_flow(
    before: Callable[[], ResolvedFlow],
) -> None:
    async with RunningTest(before()) as test:
        sees = test.node("sees")
        sees.seen.clear()
        await deploy(test, greeting(mark="new", number=3, seconds=2.0))
        assert sees.seen == ["new0", "new1", "new2", "newtask"]


@virtual
async def test_what_a_node_sent_that_did_not_start_goes_nowhere() -> None:
    async with RunningTest(plain()) as test:
        with pytest.raises(NotChanged):
            await deploy(test, greeting(mark="new", refuse=True))
        await virtual_loop().settle()
        assert test.node("sees").seen == []


@virtual
async def test_a_task_that_sends_very_much_before_its_node_is_part_of_the_flow_waits() -> None:
    class Floods(Greets):
        type = "t.floods"

        async def _more(self) -> None:
            for number in range(3 * MOST_EARLY):
                await self.send(new_message(number))

    nodes: dict[str, Any] = {"feed": Feed, "sees": Sees, "a": (Floods, {"number": 0, "seconds": 1.0})}
    flood = flow_of(nodes, [("feed", "sees"), ("a", "sees")])
    async with RunningTest(plain()) as test:
        await deploy(test, flood)
        assert test.node("sees").seen == list(range(3 * MOST_EARLY))


@virtual
async def test_a_redeploy_waits_for_no_message_whose_peer_is_gone(tmp_path: Path) -> None:
    Cut.repaired, Cut.seen = False, []

    def flow(mark: str) -> ResolvedFlow:
        nodes: dict[str, Any] = {"feed": Feed, "hop": Hop, "cut": (Cut, {"mark": mark})}
        return flow_of(nodes, [("feed", "hop"), ("hop", "cut", {"kind": "durable"})])

    async with RunningTest(flow("a"), data=tmp_path) as test:
        await test.send("feed", *map(new_message, range(3)))
        await asyncio.sleep(120.0)  # it is tried every half a minute then
        began = test.engine.shared.clock.monotonic()
        await deploy(test, flow("b"), drain=60.0)
        assert test.engine.shared.clock.monotonic() - began < 1.0
        Cut.repaired = True
        await asyncio.sleep(60.0)
        assert Cut.seen == [0, 1, 2]
