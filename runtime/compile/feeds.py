"""Which queues a region fills, so that it is let in only while none of them is full."""

from __future__ import annotations

from .plan import CAUGHT, COMPLETE, ERROR, Edge, Plan


def fed_by(plan: Plan, edges: list[Edge]) -> list[Edge]:
    """Every queued edge that a message can reach from `edges` without passing a queue; error routes included."""
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


def edges_of(plan: Plan, node: str) -> list[Edge]:
    """Every edge that a message handled by `node` may take."""
    ports = [port.name for port in plan.nodes[node].outputs]
    return [
        edge for port in dict.fromkeys((*ports, "link", ERROR, CAUGHT, COMPLETE)) for edge in plan.leaving(node, port)
    ]
