"""Flow templates: what a new project can begin with."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from aiohttp import web

from ..faults import fault
from ..flow.templates import Template, read_templates
from .problem import Problem
from .routes import BASE, Call, Route
from .shown import Page, PageQuery, Shown


class NeededConnection(msgspec.Struct):
    """A connection that the flows of a template use; `title` is that of its type."""

    id: str
    type: str
    title: Shown


class TemplateItem(msgspec.Struct, kw_only=True):
    """A template: the ids of its flows, and of the connections and tags that they use."""

    id: str
    title: Shown
    description: Shown
    flows: list[str]
    connections: list[NeededConnection]
    tags: list[str]


class TemplateShown(msgspec.Struct, kw_only=True):
    """All of it, to be drafted: documents of flows and of project-wide subflows, what to add to the `connections`
    (without secrets) of project.json and to equipment.json, and tag lists as CSV by their names."""

    id: str
    title: Shown
    description: Shown
    flows: list[dict[str, Any]]
    subflows: dict[str, dict[str, Any]]
    connections: dict[str, dict[str, Any]]
    tags: dict[str, str]
    equipment: dict[str, Any]


async def list_templates(call: Call) -> web.Response:
    return call.answer_page(await _all(call), lambda one: one.id, lambda one: _item(call, one))


async def get_template(call: Call) -> web.Response:
    id = call.path("id")
    found = next((one for one in await _all(call) if one.id == id), None)
    if found is None:
        raise Problem(404, fault("template-not-found", template=id))
    shown = TemplateShown(
        **_heading(found),
        flows=found.flows,
        subflows=found.subflows,
        connections=found.connections,
        tags=found.tags,
        equipment=found.equipment,
    )
    return call.answer(shown)


async def _all(call: Call) -> list[Template]:
    registry = call.served.engine.registry
    return await asyncio.get_running_loop().run_in_executor(None, read_templates, registry)


def _item(call: Call, one: Template) -> TemplateItem:
    kinds = call.served.engine.registry.connections
    needed = [NeededConnection(id, each["type"], kinds[each["type"]].title) for id, each in one.connections.items()]
    return TemplateItem(**_heading(one), flows=[*one.project.flows], connections=needed, tags=[*one.project.tags])


def _heading(one: Template) -> dict[str, Any]:
    first = next(iter(one.project.flows.values()), None)
    return {
        "id": one.id,
        "title": one.project.document.name or one.id,
        "description": first.description if first is not None else "",
    }


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/templates",
        handler=list_templates,
        summary="The flow templates that are installed.",
        of="anywhere",
        query=PageQuery,
        answers={200: Page[TemplateItem]},
    ),
    Route(
        method="GET",
        path=f"{BASE}/templates/{{id}}",
        handler=get_template,
        summary="A flow template with all that is to be drafted for it.",
        of="anywhere",
        answers={200: TemplateShown},
    ),
]
