"""The project: its names and settings, and how its connections are; never their configs, which hold secrets."""

from __future__ import annotations

from typing import Any

import msgspec
from aiohttp import web

from .routes import BASE, Call, Route
from .shown import Shown


class ConnectionState(msgspec.Struct):
    type: str
    state: str
    text: Shown


class ProjectShown(msgspec.Struct):
    name: Shown
    settings: dict[str, Any]
    flows: list[str]
    connections: dict[str, ConnectionState]


async def get_project(call: Call) -> web.Response:
    project, links = call.served.project, call.served.engine.shared.links
    connections = {}
    for id, kind in project.connections.items():
        link = links.get(id)
        connections[id] = ConnectionState(kind, link.state if link else "off", link.said if link else "")
    return call.answer(ProjectShown(project.name, dict(project.settings), list(project.flows), connections))


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/project",
        handler=get_project,
        summary="Names, settings, the order of the flows, and the state of each connection.",
        answers={200: ProjectShown},
    )
]
