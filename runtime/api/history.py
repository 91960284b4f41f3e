"""The history: which revisions there are, who deployed them when and why, and what each changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from aiohttp import web

from ..deploy.candidate import changes
from ..deploy.desk import Desk
from ..deploy.documents import is_flow, kind_of
from ..deploy.history import Damaged, Revision
from ..faults import fault
from ..flow.diff import Change
from ..flow.project import PROJECT_FILE
from ..flow.reader import plain, read_json
from .changes import ChangeShown, changes_shown, may_see
from .deploy import revision_number
from .problem import Problem
from .routes import BASE, Call, Route
from .shown import Number, Page, PageQuery, Shown


class RevisionItem(msgspec.Struct, kw_only=True):
    """One deploy. `flows`: those that it changed, came or went; `shared`: other files that did."""

    revision: int
    time: datetime
    author: str
    reason: Shown
    flows: list[str]
    shared: list[str]


class RevisionShown(RevisionItem, kw_only=True):
    """`changes` against the revision before. `documents`, when they were asked for: each file as JSON, tag lists as
    text; without project.json for who may not deploy, as that can hold secrets. Who is limited to areas sees their
    flows alone."""

    changes: list[ChangeShown]
    documents: dict[str, Any] | None = None


class RevisionQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    documents: bool = False


class DiffQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"old": "from", "new": "to"}):
    """`from` and `to` are revisions."""

    old: Number
    new: Number


class Difference(msgspec.Struct, kw_only=True, rename={"old": "from", "new": "to"}):
    old: int
    new: int
    changes: list[ChangeShown]


async def list_history(call: Call) -> web.Response:
    cursor, limit = call.query.cursor, call.query.limit
    before = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 19 else None

    def read(desk: Desk) -> tuple[list[RevisionItem], bool]:
        found = desk.history.page(before, limit + 1)
        pairs = zip(found[:limit], [*found[1:], None], strict=False)
        return [_item(desk, one, other) for one, other in pairs], len(found) > limit

    items, more = await _read(call, "", read)
    shown = [_seen(call, one) for one in items]
    return call.answer(Page(shown, str(items[-1].revision) if more else None))


async def get_revision(call: Call) -> web.Response:
    number = revision_number(call)
    private = "deploy" in call.caller.rights.everywhere

    def shows(desk: Desk, name: str) -> bool:
        return may_see(call, desk.flow_of(name) if is_flow(name) else None) and (private or name != PROJECT_FILE)

    def read(desk: Desk) -> tuple[RevisionItem, list[Change], dict[str, Any] | None]:
        revision = _revision(desk, number)
        before = desk.history.before(number)
        files = desk.files_of(revision) if call.query.documents else {}
        documents = {name: _document(name, data) for name, data in files.items() if shows(desk, name)}
        item, found = _item(desk, revision, before), _between(desk, before, revision)
        return item, found, documents if call.query.documents else None

    item, found, documents = await _read(call, str(number), read)
    shown = changes_shown(call, found)
    return call.answer(RevisionShown(**msgspec.structs.asdict(_seen(call, item)), changes=shown, documents=documents))


async def get_diff(call: Call) -> web.Response:
    old, new = call.query.old, call.query.new

    def read(desk: Desk) -> list[Change]:
        return _between(desk, _revision(desk, old), _revision(desk, new))

    found = await _read(call, f"{old}, {new}", read)
    return call.answer(Difference(old=old, new=new, changes=changes_shown(call, found)))


async def _read(call: Call, what: str, question: Any) -> Any:
    try:
        return await call.served.deployer.ask(question)
    except Damaged:
        raise Problem(409, fault("revision-damaged", revision=what)) from None


def _revision(desk: Desk, number: int) -> Revision:
    found = desk.history.get(number)
    if found is None:
        raise Problem(404, fault("revision-not-found", revision=number))
    return found


def _between(desk: Desk, old: Revision | None, new: Revision) -> list[Change]:
    """What changed; nothing is said of the first revision, of which everything is new."""
    if old is None:
        return []
    before, after = desk.files_of(old), desk.files_of(new)
    return changes(desk.reading.load(before)[0], desk.reading.load(after)[0], before, after)


def _item(desk: Desk, one: Revision, before: Revision | None) -> RevisionItem:
    past = before.files if before is not None else {}
    names = sorted(name for name in one.files.keys() | past.keys() if one.files.get(name) != past.get(name))
    return RevisionItem(
        revision=one.number,
        time=one.time,
        author=one.author,
        reason=one.reason,
        flows=[desk.flow_of(name) for name in names if is_flow(name)],
        shared=[name for name in names if not is_flow(name)],
    )


def _seen(call: Call, item: RevisionItem) -> RevisionItem:
    """What the caller may know of it."""
    return msgspec.structs.replace(item, flows=[id for id in item.flows if call.may("view", id)])


def _document(name: str, data: bytes) -> Any:
    """A file as JSON; a tag list, and what is no JSON, as text."""
    value, broken = read_json(data) if kind_of(name) is not None else (None, [True])
    return data.decode("utf-8", "replace") if broken else plain(value)


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/history",
        handler=list_history,
        summary="The revisions, the newest first.",
        of="anywhere",
        query=PageQuery,
        answers={200: Page[RevisionItem]},
        refused=(409,),
    ),
    Route(
        method="GET",
        path=f"{BASE}/history/diff",
        handler=get_diff,
        private=True,
        summary="What changed in meaning between two revisions.",
        of="anywhere",
        query=DiffQuery,
        answers={200: Difference},
        refused=(404, 409),
    ),
    Route(
        method="GET",
        path=f"{BASE}/history/{{revision}}",
        handler=get_revision,
        private=True,
        summary="One revision with what it changed; with documents=true also with its files.",
        of="anywhere",
        query=RevisionQuery,
        answers={200: RevisionShown},
        refused=(409,),
    ),
]
