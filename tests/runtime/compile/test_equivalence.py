"""The compiled program is held to the interpreter: same outputs, errors, counts and deliveries over random graphs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sinterflow.runtime import node_host, pumps, ways
from sinterflow.runtime.change import change
from sinterflow.runtime.clock import Clock
from sinterflow.runtime.compile.compiled import Compiled
from sinterflow.runtime.compile.interpret import Interpreter
from sinterflow.runtime.compile.program import Program
from sinterflow.runtime.engine import Engine
from sinterflow.runtime.flow.resolved import ResolvedFlow
from sinterflow.runtime.message import Message, copy_value
from sinterflow.runtime.registry import Registry
from sinterflow.runtime.running_flow import RunningFlow
from sinterflow.runtime.target import Target
from sinterflow.runtime.testing.graph_nodes import Hold, PathConfig, Sink
from sinterflow.runtime.testing.graphs import flows, messages


@pytest.fixture(scope="module", autouse=True)
def _turns_by_messages_only() -> Iterator[None]:
    """How much is handled between two turns of the loop depends on the machine's speed; here it must not."""
    with pytest.MonkeyPatch.context() as patch:
        for place in (ways, node_host, pumps):
            patch.setattr(place, "TURN", float("inf"))
        yield


TURNS = 100_000

thorough = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


async def settled(flow: RunningFlow) -> None:
    """Until it is idle: messages that go round and multiply may take many turns of the loop, a stall takes all."""
    for _ in range(TURNS):
        await asyncio.sleep(0)
        if flow.inlets.idle:
            break


def redeployed(flow: ResolvedFlow, number: int) -> ResolvedFlow:
    """The flow with other values in its nodes, and with another order of wires at each second time."""
    nodes = {}
    for id, node in flow.nodes.items():
        config = node.config
        if isinstance(config, PathConfig):
            config = msgspec.structs.replace(config, value=f"redeployed {number}")
        nodes[id] = msgspec.structs.replace(node, config=config)
    wires = flow.wires[::-1] if number % 2 else flow.wires
    return msgspec.structs.replace(flow, nodes=nodes, wires=list(wires))


async def observe(
    make: Callable[..., Program], flow: ResolvedFlow, fed: list[Message], redeploys: int = 0
) -> dict[str, Any]:
    engine = Engine(Registry(), Clock(), make_program=make)
    await engine.start()
    await engine.run([flow])
    running = engine.flows[flow.id]
    source: Any = running.nodes["feed"].node
    acknowledged: list[Any] = []
    for number, message in enumerate(copy_value(fed)):
        async with asyncio.timeout(5):
            await source.send(message, done=partial(acknowledged.append, message["_msgid"]))
        if number < redeploys:
            await settled(running)  # else it depends on a thread's speed what is still on its way then
            flow = redeployed(flow, number)
            await change(engine, Target(flows={flow.id: flow}), drain=0.0)
    await settled(running)
    nodes = running.nodes
    seen = {
        "idle": running.inlets.idle,
        "arrived": {id: node.node.arrived for id, node in nodes.items() if isinstance(node.node, Sink)},
        "tray": [(letter.node, letter.failure, letter.encoded) for letter in engine.shared.tray.letters()],
        "received": {id: running.program.received(id) for id in nodes},
        "sent": {
            (id, port): running.program.sent(id, port) for id, node in nodes.items() for port in sorted(node.ports)
        },
        "errors": {id: node.errors for id, node in nodes.items()},
        "dropped": {id: wire.dropped for id, wire in running.inlets.wires.items()},
        "changed": [id for id, node in nodes.items() if isinstance(node.node, Hold) and node.node.changed()],
        "acknowledged": list(acknowledged),
        "open": nodes["feed"].origin.open,
    }
    await engine.stop(drain=0)
    seen["open after stop"] = nodes["feed"].origin.open
    return seen


@thorough
@given(flow=flows(), fed=messages())
def test_compiled_and_interpreted_flows_do_the_same(flow: ResolvedFlow, fed: list[Message]) -> None:
    reference = asyncio.run(observe(Interpreter, flow, fed))
    compiled = asyncio.run(observe(Compiled, flow, fed))
    assert compiled["idle"], "it stalls"
    for what, expected in reference.items():
        assert compiled[what] == expected, what


@thorough
@given(flow=flows(), fed=messages(), redeploys=st.integers(1, 3))
def test_they_do_the_same_with_redeploys_between_messages(
    flow: ResolvedFlow, fed: list[Message], redeploys: int
) -> None:
    reference = asyncio.run(observe(Interpreter, flow, fed, redeploys))
    compiled = asyncio.run(observe(Compiled, flow, fed, redeploys))
    for what, expected in reference.items():
        assert compiled[what] == expected, what


@thorough
@given(flow=flows(cycles=False), fed=messages(), redeploys=st.integers(0, 3))
def test_nothing_is_lost_or_seen_by_others_in_a_flow_without_cycles(
    flow: ResolvedFlow, fed: list[Message], redeploys: int
) -> None:
    seen = asyncio.run(observe(Compiled, flow, fed, redeploys))
    held = any(node.kind is Hold for node in flow.nodes.values())
    assert seen["idle"]
    assert not seen["changed"]
    assert seen["open after stop"] == 0
    assert held or seen["acknowledged"] == [message["_msgid"] for message in fed]
