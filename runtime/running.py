"""A node while it runs: its instance, its counts, its state."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .delivery import Delivery
from .effects import EffectKey
from .flow_state import NodeState
from .joined import Held
from .message import Message
from .node import LINKING, Node, Source, is_async, streams
from .node_host import Flow, NodeHost
from .origin import Origin
from .text import Text

if TYPE_CHECKING:
    from .flow.resolved import ResolvedNode


class RunningNode:
    """One node of a running flow, and its own `Host`."""

    def __init__(self, planned: ResolvedNode, flow: Flow) -> None:
        self.planned = planned
        self.id = planned.id
        self.node: Node = planned.kind(planned.config)
        self.receive: Callable[..., Any] = self.node.receive
        self.many_inputs = len(planned.inputs) > 1
        self.counts_effects = planned.kind.delivery == "once"
        self.host = self.node.host = NodeHost(self, flow)
        self.is_async = is_async(planned.kind)
        self.keeps = self.node.keeps
        self.shares = self.keeps or streams(planned.kind)
        """What it sends may share parts with what it holds or has sent before."""
        self.written = self.node.written()
        linked = ["link"] if planned.kind.role in LINKING else []
        names = [port.name for port in planned.outputs] + linked
        self.default_port = names[0] if names else "out"
        self.ports = frozenset((*names, "error"))
        self.shown = NodeState()
        self.current: Delivery | None = None
        self.kept: list[Held] = []
        """What a synchronous `receive` has kept so far."""
        self.arriving: tuple[Message, str] = {}, "in"
        """What a synchronous `receive` was given, before it could change it, and its port."""
        self.since: float | None = None
        """When that first came to a predecessor of this node."""
        self.held: dict[Held, None] = {}
        """All that the node holds open."""
        self.effect: EffectKey | None = None
        self.joined: asyncio.Event | None = None
        """To be set once the node is part of its flow; None when it is."""
        self.uses = Uses()
        self.is_source = issubclass(planned.kind, Source)
        kind = planned.kind
        self.origin = Origin(kind.max_open, kind.in_order) if issubclass(kind, Source) else Origin(2**62)

    @property
    def state(self) -> str:
        return self.shown.state

    @property
    def said(self) -> Text:
        return self.shown.text

    @property
    def errors(self) -> int:
        return self.shown.errors


class Uses:
    """What a node has asked for: it starts anew when that changes."""

    def __init__(self) -> None:
        self.connections: set[str] = set()
        self.tags: set[str] = set()
        self.env = False
