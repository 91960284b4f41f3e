"""API tokens: what programs show. A token is shown once, when it is made; the file has its hash."""

from __future__ import annotations

import secrets
import sqlite3
from datetime import UTC, datetime
from typing import Any

import msgspec

from .granted import Granted
from .rights import Right
from .sessions import hash_of

SCHEMA = """
create table if not exists tokens (
    id text primary key, name text not null, hash blob not null unique, owner text not null collate nocase,
    rights text not null, areas text not null, created real not null, expires real, used real
);
"""
PREFIX = "sft_"
"""Scanners for leaked secrets find tokens by it."""
LAST = datetime.max.replace(tzinfo=UTC, microsecond=0).timestamp()
"""The latest end of a token that can be shown."""
COLUMNS = "id, name, hash, owner, rights, areas, created, expires, used"


class Token(msgspec.Struct, kw_only=True):
    """What a program may do. `areas` None: everywhere. `owner`: who made it; it never has more rights than they have,
    and ends with them. Empty: it was made on the machine itself. Times are seconds since 1970."""

    id: str
    name: str
    hash: bytes
    owner: str
    rights: frozenset[Right]
    areas: tuple[str, ...] | None
    created: float
    expires: float | None = None
    used: float | None = None

    @property
    def granted(self) -> Granted:
        """What it was made for."""
        return Granted.of((area, self.rights) for area in ([None] if self.areas is None else self.areas))

    def is_over(self, now: float) -> bool:
        return self.expires is not None and now >= self.expires

    def audited(self) -> dict[str, Any]:
        areas = None if self.areas is None else list(self.areas)
        return {"name": self.name, "owner": self.owner, "rights": sorted(self.rights), "areas": areas}


def new_token(
    name: str, owner: str, rights: frozenset[Right], areas: tuple[str, ...] | None, now: float, expires: float | None
) -> tuple[Token, str]:
    """A token, and what its bearer shows."""
    shown = PREFIX + secrets.token_urlsafe(32)
    made = Token(
        id=secrets.token_hex(6),
        name=name,
        hash=hash_of(shown),
        owner=owner,
        rights=rights,
        areas=areas,
        created=now,
        expires=None if expires is None else min(expires, LAST),
    )
    return made, shown


def all_tokens(db: sqlite3.Connection) -> list[Token]:
    return [_token(*row) for row in db.execute(f"select {COLUMNS} from tokens order by created, id")]


def add(db: sqlite3.Connection, one: Token) -> None:
    row = [one.id, one.name, one.hash, one.owner, _json(sorted(one.rights)), _json(one.areas), one.created]
    db.execute(f"insert into tokens ({COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)", [*row, one.expires, one.used])


def remove(db: sqlite3.Connection, id: str) -> None:
    db.execute("delete from tokens where id = ?", (id,))


def keep_used(db: sqlite3.Connection, used: dict[str, float]) -> None:
    """Keep when tokens were last used."""
    db.executemany("update tokens set used = ? where id = ?", [(when, id) for id, when in used.items()])


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _token(id: str, name: str, hash: bytes, owner: str, rights: str, areas: str, *times: Any) -> Token:
    created, expires, used = times
    return Token(
        id=id,
        name=name,
        hash=hash,
        owner=owner,
        rights=msgspec.json.decode(rights, type=frozenset[Right]),
        areas=msgspec.json.decode(areas, type=tuple[str, ...] | None),
        created=created,
        expires=expires,
        used=used,
    )
