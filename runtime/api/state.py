"""What a flow does right now."""

from __future__ import annotations

import msgspec
from aiohttp import web

from .flows import known_flow
from .metrics import state_of
from .routes import BASE, Call, Route, flow_of_path
from .shown import Shown


class NodeState(msgspec.Struct):
    state: str
    text: Shown
    received: int
    sent: int
    errors: int


class WireState(msgspec.Struct, kw_only=True):
    """`rate` is in messages a second, unknown in the first; `depth` (messages), `latency` (seconds), `bytes` and
    `dropped` exist on wires with a queue."""

    policy: str
    count: int
    rate: float | None = None
    depth: int | None = None
    latency: float | None = None
    bytes: int | None = None
    dropped: int | None = None


class FlowState(msgspec.Struct):
    running: bool
    nodes: dict[str, NodeState]
    wires: dict[str, WireState]


async def get_state(call: Call) -> web.Response:
    known_flow(call)
    id = call.path("id")
    flow = call.served.engine.flows.get(id)
    if flow is None:
        return call.answer({"running": False, "nodes": {}, "wires": {}})
    return call.answer(state_of(flow, call.served.rates))


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/flows/{{id}}/state",
        handler=get_state,
        summary="Counts and states of a flow's nodes and wires.",
        of=flow_of_path,
        answers={200: FlowState},
    )
]
