"""The project-wide subflows: each is a file of its own, drafted and deployed with what flows share.

Who may read one flow may read them all: they are part of what a flow does, and any flow may use any of them.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from ..deploy.desk import Desk
from ..faults import fault
from .body import read_text
from .drafts import is_flow_id
from .flows import FlowQuery
from .problem import Problem
from .routes import BASE, Call, Route
from .shared_files import SharedFiles, check_object, delete, draft_routes, known_content, list_files, save
from .shown import PageQuery

FOLDER = "subflows"


async def list_subflows(call: Call) -> web.Response:
    return await list_files(call, FOLDER, call.query)


async def get_subflow(call: Call) -> web.Response:
    data, headers = await known_content(call, _file(call), call.query.version)
    return call.answer_json(data, headers=headers)


async def put_subflow(call: Call) -> web.Response:
    name, id, raw = _file(call), call.path("id"), await read_text(call.request)

    def check(desk: Desk) -> None:
        given = check_object(raw, name).get("id")
        if given != id:
            place = {"file": name, "path": "/id", "field": "id"}
            raise Problem(422, fault("id-not-file-name", **place, given=given, wanted=id))

    return await save(call, name, raw, check)


async def delete_subflow(call: Call) -> web.Response:
    return await delete(call, _file(call))


def _file(call: Call) -> str:
    id = call.path("id")
    if not is_flow_id(id):
        raise Problem(404, fault("file-not-found", name=f"{FOLDER}/{id}.json"))
    return f"{FOLDER}/{id}.json"


ONE = f"{BASE}/subflows/{{id}}"

ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/subflows",
        handler=list_subflows,
        summary="The subflows that every flow can use, deployed and drafted.",
        of="anywhere",
        query=PageQuery,
        etag=True,
        answers={200: SharedFiles},
    ),
    Route(
        method="GET",
        path=ONE,
        handler=get_subflow,
        summary="A subflow's document; the ETag is that of all that flows share.",
        of="anywhere",
        query=FlowQuery,
        etag=True,
        answers={200: dict[str, Any]},
    ),
    *draft_routes(ONE, "a subflow", put_subflow, delete_subflow),
]
