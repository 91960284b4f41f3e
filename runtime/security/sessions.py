"""Sessions: who is logged in where, for how long. The bearer has a random token, the file its hash alone."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
from base64 import urlsafe_b64encode
from typing import Any

import msgspec

from .methods import Method

SCHEMA = """
create table if not exists sessions (
    id text primary key, hash blob not null unique, person text not null collate nocase, station text not null,
    method text not null, idle real not null,
    created real not null, used real not null, ends real not null, address text not null, agent text not null
);
create index if not exists sessions_person on sessions (person);
"""
COLUMNS = "id, hash, person, station, method, idle, created, used, ends, address, agent"
IDLE = 8 * 3600.0
"""Seconds without a request after which a session is over: a shift."""
LONGEST = 7 * 24 * 3600.0
"""Seconds after which a session is over in any case."""
MOST = 20
"""Sessions that one person may have; a further one ends the oldest."""


class Session(msgspec.Struct, kw_only=True):
    """A log-in, by `method`. `station` is the device it was made at, if it is one; `idle`: seconds without a request
    after which it is over; times are seconds since 1970."""

    id: str
    hash: bytes
    person: str
    station: str = ""
    method: Method = "password"
    idle: float = IDLE
    created: float
    used: float
    ends: float
    address: str = ""
    agent: str = ""

    def is_over(self, now: float) -> bool:
        return now >= self.ends or now - self.used >= self.idle


def new_session(
    person: str,
    now: float,
    *,
    method: Method,
    address: str = "",
    agent: str = "",
) -> tuple[Session, str]:
    """A session, and the token that its bearer shows."""
    token = secrets.token_urlsafe(32)
    made = Session(
        id=secrets.token_hex(8),
        hash=hash_of(token),
        person=person,
        method=method,
        created=now,
        used=now,
        ends=now + LONGEST,
        address=address,
        agent=agent[:200],
    )
    return made, token


def hash_of(token: str) -> bytes:
    """What is kept of a random token: guessing one is hopeless, so a plain hash will do."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def csrf_of(token: str) -> str:
    """What a page shows besides the cookie; it follows from the token, which a page of another site cannot read."""
    return urlsafe_b64encode(hmac.digest(token.encode(errors="replace"), b"csrf", "sha256")).decode().rstrip("=")


def all_sessions(db: sqlite3.Connection) -> list[Session]:
    return [_session(row) for row in db.execute(f"select {COLUMNS} from sessions order by created")]


def begin(db: sqlite3.Connection, one: Session) -> None:
    """Keep a new session, and no more than a person may have."""
    marks = ", ".join("?" * len(COLUMNS.split(", ")))
    db.execute(
        f"insert into sessions ({COLUMNS}) values ({marks})", [getattr(one, each) for each in COLUMNS.split(", ")]
    )
    kept = "select id from sessions where person = ? order by created desc, id limit ?"
    db.execute(f"delete from sessions where person = ? and id not in ({kept})", (one.person, one.person, MOST))


def end(db: sqlite3.Connection, id: str) -> None:
    db.execute("delete from sessions where id = ?", (id,))


def end_all(db: sqlite3.Connection, person: str, but: str = "") -> None:
    """End every session of a person, except one."""
    db.execute("delete from sessions where person = ? and id <> ?", (person, but))


def keep_used(db: sqlite3.Connection, used: dict[str, float], now: float) -> None:
    """Keep when sessions were last used, and forget those that are over."""
    db.executemany("update sessions set used = ? where id = ?", [(when, id) for id, when in used.items()])
    db.execute("delete from sessions where ends <= ? or used + idle <= ?", (now, now))


def _session(row: Any) -> Session:
    return Session(**dict(zip(COLUMNS.split(", "), row, strict=True)))
