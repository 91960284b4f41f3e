"""Sorts of values and nodes that generated code does not expect: it does what the interpreter does with them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import pytest

from sinterflow.runtime import Code, Message, Node, new_message
from sinterflow.runtime.compile.compiled import Compiled
from sinterflow.runtime.compile.interpret import Interpreter
from sinterflow.runtime.encoding import decode
from sinterflow.runtime.testing import virtual
from sinterflow.runtime.testing.flows import RunningTest, flow_of
from sinterflow.runtime.testing.graph_nodes import Assign, Feed, Remove, Sink

BOUNDED = {"kind": "bounded"}


class Ordered(Node):
    """Makes a payload of dicts that are no plain ones."""

    type, title = "t.ordered", "ordered"

    def receive(self, message: Message) -> Message:
        message["payload"] = OrderedDict(a=1, b=OrderedDict(c=1, d=1))
        return message


class WritesInside(Node):
    type, title, writes = "t.inside", "inside", ("payload.b.c",)

    def receive(self, message: Message) -> Message:
        message["payload"]["b"]["c"] = 2
        return message


class Leaves(Node):
    """A library of its calls sys.exit."""

    type, title = "t.leaves", "leaves"

    def receive(self, message: Message) -> Message:
        raise SystemExit(3)


class LeavesSlowly(Node):
    type, title = "t.leaves-slowly", "leaves slowly"

    async def receive(self, message: Message) -> Message:
        raise SystemExit(3)


class Garbled(Node):
    """Writes what is no Python."""

    type, title, writes = "t.garbled", "garbled", ()

    def receive(self, message: Message) -> Message:
        return message

    def generate(self, code: Code) -> bool:
        code.line("if if:")
        return True


@pytest.mark.parametrize("program", [Compiled, Interpreter])
@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ((Assign, {"path": "payload.b.c", "value": 2}), {"a": 1, "b": {"c": 2, "d": 1}}),
        ((Remove, {"path": "payload.b.c"}), {"a": 1, "b": {"d": 1}}),
        ((WritesInside, {}), {"a": 1, "b": {"c": 2, "d": 1}}),
    ],
    ids=["set", "deleted", "declared"],
)
@pytest.mark.parametrize("shared", [True, False])
def test_a_dict_of_another_sort_is_written_as_any_and_no_other_branch_sees_it(
    program: Callable[..., Any], node: Any, expected: Any, shared: bool
) -> None:
    @virtual
    async def run() -> None:
        nodes = {"feed": Feed, "ordered": Ordered, "writes": node, "sink": Sink, "beside": Sink}
        wires = [("feed", "ordered"), ("ordered", "writes"), ("writes", "sink"), ("ordered", "beside")]
        async with RunningTest(flow_of(nodes, wires if shared else wires[:3]), make_program=program) as test:
            await test.send("feed", new_message(1))
            assert [decode(one)["payload"] for one in test.node("sink").arrived] == [expected]
            beside = [decode(one)["payload"] for one in test.node("beside").arrived]
            assert beside == ([{"a": 1, "b": {"c": 1, "d": 1}}] if shared else [])

    run()


@pytest.mark.parametrize("program", [Compiled, Interpreter])
@pytest.mark.parametrize("kind", [Leaves, LeavesSlowly])
def test_a_node_that_exits_has_failed_and_nothing_else_has(program: Callable[..., Any], kind: type[Node]) -> None:
    @virtual
    async def run() -> None:
        wires: list[Any] = [("feed", "leaves", BOUNDED), ("feed", "sink")]
        flow = flow_of({"feed": Feed, "leaves": kind, "sink": Sink}, wires)
        async with RunningTest(flow, make_program=program) as test:
            await test.send("feed", new_message(1), new_message(2))
            assert test.failures() == [("leaves", "3"), ("leaves", "3")]
            assert len(test.node("sink").arrived) == 2

    run()


@pytest.mark.parametrize("policy", [{}, BOUNDED], ids=["direct", "queued"])
def test_messages_for_code_that_cannot_be_compiled_go_the_way_of_errors(policy: dict[str, Any]) -> None:
    @virtual
    async def run() -> None:
        flow = flow_of({"feed": Feed, "garbled": Garbled}, [("feed", "garbled", policy)])
        async with RunningTest(flow) as test:
            done: list[int] = []
            await test.send("feed", new_message(1), new_message(2), done=lambda: done.append(1))
            assert [letter.failure.kind for letter in test.engine.shared.tray.letters()] == ["SyntaxError"] * 2
            assert done == [1, 1]

    run()
