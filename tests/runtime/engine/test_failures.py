"""Where a failed message goes, and that nothing else of the flow suffers."""

from __future__ import annotations

import asyncio
from typing import Any

from sinterflow.runtime import Message, Node, NodeError, NotConnected, Out, new_message
from sinterflow.runtime.encoding import decode
from sinterflow.runtime.testing import virtual
from sinterflow.runtime.testing.flows import RunningTest, flow_of
from sinterflow.runtime.testing.graph_nodes import Catch, Complete, Feed, Sink


class Fails(Node):
    """Writes first and then fails."""

    type, title, writes = "t.fails", "fails", ("payload",)

    def receive(self, message: Message, port: str = "in") -> Message:
        message["payload"] = "half"
        raise NodeError("no such part")


class Wrong(Node):
    """Gives back what no node may give back."""

    type, title = "t.wrong", "wrong"

    def receive(self, message: Message, port: str = "in") -> Any:
        return message["payload"]


class Nowhere(Node):
    """Sends to an output that it does not have."""

    type, title = "t.nowhere", "nowhere"

    def receive(self, message: Message, port: str = "in") -> list[Out]:
        return [Out("sideways", message)]


class Door(Node):
    """Reaches its peer from the third try on."""

    type, title = "t.door", "door"
    tries = 0

    async def receive(self, message: Message, port: str = "in") -> Message:
        self.tries += 1
        if self.tries < 3:
            raise NotConnected("no answer")
        return message


def arrived(test: RunningTest, id: str = "sink") -> list[Message]:
    return [decode(one) for one in test.node(id).arrived]


@virtual
async def test_an_error_stops_its_branch_only() -> None:
    nodes = {"feed": Feed, "fails": Fails, "sink": Sink}
    async with RunningTest(flow_of(nodes, [("feed", "fails"), ("feed", "sink")])) as test:
        await test.send("feed", new_message(1), new_message(2))
        assert [message["payload"] for message in arrived(test)] == [1, 2]
        assert test.failures() == [("fails", "no such part")] * 2
        assert test.running("fails").errors == 2


@virtual
async def test_the_error_port_comes_before_catch_nodes_and_they_before_the_tray() -> None:
    nodes = {"feed": Feed, "fails": Fails, "other": Fails, "catch": Catch, "sink": Sink, "caught": Sink}
    wires: list[Any] = [("feed", "fails"), ("feed", "other"), ("fails:error", "sink"), ("catch", "caught")]
    async with RunningTest(flow_of(nodes, wires)) as test:
        await test.send("feed", new_message(1))
        (wired,), (caught,) = arrived(test), arrived(test, "caught")
        assert wired["error"] == {"message": "no such part", "kind": "NodeError", "node": "fails", "count": 1}
        assert caught["error"]["node"] == "other"
        assert test.failures() == []


@virtual
async def test_what_a_failing_node_wrote_takes_no_effect() -> None:
    nodes = {"feed": Feed, "fails": Fails, "catch": Catch, "sink": Sink}
    async with RunningTest(flow_of(nodes, [("feed", "fails"), ("catch", "sink")])) as test:
        await test.send("feed", new_message("whole"))
        assert arrived(test)[0]["payload"] == "whole"


@virtual
async def test_a_dead_letter_has_the_message_the_node_and_the_reason() -> None:
    async with RunningTest(flow_of({"feed": Feed, "fails": Fails}, [("feed", "fails")])) as test:
        await test.send("feed", new_message({"code": "A1"}))
        (letter,) = test.engine.shared.tray.letters()
        assert (letter.flow, letter.node, letter.failure.kind) == ("test", "fails", "NodeError")
        assert letter.message()["payload"] == {"code": "A1"}


@virtual
async def test_a_full_tray_keeps_the_first_of_each_kind_and_counts_the_rest() -> None:
    async with RunningTest(flow_of({"feed": Feed, "fails": Fails}, [("feed", "fails")])) as test:
        await test.send("feed", *[new_message(number) for number in range(1100)])
        tray = test.engine.shared.tray
        assert len(tray) == 1000
        assert tray.total == 1100
        assert tray.letters()[0].more == 100


