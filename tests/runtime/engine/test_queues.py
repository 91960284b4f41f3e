"""Queues belong to wires: order, bounds, what a full one does, and who waits for room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest

from sinterflow.runtime import Message, Node, Out, Port, Source, new_message, pumps
from sinterflow.runtime.inlets import GIVEN_POLICY
from sinterflow.runtime.shared import NotAdmitted
from sinterflow.runtime.testing import virtual
from sinterflow.runtime.testing.flows import RunningTest, flow_of
from sinterflow.runtime.testing.graph_nodes import Catch, Feed, Follow, Hop, Sink


class Second(Node):
    """Takes a second for each message."""

    type, title = "t.second", "second"

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.handled: list[Any] = []
        self.together = self.most_together = 0

    async def receive(self, message: Message, port: str = "in") -> Message:
        self.together += 1
        self.most_together = max(self.most_together, self.together)
        await asyncio.sleep(1)
        self.together -= 1
        self.handled.append(message["payload"])
        return message


class ThreeAtATime(Second):
    type, concurrency = "t.three", 3


class Counter(Source):
    """Sends 0, 1, 2 … as fast as it is let."""

    type, title = "t.counter", "counter"
    outputs = (Port("out"),)
    sent = 0

    async def run(self) -> None:
        for number in range(100):
            await self.send(new_message(number))
            self.sent = number + 1


class Unread(Source):
    """Cannot read what comes to it."""

    type, title = "t.unread", "unread"
    outputs = (Port("out"),)
    failed = 0

    async def run(self) -> None:
        for number in range(20):
            await self.fail(ValueError("unreadable"), new_message(number))
            self.failed = number + 1


class Flood(Node):
    """Multiplies without limit."""

    type, title = "t.flood", "flood"
    sent = 0

    async def receive(self, message: Message, port: str = "in") -> AsyncIterator[Out]:
        for number in range(50):
            yield Out("out", new_message(number))
            self.sent = number + 1


class Six(Node):
    """Gives back six messages at once."""

    type, title, writes = "t.six", "six", ()

    def receive(self, message: Message, port: str = "in") -> list[Out]:
        return [Out("out", new_message(number)) for number in range(6)]


def bounded(size: int, full: str = "block", **more: Any) -> dict[str, Any]:
    return {"kind": "bounded", "size": size, "full": full, **more}


@virtual
async def test_a_node_handles_one_message_at_a_time_in_order_of_arrival_over_all_its_wires() -> None:
    nodes = {"a": Feed, "b": Feed, "second": Second}
    async with RunningTest(flow_of(nodes, [("a", "second"), ("b", "second")])) as test:
        for number, source in enumerate("abbaab"):
            await test.send(source, new_message(number))
        await asyncio.sleep(10)
        assert test.node("second").handled == [0, 1, 2, 3, 4, 5]
        assert test.node("second").most_together == 1


@virtual
async def test_a_node_that_declares_concurrency_handles_that_many_together() -> None:
    async with RunningTest(flow_of({"feed": Feed, "three": ThreeAtATime}, [("feed", "three")])) as test:
        await test.send("feed", *[new_message(number) for number in range(7)])
        await asyncio.sleep(2.5)
        assert len(test.node("three").handled) == 6
        assert test.node("three").most_together == 3


@virtual
async def test_a_full_wire_makes_its_source_wait_and_loses_nothing() -> None:
    flow = flow_of({"counter": Counter, "second": Second}, [("counter", "second", bounded(5))])
    async with RunningTest(flow) as test:
        await asyncio.sleep(0.5)
        assert test.node("counter").sent == 6  # one is being handled, five wait
        await asyncio.sleep(120)
        assert test.node("second").handled == list(range(100))


@virtual
async def test_what_a_source_cannot_read_waits_for_room_behind_the_catch_node_too() -> None:
    nodes = {"unread": Unread, "catch": Catch, "second": Second}
    async with RunningTest(flow_of(nodes, [("catch", "second", bounded(5))])) as test:
        await asyncio.sleep(0.5)
        assert test.node("unread").failed == 6
        await asyncio.sleep(30)
        assert test.node("second").handled == list(range(20))


@virtual
async def test_what_is_given_from_outside_waits_for_room_as_long_as_its_giver_says() -> None:
    async with RunningTest(flow_of({"feed": Feed, "second": Second}, [("feed", "second")])) as test:

        async def give(number: int, wait: float) -> None:
            delivery = test.running("feed").origin.begin(0.0)
            try:
                await test.flow.receive("second", new_message(number), "in", delivery, wait=wait)
            finally:
                delivery.end()

        for number in range(GIVEN_POLICY.size):
            await give(number, 0.0)
        await asyncio.sleep(0.1)
        await give(GIVEN_POLICY.size, 0.0)
        with pytest.raises(NotAdmitted):
            await give(-1, 0.5)
        await give(GIVEN_POLICY.size + 1, 2.0)
        await asyncio.sleep(2 * GIVEN_POLICY.size)
        assert test.node("second").handled == list(range(GIVEN_POLICY.size + 2))


@virtual
async def test_a_wire_is_bounded_in_bytes_too() -> None:
    flow = flow_of({"counter": Counter, "second": Second}, [("counter", "second", bounded(1000, bytes=1))])
    async with RunningTest(flow) as test:
        await asyncio.sleep(0.5)
        assert test.node("counter").sent == 2


@virtual
async def test_a_region_is_let_in_only_while_every_queue_it_feeds_has_room() -> None:
    nodes = {"counter": Counter, "hop": Hop, "second": Second, "sink": Sink}
    flow = flow_of(nodes, [("counter", "hop"), ("hop", "sink"), ("hop", "second", bounded(2))])
    async with RunningTest(flow) as test:
        await asyncio.sleep(0.5)
        assert len(test.node("sink").arrived) == 3
        await asyncio.sleep(2)
        assert len(test.node("sink").arrived) == 5


@virtual
async def test_one_activation_may_overshoot_the_bound_and_no_second_is_let_in() -> None:
    nodes = {"counter": Counter, "six": Six, "second": Second}
    async with RunningTest(flow_of(nodes, [("counter", "six"), ("six", "second", bounded(2))])) as test:
        await asyncio.sleep(0.5)
        assert test.node("counter").sent == 1
        assert test.flow.inlets.wires["six:out>second:in"].depth == 5
        await asyncio.sleep(3)
        assert test.node("counter").sent == 1
        await asyncio.sleep(1)
        assert test.node("counter").sent == 2


@virtual
async def test_a_node_that_multiplies_without_limit_waits_for_room_between_its_messages() -> None:
    nodes = {"feed": Feed, "flood": Flood, "second": Second}
    async with RunningTest(flow_of(nodes, [("feed", "flood"), ("flood", "second", bounded(3))])) as test:
        await test.send("feed", new_message())
        assert test.node("flood").sent <= 4
        await asyncio.sleep(60)
        assert test.node("second").handled == list(range(50))


@pytest.mark.parametrize(("full", "kept"), [("drop-oldest", [0, 96, 97, 98, 99]), ("keep-latest", [0, 97, 98, 99])])
def test_only_a_policy_that_says_so_drops_and_every_drop_is_counted(full: str, kept: list[int]) -> None:
    @virtual
    async def run() -> None:
        flow = flow_of({"counter": Counter, "second": Second}, [("counter", "second", bounded(4, full))])
        async with RunningTest(flow) as test:
            await asyncio.sleep(30)
            wire = test.flow.inlets.wires["counter:out>second:in"]
            assert test.node("counter").sent == 100
            assert test.node("second").handled == kept
            assert wire.dropped == 100 - len(kept)

    run()


@virtual
async def test_a_message_older_than_the_wire_allows_is_dropped_and_counted() -> None:
    policy = {"kind": "durable", "max_age": 2.5}
    async with RunningTest(flow_of({"feed": Feed, "second": Second}, [("feed", "second", policy)])) as test:
        await test.send("feed", *[new_message(number) for number in range(6)])
        await asyncio.sleep(20)
        assert test.node("second").handled == [0, 1, 2]
        assert test.flow.inlets.wires["feed:out>second:in"].dropped == 3


@virtual
async def test_a_full_feedback_wire_does_not_stall_but_sends_the_message_to_the_error_path() -> None:
    nodes: dict[str, Any] = {"feed": Feed, "six": Six, "second": Second, "catch": Catch, "sink": Sink}
    wires: list[Any] = [
        ("feed", "six"),
        ("six", "second", bounded(4)),
        ("second", "six", bounded(1)),
        ("catch", "sink"),
    ]
    async with RunningTest(flow_of(nodes, wires)) as test:
        await test.send("feed", new_message())
        await asyncio.sleep(100)
        kinds = {b'"kind":"Overloaded"' in one for one in test.node("sink").arrived}
        assert test.flow.program.received("six") > 1
        assert kinds <= {True}


@virtual
async def test_queues_are_drained_for_five_milliseconds_at_most_before_the_loop_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ticks = iter(range(10**9))
    monkeypatch.setattr(pumps, "perf_counter", lambda: next(ticks) * 0.00101)  # each look takes over a millisecond
    async with RunningTest(flow_of({"feed": Feed, "sink": Sink}, [("feed", "sink", bounded(1000))])) as test:
        source, sink, turns = test.node("feed"), test.node("sink"), []
        for number in range(20):
            await source.send(new_message(number))
        for _ in range(10):
            await asyncio.sleep(0)
            turns.append(len(sink.arrived))
        assert turns[-1] == 20
        assert max(after - before for before, after in pairwise(turns)) <= 5


@virtual
async def test_a_status_node_hears_of_each_change_of_the_nodes_in_its_scope() -> None:
    class Talks(Node):
        type, title, writes = "t.talks", "talks", ()

        def receive(self, message: Message, port: str = "in") -> None:
            self.status("warning", message["payload"])

    nodes = {"feed": Feed, "talks": Talks, "status": Follow, "sink": Sink}
    async with RunningTest(flow_of(nodes, [("feed", "talks"), ("status", "sink")])) as test:
        await test.send("feed", new_message("low"), new_message("low"), new_message("high"))
        said = [one for one in test.node("sink").arrived if b"talks" in one]
        assert len(said) == 2
        assert b'"status":{"state":"warning","text":"high","node":"talks"}' in said[1]
