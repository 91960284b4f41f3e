"""Badges and PINs: what a person shows at a station.

A badge is known by a keyed hash (HMAC-SHA-256), so that it is found by one look-up and the file alone does not tell
which numbers count: the few million numbers of a card type are tried in seconds without the key.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import secrets
import sqlite3
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import msgspec

from .sealing import seal, unseal

SCHEMA = """
create table if not exists badges (
    hash blob primary key, person text not null, label text not null, added text not null
) without rowid;
create index if not exists badges_of on badges (person);
create table if not exists badge_key (one integer primary key check (one = 1), sealed blob not null);
create table if not exists pins (person text primary key, hash text not null) without rowid;
"""
SHORTEST, LONGEST = 4, 128
PLACE, KEY_BYTES = "badges", 32


class Badge(msgspec.Struct, frozen=True):
    """A badge as people see it. `label` is what is printed on it; the number itself is not kept."""

    id: str
    label: str
    added: datetime


class BadgesDamaged(Exception):
    """The key that badges are known by cannot be read any more: all are to be taken away and given anew."""


class BadgeTaken(Exception):
    """The badge belongs to a person already."""

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self.person = person


def scanned(given: str) -> str:
    """What a reader sent, as one form: wedges differ in case, in full-width characters and in what they send around
    the number."""
    shown = unicodedata.normalize("NFKC", given)
    return "".join(char for char in shown if char.isprintable() and not char.isspace()).upper()


class Badges:
    """Reads and changes the tables, in the thread of the file.

    The numbers are hashed with a key of their own, which stays when the keys of the secrets are made anew: `key` gives
    the one that it is sealed with, and blocks.
    """

    def __init__(self, key: Callable[[sqlite3.Connection], bytes]) -> None:
        self._key = key

    def add(self, db: sqlite3.Connection, person: str, number: str, label: str, when: datetime) -> Badge:
        """Give a person a badge. Raises BadgeTaken; ValueError for what is no number of a badge."""
        if not SHORTEST <= len(scanned(number)) <= LONGEST:
            raise ValueError(number)
        hashed = self._hash(db, number)
        taken = db.execute("select person from badges where hash = ?", (hashed,)).fetchone()
        if taken is not None:
            raise BadgeTaken(taken[0])
        db.execute("insert into badges values (?, ?, ?, ?)", (hashed, person, label, when.isoformat()))
        return Badge(_id(hashed), label, when)

    def of(self, db: sqlite3.Connection, person: str) -> list[Badge]:
        found = db.execute("select hash, label, added from badges where person = ? order by added", (person,))
        return [Badge(_id(hashed), label, datetime.fromisoformat(added)) for hashed, label, added in found.fetchall()]

    def remove(self, db: sqlite3.Connection, person: str, id: str) -> bool:
        """Take a badge away, because it was lost or given back. False when the person has none with this id."""
        rows = db.execute("select hash from badges where person = ?", (person,)).fetchall()
        gone = [row for row in rows if _id(row[0]) == id]
        db.executemany("delete from badges where hash = ?", gone)
        return bool(gone)

    def person(self, db: sqlite3.Connection, number: str) -> str | None:
        """Whose badge this is."""
        if db.execute("select 1 from badges").fetchone() is None:
            return None  # nobody has been given one
        row = db.execute("select person from badges where hash = ?", (self._hash(db, number),)).fetchone()
        return None if row is None else str(row[0])

    def _hash(self, db: sqlite3.Connection, number: str) -> bytes:
        return hmac.digest(self._own_key(db), scanned(number).encode(), "sha256")

    def _own_key(self, db: sqlite3.Connection) -> bytes:
        row = db.execute("select sealed from badge_key").fetchone()
        if row is not None:
            try:
                return unseal(self._key(db), row[0], PLACE)
            except ValueError:
                if db.execute("select 1 from badges").fetchone() is not None:
                    raise BadgesDamaged from None
        own = secrets.token_bytes(KEY_BYTES)
        db.execute("insert or replace into badge_key values (1, ?)", (seal(self._key(db), own, PLACE),))
        return own


def reseal(db: sqlite3.Connection, old: bytes, new: bytes) -> int:
    """Keep the key of the badges under another key; gives 1 when there is one. A damaged one stays as it is."""
    row = db.execute("select sealed from badge_key").fetchone()
    if row is None:
        return 0
    try:
        own = unseal(old, row[0], PLACE)
    except ValueError:
        return 1
    db.execute("update badge_key set sealed = ?", (seal(new, own, PLACE),))
    return 1


def set_pin(db: sqlite3.Connection, person: str, hashed: str | None) -> None:
    """Keep the hash of a PIN; None takes the PIN away."""
    db.execute("delete from pins where person = ?", (person,))
    if hashed is not None:
        db.execute("insert into pins values (?, ?)", (person, hashed))


def pin_hash(db: sqlite3.Connection, person: str) -> str | None:
    row = db.execute("select hash from pins where person = ?", (person,)).fetchone()
    return None if row is None else str(row[0])


class SignOn(NamedTuple):
    """What a person can show at a station."""

    badges: int = 0
    pin: bool = False


def sign_ons(db: sqlite3.Connection) -> dict[str, SignOn]:
    """What people can show at a station; who has nothing is not in it."""
    counts = dict(db.execute("select person, count(*) from badges group by person"))
    pins = {person for (person,) in db.execute("select person from pins")}
    return {person: SignOn(counts.get(person, 0), person in pins) for person in counts.keys() | pins}


def forget(db: sqlite3.Connection, person: str) -> None:
    """The person is gone: so are badge and PIN."""
    db.execute("delete from badges where person = ?", (person,))
    db.execute("delete from pins where person = ?", (person,))


def weak_pin(pin: str) -> bool:
    """One that is tried first: all digits the same, or in a row up or down."""
    steps = {int(b) - int(a) for a, b in itertools.pairwise(pin)}
    return steps in ({0}, {1}, {-1})


def _id(hashed: bytes) -> str:
    return hashlib.sha256(hashed).hexdigest()[:16]
