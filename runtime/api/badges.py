"""Badges and PINs of people, and the policy that says what they are enough for."""

from __future__ import annotations

import sqlite3
from typing import Annotated

import msgspec
from aiohttp import web

from ..faults import fault
from ..security import badges
from ..security.badges import Badge, BadgesDamaged, BadgeTaken, weak_pin
from ..security.managing import NotDone, check_reach, known_person
from ..security.methods import DEFAULT_POLICY, Method, enough
from ..security.policy import set_policy
from ..security.rights import Right
from ..security.security import Note
from .me import person_of, proven_again
from .problem import Problem
from .routes import BASE, Call, Route


class NewBadge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`number`: as a reader sends it. `label`: what is printed on the badge."""

    number: Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
    label: Annotated[str, msgspec.Meta(max_length=100)] = ""


class BadgeList(msgspec.Struct):
    items: list[Badge]
    next: str | None = None


class NewPin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Digits; `password`: of the one who sets their own."""

    pin: Annotated[str, msgspec.Meta(pattern="^[0-9]{4,12}$")]
    password: Annotated[str, msgspec.Meta(max_length=256)] = ""


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For each right the weakest sign-on that opens it; rights that are not named are as at the beginning."""

    least: dict[Right, Method]


async def list_badges(call: Call) -> web.Response:
    name, security = call.path("user"), call.served.security

    def read(db: sqlite3.Connection) -> list[Badge]:
        return security.badges.of(db, known_person(db, name).name)

    return call.answer(BadgeList(await security.store.reading(read)))


async def add_badge(call: Call) -> web.Response:
    name, body, security = call.path("user"), call.body, call.served.security
    when = security.now()

    def add(db: sqlite3.Connection, note: Note) -> Badge:
        person = known_person(db, name)
        check_reach(db, call.caller.rights, person)
        made = security.badges.add(db, person.name, body.number, body.label, when)
        note(call.entry("badge.add", person.name, after={"badge": made.id, "label": made.label}))
        return made

    try:
        return call.answer(await security.change(add), 201)
    except BadgeTaken as refused:
        raise Problem(409, fault("badge-taken", user=refused.person, field="number")) from None
    except BadgesDamaged:
        raise Problem(503, fault("badges-damaged")) from None
    except ValueError:
        raise Problem(422, fault("wrong-badge", field="number")) from None


async def delete_badge(call: Call) -> web.Response:
    name, id, security = call.path("user"), call.path("badge"), call.served.security

    def remove(db: sqlite3.Connection, note: Note) -> bool:
        person = known_person(db, name)
        check_reach(db, call.caller.rights, person)
        gone = security.badges.remove(db, person.name, id)
        if gone:
            note(call.entry("badge.delete", person.name, before={"badge": id}))
        return gone

    if not await security.change(remove):
        raise Problem(404, fault("badge-not-found", badge=id, user=name))
    return web.Response(status=204)


async def put_pin(call: Call) -> web.Response:
    """For somebody else, who is told it."""
    await _keep_pin(call, call.path("user"), call.body.pin)
    return web.Response(status=204)


async def put_own_pin(call: Call) -> web.Response:
    person = person_of(call)
    await proven_again(call, person, call.body.password)
    await _keep_pin(call, person.name, call.body.pin, own=True)
    return web.Response(status=204)


async def delete_pin(call: Call) -> web.Response:
    def remove(db: sqlite3.Connection, note: Note) -> None:
        person = known_person(db, call.path("user"))
        check_reach(db, call.caller.rights, person)
        badges.set_pin(db, person.name, None)
        note(call.entry("pin.delete", person.name))

    await call.served.security.change(remove)
    return web.Response(status=204)


async def _keep_pin(call: Call, name: str, pin: str, *, own: bool = False) -> None:
    if weak_pin(pin):
        raise Problem(422, fault("weak-pin", field="pin"))
    hashed = await call.served.security.passwords.hash(pin)

    def keep(db: sqlite3.Connection, note: Note) -> None:
        person = known_person(db, name)
        if not own:
            check_reach(db, call.caller.rights, person)
        badges.set_pin(db, person.name, hashed)
        note(call.entry("pin.set", person.name))

    await call.served.security.change(keep)


async def get_policy(call: Call) -> web.Response:
    return call.answer(Policy(call.served.security.directory.known.policy))


async def put_policy(call: Call) -> web.Response:
    """Refuses what would lock out the one who sets it."""
    wanted, before = call.body.least, call.served.security.directory.known.policy
    least = wanted.get("users", DEFAULT_POLICY["users"])
    sessions = call.served.security.directory.known.sessions.values()
    session = next((one for one in sessions if one.id == call.caller.credential), None)
    if session is not None and not enough(session.method, least):
        raise Problem(409, fault("policy-locks-out", field="users"))
    changed = {right for right, method in {**DEFAULT_POLICY, **wanted}.items() if before[right] != method}
    if changed - call.caller.rights.everywhere:  # who is kept from a right by the policy could else change the policy
        raise NotDone("beyond", fault("beyond-own-rights", what=", ".join(sorted(changed))))

    def put(db: sqlite3.Connection, note: Note) -> None:
        set_policy(db, wanted)
        note(call.entry("policy.put", "policy", before=before, after={**DEFAULT_POLICY, **wanted}))

    await call.served.security.change(put)
    return await get_policy(call)


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/users/{{user}}/badges",
        handler=list_badges,
        summary="The badges of a person; their numbers are not kept.",
        right="users",
        answers={200: BadgeList},
        refused=(404,),
    ),
    Route(
        method="POST",
        path=f"{BASE}/users/{{user}}/badges",
        handler=add_badge,
        summary="Gives a person a badge.",
        right="users",
        body=NewBadge,
        answers={201: Badge},
        refused=(404, 409),
    ),
    Route(
        method="DELETE",
        path=f"{BASE}/users/{{user}}/badges/{{badge}}",
        handler=delete_badge,
        summary="Takes a badge away.",
        right="users",
        answers={204: None},
        refused=(404,),
    ),
    Route(
        method="PUT",
        path=f"{BASE}/users/{{user}}/pin",
        handler=put_pin,
        summary="Gives a person a PIN.",
        right="users",
        body=NewPin,
        answers={204: None},
        refused=(404,),
    ),
    Route(
        method="DELETE",
        path=f"{BASE}/users/{{user}}/pin",
        handler=delete_pin,
        summary="Takes a person's PIN away.",
        right="users",
        answers={204: None},
        refused=(404,),
    ),
    Route(
        method="PUT",
        path=f"{BASE}/me/pin",
        handler=put_own_pin,
        summary="Sets the caller's own PIN; needs the password.",
        right="signed-in",
        body=NewPin,
        answers={204: None},
        refused=(409, 429),
    ),
    Route(
        method="GET",
        path=f"{BASE}/policy",
        handler=get_policy,
        summary="For each right the weakest sign-on that opens it.",
        right="users",
        answers={200: Policy},
    ),
    Route(
        method="PUT",
        path=f"{BASE}/policy",
        handler=put_policy,
        summary="Sets which sign-on is enough for which right.",
        right="users",
        body=Policy,
        answers={200: Policy},
        refused=(409,),
    ),
]
