"""Node, connection and service types by name, as the installed plugins give them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pluggy

from . import hooks
from .connection import Connection
from .errors import SinterflowError
from .node import Node
from .service import Service
from .text import text


class Plugin(NamedTuple):
    """A plugin that is installed: the distribution it comes from, and the types that it brings."""

    name: str
    distribution: str
    version: str
    licence: str
    nodes: list[str]
    connections: list[str]


class Registry:
    """What the plugins bring. Made once by `load`; a test may make one of its own types."""

    def __init__(
        self,
        nodes: Iterable[type[Node]] = (),
        connections: Iterable[type[Connection]] = (),
        services: Iterable[type[Service]] = (),
    ) -> None:
        self.nodes: dict[str, type[Node]] = {}
        self.connections: dict[str, type[Connection]] = {}
        self.services: list[type[Service]] = list(services)
        self.templates: list[Path] = []
        self.pages: dict[str, Path] = {}
        self.plugins: list[Plugin] = []
        for node in nodes:
            _add(self.nodes, node)
        for connection in connections:
            _add(self.connections, connection)

    def nearest(self, name: str) -> str | None:
        """The known node type whose name is most like `name`."""
        found = difflib.get_close_matches(name, self.nodes, n=1, cutoff=0.6)
        return found[0] if found else None


def _add(table: dict[str, Any], kind: type[Any]) -> None:
    known = table.setdefault(kind.type, kind)
    if known is not kind:
        one, other = (f"{each.__module__}.{each.__qualname__}" for each in (known, kind))
        raise SinterflowError(
            text(
                en=f"the type {kind.type} is registered twice: by {one} and by {other}; remove one of the plugins",
                zh=f"类型 {kind.type} 被重复注册：{one} 与 {other}；请卸载其中一个插件",
            )
        )


def load(plugins: Iterable[ModuleType] = (), *, installed: bool = True) -> Registry:
    """The registry of the given plugins and, with `installed`, of every one that announces itself as an entry point."""
    manager = pluggy.PluginManager(hooks.PROJECT)
    manager.add_hookspecs(hooks)
    for plugin in plugins:
        manager.register(plugin)
    if installed:
        manager.load_setuptools_entrypoints(hooks.PROJECT)
    registry = Registry(
        nodes=_flat(manager.hook.node_types()),
        connections=_flat(manager.hook.connection_types()),
        services=_flat(manager.hook.services()),
    )
    registry.templates = _flat(manager.hook.flow_templates())
    for served in manager.hook.pages():
        registry.pages.update(served)
    registry.plugins = [_plugin(manager, one, dist.metadata) for one, dist in manager.list_plugin_distinfo()]
    return registry


def _plugin(manager: pluggy.PluginManager, plugin: Any, metadata: Any) -> Plugin:
    nodes: list[Any] = getattr(plugin, "node_types", list)()
    connections: list[Any] = getattr(plugin, "connection_types", list)()
    return Plugin(
        name=manager.get_name(plugin) or "",
        distribution=metadata["Name"],
        version=metadata["Version"],
        licence=metadata["License-Expression"] or metadata["License"] or "",
        nodes=sorted(one.type for one in nodes),
        connections=sorted(one.type for one in connections),
    )


def _flat(answers: Iterable[Iterable[Any]]) -> list[Any]:
    return [one for answer in reversed(list(answers)) for one in answer]
