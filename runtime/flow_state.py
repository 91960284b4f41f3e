"""What a flow is doing, as the API shows it: a thousand nodes many times a second, so what is shown is kept and only
its numbers are renewed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET, UnsetType

from .encoding import encode
from .text import Text

if TYPE_CHECKING:
    from .compile.plan import Plan
    from .compile.program import Counts
    from .running import RunningNode
    from .wires import Wire


class NodeState(msgspec.Struct, gc=False):
    state: str = "ok"
    text: Text = ""
    received: int = 0
    sent: int = 0
    errors: int = 0


class WireState(msgspec.Struct, kw_only=True, gc=False):
    """`rate` is in messages a second, unknown in the first; `depth` (messages), `latency` (seconds, the last
    message's), `bytes` and `dropped` exist on wires with a queue, `repeats` on durable ones."""

    policy: str
    count: int
    rate: float | None = None
    depth: int | None = None
    latency: float | None = None
    bytes: int | UnsetType = UNSET
    dropped: int | UnsetType = UNSET
    repeats: int | UnsetType = UNSET


class FlowState(msgspec.Struct):
    running: bool
    nodes: dict[str, NodeState]
    wires: dict[str, WireState]

    def json(self) -> bytes:
        try:
            return msgspec.json.encode(self)
        except ValueError:  # half a surrogate pair in the text of a node
            return encode(msgspec.to_builtins(self))


class Display:
    """The state of one plan and its running nodes; a redeploy needs another."""

    def __init__(self, plan: Plan, nodes: dict[str, RunningNode]) -> None:
        self._plan, self._nodes = plan, nodes
        self._shown = shown = {id: node.shown for id, node in nodes.items()}
        self._outputs = {(id, port): node.shown for id, node in nodes.items() for port in node.ports}
        self._direct = {
            edge.id: ((edge.source, edge.source_port), WireState(policy="direct", count=0))
            for edge in plan.edges()
            if not edge.queued and edge.kind in ("wire", "link")
        }
        self._all_nodes = shown | {id: shown[inner] for id, inner in plan.flow.status.items() if inner in shown}
        self._direct_wires = {id: wire for id, (_, wire) in self._direct.items()}
        self._counts: Counts | None = None
        self._rates: Mapping[str, float] | None = None

    def shows(self, plan: Plan, nodes: dict[str, RunningNode]) -> bool:
        return self._plan is plan and self._nodes is nodes

    def state(self, running: bool, counts: Counts, wires: Mapping[str, Wire], rates: Mapping[str, float]) -> FlowState:
        """What is so now. Its parts are the same objects each time."""
        if counts is not self._counts:
            self._counts = counts
            self._count(counts)
        if rates is not self._rates:
            self._rates = rates
            for id, wire in self._direct_wires.items():
                wire.rate = rates.get(id)
        queued = {id: wire.state() for id, wire in wires.items()}
        for id, wire in queued.items():
            wire.rate = rates.get(id)
        return FlowState(running, self._all_nodes, queued | self._direct_wires)

    def _count(self, counts: Counts) -> None:
        received, sent, output = counts.received.get, counts.sent, self._outputs.get
        for id, node in self._shown.items():
            node.received = received(id, 0)
            node.sent = 0
        for place, count in sent.items():
            node_of = output(place)
            if node_of is not None:
                node_of.sent += count
        for begin, wire in self._direct.values():
            wire.count = sent.get(begin, 0)
