"""What the compiler promises beyond doing the same: linear code, shared code, taps and timing that cost nothing off."""

from __future__ import annotations

import asyncio
import threading
from itertools import pairwise
from typing import Any

from sinterflow.runtime import Code, Message, Node, new_message
from sinterflow.runtime.compile.compiled import Compiled
from sinterflow.runtime.flow.resolved import ResolvedFlow
from sinterflow.runtime.message import copy_message
from sinterflow.runtime.testing import virtual
from sinterflow.runtime.testing.flows import RunningTest, flow_of, node_of
from sinterflow.runtime.testing.graph_nodes import Assign, Feed, Scribble, Sink


class Picky(Node):
    """Fails for odd payloads."""

    type, title, writes = "t.picky", "picky", ()

    def receive(self, message: Message, port: str = "in") -> Message:
        if message["payload"]["n"] % 2:
            raise ValueError("odd")
        return message


class SlowToWrite(Node):
    """Its second piece of code is written only when its third one is, if anybody asks for that meanwhile."""

    type, title, writes = "t.slow-to-write", "slow to write", ()

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.pieces = 0
        self.third = threading.Event()

    def receive(self, message: Message) -> Message:
        return message

    def generate(self, code: Code) -> bool:
        self.pieces += 1
        if self.pieces == 2:
            self.third.wait(0.2)
        code.emit("out")
        return True


def units(test: RunningTest) -> list[Any]:
    program: Any = test.flow.program
    return [unit for unit in program._units.values() if unit.current]


def lines(test: RunningTest) -> int:
    return sum(len(unit.current._written.lines) for unit in units(test))


def chain(size: int) -> ResolvedFlow:
    nodes: dict[str, Any] = {"feed": Feed}
    nodes |= {f"n{number}": (Assign, {"path": "payload.x", "value": number}) for number in range(size)}
    names = list(nodes)
    return flow_of(nodes, list(pairwise(names)))


def diamonds(size: int) -> ResolvedFlow:
    nodes: dict[str, Any] = {"feed": Feed}
    wires: list[Any] = []
    last = "feed"
    for number in range(size):
        left, right, join = f"l{number}", f"r{number}", f"j{number}"
        nodes |= {name: (Assign, {"path": f"payload.{name}", "value": 1}) for name in (left, right, join)}
        wires += [(last, left), (last, right), (left, join), (right, join)]
        last = join
    return flow_of(nodes, wires)


@virtual
async def test_the_code_of_a_long_chain_is_linear_in_its_nodes_and_runs_deep() -> None:
    sizes = []
    for size in (500, 1000):
        async with RunningTest(chain(size)) as test:
            await test.send("feed", new_message({}))
            assert test.flow.program.received(f"n{size - 1}") == 1
            sizes.append(lines(test) / size)
    assert sizes[1] <= sizes[0] * 1.05


@virtual
async def test_joins_are_functions_so_that_diamonds_do_not_multiply_the_code() -> None:
    sizes = []
    for size in (3, 6):
        async with RunningTest(diamonds(size)) as test:
            await test.send("feed", new_message({}))
            assert test.flow.program.received(f"j{size - 1}") == 2**size
            sizes.append(lines(test))
    assert sizes[1] <= sizes[0] * 2.2


@virtual
async def test_instances_of_one_subflow_share_their_code_and_keep_their_constants() -> None:
    nodes = {"feed a": node_of("feed a", Feed), "feed b": node_of("feed b", Feed)}
    for instance in ("a", "b"):
        for inner, given in (("set", (Assign, {"value": [instance] * 100})), ("sink", Sink)):
            node = node_of(f"{instance}/{inner}", given)
            node.scope = instance
            nodes[node.id] = node
    flow = flow_of({}, [])
    flow.nodes = nodes
    wired = flow_of({"x": Feed, "y": Sink}, [("x", "y")]).wires[0]
    for source, target in (("feed a", "a/set"), ("feed b", "b/set"), ("a/set", "a/sink"), ("b/set", "b/sink")):
        flow.wires.append(type(wired)(source=source, source_port="out", target=target, target_port="in"))
    async with RunningTest(flow) as test:
        await test.send("feed a", new_message({}))
        await test.send("feed b", new_message({}))
        codes = [
            unit.current.run.__code__
            for unit in units(test)
            if "a/set" in unit.current.nodes or "b/set" in unit.current.nodes
        ]
        assert len(codes) == 2
        assert codes[0] is codes[1]
        assert b'"a":["a","a"' in test.node("a/sink").arrived[0]
        assert b'"a":["b","b"' in test.node("b/sink").arrived[0]


@virtual
async def test_an_error_is_attributed_to_its_node_and_counts_exclude_what_failed() -> None:
    nodes = {"feed": Feed, "set": Assign, "picky": Picky, "after": Scribble, "sink": Sink}
    names = list(nodes)
    async with RunningTest(flow_of(nodes, list(pairwise(names)))) as test:
        await test.send("feed", *[new_message({"n": number}) for number in range(5)])
        received = {id: test.flow.program.received(id) for id in ("set", "picky", "after")}
        assert received == {"set": 5, "picky": 5, "after": 3}
        assert test.flow.program.sent("set", "out") == 5
        assert test.flow.program.sent("picky", "out") == 3
        assert test.failures() == [("picky", "odd")] * 2


@virtual
async def test_a_tap_sees_messages_while_it_is_in_and_counts_survive_it() -> None:
    seen: list[Message] = []
    async with RunningTest(chain(3)) as test:
        program = test.flow.program
        await test.send("feed", new_message({}))
        code = units(test)[0].current.run.__code__
        await program.tap({("n1", "out", "out"): lambda message: seen.append(copy_message(message))})
        await test.send("feed", new_message({"second": True}), new_message({}))
        await program.tap({})
        await test.send("feed", new_message({}))
        assert [message["payload"] for message in seen] == [{"second": True, "x": 1}, {"x": 1}]
        assert program.received("n2") == program.sent("n1", "out") == 4
        assert units(test)[0].current.run.__code__ is code  # without a tap it is the same code as before


@virtual
async def test_one_message_in_a_while_is_timed_and_counted_like_any_other() -> None:
    async with RunningTest(chain(3)) as test:
        program: Any = test.flow.program
        assert isinstance(program, Compiled)
        await test.send("feed", new_message({}))
        program.sample()
        await test.send("feed", new_message({}), new_message({}))
        assert program.watch.samples == {"n0": 1, "n1": 1, "n2": 1}
        assert program.watch.seconds["n1"] > 0
        assert program.received("n2") == program.counts().received["n2"] == 3
        await program.tap({})
        await test.send("feed", new_message({}))
        assert program.received("n2") == program.counts().received["n2"] == 4


@virtual
async def test_of_two_who_begin_to_watch_at_once_both_see_what_passes() -> None:
    flow = flow_of({"feed": Feed, "slow": SlowToWrite, "sink": Sink}, [("feed", "slow"), ("slow", "sink")])
    async with RunningTest(flow) as test:
        await test.send("feed", new_message(1))
        seen: list[str] = []
        first: Any = {("slow", "in", "in"): lambda message: seen.append("slow")}
        both: Any = first | {("sink", "in", "in"): lambda message: seen.append("sink")}

        async def watch_both() -> None:
            await test.flow.program.tap(both)
            test.node("slow").third.set()

        await asyncio.gather(test.flow.program.tap(first), watch_both())
        await test.send("feed", new_message(2))
        assert seen == ["slow", "sink"]
