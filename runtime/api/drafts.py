"""Drafts of flows: changes that are saved and not deployed yet."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Literal, NamedTuple, TypeVar

import msgspec
from aiohttp import web

from ..deploy.candidate import faults_with
from ..deploy.desk import Desk, Precondition, Stale
from ..deploy.documents import is_flow
from ..deploy.drafts import Draft
from ..deploy.needed import rights_of_draft
from ..faults import Fault, fault
from ..reasons import reason
from .body import json_faults, read_text
from .preconditions import precondition, stale
from .problem import Problem
from .routes import BASE, Call, Route, flow_of_path, need_all
from .shown import FaultShown, faults_shown

T = TypeVar("T")
Outcome = tuple[Draft | None, str | None, list[Fault]]
"""A draft, the entity tag of what is there then, and what is wrong with it."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


class DraftShown(msgspec.Struct, kw_only=True):
    """A change that is not deployed. `revision`: the one it started from; `deleted`: it takes the file away;
    `on_disk`: it is a file that was changed on disk."""

    author: str
    time: datetime
    revision: int
    etag: str
    deleted: bool
    on_disk: bool


class Saved(msgspec.Struct, kw_only=True):
    """`draft` is null when what was saved is what is deployed; `etag` is then that of the deployed document, null when
    there is none. `faults` are those that keep the draft from being deployed, and warnings."""

    etag: str | None
    draft: DraftShown | None
    faults: list[FaultShown] = []


class DeleteQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`draft=1` discards the draft instead of drafting a deletion."""

    draft: Literal[0, 1] = 0


def draft_shown(draft: Draft | None) -> DraftShown | None:
    if draft is None:
        return None
    return DraftShown(
        author=draft.author,
        time=draft.time,
        revision=draft.revision,
        etag=draft.etag,
        deleted=draft.data is None,
        on_disk=draft.on_disk,
    )


async def put_flow(call: Call) -> web.Response:
    id, raw = call.path("id"), await read_text(call.request)
    author, when = call.caller.author, call.served.engine.shared.clock.now()

    def save(desk: Desk) -> SavedDraft:
        _check_flow(desk, id, raw)
        need_all(call, rights_of_draft(desk, desk.file_of(id), raw), id)
        return saved(desk, desk.file_of(id), raw, author, when, call.seen)

    return await save_draft(call, save, id, flow=id)


async def delete_flow(call: Call) -> web.Response:
    id = call.path("id")
    if call.query.draft:
        return await discard(call, lambda desk: desk.file_of(id), id, flow=id)
    precondition(call.request)
    author, when = call.caller.author, call.served.engine.shared.clock.now()

    def delete(desk: Desk) -> SavedDraft:
        name = desk.file_of(id)
        if name not in desk.contents and name not in desk.drafts():
            raise Problem(404, fault("flow-not-found", flow=id))
        return saved(desk, name, None, author, when, call.seen)

    return await save_draft(call, delete, id, flow=id, gone=True)


async def save_draft(
    call: Call, work: Callable[[Desk], SavedDraft], what: str, *, flow: str = "", gone: bool = False
) -> web.Response:
    """What `work` has saved, in the audit too: by the entity tags of what was and is there, which follow from the
    content. `gone`: then there is nothing."""
    made = await _kept(call.served.deployer.ask(work), what)
    await call.audit("draft.save", what, before=made.before, after=None if gone else made.etag, flow=flow)
    return _answer_saved(call, made)


async def discard(call: Call, name: Any, what: str, flow: str = "") -> web.Response:
    """Forget the draft of the file that `name` tells, if the caller has seen it or does not say."""

    def forget(desk: Desk) -> SavedDraft:
        before = desk.etag_of(name(desk), desk.drafts())
        if not desk.discard(name(desk), call.seen):
            raise Problem(404, fault("no-draft", what=what))
        return SavedDraft(None, before, desk.etag_of(name(desk), desk.drafts()), [])

    made = await _kept(call.served.deployer.ask(forget), what)
    await call.audit("draft.discard", what, before=made.before, after=made.etag, flow=flow)
    return _answer_saved(call, made)


class SavedDraft(NamedTuple):
    """A draft, None: there is none; the entity tags of what was there and is there; what is wrong with it."""

    draft: Draft | None
    before: str | None
    etag: str | None
    faults: list[Fault]


def saved(desk: Desk, name: str, data: bytes | None, author: str, when: datetime, seen: Precondition) -> SavedDraft:
    """Save a draft of a file."""
    before = desk.etag_of(name, desk.drafts())
    draft = desk.save(name, data, author, when, seen)
    faults = faults_with(desk, draft) if draft is not None and data is not None else []
    if draft is not None and is_flow(name):
        return SavedDraft(draft, before, draft.etag, faults)
    return SavedDraft(draft, before, desk.etag_of(name, desk.drafts()), faults)


async def _kept(work: Awaitable[T], what: str) -> T:
    """The result of saving something, or why it was not saved."""
    try:
        return await work
    except Stale as refused:
        raise stale(what, refused) from None
    except OSError as error:
        raise Problem(503, fault("not-kept", said=reason(error))) from error


def _answer_saved(call: Call, made: SavedDraft) -> web.Response:
    body = {"etag": made.etag, "draft": draft_shown(made.draft), "faults": faults_shown(made.faults, call.lang)}
    return call.answer(body, headers={"ETag": made.etag} if made.etag is not None else {})


def is_flow_id(id: str) -> bool:
    return _ID.fullmatch(id) is not None


def _check_flow(desk: Desk, id: str, raw: bytes) -> None:
    """Refuse what cannot even be a draft of this flow; anything else may be saved, half-finished as it is."""
    name = desk.file_of(id)
    read = desk.reading.settle(name, raw)
    value = read.value
    if read.broken:
        raise Problem(400, *json_faults(raw))
    if not isinstance(value, dict):
        raise Problem(422, fault("not-a-flow", said=type(value).__name__))
    for key, kind in (("nodes", dict), ("wires", list)):
        if not isinstance(value.get(key, kind()), kind):
            raise Problem(422, fault("not-a-flow", path=f"/{key}", field=key, said=key))
    given = value.get("id")
    place = {"file": name, "path": "/id", "field": "id"}
    if given != id:
        raise Problem(422, fault("id-not-file-name", **place, given=given, wanted=id))
    if not is_flow_id(id):
        raise Problem(422, fault("wrong-flow-id", **place, given=id))
    if desk.place.only is not None and name != desk.place.only:
        raise Problem(422, fault("single-flow", **place, given=id))
    twin = next((one for one in desk.with_drafts(desk.drafts()) if one.lower() == name.lower() and one != name), None)
    if twin is not None:
        raise Problem(422, fault("same-id", **place, one=desk.flow_of(twin), other=id))


ROUTES = [
    Route(
        method="PUT",
        path=f"{BASE}/flows/{{id}}",
        handler=put_flow,
        summary="Saves a draft; needs If-Match with the ETag of the draft (or of what is deployed, without one), or "
        "If-None-Match: * for a new flow.",
        right="edit",
        of=flow_of_path,
        reads=dict[str, Any],
        conditions="needed",
        etag=True,
        answers={200: Saved},
        refused=(422, 503),
    ),
    Route(
        method="DELETE",
        path=f"{BASE}/flows/{{id}}",
        handler=delete_flow,
        summary="Drafts the deletion of a flow (needs If-Match); with draft=1 discards its draft.",
        right="edit",
        of=flow_of_path,
        query=DeleteQuery,
        conditions="optional",
        etag=True,
        answers={200: Saved},
        refused=(428, 503),
    ),
]
