"""Proving who one is by user name and password, and a code where one is asked for.

One that fails tells nothing about which users there are: the answer and the time it takes are the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import msgspec
import structlog

from . import people, totp
from .people import Person
from .security import Security

_log = structlog.get_logger("sinterflow.security")


class Wrong(Exception):
    """The name or the password is wrong, or that person may not log in."""


class CodeNeeded(Exception):
    """The password is right, and a one-time password is needed. `wrong`: one was given."""

    def __init__(self, wrong: bool) -> None:
        super().__init__(wrong)
        self.wrong = wrong


class TooMany(Exception):
    """Too many attempts failed; `seconds` until the next may be made."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


async def prove(security: Security, name: str, password: str, address: str, code: str | None = "") -> Person:
    """Who it is. `address` is where they are, `code` None: it is not asked for. Raises Wrong, CodeNeeded, TooMany."""
    if wait := security.attempts.begin(name, address):
        raise TooMany(wait)
    known = security.directory.known.person(name)
    may = known is not None and not known.disabled and bool(known.password)
    fits = await security.passwords.fits(password, known.password if may and known is not None else None)
    if known is None or not fits:
        _log.warning("a log-in failed", user=known.name if known is not None else "?", address=address)
        raise Wrong
    if known.totp is not None and code is not None:
        await _use_code(security, known, code)
    security.attempts.succeeded(name, address)
    if security.passwords.is_old(known.password):
        await _renew(security, known, password)
    return known


async def _use_code(security: Security, known: Person, code: str) -> None:
    """A code counts once."""
    if not code:
        raise CodeNeeded(wrong=False)
    now = security.now().timestamp()

    def use(db: sqlite3.Connection) -> bool:
        person = people.find(db, known.name)
        if person is None or person.totp is None:
            return False
        try:
            secret = totp.unsealed(security.key(db), person.totp, person.name)
        except ValueError:  # damaged: as if no code were right, until an administrator takes it away
            _log.error("the secret of one-time passwords is damaged", user=person.name)
            return False
        step = totp.step_of(secret, code, now, person.totp_step)
        if step is not None:
            people.put(db, msgspec.structs.replace(person, totp_step=step))
        return step is not None

    if not await security.directory.change(use):
        raise CodeNeeded(wrong=True)


async def _renew(security: Security, known: Person, password: str) -> None:
    """Keep the hash with the parameters of today, unless there is another password meanwhile."""
    made = await security.passwords.hash(password)
    await security.directory.change(_replacing(known, made))


def _replacing(known: Person, made: str) -> Callable[[sqlite3.Connection], None]:
    def replace(db: sqlite3.Connection) -> None:
        person = people.find(db, known.name)
        if person is not None and person.password == known.password:
            people.put(db, msgspec.structs.replace(person, password=made))

    return replace
