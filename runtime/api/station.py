"""The device's side of a station: pairing, and people signing on and off at it."""

from __future__ import annotations

import sqlite3
from typing import Annotated

import msgspec
from aiohttp import web

from ..faults import fault
from ..security import sessions, stations
from ..security.audit import Entry
from ..security.badges import BadgesDamaged
from ..security.identify import Evidence, Identified, Incomplete, identify
from ..security.proof import CodeNeeded, TooMany, Wrong
from ..security.security import Note
from ..security.sessions import csrf_of
from ..security.stations import Station
from ..text import Text
from .cookies import drop_session, session_token, set_station, station_token
from .login import LoggedIn, begin_session, too_many
from .problem import Problem
from .routes import BASE, Call, Route


class PairingCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The code that an administrator's page shows."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]


class Paired(msgspec.Struct, kw_only=True):
    """`token` is shown this once, for a device that is no browser: Authorization: Bearer. A browser has it as a cookie;
    `csrf` goes with that."""

    station: str
    token: str
    csrf: str


class StationHere(msgspec.Struct, kw_only=True):
    """The station that the caller's device is. `person`: who is signed on, null: nobody. `csrf` is null without a
    cookie."""

    station: str
    name: Text
    area: str
    pages: list[str]
    idle: int
    person: str | None
    csrf: str | None


async def pair(call: Call) -> web.Response:
    security, address = call.served.security, call.request.remote or ""
    if wait := security.attempts.begin("", address):
        raise too_many(wait)
    now = security.now()

    def take(db: sqlite3.Connection, note: Note) -> tuple[Station, str] | None:
        paired = stations.pair(db, call.body.code, now)
        if paired is not None:
            id = paired[0].id
            note(
                Entry(author=f"station:{id}", station=id, action="station.pair", target=id, after={"address": address})
            )
        return paired

    paired = await security.change(take)
    if paired is None:
        raise Problem(401, fault("wrong-pairing-code", field="code"))
    security.attempts.succeeded("", address)
    station, token = paired
    response = call.answer(Paired(station=station.id, token=token, csrf=csrf_of(token)))
    set_station(call.request, response, token)
    drop_session(call.request, response)
    return response


async def get_station(call: Call) -> web.Response:
    station = station_here(call)
    cookie = session_token(call.request) if call.caller.by == "session" else station_token(call.request)
    return call.answer(
        StationHere(
            station=station.id,
            name=station.name,
            area=station.area,
            pages=list(station.pages),
            idle=station.idle,
            person=call.caller.person or None,
            csrf=csrf_of(cookie) if cookie is not None else None,
        )
    )


async def sign_on(call: Call) -> web.Response:
    """Whoever was signed on here before is signed off: a change of hands is one scan."""
    station = station_here(call)
    who = await identified(call, call.body, f"station:{station.id}")
    return await begin_session(call, who.person, who.method, station)


async def sign_off(call: Call) -> web.Response:
    station_here(call)
    if call.caller.person:

        def end(db: sqlite3.Connection, note: Note) -> None:
            sessions.end(db, call.caller.credential)
            note(call.entry("session.end", call.caller.person))

        await call.served.security.change(end)
    response = web.Response(status=204)
    drop_session(call.request, response)
    return response


def station_here(call: Call) -> Station:
    """The station that the caller's device is."""
    directory = call.served.security.directory
    device = directory.caller_of_station(station_token(call.request) or "")
    id = call.caller.station or (device.station if device is not None else "")
    found = directory.known.stations.get(id)
    if found is None:
        raise Problem(409, fault("not-a-station"))
    return found


async def identified(call: Call, shown: Evidence, place: str) -> Identified:
    """Who it is; what is wrong is answered the same whether there is such a person or not."""
    try:
        return await identify(call.served.security, shown, place)
    except Incomplete:
        raise Problem(422, fault("evidence-incomplete")) from None
    except Wrong:
        raise Problem(401, fault("wrong-sign-on")) from None
    except BadgesDamaged:
        raise Problem(503, fault("badges-damaged")) from None
    except CodeNeeded as refused:
        raise Problem(401, fault("wrong-code" if refused.wrong else "code-needed", field="code")) from None
    except TooMany as refused:
        raise too_many(refused.seconds) from None


ROUTES = [
    Route(
        method="POST",
        path=f"{BASE}/station/pair",
        handler=pair,
        summary="Makes the caller's device the station that the code is for; its cookie comes with the answer.",
        right=None,
        body=PairingCode,
        answers={200: Paired},
        refused=(401, 429),
    ),
    Route(
        method="GET",
        path=f"{BASE}/station",
        handler=get_station,
        summary="The station that the caller's device is, and who is signed on there.",
        right="signed-in",
        first=True,
        answers={200: StationHere},
        refused=(409,),
    ),
    Route(
        method="POST",
        path=f"{BASE}/station/sign-on",
        handler=sign_on,
        summary="Signs a person on at the station, by badge, PIN or password; whoever was signed on is signed off.",
        right="signed-in",
        first=True,
        body=Evidence,
        answers={200: LoggedIn},
        refused=(409, 429),
    ),
    Route(
        method="POST",
        path=f"{BASE}/station/sign-off",
        handler=sign_off,
        summary="Signs off who is signed on at the station.",
        right="signed-in",
        first=True,
        answers={204: None},
        refused=(409,),
    ),
]
