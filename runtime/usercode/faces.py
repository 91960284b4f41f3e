"""What the code of a function node sees: its node, the flow's parameters, and Python's own names."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import ModuleType
from typing import Any

from ..host import State
from ..message import copy_value
from ..node import Node


class NodeFace:
    """What the code sees as `node`."""

    __slots__ = ("_node", "id", "name")

    def __init__(self, node: Node, name: str) -> None:
        self._node = node
        self.id = node.id
        self.name = name

    @property
    def context(self) -> Any:
        return self._node.context

    def status(self, state: State, text: str = "") -> None:
        self._node.status(state, str(text))

    def log(self, text: Any) -> None:
        self._node.log.info(str(text))

    def warn(self, text: Any) -> None:
        self._node.log.warning(str(text))

    def error(self, text: Any) -> None:
        self._node.log.error(str(text))


class Environment(Mapping[str, Any]):
    """The flow's parameters as the code sees them: reading gives a copy, writing is not possible."""

    __slots__ = ("_values",)

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> Any:
        return copy_value(self._values[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@lru_cache(maxsize=16)
def builtins_with(modules: tuple[tuple[str, ModuleType], ...]) -> dict[str, Any]:
    """Python's own names, with an import that gives these modules instead of the real ones."""
    given = dict(modules)

    def import_module(name: str, *how: Any, **more: Any) -> ModuleType:
        return given[name] if name in given else builtins.__import__(name, *how, **more)

    return {**vars(builtins), "__import__": import_module}
