"""Link calls in running flows: what is sent, what comes back, and what does not."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sinterflow.nodes.core.catch import Catch
from sinterflow.nodes.core.delay import Delay
from sinterflow.nodes.core.function import Function
from sinterflow.nodes.core.join import Join
from sinterflow.nodes.core.link_call import LinkCall
from sinterflow.nodes.core.link_in import LinkIn
from sinterflow.nodes.core.link_out import LinkOut
from sinterflow.nodes.core.range import Range
from sinterflow.nodes.core.split import Split
from sinterflow.nodes.core.switch import Switch
from sinterflow.runtime import new_message
from sinterflow.runtime.change import change
from sinterflow.runtime.compile.compiled import Compiled
from sinterflow.runtime.compile.interpret import Interpreter
from sinterflow.runtime.flow.resolved import ResolvedFlow
from sinterflow.runtime.target import Target
from sinterflow.runtime.testing import virtual
from sinterflow.runtime.testing.flows import RunningTest, flow_of
from sinterflow.runtime.testing.graph_nodes import Feed
from sinterflow.runtime.virtual import virtual_loop
from tests.nodes.core.test_routing import SCALE, Seen

RETURN = (LinkOut, {"mode": "return"})
BOTH = pytest.mark.parametrize("make_program", [Compiled, Interpreter])


def caller(to: str = "check/in", timeout: str = "10s", *, durable: bool = False) -> ResolvedFlow:
    """Sends what is fed into it to a link-in; shows replies and failures."""
    made: dict[str, Any] = {
        "feed": Feed,
        "call": (LinkCall, {"to": to, "timeout": timeout}),
        "seen": Seen,
        "catch": Catch,
    }
    policy = {"kind": "durable" if durable else "bounded"}
    wires: list[Any] = [("feed", "call", policy), ("call", "seen"), ("catch", "failed")]
    return flow_of({**made, "failed": Seen}, wires)


def check(*between: Any, id: str = "check", **more: Any) -> ResolvedFlow:
    """Takes calls, and returns what is left of them behind these nodes."""
    names = [f"n{number}" for number, _ in enumerate(between)]
    way = ["in", *names, "back"]
    nodes: dict[str, Any] = {"in": LinkIn, **dict(zip(names, between, strict=True)), "back": RETURN}
    return flow_of(nodes, pairwise(way), id=id, **more)


def payloads(test: RunningTest, node: str = "seen") -> list[Any]:
    return [message["payload"] for message in test.node(node).messages]


@BOTH
@virtual
async def test_the_reply_goes_on_from_the_call_and_ends_the_callers_delivery(make_program: Any) -> None:
    done: list[str] = []
    later = (Delay, {"for": "2s"})
    async with RunningTest(caller(), check(SCALE, later), make_program=make_program) as test:
        await test.send("feed", new_message(3, topic="a"), done=lambda: done.append("a"))
        assert (payloads(test), done) == ([], [])
        await virtual_loop().advance_to(3)
        (reply,) = test.node("seen").messages
        assert (reply["payload"], reply["topic"], done) == (30, "a", ["a"])
        assert test.failures() == []


@BOTH
@virtual
async def test_a_call_within_its_own_flow_is_answered_before_anything_waits(make_program: Any) -> None:
    flow, called = caller(to="test/in"), check(SCALE)
    flow.nodes |= called.nodes
    flow.wires += called.wires
    async with RunningTest(flow, make_program=make_program) as test:
        await test.send("feed", new_message(1), new_message(2))
        assert payloads(test) == [10, 20]


@virtual
async def test_many_calls_are_under_way_at_once_and_each_has_its_own_reply() -> None:
    async with RunningTest(caller(), check((Delay, {"mode": "random", "between": ["1s", "5s"]}))) as test:
        await test.send("feed", *(new_message(number, topic=str(number)) for number in range(100)))
        await virtual_loop().advance_to(6)
        assert sorted(payloads(test)) == list(range(100))
        assert all(message["topic"] == str(message["payload"]) for message in test.node("seen").messages)


@BOTH
@virtual
async def test_calls_within_calls_return_one_by_one(make_program: Any) -> None:
    inner = check(SCALE, id="inner")
    outer = check((LinkCall, {"to": "inner/in"}), SCALE)
    async with RunningTest(caller(), outer, inner, make_program=make_program) as test:
        await test.send("feed", new_message(1))
        assert payloads(test) == [100]


@virtual
async def test_a_flow_that_calls_itself_comes_back_as_often_as_it_went() -> None:
    nodes: dict[str, Any] = {
        "in": LinkIn,
        "ask": (Switch, {"rules": [{"op": "gt", "value": 0}, {"op": "else"}]}),
        "less": (Function, {"code": "msg['payload'] -= 1\nreturn msg"}),
        "again": (LinkCall, {"to": "check/in"}),
        "count": (Function, {"code": "msg['level'] = msg.get('level', 0) + 1\nreturn msg"}),
        "back": RETURN,
    }
    way = [("in", "ask"), ("ask:1", "less"), ("less", "again"), ("again", "count"), ("count", "back")]
    async with RunningTest(caller(), flow_of(nodes, [*way, ("ask:2", "back")], id="check")) as test:
        await test.send("feed", new_message(5))
        assert [(message["payload"], message["level"]) for message in test.node("seen").messages] == [(0, 5)]


@BOTH
@virtual
async def test_a_call_without_a_reply_in_time_fails_once_and_what_comes_later_is_dropped_and_counted(
    make_program: Any,
) -> None:
    flow = caller(timeout="3s")
    async with RunningTest(flow, check((Delay, {"for": "5s"})), make_program=make_program) as test:
        await test.send("feed", new_message(1), new_message(2))
        await virtual_loop().advance_to(4)
        failed = test.node("failed").messages
        assert [(one["payload"], one["error"]["kind"], one["error"]["node"]) for one in failed] == [
            (1, "NoReply", "call"),
            (2, "NoReply", "call"),
        ]
        assert failed[0]["error"]["message"] == "no reply from check/in within 3s"
        await virtual_loop().advance_to(6)
        assert (payloads(test), test.failures()) == ([], [])
        assert test.running("call").said == {
            "en": "replies dropped: 2 (the call was over)",
            "zh": "已丢弃应答：2（该调用已结束）",
        }


@BOTH
@virtual
async def test_a_second_reply_to_a_call_is_dropped(make_program: Any) -> None:
    there = check(Split)
    async with RunningTest(caller(), there, make_program=make_program) as test:
        await test.send("feed", new_message([1, 2, 3]))
        assert payloads(test) == [1]
        assert "replies dropped: 2" in str(test.running("call").said)


@BOTH
@virtual
async def test_a_called_flow_that_ends_without_a_reply_is_not_waited_for(make_program: Any) -> None:
    nothing = flow_of({"in": LinkIn, "seen": Seen}, [("in", "seen")], id="check")
    async with RunningTest(caller(), nothing, make_program=make_program) as test:
        await test.send("feed", new_message(1))
        (failed,) = test.node("failed").messages
        assert "check/in ended without a reply" in failed["error"]["message"]


@virtual
async def test_a_failure_on_the_way_fails_the_call_and_is_in_the_tray_of_its_own_flow() -> None:
    async with RunningTest(caller(), check((Range, {"in": [0, 1], "out": [0, 10]}))) as test:
        await test.send("feed", new_message("no number"))
        (failed,) = test.node("failed").messages
        assert "failed on the way: dead letter" in failed["error"]["message"]
        assert [(letter.flow, letter.node) for letter in test.engine.shared.tray.letters()] == [("check", "n0")]


@virtual
async def test_a_call_of_a_flow_that_does_not_run_fails_once() -> None:
    async with RunningTest(caller()) as test:
        await test.send("feed", new_message(1))
        (failed,) = test.node("failed").messages
        assert "leads nowhere" in failed["error"]["message"]
        assert (test.failures(), test.running("call").errors) == ([], 1)


@virtual
async def test_a_reply_made_of_the_parts_of_one_call_is_one_reply() -> None:
    async with RunningTest(caller(), check(Split, (Join, {"mode": "auto"}))) as test:
        await test.send("feed", new_message([1, 2, 3]))
        assert payloads(test) == [[1, 2, 3]]
        assert "dropped" not in str(test.running("call").said)


@virtual
async def test_a_reply_made_of_several_calls_answers_each_of_them() -> None:
    async with RunningTest(caller(), check((Join, {"mode": "count", "count": 2}))) as test:
        await test.send("feed", new_message(1), new_message(2))
        assert payloads(test) == [[1, 2], [1, 2]]


@virtual
async def test_a_return_of_what_was_not_called_says_so() -> None:
    nodes: dict[str, Any] = {"feed": Feed, "back": RETURN}
    async with RunningTest(flow_of(nodes, [("feed", "back")])) as test:
        await test.send("feed", new_message(1))
        ((node, said),) = test.failures()
        assert node == "back"
        assert "nothing to return to" in said


@virtual
async def test_a_call_that_a_redeploy_breaks_off_is_made_again() -> None:
    there = check((Delay, {"for": "5s"}))
    async with RunningTest(caller(), there) as test:
        await test.send("feed", new_message(1))
        await change(test.engine, Target(flows={"test": caller(timeout="20s"), "check": there}), drain=0.0)
        await virtual_loop().advance_to(11)
        assert (payloads(test), test.failures()) == ([1], [])


@virtual
async def test_a_call_from_a_durable_wire_that_a_stop_breaks_off_is_made_again_after_it(
    tmp_path: Path,
) -> None:
    flow, there = caller(durable=True), check((Delay, {"for": "5s"}))
    async with RunningTest(flow, there, data=tmp_path) as test:
        await test.send("feed", new_message(1))
        assert payloads(test) == []
    async with RunningTest(flow, there, data=tmp_path) as test:
        await virtual_loop().settle()
        assert payloads(test) == []
        await virtual_loop().advance_to(virtual_loop().time() + 6)
        assert (payloads(test), test.failures()) == ([1], [])
