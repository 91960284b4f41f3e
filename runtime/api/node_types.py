"""The installed node types, with all that an editor needs to draw a node and its form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from aiohttp import web

from ..config import json_schema
from ..host import Port
from ..node import Node, Source
from .routes import BASE, Call, Route
from .shown import Page, PageQuery, Shown, page


class PortShown(msgspec.Struct):
    """`schema` describes the payload, or the whole message with `message`."""

    name: str
    title: Shown
    schema: dict[str, Any]
    message: bool


class NodeType(msgspec.Struct, kw_only=True):
    """One type. `config` is the JSON Schema (Draft 2020-12) of its config, with `x-sinterflow` marks for the form."""

    type: str
    family: str
    title: Shown
    help: Shown
    icon: str
    role: str
    version: int
    source: bool
    inputs: list[PortShown]
    outputs: list[PortShown]
    ports_by_config: bool
    """Inputs and outputs depend on the config; shown are those of the type."""
    config: dict[str, Any]
    effect: str
    delivery: str
    deterministic: bool
    exclusive: bool
    keeps: bool


async def list_node_types(call: Call) -> web.Response:
    kinds = sorted(call.served.engine.registry.nodes.items())
    part, following = page(kinds, call.query, lambda item: item[0])
    return call.answer({"items": [describe(kind) for _, kind in part], "next": following})


def describe(kind: type[Node]) -> NodeType:
    return NodeType(
        type=kind.type,
        family=kind.type.partition(".")[0],
        title=kind.title,
        help=kind.help,
        icon=kind.icon,
        role=kind.role,
        version=kind.version,
        source=issubclass(kind, Source),
        inputs=_ports(kind.inputs),
        outputs=_ports(kind.outputs),
        ports_by_config=getattr(kind.ports, "__func__", None) is not getattr(Node.ports, "__func__", None),
        config=json_schema(kind.Config),
        effect=kind.effect,
        delivery=kind.delivery,
        deterministic=kind.deterministic,
        exclusive=kind.exclusive,
        keeps=kind.keeps,
    )


def _ports(ports: Sequence[Port]) -> list[PortShown]:
    return [PortShown(port.name, port.title, port.schema, port.message) for port in ports]


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/node-types",
        handler=list_node_types,
        summary="All installed node types.",
        of="anywhere",
        query=PageQuery,
        answers={200: Page[NodeType]},
    )
]
