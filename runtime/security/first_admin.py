"""The first administrator: made at the first start, with a random password, to be changed at the first log-in."""

from __future__ import annotations

import sqlite3

from ..private import write_private
from . import people
from .audit import Entry
from .passwords import random_password
from .people import Grant, Person
from .security import Note, Security

NAME = "admin"
FILE = "initial-password"


def make_first_admin(security: Security, *, to_file: bool) -> str | None:
    """The password of the first administrator; None when there are people already. Blocks. Raises OSError.

    `to_file`: it is also written to `initial-password`, which only the owner may read, before it counts.
    """
    if security.directory.known.people:
        _tidy(security)
        return None
    password = random_password()
    admin = Person(
        name=NAME,
        title="Administrator",
        grants=(Grant("admin"),),
        password=security.passwords.hash_now(password),
        must_change=True,
    )
    if to_file:
        write_private(security.data / FILE, f"{password}\n".encode())

    def add(db: sqlite3.Connection, note: Note) -> None:
        people.put(db, admin)
        note(Entry(author="local", action="user.add", target=NAME, after=admin.audited()))

    security.change_now(add)
    return password


def forget_initial_password(security: Security) -> None:
    """The first administrator has another password now. Blocks; raises OSError."""
    (security.data / FILE).unlink(missing_ok=True)


def _tidy(security: Security) -> None:
    """A crash between the change of the password and the removal of the file left that behind."""
    admin = security.directory.known.person(NAME)
    if admin is None or not admin.must_change:
        forget_initial_password(security)
