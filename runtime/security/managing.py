"""Changing people and roles: what is refused, whoever asks.

The functions work within the transaction of their caller and raise NotDone, which undoes it. `by` is what the one who
asks may do: nobody gives or takes what they do not have themselves, and there is always somebody who manages people.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable
from typing import Any, Literal

import msgspec

from ..errors import FaultError
from ..faults import Fault, fault
from . import badges, own_roles, people, sessions
from .directory import Known
from .granted import Granted
from .own_roles import OwnRole
from .passwords import weakness
from .people import NAME, RESERVED, Person
from .roles import ROLES

Why = Literal["value", "missing", "exists", "stale", "beyond", "conflict"]


class NotDone(FaultError):
    """A change that is refused. `etag`: with "stale" that of the present state, None: there is nothing."""

    def __init__(self, why: Why, said: Fault, etag: str | None = None) -> None:
        super().__init__([said])
        self.why = why
        self.etag = etag


def check_password(password: str, name: str) -> None:
    """Refuse one that is too easy. Raises NotDone."""
    if code := weakness(password, name):
        raise NotDone("value", fault(code, field="password"))


def add_person(db: sqlite3.Connection, by: Granted, one: Person) -> Person:
    """A new person."""
    one = msgspec.structs.replace(one, name=people.plain(one.name))
    if not NAME.fullmatch(one.name) or one.name.casefold() in RESERVED:
        raise NotDone("value", fault("wrong-user-name", given=one.name, field="user"))
    if Known(db).person(one.name) is not None:
        raise NotDone("exists", fault("user-exists", user=one.name))
    _check_grants(db, by, one)
    _check_subject(db, one)
    people.put(db, one)
    return one


def change_person(
    db: sqlite3.Connection,
    by: Granted,
    name: str,
    changed: Callable[[Person], Person],
    seen: Iterable[str] = (),
) -> tuple[Person, Person]:
    """The person before and after. `seen`: entity tags of which one must be the present one; none: any is good."""
    before = known_person(db, name)
    if seen and before.etag not in seen:
        raise NotDone("stale", fault("changed-meanwhile", what=before.name), before.etag)
    after = msgspec.structs.replace(changed(before), version=before.version + 1)
    check_reach(db, by, before)
    _check_grants(db, by, after)
    _check_subject(db, after)
    with _AnAdminIsLeft(db):
        people.put(db, after)
    if after.disabled or after.password != before.password:
        sessions.end_all(db, after.name)
    return before, after


def remove_person(db: sqlite3.Connection, by: Granted, name: str, seen: Iterable[str] = ()) -> Person:
    """The person who was there; their sessions and tokens are over."""
    before = known_person(db, name)
    if seen and before.etag not in seen:
        raise NotDone("stale", fault("changed-meanwhile", what=before.name), before.etag)
    check_reach(db, by, before)
    with _AnAdminIsLeft(db):
        people.remove(db, before.name)
    sessions.end_all(db, before.name)
    badges.forget(db, before.name)
    db.execute("delete from tokens where owner = ?", (before.name,))
    return before


def put_role(
    db: sqlite3.Connection, by: Granted, role: OwnRole, seen: Collection[str], new: bool
) -> tuple[OwnRole | None, OwnRole]:
    """A role before and after. `new`: there must be none yet."""
    if role.name in ROLES or not NAME.fullmatch(role.name):
        raise NotDone("value", fault("wrong-role-name", given=role.name))
    before = own_roles.own_roles(db).get(role.name)
    etag = None if before is None else before.etag
    if (new and before is not None) or (not new and before is None) or (seen and (etag is None or etag not in seen)):
        raise NotDone("stale", fault("changed-meanwhile", what=role.name), etag)
    if not role.rights | (before.rights if before is not None else frozenset()) <= by.everywhere:
        raise NotDone("beyond", fault("beyond-own-rights", what=role.name))
    after = msgspec.structs.replace(role, version=1 if before is None else before.version + 1)
    with _AnAdminIsLeft(db):
        own_roles.put(db, after)
    return before, after


def remove_role(db: sqlite3.Connection, by: Granted, name: str) -> OwnRole:
    """The role that was there; one that somebody has stays."""
    before = own_roles.own_roles(db).get(name)
    if before is None:
        raise NotDone("missing", fault("role-not-found", role=name))
    if not before.rights <= by.everywhere:
        raise NotDone("beyond", fault("beyond-own-rights", what=name))
    bearers = [one.name for one in people.everybody(db) if any(grant.role == name for grant in one.grants)]
    if bearers:
        raise NotDone("conflict", fault("role-in-use", role=name, users=", ".join(bearers[:5])))
    own_roles.remove(db, name)
    return before


def known_person(db: sqlite3.Connection, name: str) -> Person:
    found = Known(db).person(name)
    if found is None:
        raise NotDone("missing", fault("user-not-found", user=name))
    return found


class _AnAdminIsLeft:
    """Refuses what takes the last one away who can manage people."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._before = Known(db).admins()

    def __enter__(self) -> None:
        """Nothing to do: the state before is known."""

    def __exit__(self, kind: object, *error: Any) -> None:
        if kind is None and self._before and not Known(self._db).admins():
            raise NotDone("conflict", fault("last-admin", user=", ".join(self._before)))


def check_reach(db: sqlite3.Connection, by: Granted, one: Person) -> None:
    """Who could change a mightier person's password or grants could become that person."""
    if not by.covers(Known(db).granted_by(one)):
        raise NotDone("beyond", fault("beyond-own-rights", what=one.name))


def _check_grants(db: sqlite3.Connection, by: Granted, one: Person) -> None:
    known = Known(db)
    for grant in one.grants:
        if grant.role not in known.roles:
            listed = ", ".join(known.roles)
            raise NotDone("value", fault("unknown-role", role=grant.role, known=listed, field="grants"))
    if not by.covers(known.granted_by(one)):
        raise NotDone("beyond", fault("beyond-own-rights", what=one.name))


def _check_subject(db: sqlite3.Connection, one: Person) -> None:
    if one.subject is None:
        return
    row = db.execute("select name from people where subject = ? and name <> ?", (one.subject, one.name)).fetchone()
    if row is not None:
        raise NotDone("conflict", fault("subject-taken", user=row[0], field="subject"))
