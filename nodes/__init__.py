"""Node families: what a flow is built from. Each registers through the plugin hooks."""

from __future__ import annotations

from sinterflow.runtime import Node, hookimpl

from . import core


@hookimpl
def node_types() -> list[type[Node]]:
    return [*core.NODES]
