"""People: who there is, what each may do, and their passwords as far as others set them."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from aiohttp import hdrs, web

from ..faults import fault
from ..security import sessions
from ..security.badges import SignOn
from ..security.managing import add_person, change_person, check_password, known_person, remove_person
from ..security.people import Grant, Person
from ..security.security import Note
from .me import SessionShown, answer_sessions, end_session, sessions_of
from .preconditions import entity_tags
from .problem import Problem
from .routes import BASE, Call, Route
from .shown import Page, PageQuery

Words = Annotated[str, msgspec.Meta(max_length=200)]
Password = Annotated[str, msgspec.Meta(max_length=256)]
Language = Annotated[str, msgspec.Meta(pattern="^(en|zh|)$")]
Grants = Annotated[list[Grant], msgspec.Meta(max_length=200)]


class UserShown(msgspec.Struct, kw_only=True):
    """`password`: they have one. `subject`: who they are to an OpenID provider (issuer, a space, its subject).
    `badges`: how many; `pin`: they have one. `seen`: when they last did something in a session that is not over. `etag`
    goes into If-Match."""

    user: str
    name: str
    language: str
    grants: list[Grant]
    password: bool
    must_change: bool
    disabled: bool
    totp: bool
    subject: str | None
    badges: int
    pin: bool
    seen: datetime | None
    etag: str


class ChangedUser(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a person is to be, whole."""

    name: Words = ""
    language: Language = ""
    grants: Grants = []
    disabled: bool = False
    subject: Annotated[str, msgspec.Meta(min_length=3, max_length=500)] | None = None


