"""The flows of the project: their list, their documents, and what is wrong with one."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from typing import Any, Literal

import msgspec
from aiohttp import hdrs, web

from ..crashes import TOO_MANY, WINDOW
from ..faults import Fault, errors, fault
from ..running_flow import RunningFlow
from .body import json_faults, read_text
from .loaded import FlowFile
from .problem import Problem
from .routes import BASE, Call, Route
from .served import Served
from .shown import FaultShown, PageQuery, Shown, faults_shown, page


class FlowItem(msgspec.Struct, kw_only=True):
    """One flow. `errors` are messages that its nodes failed on, `faults` what keeps it from running."""

    id: str
    name: Shown
    disabled: bool
    running: bool
    nodes: int
    received: int
    sent: int
    errors: int
    dead_letters: int
    reason: str | None
    faults: list[FaultShown]


class FlowPage(msgspec.Struct):
    items: list[FlowItem]
    next: str | None


class FlowQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Until drafts exist both versions are what is deployed."""

    version: Literal["draft", "deployed"] = "deployed"


class Validated(msgspec.Struct):
    faults: list[FaultShown]


def known_flow(call: Call) -> FlowFile:
    """The flow that the path names."""
    id = call.path("id")
    found = call.served.project.flows.get(id)
    if found is None:
        raise Problem(404, fault("flow-not-found", flow=id))
    return found


async def list_flows(call: Call) -> web.Response:
    waiting: dict[str, int] = {}
    for letter in call.served.engine.shared.tray.letters():
        waiting[letter.flow] = waiting.get(letter.flow, 0) + 1 + letter.more
    part, following = page(list(call.served.project.flows.items()), call.query, lambda item: item[0])
    items = []
    for id, flow in part:
        items.append(_item(call, id, flow, waiting.get(id, 0)))
        await asyncio.sleep(0)  # the counts of a large flow take half a millisecond
    return call.answer({"items": items, "next": following})


def _item(call: Call, id: str, flow: FlowFile, dead_letters: int) -> dict[str, Any]:
    running = call.served.engine.flows.get(id)
    faults = why_not(call.served, id, flow)
    return {
        "id": id,
        "name": flow.name,
        "disabled": flow.disabled,
        "running": running is not None and running.running,
        "nodes": flow.node_count,
        **_totals(running),
        "dead_letters": dead_letters,
        "reason": next((one.message(call.lang) for one in faults if one.severity == "error"), None),
        "faults": faults_shown(faults, call.lang),
    }


def _totals(running: RunningFlow | None) -> dict[str, int]:
    if running is None:
        return {"received": 0, "sent": 0, "errors": 0}
    counts = running.program.counts()
    sent = sum(count for (_, port), count in counts.sent.items() if not port.startswith("$"))  # those are routes
    failed = sum(node.errors for node in running.nodes.values())
    return {"received": sum(counts.received.values()), "sent": sent, "errors": failed}


def why_not(served: Served, id: str, flow: FlowFile) -> list[Fault]:
    """The faults of a flow, what is left off of it and, when they do not say why it does not run, what else does."""
    found = [*_stopped_by(served, id, flow), *flow.faults]
    left_off = [one for one in served.disabled if one.flow == id] if not served.held else []
    return [*found, *(fault("node-left-off", node=one.node, id=one.node) for one in left_off)]


def _stopped_by(served: Served, id: str, flow: FlowFile) -> list[Fault]:
    wanted = not flow.disabled and not served.held and id not in served.engine.flows
    if not wanted or errors(flow.faults):
        return []
    if id in served.on_hold.flows:
        return [fault("flow-held", flow=id, number=TOO_MANY, minutes=round(WINDOW / 60))]
    reason = served.engine.failed.get(id)
    return served.project.shared_errors if reason is None else [fault("flow-not-started", reason=reason)]


async def get_flow(call: Call) -> web.Response:
    flow = known_flow(call)
    document = await asyncio.get_running_loop().run_in_executor(None, lambda: flow.document)
    if document is None:
        raise Problem(409, *flow.faults)
    etag = f'"{sha256(document).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    asked = call.request.headers.get(hdrs.IF_NONE_MATCH, "")
    if asked == "*" or etag in [one.strip().removeprefix("W/") for one in asked.split(",")]:
        return web.Response(status=304, headers=headers)
    return call.answer_json(document, headers=headers)


async def validate_flow(call: Call) -> web.Response:
    """The document is checked as it came: a fault names its own rows and columns."""
    raw = await read_text(call.request)
    faults = await asyncio.get_running_loop().run_in_executor(None, _check, call, raw)
    return call.answer({"faults": faults_shown(faults, call.lang)})


def _check(call: Call, raw: bytes) -> list[Fault]:
    if broken := json_faults(raw):
        raise Problem(400, *broken)
    return call.served.project.check_flow(call.path("id"), raw)


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/flows",
        handler=list_flows,
        summary="All flows with what they do.",
        query=PageQuery,
        answers={200: FlowPage},
    ),
    Route(
        method="GET",
        path=f"{BASE}/flows/{{id}}",
        handler=get_flow,
        summary="A flow's document; the ETag changes with it.",
        query=FlowQuery,
        answers={200: dict[str, Any], 304: None},
        refused=(404, 409),
    ),
    Route(
        method="POST",
        path=f"{BASE}/flows/{{id}}/validate",
        handler=validate_flow,
        summary="Faults and warnings of a document; nothing is saved.",
        reads=dict[str, Any],
        answers={200: Validated},
    ),
]
