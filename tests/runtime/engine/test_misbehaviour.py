"""What a node, a peer or a message does wrong harms nobody else: pumps go on, every delivery ends, the loop turns."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any

import pytest

from sinterflow.runtime import Message, Node, NodeError, NotConnected, Out, Source, new_message, ways
from sinterflow.runtime.clock import Clock
from sinterflow.runtime.delivery import Delivery
from sinterflow.runtime.encoding import decode
from sinterflow.runtime.engine import Engine
from sinterflow.runtime.registry import Registry
from sinterflow.runtime.shared import NotAdmitted
from sinterflow.runtime.testing import virtual
from sinterflow.runtime.testing.flows import RunningTest, flow_of
from sinterflow.runtime.testing.graph_nodes import Catch, Feed, Hop, Sink

BOUNDED = {"kind": "bounded"}


class Picky(Node):
    """Refuses what is not a number."""

    type, title = "t.picky", "picky"

    def receive(self, message: Message) -> Message:
        if not isinstance(message["payload"], int):
            raise NodeError("no number")
        return message


class PickySlowly(Node):
    type, title = "t.picky-slowly", "picky slowly"

    async def receive(self, message: Message) -> Message:
        if not isinstance(message["payload"], int):
            raise NodeError("no number")
        return message


class GivesUp(Node):
    """Waits for work of its own that somebody cancelled."""

    type, title = "t.gives-up", "gives up"

    async def receive(self, message: Message) -> Message:
        if message["payload"] == "bad":
            work = asyncio.ensure_future(asyncio.sleep(1))
            work.cancel()
            await work
        return message


class Background(Node):
    """Begins a task at its first message, which sends later on."""

    type, title = "t.background", "background"

    async def receive(self, message: Message) -> None:
        self.task = asyncio.create_task(self._later())

    async def _later(self) -> None:
        await asyncio.sleep(1)
        await self.send(new_message("later"))


class KeepsAsItGoes(Node):
    """A generator that keeps the message it is given."""

    type, title, keeps = "t.keeps", "keeps", True

    def receive(self, message: Message) -> Iterator[Out]:
        yield Out("out", message, [self.keep()])


class GoesOnWriting(Node):
    """A generator that changes what it has given before."""

    type, title = "t.goes-on", "goes on"

    def receive(self, message: Message) -> Iterator[Out]:
        for number in range(3):
            message["payload"] = number
            yield Out("out", message)


class SendsAndReturns(Node):
    """Sends a message, changes it, and gives it back."""

    type, title = "t.sends", "sends"

    async def receive(self, message: Message) -> Message:
        await self.send(message)
        message["payload"] = "changed"
        return message


class Round(Node):
    """Sends to itself, at once, a thousand times."""

    type, title = "t.round", "round"
    times = 0

    async def receive(self, message: Message) -> Message | None:
        self.times += 1
        return message if self.times < 1000 else None


class Thousand(Node):
    """Sends a thousand messages at once."""

    type, title = "t.thousand", "thousand"
    times = 0

    async def receive(self, message: Message) -> AsyncIterator[Out]:
        for number in range(1000):
            self.times += 1
            yield Out("out", new_message(number))


class Stuck(Node):
    type, title, outputs = "t.stuck", "stuck", ()

    async def receive(self, message: Message) -> None:
        await asyncio.sleep(1e6)


class Untold(Exception):
    """Cannot say what it is."""

    def __str__(self) -> str:
        raise RuntimeError("no text")


class GivesUpReading(Source):
    """Waits for work of its own that somebody cancelled; at its second run it raises what has no text."""

    type, title = "t.gives-up-reading", "gives up reading"
    runs = 0

    async def run(self) -> None:
        self.runs += 1
        if self.runs == 2:
            raise Untold
        work = asyncio.ensure_future(asyncio.sleep(1))
        work.cancel()
        await work


class DeafSource(Source):
    """Does not end when it is cancelled."""

    type, title = "t.deaf-source", "deaf source"
    over = False

    async def run(self) -> None:
        while not self.over:
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(1)


class DeafNode(Node):
    """Does not end when it is cancelled."""

    type, title, outputs = "t.deaf-node", "deaf node", ()
    over = False

    async def receive(self, message: Message) -> None:
        while not self.over:
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(1)


class Closes(Node):
    """Must be stopped."""

    type, title, outputs = "t.closes", "closes", ()
    closed = False

    async def stop(self) -> None:
        self.closed = True

    def receive(self, message: Message) -> None:
        """Nothing of it is looked at."""


class NoPeer(Node):
    """Finds no peer, and asks for a call that is due later."""

    type, title = "t.no-peer", "no peer"
    starts = 0
    calls = 0

    async def start(self) -> None:
        type(self).starts += 1
        self.after(1.0, self._call)
        raise NotConnected("no answer")

    def _call(self) -> None:
        type(self).calls += 1


class NoStart(Node):
    type, title = "t.no-start", "no start"

    async def start(self) -> None:
        raise NodeError("no")


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def endless() -> Any:
    value: dict[str, Any] = {}
    value["self"] = value
    return value


def payloads(test: RunningTest) -> list[Any]:
    return [decode(one)["payload"] for one in test.node("sink").arrived]


@pytest.mark.parametrize("kind", [Picky, PickySlowly])
@pytest.mark.parametrize("bad", [nested(300), endless()], ids=["nested", "endless"])
@pytest.mark.parametrize("caught", [False, True])
def test_a_failed_message_that_cannot_be_encoded_or_copied_is_in_the_tray_as_far_as_it_can_be_shown(
    kind: type[Node], bad: Any, caught: bool
) -> None:
    @virtual
    async def run() -> None:
        nodes: dict[str, Any] = {"feed": Feed, "picky": kind, "sink": Sink}
        wires: list[Any] = [("feed", "picky", BOUNDED), ("picky", "sink")]
        if caught:
            nodes["catch"] = Catch
            wires.append(("catch", "sink"))
        async with RunningTest(flow_of(nodes, wires)) as test:
            done: list[int] = []
            for number, payload in enumerate((1, bad, 2)):
                await test.node("feed").send(new_message(payload, "t"), done=lambda number=number: done.append(number))
            await asyncio.sleep(1)
            assert payloads(test) == [1, 2]
            assert done == [0, 1, 2]
            (letter,) = test.engine.shared.tray.letters()
            assert letter.message()["topic"] == "t"

    run()


@virtual
async def test_a_cancelled_wait_of_the_nodes_own_is_an_error_of_its_message() -> None:
    flow = flow_of({"feed": Feed, "node": GivesUp, "sink": Sink}, [("feed", "node"), ("node", "sink")])
    async with RunningTest(flow) as test:
        await test.send("feed", new_message("bad"), new_message("good"))
        assert payloads(test) == ["good"]
        assert test.failures() == [("node", "CancelledError")]


@pytest.mark.parametrize("kind", [Picky, PickySlowly])
def test_an_acknowledgement_that_fails_stops_nothing(kind: type[Node]) -> None:
    @virtual
    async def run() -> None:
        flow = flow_of({"feed": Feed, "node": kind, "sink": Sink}, [("feed", "node", BOUNDED), ("node", "sink")])
        async with RunningTest(flow) as test:

            def broken() -> None:
                raise RuntimeError("the peer is gone")

            for number in range(3):
                await test.node("feed").send(new_message(number), done=broken if number == 0 else lambda: None)
            await asyncio.sleep(1)
            assert payloads(test) == [0, 1, 2]
            assert test.running("feed").origin.acknowledged == 3

    run()


@virtual
async def test_what_a_node_sends_after_its_message_has_ended_is_a_message_of_its_own() -> None:
    flow = flow_of({"feed": Feed, "node": Background, "sink": Sink}, [("feed", "node"), ("node", "sink")])
    async with RunningTest(flow) as test:
        done: list[bool] = []
        await test.send("feed", new_message(1), done=lambda: done.append(True))
        await asyncio.sleep(2)
        assert payloads(test) == ["later"]
        assert done == [True]
        assert test.running("feed").origin.open == 0


@virtual
async def test_a_generator_may_keep_its_message_and_go_on_with_what_it_gave() -> None:
    nodes = {"feed": Feed, "keeps": KeepsAsItGoes, "goes-on": GoesOnWriting, "sink": Sink}
    async with RunningTest(flow_of(nodes, [("feed", "keeps"), ("keeps", "goes-on"), ("goes-on", "sink")])) as test:
        done: list[bool] = []
        await test.send("feed", new_message(9), done=lambda: done.append(True))
        assert payloads(test) == [0, 1, 2]
        assert done == [True]


@pytest.mark.parametrize(("kind", "back"), [(Round, True), (Thousand, False)])
def test_a_node_that_never_waits_lets_the_loop_turn(
    kind: type[Node], back: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "TURN", 0.0)

    @virtual
    async def run() -> None:
        wires = [("feed", "node"), ("node", "node" if back else "sink")]
        async with RunningTest(flow_of({"feed": Feed, "node": kind, "sink": Sink}, wires)) as test:
            await test.node("feed").send(new_message(1))
            for _ in range(10):
                await asyncio.sleep(0)
            assert 0 < test.node("node").times < 1000

    run()


@virtual
async def test_what_arrives_behind_a_closed_gate_does_not_pile_up_in_those_who_wait_for_it() -> None:
    wires: list[Any] = [
        ("feed", "hop", {"kind": "bounded", "full": "keep-latest"}),
        ("hop", "stuck", {"kind": "bounded", "size": 1}),
    ]
    async with RunningTest(flow_of({"feed": Feed, "hop": Hop, "stuck": Stuck}, wires)) as test:
        for number in range(50):
            await test.send("feed", new_message(number))
        gate = test.flow.program.way_in("hop", "in").gate
        assert gate.blocked
        assert len(gate.waiters) == 1


@virtual
async def test_nothing_of_a_flow_that_could_not_start_goes_on() -> None:
    engine = Engine(Registry(), Clock())
    await engine.start()
    NoPeer.starts = NoPeer.calls = 0
    await engine.run([flow_of({"feed": Feed, "a": NoPeer, "b": NoStart}, [("feed", "a"), ("a", "b")])])
    other = flow_of({"feed": Feed, "b": NoStart, "a": NoPeer}, [("feed", "b"), ("b", "a")], id="other")
    await engine.run([other])
    starts = NoPeer.starts
    await asyncio.sleep(300)
    assert set(engine.failed) == {"test", "other"}
    assert starts == NoPeer.starts == 1
    assert NoPeer.calls == 0
    await engine.stop()


@virtual
async def test_a_stop_does_not_wait_for_ever_for_work_that_does_not_end() -> None:
    flow = flow_of({"feed": Feed, "source": DeafSource, "node": DeafNode, "closes": Closes}, [("feed", "node")])
    async with RunningTest(flow) as test:
        await test.send("feed", new_message(1))
        nodes: list[Any] = [test.node(id) for id in ("source", "node", "closes")]
        async with asyncio.timeout(60):
            await test.engine.stop(drain=1)
        assert nodes[2].closed
        for node in nodes:
            node.over = True
        await asyncio.sleep(2)


@virtual
async def test_a_node_may_go_on_with_what_it_sent() -> None:
    nodes = {"feed": Feed, "node": SendsAndReturns, "sink": Sink}
    async with RunningTest(flow_of(nodes, [("feed", "node"), ("node", "sink", BOUNDED)])) as test:
        await test.send("feed", new_message("first"))
        assert payloads(test) == ["first", "changed"]


@virtual
async def test_who_gives_up_waiting_for_room_leaves_nothing_behind() -> None:
    wires: list[Any] = [("feed", "hop"), ("hop", "stuck", {"kind": "bounded", "size": 1})]
    async with RunningTest(flow_of({"feed": Feed, "hop": Hop, "stuck": Stuck}, wires)) as test:
        await test.send("feed", new_message(1), new_message(2))
        for _ in range(3):
            with pytest.raises(NotAdmitted):
                await test.flow.receive("hop", new_message(3), "in", Delivery(None, 0.0))
        assert test.flow.program.way_in("hop", "in").gate.waiters == []


@virtual
async def test_a_source_is_run_again_whatever_it_raises() -> None:
    async with RunningTest(flow_of({"source": GivesUpReading}, [])) as test:
        await asyncio.sleep(60)
        assert test.node("source").runs > 3
        assert test.failures()[:2] == [("source", "CancelledError"), ("source", "Untold")]
