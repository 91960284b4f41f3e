"""One-time passwords of the caller: set up, confirmed with a first code, taken away."""

from __future__ import annotations

import sqlite3
from typing import Annotated

import msgspec
from aiohttp import web

from ..faults import fault
from ..security import people, totp
from ..security.managing import known_person
from ..security.security import Note
from ..text import pick
from .login import too_many
from .me import person_of, proven_again
from .problem import Problem
from .routes import BASE, Call, Route

Password = Annotated[str, msgspec.Meta(max_length=256)]


class Enrol(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The password once more."""

    password: Password


class Enrolled(msgspec.Struct):
    """`secret` to type into an app or `uri` (otpauth) as the QR code `svg`; `setup` goes back with the first code.
    Nothing is changed until then."""

    secret: str
    uri: str
    svg: str
    setup: str


class Confirm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    setup: Annotated[str, msgspec.Meta(max_length=1000)]
    code: Annotated[str, msgspec.Meta(max_length=16)]


async def enrol(call: Call) -> web.Response:
    person, security = person_of(call), call.served.security
    await proven_again(call, person, call.body.password)
    place = pick(call.served.project.name, call.lang)

    def make(db: sqlite3.Connection) -> Enrolled:
        secret = totp.new_secret()
        uri = totp.uri(secret, person.name, place)
        return Enrolled(secret, uri, totp.qr_svg(uri), totp.sealed(security.key(db), secret, person.name).hex())

    return call.answer(await security.store.writing(make))


async def confirm(call: Call) -> web.Response:
    person, security, body = person_of(call), call.served.security, call.body
    now = security.now().timestamp()
    address = call.request.remote or ""
    if wait := security.attempts.begin(person.name, address):
        raise too_many(wait)

    def change(db: sqlite3.Connection, note: Note) -> None:
        before = known_person(db, person.name)
        try:
            sealed = bytes.fromhex(body.setup)
            secret = totp.unsealed(security.key(db), sealed, person.name)
        except ValueError:
            raise Problem(422, fault("wrong-setup", field="setup")) from None
        step = totp.step_of(secret, body.code, now, 0)
        if step is None:
            raise Problem(422, fault("wrong-code", field="code"))
        after = msgspec.structs.replace(before, totp=sealed, totp_step=step, version=before.version + 1)
        people.put(db, after)
        note(call.entry("user.totp", person.name, before=before.totp is not None, after=True))

    await security.change(change)
    security.attempts.succeeded(person.name, address)
    return web.Response(status=204)


async def remove(call: Call) -> web.Response:
    person = person_of(call)
    await proven_again(call, person, call.body.password)

    def change(db: sqlite3.Connection, note: Note) -> None:
        before = known_person(db, person.name)
        people.put(db, msgspec.structs.replace(before, totp=None, totp_step=0, version=before.version + 1))
        note(call.entry("user.totp", person.name, before=before.totp is not None, after=False))

    await call.served.security.change(change)
    return web.Response(status=204)


ROUTES = [
    Route(
        method="POST",
        path=f"{BASE}/me/totp",
        handler=enrol,
        summary="A new secret for one-time passwords; it is valid once it is confirmed.",
        right="signed-in",
        body=Enrol,
        answers={200: Enrolled},
        refused=(409, 429),
    ),
    Route(
        method="PUT",
        path=f"{BASE}/me/totp",
        handler=confirm,
        summary="Confirms the secret with a first code: from now on each log-in needs one.",
        right="signed-in",
        body=Confirm,
        answers={204: None},
        refused=(409, 429),
    ),
    Route(
        method="DELETE",
        path=f"{BASE}/me/totp",
        handler=remove,
        summary="Logs in without one-time passwords again.",
        right="signed-in",
        body=Enrol,
        answers={204: None},
        refused=(409, 429),
    ),
]
