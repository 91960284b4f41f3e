"""Which queues a region fills, so that it is let in only while none of them is full."""

from __future__ import annotations

from ..wires import Gate, Wire
from .plan import CAUGHT, COMPLETE, ERROR, LINK, Edge, Plan


def gate_for(plan: Plan, wires: dict[str, Wire], edges: list[Edge]) -> Gate:
    """A gate that is closed while a queue that `edges` lead to is full and makes its senders wait."""
    gate = Gate()
    for edge in _fed_by(plan, edges):
        wire = wires[edge.id]
        if wire.waits:
            wire.gates.append(gate)
            if wire.full:
                gate.closed_by_one()
    return gate


def edges_of(plan: Plan, node: str) -> list[Edge]:
    """Every edge that a message handled by `node` may take, error routes included."""
    ports = [port.name for port in plan.nodes[node].outputs]
    return [
        edge for port in dict.fromkeys((*ports, LINK, ERROR, CAUGHT, COMPLETE)) for edge in plan.leaving(node, port)
    ]


def _fed_by(plan: Plan, edges: list[Edge]) -> list[Edge]:
    """Every queued edge that a message can reach from `edges` without passing a queue."""
    found: dict[str, Edge] = {}
    seen: set[str] = set()
    stack = list(edges)
    while stack:
        edge = stack.pop()
        if edge.queued:
            found[edge.id] = edge
        elif edge.target not in seen:
            seen.add(edge.target)
            stack.extend(edges_of(plan, edge.target))
    return list(found.values())
