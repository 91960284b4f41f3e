"""Wires over redeploys: what waits on one that changes, goes, or comes back is handed out or kept for a person."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import pytest
from msgspec.structs import replace

from sinterflow.nodes.core.link_in import LinkIn
from sinterflow.nodes.core.link_out import LinkOut
from sinterflow.nodes.core.status import Status
from sinterflow.runtime import Kept, Message, Node, NodeConfig, new_message
from sinterflow.runtime.change import change
from sinterflow.runtime.compile.gates import Gates
from sinterflow.runtime.flow.resolved import ResolvedFlow
from sinterflow.runtime.pumps import AsyncPump
from sinterflow.runtime.target import NotChanged, Target
from sinterflow.runtime.testing import virtual
from sinterflow.runtime.testing.flows import RunningTest, flow_of
from sinterflow.runtime.testing.graph_nodes import Feed, Hop
from sinterflow.runtime.virtual import virtual_loop
from sinterflow.runtime.ways import Way
from sinterflow.runtime.wires import Gate, Wire

DURABLE = {"kind": "durable"}
BOUNDED = {"kind": "bounded"}
ONE = {"kind": "bounded", "size": 1}


class Marked(NodeConfig):
    mark: str = ""
    refuse: bool = False


class Door(Node):
    """Keeps what comes, once it is open."""

    type, title, outputs, writes = "t.door", "door", (), ()
    Config = Marked

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.seen: list[Any] = []
        self.open = asyncio.Event()

    async def receive(self, message: Message, port: str = "in") -> None:
        await self.open.wait()
        self.seen.append(message["payload"])


class Sees(Node):
    """Keeps what comes at once."""

    type, title, outputs, writes = "t.sees", "sees", (), ()

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.seen: list[Any] = []

    def receive(self, message: Message, port: str = "in") -> None:
        self.seen.append(message["payload"])


class States(Sees):
    """Keeps the states that it is told."""

    type, title = "t.states", "states"

    def receive(self, message: Message, port: str = "in") -> None:
        self.seen.append((message["status"]["state"], message["status"]["text"]))


class Three(Node):
    """Gives the payloads of three messages together."""

    type, title, keeps, outputs, writes = "t.three", "three", True, (), ()

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.held: list[tuple[Kept, Any]] = []
        self.seen: list[Any] = []

    def receive(self, message: Message, port: str = "in") -> None:
        self.held.append((self.keep(), message["payload"]))
        if len(self.held) == 3:
            self.seen.append([payload for _, payload in self.held])
            for kept, _ in self.held:
                kept.drop()
            self.held.clear()


class Begins(Node):
    """Asks for a call as it starts."""

    type, title, writes = "t.begins", "begins", ()
    Config = Marked

    async def start(self) -> None:
        if self.config.refuse:
            raise ValueError("does not start")
        self.after(1.0, lambda: new_message(self.config.mark))

    def receive(self, message: Message, port: str = "in") -> None: ...


class Talks(Node):
    """Says how it is as it starts and as it ends."""

    type, title, writes = "t.talks", "talks", ()
    Config = Marked

    async def start(self) -> None:
        if self.config.mark:
            self.status("error", self.config.mark)
        if self.config.refuse:
            raise ValueError("does not start")

    async def stop(self) -> None:
        self.status("disconnected", "ended")

    def receive(self, message: Message, port: str = "in") -> None: ...


class Alone(Node):
    """Starts once and never again."""

    type, title, exclusive, writes = "t.alone", "alone", True, ()
    Config = Marked
    starts = 0

    async def start(self) -> None:
        self.starts += 1
        if self.config.refuse or self.starts == 2:
            raise ValueError("does not start")

    def receive(self, message: Message, port: str = "in") -> Message:
        return message


def target(*flows: ResolvedFlow) -> Target:
    return Target(flows={flow.id: flow for flow in flows})


async def deploy(test: RunningTest, *flows: ResolvedFlow) -> None:
    async with asyncio.timeout(60):
        await change(test.engine, target(*flows), drain=1.0)
    await virtual_loop().settle()


async def feed(test: RunningTest, *payloads: Any) -> None:
    await test.send("feed", *map(new_message, payloads))


def line(policy: dict[str, Any], door: Any = Door, **more: Any) -> ResolvedFlow:
    return flow_of({"feed": Feed, "door": door}, [("feed", "door", policy)], **more)


def letters(test: RunningTest) -> list[Any]:
    return [letter.message()["payload"] for letter in test.engine.shared.tray.letters()]


@virtual
async def test_a_policy_that_changes_and_changes_back_keeps_what_waits_in_order(tmp_path: Path) -> None:
    async with RunningTest(line(DURABLE), data=tmp_path) as test:
        door = test.node("door")
        for number, policy in enumerate([BOUNDED, DURABLE, BOUNDED, DURABLE]):
            await feed(test, 2 * number, 2 * number + 1)
            await deploy(test, line(policy))
        await feed(test, 8)
        door.open.set()
        await virtual_loop().settle()
        await feed(test, 9)
        await virtual_loop().settle()
        assert door.seen == list(range(10))
        assert letters(test) == []


@virtual
async def test_a_wire_that_was_durable_before_the_start_hands_out_what_it_holds(tmp_path: Path) -> None:
    async with RunningTest(line(DURABLE), data=tmp_path) as test:
        await feed(test, 1, 2)
    async with RunningTest(line(BOUNDED), data=tmp_path) as test:
        await feed(test, 3)
        test.node("door").open.set()
        await virtual_loop().settle()
        assert sorted(test.node("door").seen) == [1, 2, 3]


@virtual
async def test_a_wire_that_is_not_durable_any_more_waits_for_no_message_that_its_node_has(tmp_path: Path) -> None:
    async with RunningTest(line(DURABLE, Three), data=tmp_path) as test:
        await feed(test, 1, 2)
        await deploy(test, line({"kind": "direct"}, Three))
        async with asyncio.timeout(5):
            await feed(test, 3)
        assert test.node("door").seen == [[1, 2, 3]]


@virtual
async def test_a_deploy_waits_for_no_message_of_a_node_that_goes(tmp_path: Path) -> None:
    """The messages of the durable wire are under way behind the node, where the held flow lets none pass."""

    def flow(*between: str) -> ResolvedFlow:
        way = ["feed", *between, "door"]
        wires: list[Any] = [(way[0], way[1], DURABLE), *pairwise(way[1:])]
        return flow_of({"feed": Feed, "door": Door, **dict.fromkeys(between, Hop)}, wires)

    async with RunningTest(flow("a"), data=tmp_path) as test:
        door = test.node("door")
        await feed(test, 1, 2)
        await deploy(test, flow())
        door.open.set()
        await feed(test, 3)
        assert sorted(door.seen) == [1, 2, 3]
        assert letters(test) == []


@virtual
@pytest.mark.parametrize("policy", [{"kind": "direct"}, BOUNDED, DURABLE])
async def test_what_nodes_hold_as_their_flow_is_disabled_or_deleted_is_kept_for_a_person(
    tmp_path: Path, policy: dict[str, Any]
) -> None:
    for number, gone in enumerate([(replace(line(policy, Three), disabled=True),), ()]):
        data = tmp_path / str(number)
        async with RunningTest(line(policy, Three), data=data) as test:
            await feed(test, 1, 2)
            await deploy(test, *gone)
            assert sorted(letters(test)) == [1, 2]
            await deploy(test, line(policy, Three))
            await feed(test, 3)
        async with RunningTest(line(policy, Three), data=data) as test:
            await feed(test, 4, 5, 6)
            assert sorted(letters(test)) == [1, 2]
            kept = [3] if policy is DURABLE else []
            assert [payload for seen in test.node("door").seen for payload in seen] == [*kept, 4, 5, 6][:3]


@virtual
async def test_a_full_wire_that_goes_leaves_no_gate_closed() -> None:
    def flow(*gone: str) -> ResolvedFlow:
        nodes: dict[str, Any] = {"feed": Feed, "a": Hop, "sees": Sees, **dict.fromkeys(gone, Door)}
        return flow_of(nodes, [("feed", "a"), ("a", "sees"), *(("a", id, ONE) for id in gone)])

    async with RunningTest(flow("door")) as test:
        await feed(test, 1)
        await feed(test, 2)
        await deploy(test, flow())
        async with asyncio.timeout(5):
            await feed(test, 3)
        assert test.node("sees").seen == [1, 2, 3]
        assert sorted(letters(test)) == [1, 2]


@virtual
async def test_a_wire_with_more_room_lets_its_sender_go_on_at_once() -> None:
    async with RunningTest(line(ONE)) as test:
        await feed(test, 1)
        await feed(test, 2)
        await deploy(test, line({"kind": "bounded", "size": 5}))
        async with asyncio.timeout(5):
            await feed(test, 3)


@virtual
async def test_what_was_given_to_a_node_that_waits_no_more_is_still_handled() -> None:
    async with RunningTest(line(BOUNDED)) as test:
        for number in range(3):
            message = new_message(number)
            delivery = test.running("feed").origin.begin(0.0)
            await test.flow.receive("door", message, "in", delivery)
            delivery.end()
        await virtual_loop().settle()
        await deploy(test, line(BOUNDED, Sees))
        await feed(test, 3)
        assert test.node("door").seen == [0, 1, 2, 3]
        assert letters(test) == []


def sender(policy: dict[str, Any] | None = None, to: str = "other/in") -> ResolvedFlow:
    into = [("feed", "out")] if policy is None else [("feed", "out", policy)]
    return flow_of({"feed": Feed, "out": (LinkOut, {"to": [to] if to else []})}, into)


def receiver(**nodes: Any) -> ResolvedFlow:
    made: dict[str, Any] = {"in": LinkIn, "door": Door, **nodes}
    return flow_of(made, [("in", "door", ONE)], id="other")


@virtual
async def test_a_link_that_goes_while_its_message_waits_leaves_no_pump_and_loses_nothing() -> None:
    async with RunningTest(sender(), receiver()) as test:
        door = test.engine.flows["other"].nodes["door"].node
        assert isinstance(door, Door)
        await feed(test, 1, 2, 3, 4)
        tasks = len(asyncio.all_tasks())
        without = flow_of({"feed": Feed}, [])
        await deploy(test, without, receiver())
        assert len(asyncio.all_tasks()) < tasks
        door.open.set()
        await virtual_loop().settle()
        assert sorted([*door.seen, *letters(test)]) == [1, 2, 3, 4]
        await deploy(test, sender(), receiver())
        await feed(test, 5)
        assert door.seen[-1] == 5


@virtual
async def test_a_link_whose_other_flow_goes_while_a_message_waits_there_goes_on() -> None:
    async with RunningTest(sender(), receiver()) as test:
        await feed(test, 1, 2, 3, 4)
        await deploy(test, sender())
        await feed(test, 5)
        assert sorted(letters(test)) == [1, 2, 3, 4, 5]
        await deploy(test, sender(), receiver())
        door = test.engine.flows["other"].nodes["door"].node
        assert isinstance(door, Door)
        door.open.set()
        await feed(test, 6)
        assert door.seen == [6]


@virtual
async def test_a_link_to_a_node_that_goes_while_a_message_waits_there_goes_on() -> None:
    without = flow_of({"feed2": Feed, "door": Door}, [("feed2", "door", ONE)], id="other")
    async with RunningTest(sender(), receiver()) as test:
        door = test.engine.flows["other"].nodes["door"].node
        assert isinstance(door, Door)
        await feed(test, 1, 2, 3, 4)
        await deploy(test, sender(), without)
        door.open.set()
        await virtual_loop().settle()
        assert sorted([*door.seen, *letters(test)]) == [1, 2, 3, 4]


@virtual
async def test_calls_that_a_successor_asked_for_as_it_started_come() -> None:
    def flow(mark: str, refuse: bool = False) -> ResolvedFlow:
        nodes: dict[str, Any] = {"a": (Begins, {"mark": mark}), "sees": Sees}
        wires: list[Any] = [("a", "sees")]
        if refuse:
            nodes["z"] = (Begins, {"refuse": True})
        return flow_of(nodes, wires)

    async with RunningTest(flow("1")) as test:
        await deploy(test, flow("2"))
        await asyncio.sleep(2)
        assert test.node("sees").seen == ["2"]
        with pytest.raises(NotChanged):
            await deploy(test, flow("3", refuse=True))
        await asyncio.sleep(2)
        assert test.node("sees").seen == ["2"]


@virtual
async def test_a_state_that_is_shown_is_that_of_the_node_that_runs() -> None:
    def flow(**config: Any) -> ResolvedFlow:
        return flow_of({"feed": Feed, "a": (Talks, config), "state": Status, "sees": States}, [("state", "sees")])

    async with RunningTest(flow()) as test:
        sees = test.node("sees")
        await deploy(test, flow(mark="no paper"))
        with pytest.raises(NotChanged):
            await deploy(test, flow(mark="wrong", refuse=True))
        await deploy(test, flow())
        await deploy(test, flow())
        assert sees.seen == [("error", "no paper"), ("ok", "")]


@virtual
async def test_a_node_that_does_not_start_again_after_a_roll_back_holds_nothing_up() -> None:
    def flow(**config: Any) -> ResolvedFlow:
        return flow_of({"feed": Feed, "a": (Alone, config), "sees": Sees}, [("feed", "a"), ("a", "sees")])

    async with RunningTest(flow()) as test:
        with pytest.raises(NotChanged):
            await deploy(test, flow(refuse=True))
        async with asyncio.timeout(5):
            await feed(test, 1)
        assert test.node("sees").seen == [1]
        await asyncio.sleep(2)
        assert test.node("a").starts == 3


@virtual
async def test_a_change_that_is_cancelled_while_nodes_end_leaves_them_at_work() -> None:
    async with RunningTest(line(BOUNDED)) as test:
        door = test.node("door")
        await feed(test, 1)
        made = asyncio.create_task(change(test.engine, target(line(BOUNDED, (Door, {"mark": "2"}))), drain=30.0))
        await asyncio.sleep(1)
        made.cancel()
        await asyncio.sleep(1)
        door.open.set()
        await asyncio.gather(made, return_exceptions=True)
        await feed(test, 2)
        assert test.node("door") is door
        assert door.seen == [1, 2]


class Prints(Node):
    """Prints, and then fails."""

    type, title, effect, writes = "t.prints", "prints", "once", ()
    Config = Marked
    concurrency = 3
    printed: ClassVar[list[Any]] = []

    async def receive(self, message: Message, port: str = "in") -> None:
        self.printed.append(message["payload"])
        await asyncio.sleep(1)
        raise ValueError("out of paper")


@virtual
async def test_what_was_printed_before_it_failed_is_not_printed_again_by_a_successor() -> None:
    def flow(mark: str) -> ResolvedFlow:
        nodes: dict[str, Any] = {"feed": Feed, "a": (Prints, {"mark": mark}), "door": Door}
        return flow_of(nodes, [("feed", "a", BOUNDED), ("a:error", "door", ONE)])

    Prints.printed.clear()
    async with RunningTest(flow("1")) as test:
        await feed(test, 1, 2, 3)
        await asyncio.sleep(2)
        await deploy(test, flow("2"))
        test.node("door").open.set()
        await asyncio.sleep(10)
        assert Prints.printed == [1, 2, 3]
        assert sorted(test.node("door").seen) == [1, 2, 3]


def growing(number: int) -> ResolvedFlow:
    """Another flow each time: nodes, policies and kinds differ, and the same ones come back."""
    ways = [DURABLE, BOUNDED, {"kind": "direct"}]
    nodes: dict[str, Any] = {"feed": Feed, "a": Hop, "sees": Sees, "b": (Door, {"mark": str(number % 5)})}
    wires: list[Any] = [("feed", "a", ways[number % 3]), ("a", "sees", ways[number % 2])]
    wires.append(("a", "b", ways[number % 2]))
    if number % 4 == 1:
        nodes["out"] = (LinkOut, {"to": ["other/in"]})
        wires.append(("a", "out"))
    nodes[f"n{number}"] = Hop
    wires.append(("feed", f"n{number}", DURABLE))
    return flow_of(nodes, wires)


@virtual
async def test_two_hundred_redeploys_leave_nothing_behind(tmp_path: Path) -> None:
    kinds = (Wire, Gate, Gates, Way, AsyncPump, Node, asyncio.Task, asyncio.Event)

    def count() -> Counter[str]:
        gc.collect()
        return Counter(kind.__name__ for one in gc.get_objects() for kind in kinds if isinstance(one, kind))

    other = flow_of({"in": LinkIn, "sees": Sees}, [("in", "sees")], id="other")
    async with RunningTest(growing(0), other, data=tmp_path) as test:
        seen: list[Counter[str]] = []
        durability = test.engine.shared.durability
        assert durability is not None
        lanes: list[int] = []
        for number in range(240):
            flow = growing(number)
            await change(test.engine, target(flow, other))
            test.node("b").open.set()
            await feed(test, number)
            if number % 120 == 119:
                await virtual_loop().settle()
                seen.append(count())
                lanes.append(len(durability.journal.lanes) + len(durability._watchers))
        assert seen[0] == seen[1]
        assert lanes[0] == lanes[1]
        assert letters(test) == []
