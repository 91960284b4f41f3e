"""Rights, and roles: the built-in ones, and those that the plant defines."""

from __future__ import annotations

import sqlite3
from typing import Annotated

import msgspec
from aiohttp import web

from ..security.managing import put_role, remove_role
from ..security.own_roles import OwnRole
from ..security.rights import RIGHT_TITLES, Right
from ..security.security import Note
from .preconditions import precondition
from .routes import BASE, Call, Route
from .shown import Page, PageQuery, Shown


class RightShown(msgspec.Struct):
    """`title`: what it allows to do."""

    right: Right
    title: Shown


class RoleShown(msgspec.Struct, kw_only=True):
    """`etag` is null for a built-in role, which cannot be changed."""

    role: str
    title: Shown
    rights: list[Right]
    builtin: bool
    etag: str | None


class ChangedRole(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | dict[str, str]
    rights: list[Right]


async def list_rights(call: Call) -> web.Response:
    shown = [RightShown(right, title) for right, title in RIGHT_TITLES.items()]
    return call.answer_page(shown, lambda one: one.right)


async def list_roles(call: Call) -> web.Response:
    known = call.served.security.directory.known
    shown = [_shown(name, known.own_roles.get(name), role.title, role.rights) for name, role in known.roles.items()]
    return call.answer_page(shown, lambda one: one.role)


async def put_own_role(call: Call) -> web.Response:
    seen = precondition(call.request)
    role = OwnRole(name=call.path("role"), title=call.body.title, rights=frozenset(call.body.rights))

    def put(db: sqlite3.Connection, note: Note) -> OwnRole:
        before, after = put_role(db, call.caller.rights, role, seen.tags, seen.new)
        old = None if before is None else before.audited()
        note(call.entry("role.change", after.name, before=old, after=after.audited()))
        return after

    made = await call.served.security.change(put)
    return call.answer(_shown(made.name, made, made.title, made.rights), headers={"ETag": made.etag})


async def delete_own_role(call: Call) -> web.Response:
    def remove(db: sqlite3.Connection, note: Note) -> None:
        gone = remove_role(db, call.caller.rights, call.path("role"))
        note(call.entry("role.delete", gone.name, before=gone.audited()))

    await call.served.security.change(remove)
    return web.Response(status=204)


def _shown(name: str, own: OwnRole | None, title: Shown, rights: frozenset[Right]) -> RoleShown:
    etag = None if own is None else own.etag
    return RoleShown(role=name, title=title, rights=sorted(rights), builtin=own is None, etag=etag)


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/rights",
        handler=list_rights,
        summary="All rights, with what each allows to do.",
        right="signed-in",
        query=PageQuery,
        answers={200: Page[RightShown]},
    ),
    Route(
        method="GET",
        path=f"{BASE}/roles",
        handler=list_roles,
        summary="All roles with their rights.",
        right="users",
        query=PageQuery,
        answers={200: Page[RoleShown]},
    ),
    Route(
        method="PUT",
        path=f"{BASE}/roles/{{role}}",
        handler=put_own_role,
        summary="Defines a role; needs If-Match, or If-None-Match: * for a new one.",
        right="users",
        body=ChangedRole,
        answers={200: RoleShown},
        refused=(409, 412, 428),
    ),
    Route(
        method="DELETE",
        path=f"{BASE}/roles/{{role}}",
        handler=delete_own_role,
        summary="Removes a role that nobody has.",
        right="users",
        answers={204: None},
        refused=(404, 409),
    ),
]
