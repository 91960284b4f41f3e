"""The plan of a flow: every way a message can take, which of them are queued, and which one breaks each cycle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Literal

import msgspec

from ..flow.resolved import Policy, ResolvedFlow, ResolvedNode
from ..node import is_async

ERROR = "error"
COMPLETE = "$complete"
LINK = "link"
CAUGHT = "$caught"


class Edge(msgspec.Struct, kw_only=True):
    """One way from an output to an input.

    `queued`: it has a queue. `feedback`: it closes a cycle, so it never makes its sender wait. `target` of a link
    into another flow is `flow/node` with `outside`.
    """

    kind: Literal["wire", "link", "catch", "complete"]
    source: str
    source_port: str
    target: str
    target_port: str
    policy: Policy = Policy()
    queued: bool = False
    feedback: bool = False
    outside: bool = False

    @property
    def id(self) -> str:
        return f"{self.source}:{self.source_port}>{self.target}:{self.target_port}"


class Plan:
    """All edges of one flow by where they start, in the order in which a message takes them."""

    def __init__(self, flow: ResolvedFlow) -> None:
        self.flow = flow
        self.outgoing: dict[tuple[str, str], list[Edge]] = {}
        self.incoming: dict[str, list[Edge]] = {id: [] for id in flow.nodes}
        self.followed_statuses: dict[str, list[str]] = {}
        self.sinks_first: list[str] = []
        self.links_out: list[Edge] = []
        """The edges into other flows."""

    @property
    def nodes(self) -> dict[str, ResolvedNode]:
        return self.flow.nodes

    def leaving(self, node: str, port: str) -> list[Edge]:
        """The edges of one output, in fan-out order."""
        return self.outgoing.get((node, port), [])

    def edges(self) -> Iterator[Edge]:
        for edges in self.outgoing.values():
            yield from edges

    def handlers(self, node: str) -> list[Edge]:
        """Where an error of this node goes: its wired error port, else its catch nodes; empty is the tray."""
        return self.leaving(node, ERROR) or self.leaving(node, CAUGHT)

    def add(self, edge: Edge) -> None:
        self.outgoing.setdefault((edge.source, edge.source_port), []).append(edge)
        if edge.outside:
            self.links_out.append(edge)
        else:
            self.incoming[edge.target].append(edge)

    def settle_queues(self, breakpoints: Collection[str] = ()) -> None:
        """Decide which edges have a queue; called once, when all edges are known. A breakpoint holds in a queue."""
        by_source: dict[str, list[Edge]] = {}
        for edge in self.edges():
            by_source.setdefault(edge.source, []).append(edge)
        self.sinks_first, closing = walk(self.nodes, by_source)
        for edge in closing:
            edge.feedback = True
        for edge in self.edges():
            target_waits = edge.outside or is_async(self.nodes[edge.target].kind)
            edge.queued = edge.feedback or edge.policy.kind != "direct" or target_waits or edge.id in breakpoints


def walk(nodes: Iterable[str], by_source: dict[str, list[Edge]]) -> tuple[list[str], list[Edge]]:
    """A depth-first walk in document order.

    Gives the nodes, each after those it sends to, and the edges that close a cycle: without them there is none.
    """
    done: dict[str, None] = {}
    closing: list[Edge] = []
    for root in nodes:
        if root not in done:
            _walk(root, by_source, done, closing)
    return list(done), closing


def _walk(root: str, by_source: dict[str, list[Edge]], done: dict[str, None], closing: list[Edge]) -> None:
    open_nodes = {root}
    stack = [(root, iter(by_source.get(root, ())))]
    while stack:
        node, edges = stack[-1]
        edge = next(edges, None)
        if edge is None:
            stack.pop()
            open_nodes.discard(node)
            done[node] = None
        elif edge.outside or edge.target in done:
            continue
        elif edge.target in open_nodes:
            closing.append(edge)
        else:
            open_nodes.add(edge.target)
            stack.append((edge.target, iter(by_source.get(edge.target, ()))))
