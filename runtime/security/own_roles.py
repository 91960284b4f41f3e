"""Roles that a plant defines beside the built-in ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

import msgspec

from ..text import Text
from .rights import Right
from .roles import ROLES, Role

SCHEMA = """
create table if not exists own_roles (
    name text primary key collate nocase, title text not null, rights text not null, version integer not null
);
"""


class OwnRole(msgspec.Struct, frozen=True, kw_only=True):
    """A set of rights with a name for people, which an administrator made."""

    name: str
    title: Text
    rights: frozenset[Right]
    version: int = 1

    @property
    def etag(self) -> str:
        return f'"{self.version}"'

    def audited(self) -> dict[str, Any]:
        return {"title": self.title, "rights": sorted(self.rights)}


def own_roles(db: sqlite3.Connection) -> dict[str, OwnRole]:
    found = (_role(*row) for row in db.execute("select name, title, rights, version from own_roles order by name"))
    return {one.name: one for one in found}


def put(db: sqlite3.Connection, role: OwnRole) -> None:
    row = (role.name, _json(role.title), _json(sorted(role.rights)), role.version)
    db.execute("insert or replace into own_roles (name, title, rights, version) values (?, ?, ?, ?)", row)


def remove(db: sqlite3.Connection, name: str) -> None:
    db.execute("delete from own_roles where name = ?", (name,))


def roles_with(own: Mapping[str, OwnRole]) -> dict[str, Role]:
    """All roles by name; a built-in one is never replaced."""
    return {**{name: Role(one.title, one.rights) for name, one in own.items()}, **ROLES}


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _role(name: str, title: str, rights: str, version: int) -> OwnRole:
    known = msgspec.json.decode(title, type=Text), msgspec.json.decode(rights, type=frozenset[Right])
    return OwnRole(name=name, title=known[0], rights=known[1], version=version)
