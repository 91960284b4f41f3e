"""Trying a connection of the project before it is deployed, or when something is wrong with it."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from aiohttp import web

from ..deploy.desk import Desk
from ..faults import Fault, errors, fault
from ..flow.project import PROJECT_FILE
from ..trial import try_connection
from .documents import Version
from .problem import Problem
from .routes import BASE, Call, Route
from .shown import Shown


class TrialQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The config as it is drafted, or as it is deployed."""

    version: Version = "draft"


class Tried(msgspec.Struct):
    """`text` says what is wrong when it is not `ok`; `seconds` is how long the peer took."""

    ok: bool
    text: Shown
    seconds: float


class Found(NamedTuple):
    there: bool
    made: tuple[str, Any] | None
    faults: list[Fault]


async def test_connection(call: Call) -> web.Response:
    id, drafted = call.path("id"), call.query.version == "draft"

    def read(desk: Desk) -> Found:
        contents = desk.with_drafts(desk.drafts() if drafted else {})
        project, found = desk.reading.load(contents)
        own = [one for one in errors(found) if one.file == PROJECT_FILE and one.node == id]
        return Found(id in project.document.connections, project.connections.get(id), own)

    found = await call.served.deployer.ask(read)
    if found.made is None:
        if found.there or found.faults:
            raise Problem(422, *(found.faults or [fault("connection-not-found", connection=id)]))
        raise Problem(404, fault("connection-not-found", connection=id))
    trials = call.served.trials
    if trials.locked():
        raise Problem(503, fault("test-busy"), headers={"Retry-After": "5"})
    async with trials:
        made = await try_connection(call.served.engine, id, *found.made)
    return call.answer(Tried(made.ok, made.said, round(made.seconds, 3)))


ROUTES = [
    Route(
        method="POST",
        path=f"{BASE}/connections/{{id}}/test",
        handler=test_connection,
        summary="Opens a client of its own with the config of a connection and says what went wrong.",
        right="edit",
        query=TrialQuery,
        answers={200: Tried},
        refused=(422, 503),
    )
]
