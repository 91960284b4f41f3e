"""Drafts of flows: changes that are saved and not deployed yet."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from datetime import datetime
from typing import Any, Literal, TypeVar

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
from .guard import need_all
from .preconditions import optional_precondition, precondition, stale
from .problem import Problem
from .routes import BASE, Call, Route
from .shown import FaultShown, faults_shown

T = TypeVar("T")
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
    seen = precondition(call.request)
    caller, when = call.caller, call.served.engine.shared.clock.now()

    def save(desk: Desk) -> tuple[Draft | None, str | None, list[Fault]]:
        _check_flow(desk, id, raw)
        need_all(caller, rights_of_draft(desk, desk.file_of(id), raw))
        return saved(desk, desk.file_of(id), raw, caller.author, when, seen)

    return answer_saved(call, *await kept(call.served.deployer.ask(save), id))


async def delete_flow(call: Call) -> web.Response:
    id = call.path("id")
    if call.query.draft:
        return await discard(call, lambda desk: desk.file_of(id), id)
    seen = precondition(call.request)
    author, when = call.caller.author, call.served.engine.shared.clock.now()

    def delete(desk: Desk) -> tuple[Draft | None, str | None, list[Fault]]:
        name = desk.file_of(id)
        if name not in desk.contents and name not in desk.drafts():
            raise Problem(404, fault("flow-not-found", flow=id))
        return saved(desk, name, None, author, when, seen)

    return answer_saved(call, *await kept(call.served.deployer.ask(delete), id))


async def discard(call: Call, name: Any, what: str) -> web.Response:
    """Forget the draft of the file that `name` tells, if the caller has seen it or does not say."""
    seen = optional_precondition(call.request) or Precondition()

    def forget(desk: Desk) -> str | None:
        if not desk.discard(name(desk), seen):
            raise Problem(404, fault("no-draft", what=what))
        return desk.etag_of(name(desk), desk.drafts())

    return answer_saved(call, None, await kept(call.served.deployer.ask(forget), what), [])


def saved(
    desk: Desk, name: str, data: bytes | None, author: str, when: datetime, seen: Precondition
) -> tuple[Draft | None, str | None, list[Fault]]:
    """Save a draft of a file: the draft, the entity tag of what is there then, and what is wrong with it."""
    draft = desk.save(name, data, author, when, seen)
    faults = faults_with(desk, draft) if draft is not None and data is not None else []
    if draft is not None and is_flow(name):
        return draft, draft.etag, faults
    return draft, desk.etag_of(name, desk.drafts()), faults


async def kept(work: Awaitable[T], what: str) -> T:
    """The result of saving something, or why it was not saved."""
    try:
        return await work
    except Stale as refused:
        raise stale(what, refused) from None
    except OSError as error:
        raise Problem(503, fault("not-kept", said=reason(error))) from error


def answer_saved(call: Call, draft: Draft | None, etag: str | None, faults: list[Fault]) -> web.Response:
    body = {"etag": etag, "draft": draft_shown(draft), "faults": faults_shown(faults, call.lang)}
    return call.answer(body, headers={"ETag": etag} if etag is not None else {})


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
    if not _ID.fullmatch(id):
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
        right="deploy",
        reads=dict[str, Any],
        answers={200: Saved},
        refused=(412, 422, 428, 503),
    ),
    Route(
        method="DELETE",
        path=f"{BASE}/flows/{{id}}",
        handler=delete_flow,
        summary="Drafts the deletion of a flow (needs If-Match); with draft=1 discards its draft.",
        right="deploy",
        query=DeleteQuery,
        answers={200: Saved},
        refused=(404, 412, 428, 503),
    ),
]
