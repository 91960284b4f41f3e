"""Every hook a plugin may implement. Built-in families use the same ones."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pluggy

from .connection import Connection
from .node import Node
from .service import Service

PROJECT = "sinterflow"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def node_types() -> Iterable[type[Node]]:  # type: ignore[empty-body]
    """The node types that the plugin brings."""


@hookspec
def connection_types() -> Iterable[type[Connection]]:  # type: ignore[empty-body]
    """The connection types that the plugin brings."""


@hookspec
def services() -> Iterable[type[Service]]:  # type: ignore[empty-body]
    """The services that the plugin brings: started once for a project, stopped with it."""


@hookspec
def flow_templates() -> Iterable[Path]:  # type: ignore[empty-body]
    """Folders with shared flow templates, one project-shaped folder each."""


@hookspec
def pages() -> dict[str, Path]:  # type: ignore[empty-body]
    """Folders with built pages by the URL path they are served at; `/` is the editor."""
