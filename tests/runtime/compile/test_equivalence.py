"""The compiled program is held to the interpreter: same outputs, errors, counts and deliveries over random graphs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from sinterflow.runtime import pumps, running
from sinterflow.runtime.clock import Clock
from sinterflow.runtime.compile.compiled import Compiled
from sinterflow.runtime.compile.interpret import Interpreter
from sinterflow.runtime.compile.program import Program
from sinterflow.runtime.engine import Engine
from sinterflow.runtime.flow.resolved import ResolvedFlow
from sinterflow.runtime.message import Message, copy_value
from sinterflow.runtime.registry import Registry
from sinterflow.runtime.running_flow import RunningFlow
from sinterflow.runtime.testing.graph_nodes import Hold, Sink
from sinterflow.runtime.testing.graphs import flows, messages


@pytest.fixture(scope="module", autouse=True)
def _turns_by_messages_only() -> Iterator[None]:
    """How much is handled between two turns of the loop depends on the machine's speed; here it must not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "TURN", float("inf"))
        patch.setattr(pumps, "TURN", float("inf"))
        yield


thorough = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


async def settled(flow: RunningFlow) -> None:
    for _ in range(400):
        await asyncio.sleep(0)
        if flow.inlets.idle:
            break


async def observe(make: Callable[..., Program], flow: ResolvedFlow, fed: list[Message]) -> dict[str, Any]:
    engine = Engine(Registry(), Clock(), make_program=make)
    await engine.start()
    await engine.run([flow])
    running = engine.flows[flow.id]
    source: Any = running.nodes["feed"].node
    acknowledged: list[Any] = []
    for message in copy_value(fed):
        async with asyncio.timeout(5):
            await source.send(message, done=partial(acknowledged.append, message["_msgid"]))
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
@given(flow=flows(cycles=False), fed=messages())
def test_nothing_is_lost_or_seen_by_others_in_a_flow_without_cycles(flow: ResolvedFlow, fed: list[Message]) -> None:
    seen = asyncio.run(observe(Compiled, flow, fed))
    held = any(node.kind is Hold for node in flow.nodes.values())
    assert seen["idle"]
    assert not seen["changed"]
    assert seen["open after stop"] == 0
    assert held or seen["acknowledged"] == [message["_msgid"] for message in fed]
