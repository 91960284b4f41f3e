"""What stands in for the world in a run on recorded traffic: nothing outside is asked, written or moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

from ..flow.resolved import ResolvedFlow, ResolvedNode
from ..flowtests.stubs import is_outside
from ..message import Message
from ..node import Node, Source
from ..text import text

Arrived = Callable[[str, str, Message, Any], None]
"""Told of each message that comes to a place where the flow ends: node, input, message, outcome (None: none known)."""
Part: TypeAlias = Literal["source", "recorded", "sink"]


class Original(NamedTuple):
    """The node that is stood in for."""

    kind: type[Node]
    config: Any
    arrived: Arrived


class Entry(Node):
    """In the place of a source or a recorded node: what was recorded leaves here, what comes is let go."""

    type = "replay.entry"
    title = text(en="recorded messages", zh="录制的消息")
    writes = ()

    def receive(self, message: Message, port: str = "in") -> None:
        """What it would have made of the message was recorded."""


class Sink(Node):
    """In the place of a node that acts outside: it says what that one would do."""

    type = "replay.sink"
    title = text(en="what would be done", zh="预计执行的动作")
    writes = ()

    def __init__(self, config: Original) -> None:
        super().__init__(config)
        self._original = config.kind(config.config)

    def receive(self, message: Message, port: str = "in") -> None:
        self._original.host = self.host
        self.config.arrived(self.id, port, message, self._original.outcome(message))


class StandIns(msgspec.Struct):
    """Who stands in as what; `silent` are those with wires behind them, over which nothing goes on."""

    parts: dict[str, Part]
    silent: list[str]


def put_in(flow: ResolvedFlow, recorded: set[str], cut: set[str], arrived: Arrived) -> StandIns:
    """Replace every node of the outside world and those whose output was recorded; cut the wires that were."""
    parts: dict[str, Part] = {}
    flow.wires = [wire for wire in flow.wires if wire.id not in cut]
    flow.disabled = False
    for node in flow.nodes.values():
        part = _part(node, recorded)
        if part == "sink":
            node.kind, node.config = Sink, Original(node.kind, node.config, arrived)
        elif part is not None:
            node.kind, node.config = Entry, None
        if part is not None:
            parts[node.id] = part
    wired = {wire.source for wire in flow.wires}
    return StandIns(parts, [id for id, part in parts.items() if part == "sink" and id in wired])


def _part(node: ResolvedNode, recorded: set[str]) -> Part | None:
    if issubclass(node.kind, Source):
        return "source"
    if node.id in recorded and node.kind.role == "":
        return "recorded"
    return "sink" if is_outside(node.kind) else None
