"""What a flow does right now."""

from __future__ import annotations

from aiohttp import web

from ..flow_state import FlowState
from .flows import known_flow
from .routes import BASE, Call, Route, flow_of_path


async def get_state(call: Call) -> web.Response:
    known_flow(call)
    id = call.path("id")
    flow = call.served.engine.flows.get(id)
    if flow is None:
        return call.answer(FlowState(running=False, nodes={}, wires={}))
    return call.answer_json(flow.state(call.served.rates.of(id)).json())


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
