"""API tokens: made, listed and revoked."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from aiohttp import web

from ..faults import fault
from ..security import tokens
from ..security.managing import NotDone
from ..security.rights import Right
from ..security.security import Note
from ..security.tokens import Token, new_token
from .problem import Problem
from .routes import BASE, Call, Route
from .shown import Page, PageQuery
from .users import check_areas


class NewToken(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`rights` of which the caller has each. `areas` null: everywhere. `expires` null: never. What a token makes
    belongs to its owner and expires no later."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    rights: Annotated[list[Right], msgspec.Meta(min_length=1)]
    areas: Annotated[list[str], msgspec.Meta(min_length=1, max_length=200)] | None = None
    expires: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class TokenShown(msgspec.Struct, kw_only=True):
    """`owner`: who made it; it never may more than they. Empty: it was made on the machine itself."""

    id: str
    name: str
    owner: str
    rights: list[Right]
    areas: list[str] | None
    created: datetime
    expires: datetime | None
    used: datetime | None


class TokenMade(TokenShown, kw_only=True):
    """`token` is shown this once."""

    token: str


async def list_tokens(call: Call) -> web.Response:
    known = list(call.served.security.directory.known.tokens.values())
    return call.answer_page(known, lambda one: one.id, _shown)


async def add_token(call: Call) -> web.Response:
    body, security = call.body, call.served.security
    check_areas(call, body.areas or [])
    now = security.now()
    if body.expires is not None and body.expires <= now:
        raise Problem(422, fault("expires-in-past", given=body.expires.isoformat(), field="expires"))
    areas = None if body.areas is None else tuple(dict.fromkeys(body.areas))
    expires = None if body.expires is None else body.expires.timestamp()
    owner, last = _maker(call)
    if last is not None:
        expires = last if expires is None else min(expires, last)
    made, shown = new_token(body.name, owner, frozenset(body.rights), areas, now.timestamp(), expires)
    if not call.caller.rights.covers(made.granted):
        raise NotDone("beyond", fault("beyond-own-rights", what=body.name))

    def add(db: sqlite3.Connection, note: Note) -> None:
        tokens.add(db, made)
        note(call.entry("token.add", made.id, after=made.audited()))

    await security.change(add)
    return call.answer(TokenMade(**msgspec.structs.asdict(_shown(made)), token=shown), 201)


def _maker(call: Call) -> tuple[str, float | None]:
    """Whose token it will be, and when it ends at the latest: a token could else make one that outlives its owner."""
    caller, known = call.caller, call.served.security.directory.known.tokens.values()
    own = (one.expires for one in known if caller.by == "token" and one.id == caller.credential)
    return caller.person or caller.owner, next(own, None)


async def delete_token(call: Call) -> web.Response:
    known = call.served.security.directory.known.tokens.values()
    found = next((one for one in known if one.id == call.path("id")), None)
    if found is None:
        raise Problem(404, fault("token-not-found", token=call.path("id")))

    def remove(db: sqlite3.Connection, note: Note) -> None:
        tokens.remove(db, found.id)
        note(call.entry("token.delete", found.id, before=found.audited()))

    await call.served.security.change(remove)
    return web.Response(status=204)


def _shown(one: Token) -> TokenShown:
    times = {name: _moment(getattr(one, name)) for name in ("expires", "used")}
    return TokenShown(
        id=one.id,
        name=one.name,
        owner=one.owner,
        rights=sorted(one.rights),
        areas=None if one.areas is None else list(one.areas),
        created=datetime.fromtimestamp(one.created, UTC),
        **times,
    )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/tokens",
        handler=list_tokens,
        summary="All API tokens; what their bearers show is not kept.",
        right="users",
        query=PageQuery,
        answers={200: Page[TokenShown]},
    ),
    Route(
        method="POST",
        path=f"{BASE}/tokens",
        handler=add_token,
        summary="A new API token, shown this once.",
        right="users",
        body=NewToken,
        answers={201: TokenMade},
    ),
    Route(
        method="DELETE",
        path=f"{BASE}/tokens/{{id}}",
        handler=delete_token,
        summary="Revokes an API token.",
        right="users",
        answers={204: None},
        refused=(404,),
    ),
]
