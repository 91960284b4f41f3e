"""Stations as an administrator sees them: made, changed, paired and taken away."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import web

from ..faults import fault
from ..security import stations
from ..security.security import Note
from ..security.stations import CODE_TIME, IDLE, Pairing, Station
from ..text import Text
from .problem import Problem
from .routes import BASE, Call, Route
from .shown import Page, PageQuery
from .users import check_areas


class StationWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`area`: the one whose flows it is for, empty: all. `pages`: what it may show, empty: all. `idle`: seconds until a
    person is signed off."""

    name: Text = ""
    area: Annotated[str, msgspec.Meta(max_length=64)] = ""
    pages: Annotated[list[str], msgspec.Meta(max_length=200)] = []
    idle: Annotated[int, msgspec.Meta(ge=10, le=24 * 3600)] = IDLE
    disabled: bool = False


class PairingShown(msgspec.Struct):
    """`code` is typed at the device, until then."""

    code: str
    until: datetime


async def list_stations(call: Call) -> web.Response:
    known = list(call.served.security.directory.known.stations.values())
    return call.answer_page(known, lambda one: one.id)


async def put_station(call: Call) -> web.Response:
    id, body = call.path("id"), call.body
    if not stations.ID.fullmatch(id):
        raise Problem(422, fault("wrong-station-id", given=id))
    check_areas(call, [body.area] if body.area else [])
    wanted = Station(id=id, **msgspec.structs.asdict(body))

    def put(db: sqlite3.Connection, note: Note) -> bool:
        before = stations.get(db, id)
        new = stations.put(db, wanted)
        note(call.entry("station.put", id, before=before and before.audited(), after=wanted.audited()))
        return new

    new = await call.served.security.change(put)
    return call.answer(_known(call), 201 if new else 200)


async def delete_station(call: Call) -> web.Response:
    known = _known(call)

    def remove(db: sqlite3.Connection, note: Note) -> None:
        stations.delete(db, known.id)
        note(call.entry("station.delete", known.id, before=known.audited()))

    await call.served.security.change(remove)
    return web.Response(status=204)


async def invite(call: Call) -> web.Response:
    id, now = _known(call).id, call.served.security.now()

    def begin(db: sqlite3.Connection, note: Note) -> Pairing:
        note(call.entry("station.invite", id))
        return stations.invite(db, id, now)

    return call.answer(PairingShown(*await call.served.security.change(begin)), 201)


async def unpair(call: Call) -> web.Response:
    id = _known(call).id

    def end(db: sqlite3.Connection, note: Note) -> None:
        stations.unpair(db, id)
        note(call.entry("station.unpair", id))

    await call.served.security.change(end)
    return web.Response(status=204)


def _known(call: Call) -> Station:
    found = call.served.security.directory.known.stations.get(call.path("id"))
    if found is None:
        raise Problem(404, fault("station-not-found", station=call.path("id")))
    return found


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/stations",
        handler=list_stations,
        summary="All stations.",
        right="users",
        query=PageQuery,
        answers={200: Page[Station]},
    ),
    Route(
        method="PUT",
        path=f"{BASE}/stations/{{id}}",
        handler=put_station,
        summary="Makes or changes a station; its device stays paired.",
        right="users",
        body=StationWanted,
        answers={200: Station, 201: Station},
    ),
    Route(
        method="DELETE",
        path=f"{BASE}/stations/{{id}}",
        handler=delete_station,
        summary="Removes a station and unpairs its device.",
        right="users",
        answers={204: None},
        refused=(404,),
    ),
    Route(
        method="POST",
        path=f"{BASE}/stations/{{id}}/pairing",
        handler=invite,
        summary=f"A code with which a device becomes this station, once, within {CODE_TIME.seconds // 60} minutes.",
        right="users",
        answers={201: PairingShown},
        refused=(404,),
    ),
    Route(
        method="DELETE",
        path=f"{BASE}/stations/{{id}}/device",
        handler=unpair,
        summary="Unpairs the device of a station, because it was lost or replaced.",
        right="users",
        answers={204: None},
        refused=(404,),
    ),
]
