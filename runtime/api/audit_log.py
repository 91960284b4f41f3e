"""The audit: who changed what, and whether it is as it was written."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from aiohttp import web

from ..security import audit, checkpoint
from .routes import BASE, Call, Route
from .shown import Page


class AuditQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The newest entries first: of one `target` or `author`, of one `action` or the kind that it begins with (`user`),
    not before `since` and before `until`; or all."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100
    cursor: Annotated[str, msgspec.Meta(pattern="^[0-9]{0,18}$")] = ""
    target: str | None = None
    author: str | None = None
    action: str | None = None
    since: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class EntryShown(msgspec.Struct, kw_only=True):
    """One change. `before` and `after` hold no secrets; documents are named by digests. `hash` follows from the entry
    and from the one before it."""

    number: int
    time: datetime
    author: str
    station: str
    action: str
    target: str
    area: str
    before: Any
    after: Any
    reason: str
    hash: str


async def list_audit(call: Call) -> web.Response:
    query = call.query
    before = int(query.cursor or 0) or None
    sought = audit.Sought(query.target, query.author, query.action, query.since, query.until)
    found = await call.served.security.store.reading(lambda db: audit.page(db, before, query.limit + 1, sought))
    items = [_shown(one) for one in found[: query.limit]]
    return call.answer({"items": items, "next": str(items[-1].number) if len(found) > query.limit else None})


async def verify_audit(call: Call) -> web.Response:
    security = call.served.security
    return call.answer(await security.store.reading(lambda db: checkpoint.verify(db, security.data)))


def _shown(one: audit.Kept) -> EntryShown:
    return EntryShown(number=one.number, time=one.time, hash=one.hash, **msgspec.structs.asdict(one.entry))


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/audit",
        handler=list_audit,
        summary="Who changed what, when and why; the newest first.",
        right="audit",
        query=AuditQuery,
        answers={200: Page[EntryShown]},
    ),
    Route(
        method="GET",
        path=f"{BASE}/audit/verify",
        handler=verify_audit,
        summary="Whether the audit is as it was written: nothing changed, taken out or cut off.",
        right="audit",
        answers={200: checkpoint.Verdict},
    ),
]
