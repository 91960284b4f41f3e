"""Breakpoints: holding what comes to a wire, looking at it, letting it go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from aiohttp import web

from ..deploy.deployer import Stopping
from ..faults import fault
from ..retry import reaches_device
from ..rewire import follow_breakpoints
from ..running_flow import RunningFlow
from ..sizes import encode_limited
from ..wires import Wire
from .flows import running_flow
from .problem import Problem
from .routes import BASE, Call, Route, flow_of_path
from .shown import Page, PageQuery

SHOWN = 20
"""Messages of a breakpoint that are shown; what goes next comes first."""
LARGEST = 64 * 1024
"""Bytes of a message that are shown."""


class HeldMessage(msgspec.Struct):
    """`truncated`: something of the message was left out here; nothing of it is lost."""

    message: dict[str, Any]
    truncated: bool


class Breakpoint(msgspec.Struct, kw_only=True):
    """`held` messages wait at it, `messages` are the next of them. `full`: they are as many as the wire takes, so what
    feeds it waits, or the wire's policy drops the oldest."""

    wire: str
    held: int
    full: bool
    messages: list[HeldMessage]


async def list_breakpoints(call: Call) -> web.Response:
    flow = running_flow(call)
    wires = sorted(call.served.engine.shared.breakpoints.of(flow.id))
    known = [wire for wire in wires if flow.inlets.held(wire)]
    return call.answer_page(known, lambda wire: wire, lambda wire: _shown(flow, wire))


async def set_breakpoint(call: Call) -> web.Response:
    flow = _touchable(call)
    wire = call.path("wire")
    if wire not in {edge.id for edge in flow.plan.edges() if edge.kind in ("wire", "link")}:
        raise Problem(404, fault("unknown-wire", flow=flow.id, given=wire))
    before = wire in call.served.engine.shared.breakpoints.of(flow.id)
    if not before:
        await _follow(call, flow, add=wire)
        await call.audit("breakpoint.set", f"{flow.id}/{wire}", flow=flow.id)
    return call.answer(_shown(flow, wire), 200 if before else 201)


async def delete_breakpoint(call: Call) -> web.Response:
    flow, wire, _ = _known(call)
    await _follow(call, flow, remove=wire)
    await call.audit("breakpoint.delete", f"{flow.id}/{wire}", flow=flow.id)
    return web.Response(status=204)


async def step(call: Call) -> web.Response:
    flow, wire, wires = _known(call)
    if not any(one.step() for one in wires):
        raise Problem(409, fault("nothing-held", given=wire))
    await call.audit("breakpoint.step", f"{flow.id}/{wire}", flow=flow.id)
    return call.answer(_shown(flow, wire))


def _touchable(call: Call) -> RunningFlow:
    """The flow; who decides when its messages go on decides when devices are written to."""
    flow = running_flow(call)
    if reaches_device(call.served.engine, flow.id):
        call.need("device-write", flow.id)
    return flow


def _known(call: Call) -> tuple[RunningFlow, str, Sequence[Wire]]:
    flow, wire = _touchable(call), call.path("wire")
    wires = flow.inlets.held(wire) if wire in call.served.engine.shared.breakpoints.of(flow.id) else ()
    if not wires:
        raise Problem(404, fault("no-breakpoint", flow=flow.id, given=wire))
    return flow, wire, wires


async def _follow(call: Call, flow: RunningFlow, *, add: str = "", remove: str = "") -> None:
    engine = call.served.engine

    async def follow() -> None:
        if add:
            engine.shared.breakpoints.add(flow.id, add)
        engine.shared.breakpoints.remove(flow.id, remove)
        if engine.flows.get(flow.id) is flow:
            await follow_breakpoints(engine, flow)

    try:
        await call.served.deployer.between(follow)
    except Stopping:
        raise Problem(503, fault("stopping")) from None


def _shown(flow: RunningFlow, wire: str) -> dict[str, Any]:
    """Those that were let go and are about to be taken are held no more."""
    wires, messages = flow.inlets.held(wire), []
    for one in wires:
        going = one.held or 0
        for message in one.ahead(SHOWN + going)[going:]:
            data, truncated = encode_limited(message, LARGEST, zone=flow.shared.clock.zone)
            messages.append({"message": msgspec.Raw(data), "truncated": truncated})
    held = sum(one.waiting - (one.held or 0) for one in wires)
    return {"wire": wire, "held": held, "full": any(one.full for one in wires), "messages": messages[:SHOWN]}


FLOW = f"{BASE}/flows/{{id}}/breakpoints"

ROUTES = [
    Route(
        method="GET",
        path=FLOW,
        handler=list_breakpoints,
        summary="The breakpoints of a running flow, and what they hold.",
        of=flow_of_path,
        query=PageQuery,
        answers={200: Page[Breakpoint]},
        refused=(409,),
    ),
    Route(
        method="PUT",
        path=f"{FLOW}/{{wire}}",
        handler=set_breakpoint,
        summary="Holds what comes to a wire from now on; what is held is never lost.",
        of=flow_of_path,
        right="edit",
        answers={200: Breakpoint, 201: Breakpoint},
        refused=(409, 503),
    ),
    Route(
        method="DELETE",
        path=f"{FLOW}/{{wire}}",
        handler=delete_breakpoint,
        summary="Lets go what is held, in order, and holds nothing more.",
        of=flow_of_path,
        right="edit",
        answers={204: None},
        refused=(409, 503),
    ),
    Route(
        method="POST",
        path=f"{FLOW}/{{wire}}/step",
        handler=step,
        summary="Lets the next message go.",
        of=flow_of_path,
        right="edit",
        answers={200: Breakpoint},
        refused=(409,),
    ),
]
