"""Stations: devices at a place, each paired once and known by its token from then on."""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from ..text import Text
from .sessions import hash_of

SCHEMA = """
create table if not exists stations (
    id text primary key, name text not null, area text not null, pages text not null, idle integer not null,
    disabled integer not null, token blob unique, paired text
) without rowid;
create table if not exists pairings (
    station text primary key references stations (id) on delete cascade, code blob not null unique, until text not null
) without rowid;
"""
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
PREFIX = "sfs_"
"""Begins the token of a station, so that one that leaks is recognised."""
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letter or digit that is taken for another."""
CODE_LENGTH = 8
CODE_TIME = timedelta(minutes=10)
IDLE = 300
"""Seconds without a request after which a person at a station is signed off, unless it says otherwise."""


class Station(msgspec.Struct, kw_only=True, frozen=True):
    """A device at a place. `pages`: what it may show, empty: all; `idle`: seconds until a person is signed off;
    `paired`: since when a device has its token, None: no device has one."""

    id: str
    name: Text = ""
    area: str = ""
    pages: Sequence[str] = ()
    idle: int = IDLE
    disabled: bool = False
    paired: datetime | None = None

    @property
    def at_work(self) -> bool:
        """Whether a device may act as it."""
        return self.paired is not None and not self.disabled

    def audited(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "area": self.area,
            "pages": list(self.pages),
            "idle": self.idle,
            "disabled": self.disabled,
        }


class Pairing(NamedTuple):
    """What a person types at the device, until then."""

    code: str
    until: datetime


def put(db: sqlite3.Connection, station: Station) -> bool:
    """Make or change a station; its token stays. True when it is new."""
    row = (
        msgspec.json.encode(station.name).decode(),
        station.area,
        msgspec.json.encode(station.pages).decode(),
        station.idle,
        station.disabled,
        station.id,
    )
    changed = db.execute("update stations set name=?, area=?, pages=?, idle=?, disabled=? where id=?", row)
    if changed.rowcount:
        return False
    db.execute("insert into stations (name, area, pages, idle, disabled, id) values (?, ?, ?, ?, ?, ?)", row)
    return True


def get(db: sqlite3.Connection, id: str) -> Station | None:
    return next(iter(_read(db, "where id = ?", id)), None)


def everyone(db: sqlite3.Connection) -> list[Station]:
    return _read(db, "order by id")


def tokens(db: sqlite3.Connection) -> dict[bytes, str]:
    """Stations by the hash of their token."""
    return dict(db.execute("select token, id from stations where token is not null"))


def delete(db: sqlite3.Connection, id: str) -> bool:
    """The station is gone and its token counts no more. False when there was none."""
    _sign_off(db, id)
    return db.execute("delete from stations where id = ?", (id,)).rowcount > 0


def unpair(db: sqlite3.Connection, id: str) -> None:
    """The device's token counts no more, because it was lost or exchanged; nor does the session of who is signed on."""
    _sign_off(db, id)
    db.execute("update stations set token = null, paired = null where id = ?", (id,))
    db.execute("delete from pairings where station = ?", (id,))


def invite(db: sqlite3.Connection, id: str, now: datetime) -> Pairing:
    """A code with which a device becomes this station, once; an earlier code counts no more."""
    code, until = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)), now + CODE_TIME
    db.execute("insert or replace into pairings values (?, ?, ?)", (id, hash_of(code), until.isoformat()))
    return Pairing(code, until)


def pair(db: sqlite3.Connection, code: str, now: datetime) -> tuple[Station, str] | None:
    """The station that a code is for, and the token that its device has from now on. None for a wrong or old code."""
    typed = "".join(code.upper().split()).replace("-", "")
    row = db.execute("select station, until from pairings where code = ?", (hash_of(typed),)).fetchone()
    if row is None:
        return None
    db.execute("delete from pairings where station = ?", (row[0],))
    if datetime.fromisoformat(row[1]) < now:
        return None
    token = PREFIX + secrets.token_urlsafe(32)
    _sign_off(db, row[0])
    db.execute("update stations set token = ?, paired = ? where id = ?", (hash_of(token), now.isoformat(), row[0]))
    station = get(db, row[0])
    return None if station is None else (station, token)


def _sign_off(db: sqlite3.Connection, id: str) -> None:
    """Sessions are the device's that had the station until now: the next one must not bring them back to life."""
    db.execute("delete from sessions where station = ?", (id,))


def _read(db: sqlite3.Connection, where: str, *values: object) -> list[Station]:
    rows = db.execute(f"select id, name, area, pages, idle, disabled, paired from stations {where}", values)
    return [
        Station(
            id=id,
            name=msgspec.json.decode(name),
            area=area,
            pages=msgspec.json.decode(pages),
            idle=idle,
            disabled=bool(disabled),
            paired=None if paired is None else datetime.fromisoformat(paired),
        )
        for id, name, area, pages, idle, disabled, paired in rows.fetchall()
    ]
