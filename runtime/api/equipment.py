"""The equipment of the plant: what there is, and what belongs to what."""

from __future__ import annotations

from typing import Any

import msgspec
from aiohttp import web

from ..deploy.documents import EQUIPMENT_FILE
from .body import read_text
from .documents import Version
from .flows import FlowQuery
from .routes import BASE, Call, Route
from .shared_files import check_object, content_of, delete, draft_routes, known_content, save
from .shown import Page, PageQuery, Shown


class EquipmentQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Those of one `area`, one `kind`, below one `parent`, or with `search` in their id or name."""

    area: str = ""
    kind: str = ""
    parent: str = ""
    search: str = ""


class EquipmentShown(msgspec.Struct, kw_only=True):
    """One piece; `parent` is what it is a part of."""

    id: str
    name: Shown
    area: str
    location: str
    kind: str
    parent: str


async def list_equipment(call: Call) -> web.Response:
    query, wanted = call.query, call.query.search.lower()
    found = [
        EquipmentShown(id=id, **{key: getattr(one, key) for key in ("name", "area", "location", "kind", "parent")})
        for id, one in call.served.project.whole.equipment.items()
    ]
    fitting = [
        one
        for one in found
        if query.area in ("", one.area)
        and query.kind in ("", one.kind)
        and query.parent in ("", one.parent)
        and (wanted in one.id.lower() or wanted in str(one.name).lower())
    ]
    return call.answer_page(fitting, lambda one: one.id)


async def get_equipment(call: Call) -> web.Response:
    """A project without the file has the empty table."""
    version: Version = call.query.version
    found = await content_of(call, EQUIPMENT_FILE, version)
    if found.data is None:
        return call.answer({}, headers={"ETag": found.etag or '""'})
    data, headers = await known_content(call, EQUIPMENT_FILE, version)
    return call.answer_json(data, headers=headers)


async def put_equipment(call: Call) -> web.Response:
    raw = await read_text(call.request)
    check_object(raw, EQUIPMENT_FILE)
    return await save(call, EQUIPMENT_FILE, raw)


async def delete_equipment(call: Call) -> web.Response:
    return await delete(call, EQUIPMENT_FILE)


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/equipment",
        handler=list_equipment,
        summary="The equipment as it is deployed.",
        query=EquipmentQuery,
        answers={200: Page[EquipmentShown]},
    ),
    Route(
        method="GET",
        path=f"{BASE}/equipment/document",
        handler=get_equipment,
        summary="equipment.json; the ETag is that of all that flows share.",
        query=FlowQuery,
        etag=True,
        answers={200: dict[str, Any]},
    ),
    *draft_routes(f"{BASE}/equipment/document", EQUIPMENT_FILE, put_equipment, delete_equipment),
]
