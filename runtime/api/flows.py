"""The flows of the project: their list, their documents, and what is wrong with one."""

from __future__ import annotations

import asyncio
from codecs import BOM_UTF8
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import msgspec
from aiohttp import hdrs, web

from ..crashes import TOO_MANY, WINDOW
from ..deploy.desk import Desk
from ..deploy.documents import is_flow
from ..deploy.drafts import Draft
from ..faults import Fault, errors, fault
from ..flow.load import load_flow
from ..flow.project import Project
from ..flow.reader import read_json
from ..running_flow import RunningFlow
from .body import json_faults, read_text
from .drafts import DraftShown, draft_shown
from .loaded import FlowFile
from .preconditions import entity_tags
from .problem import Problem
from .routes import BASE, Call, Route, flow_of_path
from .served import Served
from .shown import FaultShown, Page, PageQuery, Shown, faults_shown, page


class FlowItem(msgspec.Struct, kw_only=True):
    """One flow. `errors` are messages that its nodes failed on, `faults` what keeps it from running.

    `deployed`: there is such a flow in the deployed revision; one that is only drafted does nothing yet. `changed`:
    there is a `draft`, which says how.
    """

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
    deployed: bool
    changed: bool
    draft: DraftShown | None


class FlowPage(Page[FlowItem]):
    """`revision` is the deployed one."""

    revision: int


class FlowQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A flow without a draft has the deployed version as its draft."""

    version: Literal["draft", "deployed"] = "deployed"


class ValidateQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the flow is checked with: the project as it is deployed, or with the drafts of what flows share."""

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


def running_flow(call: Call) -> RunningFlow:
    """The flow that the path names, which runs."""
    known_flow(call)
    id = call.path("id")
    flow = call.served.engine.flows.get(id)
    if flow is None or not flow.running:
        raise Problem(409, fault("flow-not-running", flow=id))
    return flow


async def list_flows(call: Call) -> web.Response:
    waiting: dict[str, int] = {}
    for letter in call.served.engine.shared.tray.letters():
        waiting[letter.flow] = waiting.get(letter.flow, 0) + 1 + letter.more
    revision, drafts = await call.served.deployer.ask(_drafted)
    flows = call.served.project.flows
    new = {id: one.flow for id, one in drafts.items() if one.flow is not None}
    known = {**new, **flows}
    # A new flow stands where it will stand once it is deployed.
    seen = [(id, known[id]) for id in call.served.project.whole.in_order(known) if call.may("view", id)]
    part, following = page(seen, call.query, lambda item: item[0])
    items = []
    for id, flow in part:
        item = _item(call, id, flow, waiting.get(id, 0), deployed=id in flows)
        drafted = drafts.get(id)
        shown = draft_shown(drafted.draft) if drafted is not None else None
        items.append({**item, "deployed": id in flows, "changed": shown is not None, "draft": shown})
        await asyncio.sleep(0)  # the counts of a large flow take half a millisecond
    return call.answer({"items": items, "next": following, "revision": revision})


class Drafted(NamedTuple):
    """A draft, and what the flow would be; None when it is known without it."""

    draft: Draft
    flow: FlowFile | None


def _drafted(desk: Desk) -> tuple[int, dict[str, Drafted]]:
    """The deployed revision, and the drafts of flows by their ids."""
    found = {}
    for name, draft in desk.drafts().items():
        if is_flow(name):
            id, new = desk.flow_of(name), name not in desk.contents and draft.data is not None
            flow = load_flow(draft.data, name) if new and draft.data is not None else None
            found[id] = Drafted(draft, FlowFile(id, flow.flow or flow.rest, []) if flow is not None else None)
    return desk.head.number, found


def _item(call: Call, id: str, flow: FlowFile, dead_letters: int, *, deployed: bool) -> dict[str, Any]:
    running = call.served.engine.flows.get(id)
    faults = why_not(call.served, id, flow) if deployed else []
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
    id, wants_draft = call.path("id"), call.query.version == "draft"

    def read(desk: Desk) -> Document:
        name = desk.file_of(id)
        return document_of(desk, name, desk.drafts() if wants_draft else {}, id)

    return answer_document(call, await call.served.deployer.ask(read))


class Document(NamedTuple):
    """A document as it is sent, with its entity tag."""

    data: bytes
    etag: str


def document_of(desk: Desk, name: str, drafts: Mapping[str, Draft], flow: str) -> Document:
    """What a file holds with these drafts. What is no JSON, or not there, is refused."""
    draft, etag = drafts.get(name), desk.etag_of(name, drafts)
    data = desk.with_drafts(drafts).get(name)
    other = desk.place.only is not None and is_flow(name) and name != desk.place.only
    if data is None or etag is None or other:
        code = "draft-deletes" if draft is not None and draft.data is None else "flow-not-found"
        raise Problem(404, fault(code, flow=flow), headers={"ETag": etag} if draft is not None and etag else None)
    if broken := read_json(data, name)[1]:
        raise Problem(409, *broken, headers={"ETag": etag})
    return Document(data.removeprefix(BOM_UTF8), etag)


def answer_document(call: Call, found: Document) -> web.Response:
    """The document, unless the caller has it already."""
    headers = {"ETag": found.etag, "Cache-Control": "no-cache"}
    asked = call.request.headers.get(hdrs.IF_NONE_MATCH, "")
    if asked.strip() == "*" or found.etag in entity_tags(asked):
        return web.Response(status=304, headers=headers)
    return call.answer_json(found.data, headers=headers)


async def validate_flow(call: Call) -> web.Response:
    """The document is checked as it came: a fault names its own rows and columns. Without one the draft is."""
    id, raw = call.path("id"), await read_text(call.request)
    if broken := json_faults(raw) if raw else ():
        raise Problem(400, *broken)

    def read(desk: Desk) -> tuple[bytes, Project]:
        drafts = desk.drafts()
        document = raw or document_of(desk, desk.file_of(id), drafts, id).data
        if call.query.version == "deployed":
            return document, desk.opened.project
        shared = {name: draft for name, draft in drafts.items() if not is_flow(name)}
        return document, desk.reading.load(desk.with_drafts(shared))[0]

    document, project = await call.served.deployer.ask(read)
    check = call.served.project.check_flow
    faults = await asyncio.get_running_loop().run_in_executor(None, check, id, document, project)
    return call.answer({"faults": faults_shown(faults, call.lang)})


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/flows",
        handler=list_flows,
        summary="All flows with what they do.",
        of="anywhere",
        query=PageQuery,
        answers={200: FlowPage},
    ),
    Route(
        method="GET",
        path=f"{BASE}/flows/{{id}}",
        handler=get_flow,
        summary="A flow's document; the ETag changes with it.",
        of=flow_of_path,
        query=FlowQuery,
        etag=True,
        answers={200: dict[str, Any], 304: None},
        refused=(409,),
    ),
    Route(
        method="POST",
        path=f"{BASE}/flows/{{id}}/validate",
        handler=validate_flow,
        summary="Faults and warnings of a document or, without one, of the draft; nothing is saved.",
        right="edit",
        of=flow_of_path,
        query=ValidateQuery,
        reads=dict[str, Any],
        answers={200: Validated},
        refused=(409,),
    ),
]
