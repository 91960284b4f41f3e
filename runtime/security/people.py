"""People: their names, what they may do, and how they show who they are.

The functions here work on the file, within the transaction of their caller, who adds the audit entry to it.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from typing import Any

import msgspec

from .granted import Granted

SCHEMA = """
create table if not exists people (
    name text primary key collate nocase, title text not null, language text not null, grants text not null,
    password text not null, must_change integer not null, disabled integer not null, totp blob,
    totp_step integer not null, subject text unique, version integer not null
);
"""
NAME = re.compile(r"[^\W_][\w.@-]{0,63}")
RESERVED = frozenset({"local"})
COLUMNS = "name, title, language, grants, password, must_change, disabled, totp, totp_step, subject, version"


def plain(name: str) -> str:
    """A user name as it is kept: a Chinese keyboard writes Latin letters in full width, too (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", name).strip()


def key(name: str) -> str:
    """What two names have in common that are one."""
    return plain(name).casefold()


class Grant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A role; with an area it counts for what belongs to that area."""

    role: str
    area: str | None = None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may log in. `title` is the name that others see, `password` the hash, empty: none.

    `totp` is the sealed secret of one-time passwords, `totp_step` the last time step that was used. `subject` is who
    this is to an OpenID provider. `version` rises with each change that others make or see.
    """

    name: str
    title: str = ""
    language: str = ""
    grants: tuple[Grant, ...] = ()
    password: str = ""
    must_change: bool = False
    disabled: bool = False
    totp: bytes | None = None
    totp_step: int = 0
    subject: str | None = None
    version: int = 1

    @property
    def etag(self) -> str:
        return f'"{self.version}"'

    def audited(self) -> dict[str, Any]:
        """What the audit keeps of a person: no hash and no secret."""
        return {
            "title": self.title,
            "language": self.language,
            "grants": [msgspec.to_builtins(one) for one in self.grants],
            "password": bool(self.password),
            "must_change": self.must_change,
            "disabled": self.disabled,
            "totp": self.totp is not None,
            "subject": self.subject,
        }


def everybody(db: sqlite3.Connection) -> list[Person]:
    return [_person(row) for row in db.execute(f"select {COLUMNS} from people order by name")]


def find(db: sqlite3.Connection, name: str) -> Person | None:
    row = db.execute(f"select {COLUMNS} from people where name = ?", (name,)).fetchone()
    return None if row is None else _person(row)


def put(db: sqlite3.Connection, one: Person) -> None:
    """Keep a person, new or changed."""
    grants = msgspec.json.encode(one.grants).decode()
    row = [getattr(one, column) for column in COLUMNS.split(", ")]
    row[COLUMNS.split(", ").index("grants")] = grants
    changed = ", ".join(f"{column} = excluded.{column}" for column in COLUMNS.split(", ")[1:])
    marks = ", ".join("?" * len(row))
    db.execute(f"insert into people ({COLUMNS}) values ({marks}) on conflict (name) do update set {changed}", row)


def remove(db: sqlite3.Connection, name: str) -> None:
    db.execute("delete from people where name = ?", (name,))


def is_admin(one: Person, granted: Granted) -> bool:
    """Whether this person can manage people: of those there is always one."""
    return not one.disabled and "users" in granted.everywhere and bool(one.password or one.subject)


def _person(row: Any) -> Person:
    name, title, language, grants, password, must_change, disabled, totp, step, subject, version = row
    return Person(
        name=name,
        title=title,
        language=language,
        grants=msgspec.json.decode(grants, type=tuple[Grant, ...]),
        password=password,
        must_change=bool(must_change),
        disabled=bool(disabled),
        totp=totp,
        totp_step=step,
        subject=subject,
        version=version,
    )
