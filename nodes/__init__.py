"""Node families: what a flow is built from. Each registers through the plugin hooks."""

from __future__ import annotations

from pathlib import Path

from sinterflow.runtime import Connection, Node, hookimpl

from . import core, database, modbus, mqtt, network, parse, rule, simulate

TEMPLATES = Path(__file__).parents[1] / "flows" / "templates"
"""Beside the nodes in every installation."""
SHIPPED = ("furnace-watch", "http-to-sqlite", "limit-alarm", "mqtt-to-sqlite")


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


@hookimpl
def flow_templates() -> list[Path]:
    return [TEMPLATES / name for name in SHIPPED]
