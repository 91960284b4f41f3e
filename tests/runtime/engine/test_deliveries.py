"""A source is acknowledged when every branch of its message has ended, in order of receipt."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from sinterflow.runtime import Message, Node, NodeError, Out, Port, Source, new_message
from sinterflow.runtime.testing import virtual
from sinterflow.runtime.testing.flows import RunningTest, flow_of
from sinterflow.runtime.testing.graph_nodes import Feed, Hold, Sink


class Slow(Node):
    """Takes `payload` seconds."""

    type, title, concurrency = "t.slow", "slow", 8

    async def receive(self, message: Message, port: str = "in") -> Message:
        await asyncio.sleep(message["payload"])
        return message


class Failing(Node):
    type, title = "t.failing", "failing"

    def receive(self, message: Message, port: str = "in") -> Message:
        raise NodeError("no")


class Pairs(Node):
    """Sends one message made from each two."""

    type, title, keeps = "t.pairs", "pairs", True

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.waiting: list[Any] = []

    def receive(self, message: Message, port: str = "in") -> list[Out]:
        self.waiting.append(self.keep())
        if len(self.waiting) < 2:
            return []
        kept, self.waiting = self.waiting, []
        return [Out("out", new_message(2), kept)]


class Later(Node):
    """Sends each message a second later."""

    type, title, keeps = "t.later", "later", True

    def receive(self, message: Message, port: str = "in") -> None:
        kept = self.keep()
        self.after(1.0, lambda: [Out("out", message, [kept])])


class TwoFromOne(Node):
    """Sends two messages a second later, both made from the one it kept."""

    type, title, keeps = "t.two", "two", True
    outputs = (Port("1"), Port("2"))

    def receive(self, message: Message) -> None:
        kept = self.keep()
        self.after(1.0, lambda: [Out(port, new_message(message["payload"]), [kept]) for port in ("1", "2")])


class DropsTwice(Node):
    type, title, keeps, outputs = "t.drops", "drops", True, ()

    def receive(self, message: Message) -> None:
        kept = self.keep()
        kept.drop()
        kept.drop()


class Misdirects(Node):
    """Sends what it kept to an output that it does not have."""

    type, title, keeps = "t.misdirects", "misdirects", True

    def receive(self, message: Message) -> list[Out]:
        return [Out("out", message, [self.keep()]), Out("sideways", message, [self.keep()])]


class KeepsAndFails(Node):
    type, title, keeps, outputs = "t.keeps-and-fails", "keeps and fails", True, ()

    def receive(self, message: Message) -> None:
        self.keep()
        raise NodeError("no")


async def acknowledged(test: RunningTest, *payloads: Any) -> list[Any]:
    done: list[Any] = []
    for payload in payloads:
        await test.send("feed", new_message(payload), done=partial(done.append, payload))
    return done


@virtual
async def test_a_message_that_ends_in_its_region_is_acknowledged_at_once() -> None:
    async with RunningTest(flow_of({"feed": Feed, "sink": Sink}, [("feed", "sink")])) as test:
        assert await acknowledged(test, 1, 2) == [1, 2]


@virtual
async def test_acknowledgements_come_in_order_of_receipt_though_later_messages_are_done_first() -> None:
    flow = flow_of({"feed": Feed, "slow": Slow, "sink": Sink}, [("feed", "slow"), ("slow", "sink")])
    async with RunningTest(flow) as test:
        done = await acknowledged(test, 3.0, 1.0, 2.0)
        assert done == []
        await asyncio.sleep(2.5)
        assert len(test.node("sink").arrived) == 2
        assert done == []
        await asyncio.sleep(1)
        assert done == [3.0, 1.0, 2.0]


@virtual
async def test_every_branch_of_a_fan_out_must_end() -> None:
    nodes = {"feed": Feed, "slow": Slow, "slower": Slow, "sink": Sink}
    flow = flow_of(nodes, [("feed", "slow"), ("slow", "slower"), ("feed", "sink")])
    async with RunningTest(flow) as test:
        done = await acknowledged(test, 1.0)
        await asyncio.sleep(1.5)
        assert done == []
        await asyncio.sleep(1)
        assert done == [1.0]


@virtual
async def test_a_dead_letter_and_a_counted_drop_end_their_branch() -> None:
    nodes = {"feed": Feed, "failing": Failing, "slow": Slow}
    policy = {"kind": "bounded", "size": 1, "full": "drop-oldest"}
    async with RunningTest(flow_of(nodes, [("feed", "failing"), ("feed", "slow", policy)])) as test:
        done = await acknowledged(test, 1.0, 1.0, 1.0)
        wire = test.flow.inlets.wires["feed:out>slow:in"]
        await asyncio.sleep(5)
        assert done == [1.0, 1.0, 1.0]
        assert len(test.failures()) == 3
        assert wire.dropped + test.flow.program.received("slow") == 3


@virtual
async def test_a_kept_message_holds_its_delivery_until_it_is_sent() -> None:
    flow = flow_of({"feed": Feed, "later": Later, "sink": Sink}, [("feed", "later"), ("later", "sink")])
    async with RunningTest(flow) as test:
        done = await acknowledged(test, 1)
        assert done == []
        await asyncio.sleep(1.1)
        assert done == [1]
        assert len(test.node("sink").arrived) == 1


@virtual
async def test_a_message_made_from_several_ends_the_deliveries_of_all() -> None:
    nodes = {"feed": Feed, "pairs": Pairs, "slow": Slow}
    async with RunningTest(flow_of(nodes, [("feed", "pairs"), ("pairs", "slow")])) as test:
        done = await acknowledged(test, "a", "b", "c")
        await asyncio.sleep(1.5)
        assert done == []
        await asyncio.sleep(1)
        assert done == ["a", "b"]


@virtual
async def test_a_held_message_that_is_dropped_is_acknowledged() -> None:
    async with RunningTest(flow_of({"feed": Feed, "hold": Hold}, [("feed", "hold")])) as test:
        done = await acknowledged(test, 1)
        assert done == []
        await test.node("hold").stop()
        assert done == [1]


class Bounded(Source):
    type, title, max_open = "t.bounded", "bounded", 2
    outputs = (Port("out"),)

    async def run(self) -> None:
        for number in range(10):
            await self.send(new_message(1.0))
            self.context.set("sent", number + 1)


@virtual
async def test_the_open_deliveries_of_a_source_are_bounded() -> None:
    async with RunningTest(flow_of({"source": Bounded, "slow": Slow}, [("source", "slow")])) as test:
        await asyncio.sleep(0.5)
        assert test.node("source").context.get("sent") == 2
        await asyncio.sleep(1)
        assert test.node("source").context.get("sent") == 4
        assert test.running("source").origin.open == 2


@virtual
async def test_several_messages_made_from_one_that_was_kept_must_all_end() -> None:
    wires = [("feed", "two"), ("two:1", "sink"), ("two:2", "slow"), ("two:1", "slow")]
    async with RunningTest(flow_of({"feed": Feed, "two": TwoFromOne, "slow": Slow, "sink": Sink}, wires)) as test:
        done = await acknowledged(test, 1.0)
        await asyncio.sleep(1.5)
        assert len(test.node("sink").arrived) == 1
        assert done == []
        await asyncio.sleep(1)
        assert done == [1.0]
        assert test.running("feed").origin.open == 0


@virtual
async def test_what_is_dropped_twice_ends_once() -> None:
    flow = flow_of({"feed": Feed, "drops": DropsTwice, "slow": Slow}, [("feed", "drops"), ("feed", "slow")])
    async with RunningTest(flow) as test:
        done = await acknowledged(test, 1.0, 3.0)
        assert done == []
        await asyncio.sleep(1.5)
        assert done == [1.0]
        await asyncio.sleep(2)
        assert done == [1.0, 3.0]


@virtual
async def test_what_was_kept_for_a_result_that_cannot_be_sent_ends() -> None:
    async with RunningTest(flow_of({"feed": Feed, "node": Misdirects}, [("feed", "node")])) as test:
        assert await acknowledged(test, 1, 2) == [1, 2]
        assert len(test.failures()) == 2


@virtual
async def test_what_a_failing_node_kept_ends_with_its_message() -> None:
    async with RunningTest(flow_of({"feed": Feed, "node": KeepsAndFails}, [("feed", "node")])) as test:
        assert await acknowledged(test, 1, 2) == [1, 2]
        assert test.running("feed").origin.open == 0
