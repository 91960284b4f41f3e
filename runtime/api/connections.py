"""Trying a connection of the project, before it is deployed or when it is out of order, and browsing its peer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from aiohttp import web

from ..connection import Browsed
from ..deploy.desk import Desk
from ..errors import SinterflowError
from ..faults import Fault, errors, fault
from ..flow.project import PROJECT_FILE
from ..trial import browse_connection, is_browsable, try_connection
from .documents import Version
from .problem import Problem
from .routes import BASE, Call, Route
from .shown import Page, PageQuery, Shown


class TrialQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The config as it is drafted, or as it is deployed."""

    version: Version = "draft"


class Tried(msgspec.Struct):
    """`text` says what is wrong when it is not `ok`; `seconds` is how long the peer took."""

    ok: bool
    text: Shown
    seconds: float


class BrowseQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """A part of the list; the config as it is drafted, or as it is deployed."""

    version: Version = "draft"


Step = Annotated[str, msgspec.Meta(max_length=4096)]


class Looked(msgspec.Struct, forbid_unknown_fields=True):
    """`path`: the ids of the folders that lead there, none: the top. With `search`: what is below, at any depth."""

    path: Annotated[list[Step], msgspec.Meta(max_length=100)] = []
    search: Annotated[str, msgspec.Meta(max_length=256)] = ""


class BrowsedShown(msgspec.Struct):
    """One thing of the peer's. `id`: of a folder, the step that `path` needs to look into it. `address`: by which nodes
    read or write a point. `type` and `unit`: in the peer's words, empty without any."""

    id: str
    title: Shown
    kind: Literal["folder", "point"]
    address: str
    type: str
    unit: str


class Found(NamedTuple):
    there: bool
    made: tuple[str, Any] | None
    faults: list[Fault]


async def test_connection(call: Call) -> web.Response:
    kind, config = await _config_of(call)
    async with _trial(call):
        made = await try_connection(call.served.engine, call.path("id"), kind, config)
    return call.answer(Tried(made.ok, made.said, round(made.seconds, 3)))


async def browse(call: Call) -> web.Response:
    id, asked = call.path("id"), call.body
    kind, config = await _config_of(call)
    if not is_browsable(call.served.engine.registry.connections[kind]):
        raise Problem(422, fault("not-browsable", connection=id, type=kind))
    async with _trial(call):
        try:
            found = await browse_connection(call.served.engine, id, kind, config, asked.path, asked.search)
        except LookupError:
            raise Problem(404, fault("no-such-folder", connection=id, given="/".join(asked.path))) from None
        except SinterflowError as error:
            raise Problem(409, fault("not-browsed", connection=id, said=error.text)) from None
    return call.answer_page(found, lambda one: one.id, _shown)


def _shown(one: Browsed) -> BrowsedShown:
    return BrowsedShown(one.id, one.title or one.id, one.kind, one.address, one.type, one.unit)


async def _config_of(call: Call) -> tuple[str, Any]:
    """The type and the config of the connection that the path names. One with faults, or none, is refused."""
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
    return found.made


@asynccontextmanager
async def _trial(call: Call) -> AsyncIterator[None]:
    """One of the few that may be under way."""
    trials = call.served.trials
    if trials.locked():
        raise Problem(503, fault("test-busy"), headers={"Retry-After": "5"})
    async with trials:
        yield


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
    ),
    Route(
        method="POST",
        path=f"{BASE}/connections/{{id}}/browse",
        handler=browse,
        summary="What the peer of a connection has, told by a client of its own.",
        right="edit",
        query=BrowseQuery,
        body=Looked,
        answers={200: Page[BrowsedShown]},
        refused=(409, 422, 503),
    ),
]