@virtual
async def test_a_message_that_was_caught_ten_times_goes_to_the_tray() -> None:
    nodes = {"feed": Feed, "one": Fails, "two": Fails, "first": Catch, "second": Catch}
    scopes: dict[str, Any] = {"first": (Catch, {"scope": ["one"]}), "second": (Catch, {"scope": ["two"]})}
    wires: list[Any] = [("feed", "one"), ("first", "two"), ("second", "one")]
    async with RunningTest(flow_of({**nodes, **scopes}, wires)) as test:
        await test.send("feed", new_message())
        (letter,) = test.engine.shared.tray.letters()
        assert letter.failure.count == 11


@virtual
async def test_nodes_behind_a_catch_node_are_never_its_targets() -> None:
    nodes = {"feed": Feed, "fails": Fails, "catch": Catch, "again": Fails}
    async with RunningTest(flow_of(nodes, [("feed", "fails"), ("catch", "again")])) as test:
        await test.send("feed", new_message())
        assert test.failures() == [("again", "no such part")]


@virtual
async def test_a_catch_for_uncaught_errors_gets_only_what_no_other_catches() -> None:
    nodes: dict[str, Any] = {"feed": Feed, "a": Fails, "b": Fails, "sink": Sink, "rest": Sink}
    nodes |= {"mine": (Catch, {"scope": ["a"]}), "others": (Catch, {"uncaught_only": True})}
    wires: list[Any] = [("feed", "a"), ("feed", "b"), ("mine", "sink"), ("others", "rest")]
    async with RunningTest(flow_of(nodes, wires)) as test:
        await test.send("feed", new_message())
        assert [message["error"]["node"] for message in arrived(test)] == ["a"]
        assert [message["error"]["node"] for message in arrived(test, "rest")] == ["b"]


@virtual
async def test_a_result_that_is_no_message_is_the_nodes_error_and_names_it() -> None:
    nodes = {"feed": Feed, "wrong": Wrong, "nowhere": Nowhere}
    async with RunningTest(flow_of(nodes, [("feed", "wrong"), ("feed", "nowhere")])) as test:
        await test.send("feed", new_message(7))
        (first, said), (second, also) = test.failures()
        assert (first, second) == ("wrong", "nowhere")
        assert "gave back a int" in said
        assert "'sideways'" in also


@virtual
async def test_an_outage_on_a_durable_wire_keeps_the_message_at_the_head_and_the_order() -> None:
    nodes = {"feed": Feed, "door": Door, "sink": Sink}
    wires: list[Any] = [("feed", "door", {"kind": "durable"}), ("door", "sink")]
    async with RunningTest(flow_of(nodes, wires)) as test:
        await test.send("feed", *[new_message(number) for number in range(4)])
        assert test.failures() == []
        await asyncio.sleep(120)
        assert [(message["payload"], message.get("retried")) for message in arrived(test)] == [
            (0, 2), (1, None), (2, None), (3, None),
        ]  # fmt: skip


class Spoils(Door):
    """Changes what it is given before it finds its peer away."""

    type = "t.spoils"

    async def receive(self, message: Message, port: str = "in") -> Message:
        message["payload"] += "!"
        return await super().receive(message)


@virtual
async def test_a_message_that_is_tried_again_is_as_it_was() -> None:
    nodes = {"feed": Feed, "door": Spoils, "sink": Sink}
    async with RunningTest(flow_of(nodes, [("feed", "door", {"kind": "durable"}), ("door", "sink")])) as test:
        await test.send("feed", new_message("part"))
        await asyncio.sleep(120)
        assert [message["payload"] for message in arrived(test)] == ["part!"]


@virtual
async def test_an_outage_on_a_wire_in_memory_takes_the_error_path() -> None:
    async with RunningTest(flow_of({"feed": Feed, "door": Door}, [("feed", "door")])) as test:
        await test.send("feed", new_message(0), new_message(1), new_message(2))
        assert test.failures() == [("door", "no answer")] * 2


@virtual
async def test_a_complete_node_hears_of_each_message_that_its_node_handled_and_of_no_failed_one() -> None:
    nodes: dict[str, Any] = {"feed": Feed, "door": Door, "fails": Fails, "sink": Sink}
    nodes["done"] = (Complete, {"scope": ["door", "fails"]})
    async with RunningTest(flow_of(nodes, [("feed", "door"), ("feed", "fails"), ("done", "sink")])) as test:
        await test.send("feed", *[new_message(number) for number in range(4)])
        assert [message["payload"] for message in arrived(test)] == [2, 3]
