"""Who somebody is by what they show at a station or for a signature: a badge, a PIN, a password."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import msgspec
import structlog

from . import badges
from .methods import Method
from .people import Person
from .proof import TooMany, Wrong, prove
from .security import Security

Shown = Annotated[str, msgspec.Meta(max_length=256)]
_log = structlog.get_logger("sinterflow.security")


class Evidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A badge as the reader sent it, with or without a PIN; or a user name with a PIN or a password; `code`: the
    one-time password, of people who have that."""

    badge: Shown = ""
    user: Shown = ""
    pin: Annotated[str, msgspec.Meta(max_length=12)] = ""
    password: Shown = ""
    code: Annotated[str, msgspec.Meta(max_length=16)] = ""


class Identified(NamedTuple):
    """Who it is, and how that was shown."""

    person: Person
    method: Method


class Incomplete(Exception):
    """What was shown can tell nobody."""


async def identify(security: Security, shown: Evidence, place: str) -> Identified:
    """Who it is. `place` is the address or station at which attempts are counted.

    Raises Incomplete; Wrong, CodeNeeded, TooMany.
    """
    if shown.user and shown.password:
        person = await prove(security, shown.user, shown.password, place, shown.code)
        return Identified(person, password_method(person))
    if shown.badge:
        return await _by_badge(security, shown.badge, shown.pin, place)
    if shown.user and shown.pin:
        return Identified(await _with_pin(security, shown.user, shown.user, shown.pin, place), "pin")
    raise Incomplete


def password_method(person: Person) -> Method:
    """How a person has logged in who has shown the password: who has one-time passwords has shown one too."""
    return "password" if person.totp is None else "password+code"


async def _by_badge(security: Security, badge: str, pin: str, place: str) -> Identified:
    holder = await security.store.reading(lambda db: security.badges.person(db, badge))
    if pin:
        # attempts are counted by the person, so that a PIN cannot be tried on with two badges in turn
        return Identified(await _with_pin(security, holder, holder or "", pin, place), "badge+pin")
    if wait := security.attempts.begin("", place):
        raise TooMany(wait)
    person = security.directory.known.person(holder) if holder is not None else None
    if person is None or person.disabled:
        _log.warning("an unknown badge was shown", place=place)
        raise Wrong
    security.attempts.succeeded("", place)
    return Identified(person, "badge")


async def _with_pin(security: Security, user: str | None, counted: str, pin: str, place: str) -> Person:
    if wait := security.attempts.begin(counted, place):
        raise TooMany(wait)
    person = security.directory.known.person(user) if user is not None else None
    kept = None
    if person is not None and not person.disabled:
        name = person.name
        kept = await security.store.reading(lambda db: badges.pin_hash(db, name))
    if not await security.passwords.fits(pin, kept) or person is None:
        _log.warning("a sign-on with a PIN failed", user=person.name if person is not None else "?", place=place)
        raise Wrong
    security.attempts.succeeded(counted, place)
    return person
