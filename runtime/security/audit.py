"""The audit: who changed what, when and why, with the state before and after, as a chain of hashes.

Each entry holds the SHA-256 of its content and of the hash of the entry before it, so that one that was changed, put in
or taken out is found by `broken`.
"""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from ..encoding import encode

SCHEMA = """
create table if not exists audit (
    number integer primary key, time text not null, author text not null, station text not null, action text not null,
    target text not null, area text not null, before text not null, after text not null, reason text not null,
    hash text not null
);
create index if not exists audit_target on audit (target, number);
create trigger if not exists audit_is_kept before delete on audit begin select raise(abort, 'the audit is kept'); end;
create trigger if not exists audit_is_fixed before update on audit begin select raise(abort, 'the audit is kept'); end;
"""
COLUMNS = "number, time, author, station, action, target, area, before, after, reason, hash"
START = "0" * 64
"""What the first entry follows."""


class Entry(msgspec.Struct, kw_only=True):
    """One change. `action` is `noun.verb` (`flow.deploy`), `target` what it was done to; `before` and `after` are JSON
    without secrets, null where there was or is nothing."""

    author: str
    action: str
    target: str = ""
    station: str = ""
    area: str = ""
    before: Any = None
    after: Any = None
    reason: str = ""


class Kept(msgspec.Struct, kw_only=True):
    """An entry as it is kept, its number and its place in the chain."""

    number: int
    time: datetime
    entry: Entry
    hash: str


def add(db: sqlite3.Connection, entry: Entry, when: datetime) -> Kept:
    """Append an entry; called in the transaction of the change itself."""
    last = db.execute("select number, hash from audit order by number desc limit 1").fetchone() or (0, START)
    number = last[0] + 1
    row = [number, when.isoformat(), entry.author, entry.station, entry.action, entry.target, entry.area]
    row += [encode(entry.before).decode(), encode(entry.after).decode(), entry.reason]
    hashed = _hash(last[1], row)
    db.execute(f"insert into audit ({COLUMNS}) values ({', '.join('?' * 11)})", [*row, hashed])
    return Kept(number=number, time=when, entry=entry, hash=hashed)


class Sought(NamedTuple):
    """Which entries: of one `target`, of one `author`, of one `action` or the kind that it begins with (`user`), not
    before `since` and before `until`; None: all."""

    target: str | None = None
    author: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


ALL = Sought()


def page(db: sqlite3.Connection, before: int | None, limit: int, sought: Sought = ALL) -> list[Kept]:
    """Entries before number `before`, the newest first."""
    target, author, action, since, until = sought
    tests: dict[str, Any] = {"number < ?": before or 2**62, "target = ?": target, "author = ?": author}
    tests |= {"time >= ?": since and _moment(since), "time < ?": until and _moment(until)}
    tests |= {"? in (action, substr(action, 1, instr(action, '.') - 1))": action}
    given = {test: value for test, value in tests.items() if value is not None}
    where = " and ".join(given)
    rows = db.execute(
        f"select {COLUMNS} from audit where {where} order by number desc limit ?", (*given.values(), limit)
    )
    return [_kept(row) for row in rows.fetchall()]


def _moment(when: datetime) -> str:
    try:
        return when.astimezone(UTC).isoformat()
    except OverflowError:  # the first or the last day there is, in another zone
        return (datetime.min if when.year == datetime.min.year else datetime.max).replace(tzinfo=UTC).isoformat()


def broken(db: sqlite3.Connection) -> int | None:
    """The number of the first entry that does not follow from the one before it; None when the chain is whole."""
    last, expected = START, 1
    for row in db.execute(f"select {COLUMNS} from audit order by number"):
        if row[0] != expected or row[-1] != _hash(last, row[:-1]):
            return expected
        last, expected = row[-1], expected + 1
    return None


def _hash(last: str, row: Any) -> str:
    return hashlib.sha256(msgspec.json.encode([last, *row])).hexdigest()


def _kept(row: Any) -> Kept:
    number, time, author, station, action, target, area, before, after, reason, chained = row
    entry = Entry(
        author=author,
        station=station,
        action=action,
        target=target,
        area=area,
        before=msgspec.json.decode(before),
        after=msgspec.json.decode(after),
        reason=reason,
    )
    return Kept(number=number, time=datetime.fromisoformat(time), entry=entry, hash=chained)
