"""Signatures: a person says again who they are, and what they mean, about one record.

What 21 CFR 11.50 and 11.70 ask of a signed record: the name of the signer, the time and the meaning are kept, and the
signature is bound to the record, here by its SHA-256. 11.200(a): the signer shows who they are for the signature
itself, whoever is signed on.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal

import msgspec

from ..encoding import encode
from .methods import Method

SCHEMA = """
create table if not exists signatures (
    number integer primary key, time text not null, person text not null, station text not null, meaning text not null,
    hash text not null, record text not null, method text not null, reason text not null
);
create index if not exists signatures_of on signatures (hash);
create trigger if not exists signature_is_kept before delete on signatures
    begin select raise(abort, 'signatures are kept'); end;
create trigger if not exists signature_is_fixed before update on signatures
    begin select raise(abort, 'signatures are kept'); end;
"""
Meaning = Literal["confirm", "bypass", "release"]
"""The right of this name is what the signer needs."""
COLUMNS = "number, time, person, station, meaning, hash, record, method, reason"


class Signature(msgspec.Struct, kw_only=True, frozen=True):
    """One signature. `record` is what was signed as the signer saw it, `hash` what binds the signature to it."""

    number: int
    time: datetime
    person: str
    station: str
    meaning: Meaning
    hash: str
    record: Any
    method: Method
    reason: str = ""


def record_hash(record: Any) -> str:
    """SHA-256 of a record, the same for the same members in any order."""
    return hashlib.sha256(encode(_ordered(record))).hexdigest()


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    return [_ordered(one) for one in value] if isinstance(value, list) else value


def sign(
    db: sqlite3.Connection,
    *,
    person: str,
    station: str,
    meaning: Meaning,
    record: Any,
    method: Method,
    reason: str,
    when: datetime,
) -> Signature:
    """Keep a signature of a person who has just shown who they are; called in a transaction."""
    values = (when.isoformat(), person, station, meaning, record_hash(record), encode(record).decode(), method, reason)
    number = db.execute(f"insert into signatures ({COLUMNS}) values (null, {', '.join('?' * 8)})", values).lastrowid
    found = get(db, number or 0)
    assert found is not None
    return found


def get(db: sqlite3.Connection, number: int) -> Signature | None:
    return next(iter(_read(db, "where number = ?", number)), None)


def of(db: sqlite3.Connection, hash: str) -> list[Signature]:
    """The signatures of one record, in the order they were given."""
    return _read(db, "where hash = ? order by number", hash)


def page(db: sqlite3.Connection, before: int | None, limit: int) -> list[Signature]:
    """The newest first."""
    return _read(db, "where number < ? order by number desc limit ?", before or 2**62, limit)


def signed(db: sqlite3.Connection, meaning: Meaning, since: datetime, but: Collection[str] = ()) -> dict[str, set[str]]:
    """What was signed with this meaning since then, by its hash: by whom, without those who may not be the second
    person."""
    rows = db.execute("select hash, person, time from signatures where meaning = ?", (meaning,)).fetchall()
    found: dict[str, set[str]] = {}
    for hash, person, time in rows:
        if person not in but and datetime.fromisoformat(time) >= since:
            found.setdefault(hash, set()).add(person)
    return found


def _read(db: sqlite3.Connection, where: str, *values: object) -> list[Signature]:
    rows = db.execute(f"select {COLUMNS} from signatures {where}", values).fetchall()
    return [
        Signature(
            number=number,
            time=datetime.fromisoformat(time),
            person=person,
            station=station,
            meaning=meaning,
            hash=hash,
            record=msgspec.json.decode(record),
            method=method,
            reason=reason,
        )
        for number, time, person, station, meaning, hash, record, method, reason in rows
    ]
