"""Logging in and out with user name and password."""

from __future__ import annotations

import asyncio
import sqlite3
from math import ceil
from typing import Annotated

import msgspec
import structlog
from aiohttp import hdrs, web

from ..addresses import is_loopback
from ..errors import FaultError
from ..faults import fault
from ..security import sessions
from ..security.audit import Entry
from ..security.identify import password_method
from ..security.methods import Method
from ..security.people import Person
from ..security.proof import CodeNeeded, TooMany, Wrong, prove
from ..security.security import Note
from ..security.sessions import csrf_of, new_session
from ..security.stations import Station
from .cookies import drop_session, session_token, set_session
from .problem import Problem
from .routes import BASE, Call, Route
from .shown import Shown

_log = structlog.get_logger("sinterflow.security")
Text = Annotated[str, msgspec.Meta(max_length=256)]


class Login(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`code`: the one-time password, of people who have that."""

    user: Text
    password: Text
    code: Annotated[str, msgspec.Meta(max_length=16)] = ""


class LoggedIn(msgspec.Struct):
    """`csrf` goes into the header X-CSRF-Token of every call that changes something. `must_change`: nothing else is
    allowed until the password is changed."""

    csrf: str
    must_change: bool


class Ways(msgspec.Struct):
    """`start_token`: it counts for who asks, here on the machine, as there are no people yet. `provider` is what
    stands on the button that leads to the OpenID provider; null: there is none. `session`: the one that the
    cookie belongs to, if it comes with one that is not over."""

    start_token: bool
    provider: Shown | None
    session: LoggedIn | None


async def get_ways(call: Call) -> web.Response:
    security = call.served.security
    try:
        config = await asyncio.get_running_loop().run_in_executor(None, security.oidc.config)
    except FaultError as refused:
        _log.error("log-in by OpenID cannot be used", reason=refused.text)
        config = None
    token = session_token(call.request)
    caller = security.directory.caller_of_session(token) if token is not None else None
    session = LoggedIn(csrf_of(token), caller.must_change) if token is not None and caller is not None else None
    name = config.name if config is not None else None
    here = is_loopback(call.request.remote or "")
    start_token = here and call.served.start.counts(security.directory.people_exist)
    return call.answer(Ways(start_token, name, session))


async def log_in(call: Call) -> web.Response:
    body = call.body
    person = await proven(call, body.user, body.password, body.code)
    return await begin_session(call, person, password_method(person))


async def proven(call: Call, user: str, password: str, code: str = "", *, again: bool = False) -> Person:
    """Who it is; what is wrong is answered the same whether there is such a user or not. `again`: a person who is
    logged in shows the password only."""
    address = call.request.remote or ""
    try:
        return await prove(call.served.security, user, password, address, None if again else code)
    except Wrong:
        raise Problem(401, fault("wrong-login")) from None
    except CodeNeeded as refused:
        raise Problem(401, fault("wrong-code" if refused.wrong else "code-needed", field="code")) from None
    except TooMany as refused:
        raise too_many(refused.seconds) from None


def too_many(wait: float) -> Problem:
    """Who failed too often is told how long to wait."""
    seconds = ceil(wait)
    return Problem(429, fault("too-many-attempts", seconds=seconds), headers={"Retry-After": str(seconds)})


async def begin_session(call: Call, person: Person, method: Method, station: Station | None = None) -> web.Response:
    """The answer that logs a person in, at a station if it is one; a session that the browser had is over."""
    security, request = call.served.security, call.request
    address = request.remote or ""
    agent = request.headers.get(hdrs.USER_AGENT, "").encode(errors="replace").decode()  # a header may be any bytes
    now = security.now().timestamp()
    session, token = new_session(person.name, now, method=method, address=address, agent=agent)
    if station is not None:
        session.station, session.idle = station.id, station.idle
    old = security.directory.known.sessions.get(sessions.hash_of(session_token(request) or ""))

    def begin(db: sqlite3.Connection, note: Note) -> None:
        if old is not None:
            sessions.end(db, old.id)
        sessions.begin(db, session)
        after = {"address": address, "method": method}
        entry = Entry(author=person.name, action="session.begin", target=person.name, after=after)
        note(msgspec.structs.replace(entry, station=session.station))

    await security.change(begin)
    response = call.answer(LoggedIn(csrf_of(token), person.must_change))
    set_session(request, response, token)
    return response


async def log_out(call: Call) -> web.Response:
    caller = call.caller
    if caller.by in ("session", "station"):

        def end(db: sqlite3.Connection, note: Note) -> None:
            sessions.end(db, caller.credential)
            note(call.entry("session.end", caller.person))

        await call.served.security.change(end)
    response = web.Response(status=204)
    drop_session(call.request, response)
    return response


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/login",
        handler=get_ways,
        summary="How one can log in.",
        right=None,
        answers={200: Ways},
    ),
    Route(
        method="POST",
        path=f"{BASE}/login",
        handler=log_in,
        summary="Begins a session, whose cookie comes with the answer.",
        right=None,
        body=Login,
        answers={200: LoggedIn},
        refused=(401, 429),
    ),
    Route(
        method="POST",
        path=f"{BASE}/logout",
        handler=log_out,
        summary="Ends the session.",
        right="signed-in",
        first=True,
        answers={204: None},
    ),
]
