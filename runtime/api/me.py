"""Who the caller is and may do, their password and their sessions."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from aiohttp import web

from ..faults import fault
from ..security import first_admin, people, sessions
from ..security.caller import By
from ..security.managing import check_password, known_person
from ..security.people import Person
from ..security.rights import Right
from ..security.security import Note
from ..security.sessions import Session, csrf_of
from .cookies import session_token
from .login import proven
from .problem import Problem
from .routes import BASE, Call, Route
from .shown import Page, PageQuery


class Me(msgspec.Struct, kw_only=True):
    """`rights` count everywhere, those of `areas` there only. `author` is the name that is kept with what is changed;
    `user` is null for programs. `language` is empty where none was chosen. `csrf` is null without a session."""

    author: str
    user: str | None
    name: str
    station: str
    by: By
    language: str
    rights: list[Right]
    areas: dict[str, list[Right]]
    must_change: bool
    totp: bool
    csrf: str | None


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    old: Annotated[str, msgspec.Meta(max_length=256)]
    new: Annotated[str, msgspec.Meta(max_length=256)]


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`en`, `zh`, or empty: as the browser says."""

    language: Annotated[str, msgspec.Meta(pattern="^(en|zh|)$")]


class SessionShown(msgspec.Struct, kw_only=True):
    """`current`: the one that asks."""

    id: str
    station: str
    created: datetime
    used: datetime
    ends: datetime
    address: str
    agent: str
    current: bool


async def get_me(call: Call) -> web.Response:
    caller, person = call.caller, call.served.security.directory.known.person(call.caller.person)
    token = session_token(call.request) if caller.by == "session" else None
    return call.answer(
        Me(
            author=caller.author,
            user=caller.person or None,
            name=(person.title if person is not None else "") or caller.author,
            station=caller.station,
            by=caller.by,
            language=person.language if person is not None else "",
            rights=sorted(caller.rights.everywhere),
            areas={area: sorted(rights) for area, rights in caller.rights.areas.items()},
            must_change=caller.must_change,
            totp=person is not None and person.totp is not None,
            csrf=csrf_of(token) if token is not None else None,
        )
    )


def person_of(call: Call) -> Person:
    """The person who calls; programs have no password and no sessions."""
    found = call.served.security.directory.known.person(call.caller.person)
    if found is None:
        raise Problem(409, fault("not-a-person", author=call.caller.author))
    return found


async def put_password(call: Call) -> web.Response:
    """Ends all other sessions: whoever knew the old password is out."""
    person, security = person_of(call), call.served.security
    await proven_again(call, person, call.body.old)
    check_password(call.body.new, person.name)
    if call.body.new == call.body.old:
        raise Problem(422, fault("password-same", field="new"))
    made = await security.passwords.hash(call.body.new)

    def change(db: sqlite3.Connection, note: Note) -> None:
        before = known_person(db, person.name)
        after = msgspec.structs.replace(before, password=made, must_change=False, version=before.version + 1)
        people.put(db, after)
        sessions.end_all(db, person.name, but=call.caller.credential)
        note(call.entry("user.password", person.name))

    await security.change(change)
    if person.name == first_admin.NAME:
        await asyncio.get_running_loop().run_in_executor(None, first_admin.forget_initial_password, security)
    return web.Response(status=204)


async def proven_again(call: Call, person: Person, password: str) -> None:
    """Refuse who does not know the password: a session alone, of a browser that was left open, is not enough."""
    if not person.password:
        raise Problem(409, fault("no-password", user=person.name))
    await proven(call, person.name, password, again=True)


async def put_language(call: Call) -> web.Response:
    person = person_of(call)

    def change(db: sqlite3.Connection, note: Note) -> None:
        before = known_person(db, person.name)
        people.put(db, msgspec.structs.replace(before, language=call.body.language, version=before.version + 1))
        note(call.entry("user.language", person.name, before=before.language, after=call.body.language))

    await call.served.security.change(change)
    return web.Response(status=204)


async def list_own_sessions(call: Call) -> web.Response:
    return answer_sessions(call, person_of(call).name)


async def end_own_session(call: Call) -> web.Response:
    await end_session(call, person_of(call).name, call.path("id"))
    return web.Response(status=204)


def sessions_of(call: Call, name: str) -> Sequence[Session]:
    """The sessions of a person that are not over."""
    now = call.served.security.now().timestamp()
    known = call.served.security.directory.known.sessions.values()
    return [one for one in known if one.person.casefold() == name.casefold() and not one.is_over(now)]


def answer_sessions(call: Call, name: str) -> web.Response:
    """The list of them."""
    return call.answer_page(sessions_of(call, name), lambda one: one.id, lambda one: _session_shown(call, one))


async def end_session(call: Call, name: str, id: str) -> None:
    if not any(one.id == id for one in sessions_of(call, name)):
        raise Problem(404, fault("session-not-found", session=id))

    def end(db: sqlite3.Connection, note: Note) -> None:
        sessions.end(db, id)
        note(call.entry("session.end", name))

    await call.served.security.change(end)


def _session_shown(call: Call, one: Session) -> SessionShown:
    times = {name: datetime.fromtimestamp(getattr(one, name), UTC) for name in ("created", "used", "ends")}
    return SessionShown(
        id=one.id,
        station=one.station,
        address=one.address,
        agent=one.agent,
        current=one.id == call.caller.credential,
        **times,
    )


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/me",
        handler=get_me,
        summary="Who the caller is, and what they may do.",
        right="signed-in",
        first=True,
        answers={200: Me},
    ),
    Route(
        method="PUT",
        path=f"{BASE}/me/password",
        handler=put_password,
        summary="Changes the caller's password; other sessions are over.",
        right="signed-in",
        first=True,
        body=NewPassword,
        answers={204: None},
        refused=(409, 429),
    ),
    Route(
        method="PUT",
        path=f"{BASE}/me/language",
        handler=put_language,
        summary="The language that the caller wants.",
        right="signed-in",
        body=Language,
        answers={204: None},
        refused=(409,),
    ),
    Route(
        method="GET",
        path=f"{BASE}/me/sessions",
        handler=list_own_sessions,
        summary="Where the caller is logged in.",
        right="signed-in",
        query=PageQuery,
        answers={200: Page[SessionShown]},
        refused=(409,),
    ),
    Route(
        method="DELETE",
        path=f"{BASE}/me/sessions/{{id}}",
        handler=end_own_session,
        summary="Logs the caller out somewhere.",
        right="signed-in",
        answers={204: None},
        refused=(404, 409),
    ),
]