class NewUser(ChangedUser, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Without a password they log in by an OpenID provider or a badge only. `must_change`: at the first log-in."""

    user: Annotated[str, msgspec.Meta(max_length=64)]
    password: Password | None = None
    must_change: bool = True


class GivenPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    password: Password
    must_change: bool = True


async def list_users(call: Call) -> web.Response:
    everybody = list(call.served.security.directory.known.people.values())
    return call.answer_page(everybody, lambda one: one.name, lambda one: _shown(call, one))


async def get_user(call: Call) -> web.Response:
    return _answer(call, _known(call))


async def add_user(call: Call) -> web.Response:
    body, security = call.body, call.served.security
    _check_areas(call, body.grants)
    if body.password is not None:
        check_password(body.password, body.user)
    hashed = await security.passwords.hash(body.password) if body.password is not None else ""
    must_change = bool(hashed) and body.must_change
    one = _with(Person(name=body.user, password=hashed, must_change=must_change), body)

    def add(db: sqlite3.Connection, note: Note) -> Person:
        made = add_person(db, call.caller.rights, one)
        note(call.entry("user.add", made.name, after=made.audited()))
        return made

    return _answer(call, await security.change(add), 201)


async def put_user(call: Call) -> web.Response:
    before = _known(call)
    seen = _seen(call)
    _check_areas(call, [one for one in call.body.grants if one not in before.grants])

    def change(db: sqlite3.Connection, note: Note) -> Person:
        old, new = change_person(db, call.caller.rights, before.name, lambda one: _with(one, call.body), seen)
        note(call.entry("user.change", new.name, before=old.audited(), after=new.audited()))
        return new

    return _answer(call, await call.served.security.change(change))


async def delete_user(call: Call) -> web.Response:
    name, seen = _known(call).name, _seen(call, needed=False)

    def remove(db: sqlite3.Connection, note: Note) -> None:
        gone = remove_person(db, call.caller.rights, name, seen)
        note(call.entry("user.delete", gone.name, before=gone.audited()))

    await call.served.security.change(remove)
    return web.Response(status=204)


async def put_user_password(call: Call) -> web.Response:
    """Ends the person's sessions."""
    name, body, security = _known(call).name, call.body, call.served.security
    check_password(body.password, name)
    hashed = await security.passwords.hash(body.password)

    def give(one: Person) -> Person:
        return msgspec.structs.replace(one, password=hashed, must_change=body.must_change)

    def change(db: sqlite3.Connection, note: Note) -> None:
        change_person(db, call.caller.rights, name, give)
        note(call.entry("user.password", name))

    await security.change(change)
    return web.Response(status=204)


async def delete_user_totp(call: Call) -> web.Response:
    name = _known(call).name

    def change(db: sqlite3.Connection, note: Note) -> None:
        without = lambda one: msgspec.structs.replace(one, totp=None, totp_step=0)  # noqa: E731 # said in one line
        before, _ = change_person(db, call.caller.rights, name, without)
        note(call.entry("user.totp", name, before=before.totp is not None, after=False))

    await call.served.security.change(change)
    return web.Response(status=204)


async def list_user_sessions(call: Call) -> web.Response:
    return answer_sessions(call, _known(call).name)


async def end_user_session(call: Call) -> web.Response:
    await end_session(call, _known(call).name, call.path("id"))
    return web.Response(status=204)


async def end_user_sessions(call: Call) -> web.Response:
    name = _known(call).name

    def end(db: sqlite3.Connection, note: Note) -> None:
        known_person(db, name)
        sessions.end_all(db, name)
        note(call.entry("session.end", name))

    await call.served.security.change(end)
    return web.Response(status=204)


def _known(call: Call) -> Person:
    found = call.served.security.directory.known.person(call.path("user"))
    if found is None:
        raise Problem(404, fault("user-not-found", user=call.path("user")))
    return found


def _seen(call: Call, *, needed: bool = True) -> list[str]:
    """The entity tags of If-Match; `*` is any."""
    given = call.request.headers.get(hdrs.IF_MATCH)
    if given is None and needed:
        raise Problem(428, fault("precondition-missing"))
    return [] if given is None or given.strip() == "*" else list(entity_tags(given))


def _with(one: Person, body: ChangedUser) -> Person:
    return msgspec.structs.replace(
        one,
        title=body.name,
        language=body.language,
        grants=tuple(dict.fromkeys(body.grants)),
        disabled=body.disabled,
        subject=body.subject,
    )


def _check_areas(call: Call, grants: list[Grant]) -> None:
    check_areas(call, [one.area for one in grants if one.area is not None])


def check_areas(call: Call, areas: list[str]) -> None:
    """Refuse areas that the deployed project does not have."""
    known = call.served.project.area_names
    if unknown := [area for area in areas if area not in known]:
        listed = ", ".join(known) or "–"
        raise Problem(422, *(fault("unknown-area", area=area, known=listed) for area in unknown))


def _answer(call: Call, one: Person, status: int = 200) -> web.Response:
    return call.answer(_shown(call, one), status, {"ETag": one.etag})


def _shown(call: Call, one: Person) -> UserShown:
    said: dict[str, Any] = one.audited()
    said["name"], said["grants"] = said.pop("title"), list(one.grants)
    sign_on = call.served.security.directory.known.sign_ons.get(one.name, SignOn())
    seen = max((session.used for session in sessions_of(call, one.name)), default=None)
    return UserShown(
        **said,
        user=one.name,
        badges=sign_on.badges,
        pin=sign_on.pin,
        seen=None if seen is None else datetime.fromtimestamp(seen, UTC),
        etag=one.etag,
    )


USERS = f"{BASE}/users"
USER = f"{USERS}/{{user}}"
SESSIONS = f"{USER}/sessions"

ROUTES = [
    Route(
        method="GET",
        path=USERS,
        handler=list_users,
        summary="All people.",
        right="users",
        query=PageQuery,
        answers={200: Page[UserShown]},
    ),
    Route(
        method="POST",
        path=USERS,
        handler=add_user,
        summary="A new person.",
        right="users",
        body=NewUser,
        answers={201: UserShown},
        refused=(409,),
    ),
    Route(
        method="GET",
        path=USER,
        handler=get_user,
        summary="One person.",
        right="users",
        answers={200: UserShown},
        refused=(404,),
    ),
    Route(
        method="PUT",
        path=USER,
        handler=put_user,
        summary="Changes a person; needs If-Match.",
        right="users",
        body=ChangedUser,
        answers={200: UserShown},
        refused=(404, 409, 412, 428),
    ),
    Route(
        method="DELETE",
        path=USER,
        handler=delete_user,
        summary="Removes a person; what they did stays under their name.",
        right="users",
        answers={204: None},
        refused=(404, 409, 412),
    ),
    Route(
        method="PUT",
        path=f"{USER}/password",
        handler=put_user_password,
        summary="Gives a person another password; their sessions are over.",
        right="users",
        body=GivenPassword,
        answers={204: None},
        refused=(404, 409),
    ),
    Route(
        method="DELETE",
        path=f"{USER}/totp",
        handler=delete_user_totp,
        summary="Lets a person who lost the phone log in without one-time passwords.",
        right="users",
        answers={204: None},
        refused=(404, 409),
    ),
    Route(
        method="GET",
        path=SESSIONS,
        handler=list_user_sessions,
        summary="Where a person is logged in.",
        right="users",
        query=PageQuery,
        answers={200: Page[SessionShown]},
        refused=(404,),
    ),
    Route(
        method="DELETE",
        path=SESSIONS,
        handler=end_user_sessions,
        summary="Logs a person out everywhere.",
        right="users",
        answers={204: None},
        refused=(404,),
    ),
    Route(
        method="DELETE",
        path=f"{SESSIONS}/{{id}}",
        handler=end_user_session,
        summary="Logs a person out somewhere.",
        right="users",
        answers={204: None},
        refused=(404,),
    ),
]
