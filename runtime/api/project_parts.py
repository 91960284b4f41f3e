"""The parts of project.json one by one: an editor that changes one of them leaves the others as they are."""

from __future__ import annotations

from typing import Any, Literal, get_args

from aiohttp import web

from ..deploy.desk import Desk
from ..deploy.documents import settle
from ..faults import fault
from ..flow.canonical import inline
from ..flow.project import PROJECT_FILE
from ..flow.reader import read_json
from .body import read_text
from .drafts import Saved, SavedDraft, save_draft, saved
from .flows import FlowQuery
from .problem import Problem
from .routes import BASE, Call, Route
from .shared_files import check_place, known_content

Part = Literal["name", "connections", "parameters", "flow_order", "protected", "settings"]
_EMPTY: dict[Part, Any] = {
    "name": "", "connections": {}, "parameters": {}, "flow_order": [], "protected": [], "settings": {}
}  # fmt: skip


async def get_part(call: Call) -> web.Response:
    part = _part(call)
    data, headers = await known_content(call, PROJECT_FILE, call.query.version)
    value = _value(data, 409)
    return call.answer_json(inline(value.get(part, _EMPTY[part])).encode(), headers=headers)


async def put_part(call: Call) -> web.Response:
    """The draft of project.json with another part; numbers elsewhere stay as they were written."""
    part, raw = _part(call), await read_text(call.request)
    given, broken = read_json(raw)
    if broken:
        raise Problem(400, *broken)
    if not isinstance(given, (str, dict) if part == "name" else type(_EMPTY[part])):
        raise Problem(422, fault("not-a-document", name=part, said=type(given).__name__))
    author, when = call.caller.author, call.served.engine.shared.clock.now()

    def work(desk: Desk) -> SavedDraft:
        check_place(desk)
        value = _value(desk.with_drafts(desk.drafts()).get(PROJECT_FILE, b"{}"), 409)
        made = settle(PROJECT_FILE, inline({**value, part: given}).encode()).content
        return saved(desk, PROJECT_FILE, made, author, when, call.seen)

    return await save_draft(call, work, f"{PROJECT_FILE}/{part}")


def _part(call: Call) -> Part:
    """The part that the path names; configs of connections, which can hold secrets, are for who may deploy them."""
    for part in get_args(Part):
        if part == call.path("part"):
            if part == "connections":
                call.need("deploy")
            return part  # type: ignore[no-any-return] # it is one of them
    raise Problem(404, fault("file-not-found", name=f"{PROJECT_FILE}/{call.path('part')}"))


def _value(data: bytes, status: int) -> dict[str, Any]:
    """The document; one that is broken can only be replaced as a whole."""
    value, broken = read_json(data, PROJECT_FILE)
    if broken or not isinstance(value, dict):
        raise Problem(status, *(broken or [fault("not-a-project", said=type(value).__name__)]))
    return value


ONE = f"{BASE}/project/parts/{{part}}"

ROUTES = [
    Route(
        method="GET",
        path=ONE,
        handler=get_part,
        private=True,
        summary="A part of project.json: name, connections, parameters, flow_order, protected or settings; the ETag is "
        "that of all that flows share.",
        query=FlowQuery,
        etag=True,
        answers={200: Any},
        refused=(409,),
    ),
    Route(
        method="PUT",
        path=ONE,
        handler=put_part,
        private=True,
        summary="Saves a draft of project.json in which this part is another.",
        right="edit",
        reads=Any,
        conditions="needed",
        etag=True,
        answers={200: Saved},
        refused=(409, 422, 503),
    ),
]
