"""The tag lists: what tags there are, what they were when they were last read, and the lists as CSV or Excel files."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec
from aiohttp import web

from ..deploy.candidate import faults_with
from ..deploy.desk import Desk
from ..deploy.drafts import Draft
from ..errors import SinterflowError
from ..faults import Fault, fault
from ..flow import workbook
from ..flow.tags import decoded, with_commas
from ..sizes import encode_limited
from ..tag import Seen, Tag
from .body import read_text
from .documents import Version
from .problem import Problem
from .routes import BASE, Call, Route
from .shared_files import SharedFiles, delete, draft_routes, file_name, known_content, list_files, save
from .shown import FaultShown, Page, PageQuery, Shown, faults_shown

CSV = "text/csv"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VALUE = 4096
"""Bytes of a value that are shown."""


class TagsQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Those of one `connection` or `equipment`, with `search` in their id, names, address or description, or the `ids`,
    with a space between each two."""

    search: str = ""
    ids: str = ""
    connection: str = ""
    equipment: str = ""
    version: Version = "deployed"


class FileQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The list as it would be with the drafts, or as it is deployed; as CSV or as an Excel workbook."""

    version: Version = "draft"
    format: Literal["csv", "xlsx"] = "csv"


class AddressShown(msgspec.Struct):
    """The two ways of writing a Modbus address: `40001` and `holding:0`."""

    classic: str
    named: str


class SeenShown(msgspec.Struct):
    """What a tag was when it was last read; null where no node has read it since the start."""

    value: Any
    quality: str
    time: datetime
    reason: Shown


class TagShown(msgspec.Struct, kw_only=True):
    """One tag. The value is raw × `scale` + `offset`, in `unit`; `place` is what a Modbus address means."""

    id: str
    name: Shown
    connection: str
    address: str
    place: AddressShown | None
    type: str
    byte_order: str
    scale: float
    offset: float
    unit: str
    low: float | None
    high: float | None
    deadband: float
    poll: str | None
    equipment: str
    description: str
    seen: SeenShown | None


class Checked(msgspec.Struct):
    """A list as the text of its CSV file, and what is wrong with it."""

    content: str
    faults: list[FaultShown]


async def list_tags(call: Call) -> web.Response:
    tags, query, wanted = await _tags(call), call.query, call.query.search.lower()
    named = {id: tags[id] for id in query.ids.split() if id in tags} if query.ids else tags
    fitting = [
        tag
        for tag in named.values()
        if query.connection in ("", tag.connection)
        and query.equipment in ("", tag.equipment)
        and (not wanted or any(wanted in one.lower() for one in (tag.id, str(tag.name), tag.address, tag.description)))
    ]
    seen = call.served.engine.shared.seen
    return call.answer_page(fitting, lambda tag: tag.id, lambda tag: _shown(call, tag, seen.get(tag.id)))


async def _tags(call: Call) -> Mapping[str, Tag]:
    if call.query.version == "deployed":
        return call.served.project.whole.tags

    def read(desk: Desk) -> Mapping[str, Tag]:
        return desk.reading.load(desk.with_drafts(desk.drafts()))[0].tags

    return await call.served.deployer.ask(read)


def _shown(call: Call, tag: Tag, seen: Seen | None) -> dict[str, Any]:
    place = None if tag.place is None else AddressShown(tag.place.classic, tag.place.named)
    shown = None
    if seen is not None:
        value, _ = encode_limited(seen.value, VALUE, zone=call.served.engine.shared.clock.zone)
        shown = SeenShown(msgspec.Raw(value), seen.quality, seen.time, seen.reason)
    return {**msgspec.structs.asdict(tag), "place": place, "seen": shown}


async def list_tag_files(call: Call) -> web.Response:
    return await list_files(call, "tags", call.query)


async def get_tag_file(call: Call) -> web.Response:
    name = _file(call)
    data, headers = await known_content(call, name, call.query.version)
    if call.query.format == "xlsx":
        data = await asyncio.get_running_loop().run_in_executor(None, workbook.from_csv, data)
        headers = {**headers, "Content-Disposition": "attachment"}
    kind = EXCEL if call.query.format == "xlsx" else CSV
    return web.Response(body=data, content_type=kind, headers=headers)


async def put_tag_file(call: Call) -> web.Response:
    return await save(call, _file(call), await _list_in(call))


async def validate_tag_file(call: Call) -> web.Response:
    """The list is checked as if it were saved: with the other drafts of what flows share."""
    name, raw = _file(call), await _list_in(call)
    content = decoded(raw)
    when, author = call.served.engine.shared.clock.now(), call.caller.author

    def check(desk: Desk) -> list[Fault]:
        return faults_with(desk, Draft(name=name, author=author, time=when, revision=desk.head.number, data=raw))

    faults = await call.served.deployer.ask(check)
    return call.answer({"content": content or "", "faults": faults_shown(faults, call.lang)})


async def _list_in(call: Call) -> bytes:
    """A list is kept as CSV, whatever it comes as: rows and columns of faults are those of the sheet too."""
    raw = await read_text(call.request, CSV, EXCEL)
    convert = workbook.to_csv if call.request.content_type == EXCEL else with_commas
    try:
        return await asyncio.get_running_loop().run_in_executor(None, convert, raw)
    except SinterflowError as refused:
        raise Problem(422, fault("not-a-workbook", said=refused.text)) from None


async def delete_tag_file(call: Call) -> web.Response:
    return await delete(call, _file(call))


def _file(call: Call) -> str:
    return file_name("tags", call.path("file"), ".csv")


FILE = f"{BASE}/tags/files/{{file}}"

ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/tags",
        handler=list_tags,
        summary="The tags of all lists, with what they were when they were last read.",
        query=TagsQuery,
        answers={200: Page[TagShown]},
    ),
    Route(
        method="GET",
        path=f"{BASE}/tags/files",
        handler=list_tag_files,
        summary="The tag lists, deployed and drafted.",
        query=PageQuery,
        etag=True,
        answers={200: SharedFiles},
    ),
    Route(
        method="GET",
        path=FILE,
        handler=get_tag_file,
        summary="A tag list as a file; the ETag is that of all that flows share.",
        query=FileQuery,
        etag=True,
        answers={200: (CSV, EXCEL)},
        refused=(422,),
    ),
    *draft_routes(FILE, "a tag list", put_tag_file, delete_tag_file, reads=bytes, takes=(CSV, EXCEL)),
    Route(
        method="POST",
        path=f"{FILE}/validate",
        handler=validate_tag_file,
        summary="What a list says, and faults and warnings of it; nothing is saved.",
        right="edit",
        reads=bytes,
        takes=(CSV, EXCEL),
        answers={200: Checked},
        refused=(422,),
    ),
]
