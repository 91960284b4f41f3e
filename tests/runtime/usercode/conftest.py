from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import structlog

from sinterflow.runtime import Node, NodeConfig
from sinterflow.runtime.clock import Clock
from sinterflow.runtime.context import Context


class Site:
    """The host of a node that stands alone, at a fixed time (1.5 s after the epoch)."""

    def __init__(self, id: str, env: dict[str, Any]) -> None:
        self.flow = "line-1"
        self.id = id
        self.env = env
        self.log = structlog.get_logger()
        self.context, self.flow_context, self.global_context = Context(), Context(), Context()
        self.clock = Clock(wall=lambda: 1.5)
        self.statuses: list[tuple[str, Any]] = []

    def status(self, state: str, said: Any) -> None:
        self.statuses.append((state, said))


@pytest.fixture
def a_node() -> Callable[..., Node]:
    """Makes a node that stands alone; its parameters by name."""

    def make(id: str = "sum", **env: Any) -> Node:
        node = Node(NodeConfig())
        node.host = Site(id, env)  # type: ignore[assignment]
        return node

    return make
