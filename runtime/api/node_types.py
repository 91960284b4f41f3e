"""The installed types of nodes and connections, with all that an editor needs to draw a node and its form."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
from aiohttp import web

from ..config import json_schema
from ..connection import Connection
from ..flow.ports import ports_of, varies
from ..host import Port
from ..node import Node, Source
from ..registry import Registry
from ..trial import is_browsable
from .routes import BASE, Call, Route
from .shown import Page, PageQuery, Shown


class PortShown(msgspec.Struct):
    """`schema` describes the payload, or the whole message with `message`."""

    name: str
    title: Shown
    schema: dict[str, Any]
    message: bool


class PartType(msgspec.Struct, kw_only=True):
    """One type. `config` is the JSON Schema (Draft 2020-12) of its config, with `x-sinterflow` marks for the form."""

    type: str
    family: str
    title: Shown
    help: Shown
    icon: str
    version: int
    config: dict[str, Any]


class ConnectionType(PartType, kw_only=True):
    """`testable`: it opens something, which can be tried. `browsable`: it can tell what its peer has."""

    testable: bool
    browsable: bool


class NodeType(PartType, kw_only=True):
    """One type of nodes."""

    role: str
    source: bool
    inputs: list[PortShown]
    outputs: list[PortShown]
    ports_by_config: bool
    """Inputs and outputs depend on the config; shown are those of the type."""
    effect: str
    delivery: str
    deterministic: bool
    exclusive: bool
    keeps: bool


class NodeGiven(msgspec.Struct, forbid_unknown_fields=True):
    """A node as a flow's document has it. `version`: of the type's config, null: the present one."""

    type: str
    config: dict[str, Any] = {}
    version: int | None = None


class PortsWanted(msgspec.Struct, forbid_unknown_fields=True):
    """Nodes by their ids."""

    nodes: Annotated[dict[str, NodeGiven], msgspec.Meta(max_length=1000)]


class PortName(msgspec.Struct):
    name: str
    title: Shown


class NodePorts(msgspec.Struct):
    inputs: list[PortName]
    outputs: list[PortName]


class Ports(msgspec.Struct):
    """By the ids of the nodes; those of types that are not installed are not in it. Each node has `error`, too."""

    ports: dict[str, NodePorts]


async def list_node_types(call: Call) -> web.Response:
    kinds = sorted(call.served.engine.registry.nodes.items())
    return call.answer_page(kinds, lambda item: item[0], lambda item: describe(item[1]))


async def list_connection_types(call: Call) -> web.Response:
    kinds = sorted(call.served.engine.registry.connections.items())
    return call.answer_page(kinds, lambda item: item[0], lambda item: _connection(item[1]))


async def ports_of_nodes(call: Call) -> web.Response:
    """In a thread: a thousand configs take a moment."""
    loop, registry = asyncio.get_running_loop(), call.served.engine.registry
    return call.answer(Ports(await loop.run_in_executor(None, _all_ports, registry, call.body.nodes)))


def _all_ports(registry: Registry, nodes: Mapping[str, NodeGiven]) -> dict[str, NodePorts]:
    found = {}
    for id, node in nodes.items():
        kind = registry.nodes.get(node.type)
        if kind is not None:
            inputs, outputs = ports_of(kind, node.config, node.version)
            found[id] = NodePorts(_names(inputs), _names(outputs))
    return found


def describe(kind: type[Node]) -> NodeType:
    return NodeType(
        **_part(kind),
        role=kind.role,
        source=issubclass(kind, Source),
        inputs=_ports(kind.inputs),
        outputs=_ports(kind.outputs),
        ports_by_config=varies(kind),
        effect=kind.effect,
        delivery=kind.delivery,
        deterministic=kind.deterministic,
        exclusive=kind.exclusive,
        keeps=kind.keeps,
    )


def _connection(kind: type[Connection]) -> ConnectionType:
    opens = kind.open is not Connection.open
    return ConnectionType(**_part(kind), testable=opens, browsable=is_browsable(kind))


def _part(kind: type[Node] | type[Connection]) -> dict[str, Any]:
    """What types of nodes and of connections have in common."""
    return {
        "type": kind.type,
        "family": kind.type.partition(".")[0],
        "title": kind.title,
        "help": kind.help,
        "icon": kind.icon,
        "version": kind.version,
        "config": json_schema(kind.Config),
    }


def _ports(ports: Sequence[Port]) -> list[PortShown]:
    return [PortShown(port.name, port.title, port.schema, port.message) for port in ports]


def _names(ports: Sequence[Port]) -> list[PortName]:
    return [PortName(port.name, port.title) for port in ports]


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/node-types",
        handler=list_node_types,
        summary="All installed node types.",
        of="anywhere",
        query=PageQuery,
        answers={200: Page[NodeType]},
    ),
    Route(
        method="POST",
        path=f"{BASE}/node-types/ports",
        handler=ports_of_nodes,
        summary="The ports that nodes have with these configs.",
        of="anywhere",
        body=PortsWanted,
        answers={200: Ports},
    ),
    Route(
        method="GET",
        path=f"{BASE}/connection-types",
        handler=list_connection_types,
        summary="All installed types of connections.",
        of="anywhere",
        query=PageQuery,
        answers={200: Page[ConnectionType]},
    ),
]
