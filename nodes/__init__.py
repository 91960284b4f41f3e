"""Node families: what a flow is built from. Each registers through the plugin hooks."""

from __future__ import annotations

from sinterflow.runtime import Connection, Node, hookimpl

from . import core, database, modbus, mqtt, network, parse, rule, simulate


@hookimpl
def node_types() -> list[type[Node]]:
    return [
        *core.NODES,
        *database.NODES,
        *modbus.NODES,
        *mqtt.NODES,
        *network.NODES,
        *parse.NODES,
        *rule.NODES,
        *simulate.NODES,
    ]


@hookimpl
def connection_types() -> list[type[Connection]]:
    return [*database.CONNECTIONS, *modbus.CONNECTIONS, *mqtt.CONNECTIONS]
