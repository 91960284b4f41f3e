"""Logging in at an OpenID provider: there, and back with who it is."""

from __future__ import annotations

import sqlite3
from typing import Annotated
from urllib.parse import quote

import msgspec
import structlog
from aiohttp import hdrs, web

from ..errors import FaultError
from ..faults import fault
from ..security import people
from ..security.audit import Entry
from ..security.granted import EVERYTHING
from ..security.managing import NotDone, add_person, change_person
from ..security.oidc import LASTS, Identity
from ..security.people import Person
from ..security.security import Note
from .login import begin_session
from .routes import BASE, Call, Route

PATH = f"{BASE}/oidc"
_log = structlog.get_logger("sinterflow.security")
Word = Annotated[str, msgspec.Meta(max_length=4096)]


class CallbackQuery(msgspec.Struct, frozen=True):
    """What the provider sends; it may send more, which is not looked at (RFC 6749, 4.1.2)."""

    state: Word = ""
    code: Word = ""
    error: Word = ""


async def begin(call: Call) -> web.Response:
    request, security = call.request, call.served.security
    try:
        base = f"{'https' if request.secure else 'http'}://{request.headers[hdrs.HOST]}"
        url, _, bound = await security.oidc.begin(base, security.now().timestamp())
    except FaultError as refused:
        return _refuse(refused)
    response = web.Response(status=303, headers={hdrs.LOCATION: url, hdrs.CACHE_CONTROL: "no-store"})
    # Lax: the way back begins on the provider's site
    response.set_cookie(
        _cookie(request), bound, path=PATH, max_age=int(LASTS), httponly=True, samesite="Lax", secure=request.secure
    )
    return response


async def come_back(call: Call) -> web.Response:
    """The answer leads to the first page, logged in or with the reason why not."""
    query, security = call.query, call.served.security
    try:
        if query.error or not query.code:
            raise FaultError([fault("oidc-provider", said=query.error or "no code")])
        bound = call.request.cookies.get(_cookie(call.request), "")
        who = await security.oidc.end(query.state, query.code, bound, security.now().timestamp())
        person = await _person(call, who)
    except FaultError as refused:
        return _refuse(refused)
    response = await begin_session(call, person, "password+code")
    response.del_cookie(_cookie(call.request), path=PATH)
    return _to_first_page(response)


async def _person(call: Call, who: Identity) -> Person:
    """The person that this is here, made at the first time; what they may do follows the provider's groups."""

    def settle(db: sqlite3.Connection, note: Note) -> Person:
        row = db.execute("select name from people where subject = ?", (who.subject,)).fetchone()
        if row is None:
            if people.find(db, who.user) is not None:
                raise NotDone("conflict", fault("oidc-user-taken", user=who.user))
            made = add_person(
                db, EVERYTHING, Person(name=who.user, title=who.name, grants=who.grants, subject=who.subject)
            )
            note(Entry(author=made.name, action="user.add", target=made.name, after=made.audited()))
            return made
        person = people.find(db, row[0])
        assert person is not None
        if person.disabled:
            raise NotDone("conflict", fault("oidc-disabled", user=person.name))
        if person.grants != who.grants:
            before, person = change_person(
                db, EVERYTHING, person.name, lambda one: msgspec.structs.replace(one, grants=who.grants)
            )
            entry = Entry(author=person.name, action="user.change", target=person.name)
            note(msgspec.structs.replace(entry, before=before.audited(), after=person.audited()))
        return person

    return await call.served.security.change(settle)


def _cookie(request: web.Request) -> str:
    return f"sinterflow-oidc-{request.url.port or 0}"


def _refuse(refused: FaultError) -> web.Response:
    _log.warning("a log-in by OpenID failed", reason=refused.text)
    return _to_first_page(web.Response(), refused.faults[0].code)


def _to_first_page(response: web.Response, refused: str = "") -> web.Response:
    made = web.Response(status=303, headers={hdrs.CACHE_CONTROL: "no-store"})
    made.headers[hdrs.LOCATION] = "/" + (f"#refused={quote(refused)}" if refused else "")
    for cookie in response.cookies.values():
        made.cookies[cookie.key] = cookie
    return made


ROUTES = [
    Route(
        method="GET",
        path=f"{PATH}/login",
        handler=begin,
        summary="Leads the browser to the OpenID provider.",
        right=None,
        answers={303: None},
    ),
    Route(
        method="GET",
        path=f"{PATH}/callback",
        handler=come_back,
        summary="Where the OpenID provider leads the browser back to.",
        right=None,
        query=CallbackQuery,
        answers={303: None},
    ),
]
