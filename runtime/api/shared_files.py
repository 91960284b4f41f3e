"""Files that flows share: tag lists, equipment, subflows. They are read, drafted and discarded alike."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import msgspec
from aiohttp import web

from ..deploy.desk import Desk
from ..deploy.drafts import Draft
from ..deploy.needed import rights_of_draft
from ..faults import fault
from ..flow.project import PROJECT_FILE
from ..flow.reader import read_json
from .documents import Version
from .drafts import DeleteQuery, DraftShown, Saved, SavedDraft, discard, draft_shown, save_draft, saved
from .preconditions import precondition
from .problem import Problem
from .routes import Call, Route, need_all
from .shown import Page, PageQuery, page

_NAME = re.compile(r"\w[\w .-]{0,63}(?<![ .])")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


class SharedFile(msgspec.Struct, kw_only=True):
    """A file that flows share. `deployed`: it is in the deployed revision; `draft`: how it is changed."""

    name: str
    deployed: bool
    draft: DraftShown | None


class SharedFiles(Page[SharedFile]):
    """`etag` is that of all that flows share together, with its drafts."""

    etag: str


class Content(NamedTuple):
    """The bytes of a file with the entity tag of all that flows share; None: there is no such file."""

    data: bytes | None
    etag: str | None


def file_name(folder: str, name: str, ending: str) -> str:
    """`<folder>/<name><ending>`. Refuses what cannot be the name of a file on every system."""
    if not _NAME.fullmatch(name) or _RESERVED.fullmatch(name):
        raise Problem(422, fault("wrong-file-name", given=name))
    return f"{folder}/{name}{ending}"


async def list_files(call: Call, folder: str, query: PageQuery) -> web.Response:
    """The files of a folder, deployed and drafted."""

    def read(desk: Desk) -> tuple[Mapping[str, bytes], dict[str, Draft], str | None]:
        drafts = desk.drafts()
        return desk.contents, drafts, desk.etag_of(PROJECT_FILE, drafts)

    contents, drafts, etag = await call.served.deployer.ask(read)
    names = sorted(name for name in {*contents, *drafts} if str(PurePosixPath(name).parent) == folder)
    part, following = page(names, query, lambda name: PurePosixPath(name).stem)
    items = [
        SharedFile(name=PurePosixPath(name).stem, deployed=name in contents, draft=draft_shown(drafts.get(name)))
        for name in part
    ]
    return call.answer({"items": items, "next": following, "etag": etag}, headers={"ETag": etag or '""'})


async def content_of(call: Call, name: str, version: Version) -> Content:
    """What a file holds, with the drafts or as it is deployed."""

    def read(desk: Desk) -> Content:
        drafts = desk.drafts() if version == "draft" else {}
        return Content(desk.with_drafts(drafts).get(name), desk.etag_of(name, drafts))

    return await call.served.deployer.ask(read)


async def known_content(call: Call, name: str, version: Version) -> tuple[bytes, dict[str, str]]:
    """`content_of` a file that is there, and the headers that go with it."""
    found = await content_of(call, name, version)
    if found.data is None or found.etag is None:
        raise Problem(404, fault("file-not-found", name=name))
    return found.data, {"ETag": found.etag, "Cache-Control": "no-cache"}


async def save(call: Call, name: str, raw: bytes, check: Callable[[Desk], None] | None = None) -> web.Response:
    """Save a draft of a file; what is wrong with it is in the answer. `check` may refuse it."""
    author, when = call.caller.author, call.served.engine.shared.clock.now()

    def work(desk: Desk) -> SavedDraft:
        check_place(desk)
        _check_twin(desk, name)
        if check is not None:
            check(desk)
        need_all(call, rights_of_draft(desk, name, raw))
        return saved(desk, name, raw, author, when, call.seen)

    return await save_draft(call, work, name)


async def delete(call: Call, name: str) -> web.Response:
    """Draft the deletion of a file, or discard the draft of it."""
    if call.query.draft:
        return await discard(call, lambda desk: name, name)
    precondition(call.request)
    author, when = call.caller.author, call.served.engine.shared.clock.now()

    def work(desk: Desk) -> SavedDraft:
        if name not in desk.contents and name not in desk.drafts():
            raise Problem(404, fault("file-not-found", name=name))
        return saved(desk, name, None, author, when, call.seen)

    return await save_draft(call, work, name)


def draft_routes(
    path: str,
    what: str,
    put: Callable[[Call], Awaitable[web.StreamResponse]],
    delete: Callable[[Call], Awaitable[web.StreamResponse]],
    *,
    reads: Any = dict[str, Any],
    takes: tuple[str, ...] = ("application/json",),
) -> list[Route]:
    """The calls that save and discard a draft of a file; `what` names it in their summaries."""
    return [
        Route(
            method="PUT",
            path=path,
            handler=put,
            summary=f"Saves a draft of {what}; what is wrong with it is in the answer.",
            right="edit",
            reads=reads,
            takes=takes,
            conditions="needed",
            etag=True,
            answers={200: Saved},
            refused=(404, 422, 503),
        ),
        Route(
            method="DELETE",
            path=path,
            handler=delete,
            summary=f"Drafts the deletion of {what} (needs If-Match); with draft=1 discards its draft.",
            right="edit",
            query=DeleteQuery,
            conditions="optional",
            etag=True,
            answers={200: Saved},
            refused=(404, 422, 428, 503),
        ),
    ]


def check_place(desk: Desk) -> None:
    """Refuse where a flow runs alone: there is no project around it."""
    if desk.place.alone:
        raise Problem(404, fault("no-project", file=PROJECT_FILE))


def check_object(raw: bytes, name: str) -> dict[str, object]:
    """The JSON object that a body is."""
    value, broken = read_json(raw)
    if broken:
        raise Problem(400, *broken)
    if not isinstance(value, dict):
        raise Problem(422, fault("not-a-document", name=name, said=type(value).__name__))
    return value


def _check_twin(desk: Desk, name: str) -> None:
    """Names that differ in case alone are one file on some systems."""
    others = desk.with_drafts(desk.drafts())
    twin = next((one for one in others if one.lower() == name.lower() and one != name), None)
    if twin is not None:
        raise Problem(422, fault("same-id", one=twin, other=name))
