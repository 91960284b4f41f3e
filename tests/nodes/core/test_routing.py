"""Catch, status, complete, links and functions in running flows."""

from __future__ import annotations

from functools import partial
from typing import Any

from sinterflow.nodes.core import NODES
from sinterflow.nodes.core.catch import Catch
from sinterflow.nodes.core.complete import Complete
from sinterflow.nodes.core.delay import Delay
from sinterflow.nodes.core.function import Function
from sinterflow.nodes.core.join import Join
from sinterflow.nodes.core.junction import Junction
from sinterflow.nodes.core.link_in import LinkIn
from sinterflow.nodes.core.link_out import LinkOut
from sinterflow.nodes.core.range import Range
from sinterflow.nodes.core.split import Split
from sinterflow.nodes.core.status import Status
from sinterflow.runtime import Message, Node, copy_value, new_message
from sinterflow.runtime.registry import load
from sinterflow.runtime.testing import virtual
from sinterflow.runtime.testing.flows import RunningTest, flow_of
from sinterflow.runtime.testing.graph_nodes import Feed
from sinterflow.runtime.virtual import virtual_loop


class Seen(Node):
    """Keeps copies of what comes."""

    type, title, outputs, writes = "t.seen", "seen", (), ()

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.messages: list[Message] = []

    def receive(self, message: Message, port: str = "in") -> None:
        self.messages.append(copy_value(message))


SCALE = (Range, {"in": [0, 1], "out": [0, 10]})


@virtual
async def test_a_catch_takes_the_message_as_it_was_with_its_error() -> None:
    flow = flow_of(
        {"feed": Feed, "scale": SCALE, "ok": Seen, "catch": Catch, "caught": Seen},
        [("feed", "scale"), ("scale", "ok"), ("catch", "caught")],
    )
    async with RunningTest(flow) as test:
        await test.send("feed", new_message("hot", "zone-1"), new_message(0.5))
        (caught,) = test.node("caught").messages
        assert (caught["payload"], caught["topic"]) == ("hot", "zone-1")
        assert caught["error"] == {
            "message": "payload is not a number: 'hot'",
            "kind": "NodeError",
            "node": "scale",
            "count": 1,
        }
        assert [message["payload"] for message in test.node("ok").messages] == [5]
        assert test.failures() == []


@virtual
async def test_a_catch_for_other_nodes_leaves_the_error_to_the_tray() -> None:
    flow = flow_of(
        {"feed": Feed, "scale": SCALE, "other": Junction, "catch": (Catch, {"scope": ["other"]}), "caught": Seen},
        [("feed", "scale"), ("catch", "caught")],
    )
    async with RunningTest(flow) as test:
        await test.send("feed", new_message("hot"))
        assert test.node("caught").messages == []
        assert test.failures() == [("scale", "payload is not a number: 'hot'")]


@virtual
async def test_a_status_node_tells_of_each_change_and_complete_of_each_message_done() -> None:
    code = "node.status('warning', 'hot') if msg['payload'] > 5 else node.status('ok')\nreturn None"
    flow = flow_of(
        {
            "feed": Feed,
            "judge": (Function, {"code": code}),
            "status": Status,
            "said": Seen,
            "complete": (Complete, {"scope": ["judge"]}),
            "done": Seen,
        },
        [("feed", "judge"), ("status", "said"), ("complete", "done")],
    )
    async with RunningTest(flow) as test:
        await test.send("feed", *[new_message(value) for value in (1, 9, 9, 2)])
        assert [message["status"] for message in test.node("said").messages] == [
            {"state": "warning", "text": "hot", "node": "judge"},
            {"state": "ok", "text": "", "node": "judge"},
        ]
        assert [message["payload"] for message in test.node("done").messages] == [1, 9, 9, 2]


@virtual
async def test_links_lead_into_this_flow_and_into_another() -> None:
    here = flow_of(
        {"feed": Feed, "out": (LinkOut, {"to": ["test/in", "store/in"]}), "in": LinkIn, "seen": Seen},
        [("feed", "out"), ("in", "seen")],
    )
    there = flow_of({"in": LinkIn, "seen": Seen}, [("in", "seen")], id="store")
    async with RunningTest(here, there) as test:
        await test.send("feed", new_message(1), new_message(2))
        assert [message["payload"] for message in test.node("seen").messages] == [1, 2]
        stored: Any = test.engine.flows["store"].nodes["seen"].node
        assert [message["payload"] for message in stored.messages] == [1, 2]


@virtual
async def test_a_source_is_acknowledged_when_a_delayed_message_has_left() -> None:
    flow = flow_of(
        {"feed": Feed, "delay": (Delay, {"for": "5s"}), "seen": Seen}, [("feed", "delay"), ("delay", "seen")]
    )
    done: list[float] = []
    async with RunningTest(flow) as test:
        loop = virtual_loop()
        await test.send("feed", new_message(1), done=lambda: done.append(loop.time()))
        assert not done
        began = loop.time()
        await loop.advance_to(6)
        assert [round(when - began, 3) for when in done] == [5.0]
        assert len(test.node("seen").messages) == 1


@virtual
async def test_a_message_that_was_split_is_acknowledged_when_it_was_joined() -> None:
    flow = flow_of(
        {"feed": Feed, "split": Split, "scale": SCALE, "join": Join, "seen": Seen},
        [("feed", "split"), ("split", "scale"), ("scale", "join"), ("join", "seen")],
    )
    done: list[str] = []
    async with RunningTest(flow) as test:
        for name, payload in (("all", [1, 2, 3]), ("part", [1, "x"]), ("none", [])):
            await test.send("feed", new_message(payload), done=partial(done.append, name))
        assert [message["payload"] for message in test.node("seen").messages] == [[10, 20, 30]]
        assert done == ["all"]
        assert len(test.failures()) == 1


def test_every_type_is_registered() -> None:
    registry = load()
    assert {kind.type for kind in NODES} <= registry.nodes.keys()
    assert {"parse.json", "rule.limit"} <= registry.nodes.keys()
