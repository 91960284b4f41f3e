"""A redeploy replaces the nodes that differ; everything else goes on, and nothing is lost, doubled or reordered."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from sinterflow.runtime import Connection, Message, Node, NodeConfig, NotConnected, Out, Port, Source, new_message
from sinterflow.runtime.change import change, difference
from sinterflow.runtime.flow.resolved import ResolvedFlow
from sinterflow.runtime.registry import Registry
from sinterflow.runtime.target import Changed, NotChanged, Target
from sinterflow.runtime.testing import virtual
from sinterflow.runtime.testing.flows import RunningTest, flow_of
from sinterflow.runtime.testing.graph_nodes import Feed
from sinterflow.runtime.virtual import virtual_loop

REDEPLOYS = int(os.environ.get("SINTERFLOW_TEST_REDEPLOYS", "50"))
"""The long form is 1000."""

LIFE: list[str] = []
"""What nodes did, in order: `start a`, `stop a`."""


@pytest.fixture(autouse=True)
def _new_life() -> None:
    LIFE.clear()


class Mark(NodeConfig):
    mark: str = ""
    connection: str = ""
    refuse: str = ""
    takes: float = 0.0


class Living(Node):
    """Writes its mark into messages, and its life into LIFE."""

    type, title, writes = "t.living", "living", ("mark",)
    Config = Mark

    async def start(self) -> None:
        if self.config.connection:
            self.connection(self.config.connection)
        if self.config.refuse == "peer":
            raise NotConnected("nobody there")
        if self.config.refuse:
            raise ValueError(self.config.refuse)
        LIFE.append(f"start {self.id}{self.config.mark}")

    async def stop(self) -> None:
        LIFE.append(f"stop {self.id}{self.config.mark}")

    def receive(self, message: Message, port: str = "in") -> Message:
        message["mark"] = self.config.mark
        return message


class Exclusive(Living):
    type, exclusive = "t.exclusive", True


class Slow(Living):
    """Asynchronous: takes its time."""

    type = "t.slow"

    async def receive(self, message: Message, port: str = "in") -> Message:  # type: ignore[override] # a waiting one
        await asyncio.sleep(self.config.takes)
        message["mark"] = self.config.mark
        return message


class Counting(Living):
    """Numbers messages, and hands its number over."""

    type, writes = "t.counting", ("number",)

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.number = 0

    def receive(self, message: Message, port: str = "in") -> Message:
        self.number += 1
        message["number"] = self.number
        return message

    def save_state(self) -> Any:
        return self.number

    def load_state(self, state: Any) -> None:
        self.number = state


class Late(Node):
    """Sends each message on `takes` seconds after it first came, in order."""

    type, title, keeps = "t.late", "late", True
    Config = Mark

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.waiting: deque[Out] = deque()

    def receive(self, message: Message, port: str = "in") -> None:
        kept = self.keep()
        self.waiting.append(Out("out", message, [kept]))
        due = kept.since + self.config.takes - self.clock.monotonic()
        self.after(max(0.0, due), lambda: [self.waiting.popleft()])


class Kept(Node):
    """Remembers what arrived."""

    type, title, outputs, writes = "t.kept", "kept", (), ()
    inputs = (Port("in"),)

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.seen: list[Message] = []

    def receive(self, message: Message, port: str = "in") -> None:
        self.seen.append(dict(message))


class Ticker(Source):
    """Sends 0, 1, 2 … as fast as there is room."""

    type, title = "t.ticker", "ticker"

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.sent = 0
        self.limit = 0
        self.go = asyncio.Event()

    async def run(self) -> None:
        while True:
            while self.sent < self.limit:
                self.sent += 1
                await self.send(new_message(self.sent - 1))
            self.go.clear()
            await self.go.wait()


class Plc(Connection):
    type, title = "t.plc", "plc"
    Config = Mark

    async def open(self) -> None:
        LIFE.append(f"open{self.config.mark}")

    async def close(self) -> None:
        LIFE.append(f"close{self.config.mark}")


def target(*flows: ResolvedFlow, **more: Any) -> Target:
    return Target(flows={flow.id: flow for flow in flows}, **more)


async def deploy(test: RunningTest, *flows: ResolvedFlow, **more: Any) -> Changed:
    made = await change(test.engine, target(*flows, **more), drain=1.0)
    await virtual_loop().settle()
    return made


def payloads(test: RunningTest, id: str = "kept") -> list[Any]:
    return [message["payload"] for message in test.node(id).seen]


def line(
    mark: str = "", kind: type[Node] = Living, policy: dict[str, Any] | None = None, **config: Any
) -> ResolvedFlow:
    wires: list[Any] = [("feed", "a", policy) if policy else ("feed", "a"), ("a", "b"), ("b", "kept")]
    return flow_of({"feed": Feed, "a": (kind, {"mark": mark, **config}), "b": Living, "kept": Kept}, wires)


@virtual
async def test_only_the_node_that_differs_is_replaced() -> None:
    async with RunningTest(line("1")) as test:
        LIFE.clear()
        kept = test.node("kept")
        made = await deploy(test, line("2"))
        assert made.difference.restart == ["test/a"]
        assert sorted(made.difference.keep) == ["test/b", "test/feed", "test/kept"]
        assert LIFE == ["start a2", "stop a1"]
        assert test.node("kept") is kept
        await test.send("feed", new_message(1))
        assert [message["mark"] for message in kept.seen] == [""]


@virtual
async def test_a_node_that_was_moved_or_renamed_goes_on() -> None:
    async with RunningTest(line("1")) as test:
        LIFE.clear()
        flow = line("1")
        flow.nodes["a"].name = "Another name"
        assert difference(test.engine, target(flow)).restart == []
        await deploy(test, flow)
        assert LIFE == []
        assert test.running("a").planned.name == "Another name"


@virtual
async def test_a_state_goes_to_the_successor_and_counts_go_on() -> None:
    async with RunningTest(line("1", Counting)) as test:
        await test.send("feed", new_message(1), new_message(2))
        await deploy(test, line("2", Counting))
        await test.send("feed", new_message(3))
        assert [message["number"] for message in test.node("kept").seen] == [1, 2, 3]
        assert test.flow.program.received("a") == 3
        assert test.flow.program.sent("feed", "out") == 3


@virtual
async def test_what_a_node_held_goes_to_its_successor_with_the_time_at_which_it_came() -> None:
    def flow(takes: float) -> ResolvedFlow:
        nodes: dict[str, Any] = {"feed": Feed, "late": (Late, {"takes": takes}), "kept": Kept}
        return flow_of(nodes, [("feed", "late"), ("late", "kept")])

    done: list[int] = []
    async with RunningTest(flow(10.0)) as test:
        for number in (1, 2):
            await test.send("feed", new_message(number), done=partial(done.append, number))
            await asyncio.sleep(2)
        await deploy(test, flow(5.0))
        await asyncio.sleep(0.9)
        assert payloads(test) == []
        await asyncio.sleep(0.2)
        assert payloads(test) == [1]
        await asyncio.sleep(2)
        assert payloads(test) == [1, 2]
        assert done == [1, 2]
        await asyncio.sleep(20)
        assert payloads(test) == [1, 2]


@virtual
async def test_a_handler_has_its_drain_time_and_then_the_message_goes_to_the_successor() -> None:
    done: list[int] = []
    async with RunningTest(line("1", Slow, takes=0.5)) as test:
        await test.send("feed", new_message(1), done=partial(done.append, 1))
        await deploy(test, line("2", Slow, takes=100.0))
        assert [(message["payload"]) for message in test.node("kept").seen] == [1]
        await test.send("feed", new_message(2), done=partial(done.append, 2))
        await deploy(test, line("3", Slow, takes=0.1))
        await asyncio.sleep(0.2)
        assert payloads(test) == [1, 2]
        assert done == [1, 2]


@virtual
async def test_a_node_that_does_not_start_leaves_everything_as_it_was() -> None:
    async with RunningTest(line("1")) as test:
        LIFE.clear()
        with pytest.raises(NotChanged, match="test/a did not start") as refused:
            await deploy(test, line("2", refuse="no such port"))
        assert refused.value.node == "test/a"
        assert refused.value.gaps == {}
        assert LIFE == ["stop a2"]
        await test.send("feed", new_message(1))
        assert payloads(test) == [1]


@virtual
async def test_an_exclusive_node_stops_before_its_successor_starts_and_again_when_that_fails() -> None:
    async with RunningTest(line("1", Exclusive)) as test:
        LIFE.clear()
        made = await deploy(test, line("2", Exclusive))
        assert LIFE == ["stop a1", "start a2"]
        assert list(made.gaps) == ["test/a"]
        with pytest.raises(NotChanged) as refused:
            await deploy(test, line("3", Exclusive, refuse="in use"))
        assert LIFE[2:] == ["stop a2", "stop a3", "start a2"]
        assert list(refused.value.gaps) == ["test/a"]
        await test.send("feed", new_message(1))
        assert payloads(test) == [1]


@virtual
async def test_no_peer_at_the_start_is_an_outage_and_deployed_all_the_same() -> None:
    async with RunningTest(line("1")) as test:
        await deploy(test, line("2", refuse="peer"))
        assert test.running("a").state == "disconnected"
        await test.send("feed", new_message(1))
        assert test.node("kept").seen[0]["payload"] == 1


@virtual
async def test_one_failing_flow_rolls_all_flows_back() -> None:
    async with RunningTest(line("1")) as test:
        other = flow_of({"feed": Feed, "x": (Living, {"refuse": "broken"})}, [("feed", "x")], id="other")
        LIFE.clear()
        with pytest.raises(NotChanged, match="other/x did not start"):
            await deploy(test, line("2"), other)
        assert LIFE == ["start a2", "stop x", "stop a2"]
        assert list(test.engine.flows) == ["test"]
        await test.send("feed", new_message(1))
        assert payloads(test) == [1]


@virtual
async def test_what_waited_for_a_node_that_is_gone_is_kept_for_a_person() -> None:
    nodes: dict[str, Any] = {"feed": Feed, "slow": (Slow, {"takes": 1000.0}), "kept": Kept}
    done: list[int] = []
    async with RunningTest(flow_of(nodes, [("feed", "slow"), ("slow", "kept")])) as test:
        for number in range(3):
            await test.send("feed", new_message(number), done=partial(done.append, number))
        await deploy(test, flow_of({"feed": Feed, "kept": Kept}, [("feed", "kept")]))
        letters = test.engine.shared.tray.letters()
        assert [(letter.node, letter.failure.kind, letter.message()["payload"]) for letter in letters] == [
            ("slow", "NodeRemoved", number) for number in range(3)
        ]
        assert done == [0, 1, 2]


@virtual
@pytest.mark.parametrize("before", [{"kind": "bounded"}, {"kind": "durable"}, None])
@pytest.mark.parametrize("after", [{"kind": "bounded", "size": 5}, {"kind": "durable"}, None])
async def test_a_wire_may_change_its_policy_while_messages_wait_on_it(
    before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    """`b` is a door that lets nobody through for a while; then its wire changes, and all come in order."""

    def flow(policy: dict[str, Any] | None) -> ResolvedFlow:
        nodes: dict[str, Any] = {"ticks": Ticker, "b": Living, "slow": (Slow, {"takes": 0.01}), "kept": Kept}
        wires: list[Any] = [("ticks", "b", policy) if policy else ("ticks", "b")]
        return flow_of(nodes, [*wires, ("b", "slow", {"kind": "bounded", "size": 3}), ("slow", "kept")])

    async with RunningTest(flow(before)) as test:
        ticks = test.node("ticks")
        ticks.limit = 40
        ticks.go.set()
        await asyncio.sleep(0.055)
        await deploy(test, flow(after))
        await asyncio.sleep(10)
        assert payloads(test) == list(range(40))


@virtual
async def test_nodes_of_a_connection_that_changed_start_anew_after_it() -> None:
    registry = Registry([], [Plc])
    first, second = ({"plc": ("t.plc", Mark(mark=mark))} for mark in ("1", "2"))
    flow = line("1", connection="plc")
    async with RunningTest(flow, registry=registry, connections=first) as test:
        LIFE.clear()
        made = await deploy(test, flow, connections=second)
        assert made.difference.restart == ["test/a"]
        assert LIFE == ["stop a1", "close1", "open2", "start a1"]
        LIFE.clear()
        await deploy(test, line("1"), connections={})
        assert LIFE == ["stop a1", "start a1", "close2"]


@virtual
async def test_a_flow_that_is_taken_out_finishes_what_it_has_taken() -> None:
    nodes: dict[str, Any] = {"feed": Feed, "slow": (Slow, {"takes": 0.4}), "kept": Kept}
    done: list[int] = []
    async with RunningTest(flow_of(nodes, [("feed", "slow"), ("slow", "kept")])) as test:
        kept = test.node("kept")
        for number in range(5):
            await test.send("feed", new_message(number), done=partial(done.append, number))
        await deploy(test)
        left = [letter.message()["payload"] for letter in test.engine.shared.tray.letters()]
        assert [message["payload"] for message in kept.seen] + left == [0, 1, 2, 3, 4]
        assert len(kept.seen) >= 2
        assert done == [0, 1, 2, 3, 4]
        assert test.engine.flows == {}


def redeployed(count: int, make: Callable[[int], ResolvedFlow]) -> Callable[[], Any]:
    async def scenario() -> None:
        async with RunningTest(make(0)) as test:
            ticks, kept = test.node("ticks"), test.node("kept")
            for number in range(1, count + 1):
                ticks.limit += 7
                ticks.go.set()
                await asyncio.sleep(0.002)
                await deploy(test, make(number))
            await asyncio.sleep(60)
            assert test.node("ticks") is ticks
            assert test.node("kept") is kept
            assert payloads(test) == list(range(7 * count))
            assert test.failures() == []
            assert test.running("ticks").origin.open == 0

    return scenario


@pytest.mark.parametrize("kind", [Living, Slow, Counting, Exclusive, Late])
@pytest.mark.parametrize("policy", [None, {"kind": "bounded", "size": 5}, {"kind": "durable"}])
def test_many_redeploys_under_load_lose_double_and_reorder_nothing(
    kind: type[Node], policy: dict[str, Any] | None
) -> None:
    def make(number: int) -> ResolvedFlow:
        nodes: dict[str, Any] = {"ticks": Ticker, "a": (kind, {"mark": str(number), "takes": 0.001}), "kept": Kept}
        return flow_of(nodes, [("ticks", "a", policy) if policy else ("ticks", "a"), ("a", "kept")])

    virtual(redeployed(REDEPLOYS, make))()
