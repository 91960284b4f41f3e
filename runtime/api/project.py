"""The project: its names and settings, how its connections are, and its document with the draft of it."""

from __future__ import annotations

from typing import Any

import msgspec
from aiohttp import web

from ..deploy.desk import Desk
from ..deploy.documents import is_flow
from ..faults import fault
from ..flow.project import PROJECT_FILE
from ..flow.reader import read_json
from .body import read_text
from .drafts import DraftShown, Saved, SavedDraft, discard, draft_shown, save_draft, saved
from .flows import Document, FlowQuery, answer_document, document_of
from .problem import Problem
from .routes import BASE, Call, Route
from .shown import Shown


class ConnectionState(msgspec.Struct):
    type: str
    state: str
    text: Shown


class ProjectShown(msgspec.Struct):
    """Configs of connections, which hold secrets, are in the document. `revision` is the deployed one; `drafts` are the
    files that flows share and that are drafted otherwise."""

    name: Shown
    settings: dict[str, Any]
    flows: list[str]
    connections: dict[str, ConnectionState]
    revision: int
    drafts: dict[str, DraftShown]


async def get_project(call: Call) -> web.Response:
    revision, drafts = await call.served.deployer.ask(lambda desk: (desk.head.number, desk.drafts()))
    shown = {name: one for name, draft in drafts.items() if not is_flow(name) and (one := draft_shown(draft))}
    project, links = call.served.project, call.served.engine.shared.links
    connections = {}
    for id, kind in project.connections.items():
        link = links.get(id)
        connections[id] = ConnectionState(kind, link.state if link else "off", link.said if link else "")
    settings, flows = dict(project.settings), [id for id in project.flows if call.may("view", id)]
    return call.answer(ProjectShown(project.name, settings, flows, connections, revision, shown))


async def get_document(call: Call) -> web.Response:
    wants_draft = call.query.version == "draft"

    def read(desk: Desk) -> Document:
        _check_place(desk)
        return document_of(desk, PROJECT_FILE, desk.drafts() if wants_draft else {}, "")

    return answer_document(call, await call.served.deployer.ask(read))


async def put_document(call: Call) -> web.Response:
    raw = await read_text(call.request)
    author, when = call.caller.author, call.served.engine.shared.clock.now()

    def save(desk: Desk) -> SavedDraft:
        _check_place(desk)
        value, broken = read_json(raw)
        if broken:
            raise Problem(400, *broken)
        if not isinstance(value, dict):
            raise Problem(422, fault("not-a-project", said=type(value).__name__))
        return saved(desk, PROJECT_FILE, raw, author, when, call.seen)

    return await save_draft(call, save, PROJECT_FILE)


async def discard_draft(call: Call) -> web.Response:
    file = call.path("file")
    if is_flow(file):
        raise Problem(404, fault("no-draft", what=file))
    return await discard(call, lambda desk: file, file)


def _check_place(desk: Desk) -> None:
    if desk.place.alone:
        raise Problem(404, fault("no-project", file=PROJECT_FILE))


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/project",
        handler=get_project,
        summary="Names, settings, the order of the flows, and the state of each connection.",
        of="anywhere",
        answers={200: ProjectShown},
    ),
    Route(
        method="GET",
        path=f"{BASE}/project/document",
        handler=get_document,
        private=True,
        summary="project.json: connections, parameters, settings; the ETag is that of all that flows share.",
        right="deploy",
        query=FlowQuery,
        etag=True,
        answers={200: dict[str, Any], 304: None},
        refused=(404, 409),
    ),
    Route(
        method="PUT",
        path=f"{BASE}/project/document",
        handler=put_document,
        private=True,
        summary="Saves a draft of project.json; needs If-Match.",
        right="deploy",
        reads=dict[str, Any],
        conditions="needed",
        etag=True,
        answers={200: Saved},
        refused=(404, 422, 503),
    ),
    Route(
        method="DELETE",
        path=f"{BASE}/project/drafts/{{file}}",
        handler=discard_draft,
        summary="Discards the draft of a file that flows share, such as project.json or tags%2Ffurnace.csv; one that "
        "was changed on disk is written again as it is deployed.",
        right="deploy",
        conditions="optional",
        etag=True,
        answers={200: Saved},
        refused=(503,),
    ),
]
