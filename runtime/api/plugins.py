"""The plugins that are installed, and what each brings."""

from __future__ import annotations

import msgspec
from aiohttp import web

from .routes import BASE, Call, Route


class PluginShown(msgspec.Struct):
    """`licence` is the SPDX expression that the distribution names, empty when it names none."""

    name: str
    distribution: str
    version: str
    licence: str
    nodes: list[str]
    connections: list[str]


class PluginsShown(msgspec.Struct):
    items: list[PluginShown]
    next: None = None


async def get_plugins(call: Call) -> web.Response:
    plugins = sorted(call.served.engine.registry.plugins, key=lambda one: (one.distribution, one.name))
    return call.answer(PluginsShown([PluginShown(**one._asdict()) for one in plugins]))


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/plugins",
        handler=get_plugins,
        summary="The plugins that are installed on the machine, with version, licence and the types they bring.",
        answers={200: PluginsShown},
    ),
]
