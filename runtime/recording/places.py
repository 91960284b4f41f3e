"""The places that a recording watches: a whole flow, what leaves a node, what enters a wire."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ..compile.plan import CAUGHT, ERROR, Plan
from ..flow.resolved import ResolvedNode, ResolvedWire
from ..node import Source

Output = tuple[str, str]
"""A node and one of its outputs, or a route out of it (`error`)."""


class Place(msgspec.Struct, frozen=True):
    """One place. `node` and `wire` are ids within the flow; without either it is all of the flow's sources."""

    flow: str
    node: str = ""
    wire: str = ""


def read_place(written: str) -> Place | None:
    """The place that is written `flow`, `flow/node` or `flow/from:port>to:port`; None when it is not one."""
    flow, slash, rest = written.partition("/")
    if not flow or bool(slash) != bool(rest):
        return None
    return Place(flow, wire=rest) if ">" in rest else Place(flow, node=rest)


def outputs_of(place: Place, plan: Plan) -> list[Output]:
    """Where what belongs to the place comes from; empty when the flow has no such place."""
    if place.wire:
        wire = wire_of(place, plan.flow.wires)
        return [(wire.source, wire.source_port)] if wire is not None else []
    if place.node in plan.flow.instances:
        return [end for ends in plan.flow.instances[place.node].outputs.values() for end in ends]
    if place.node:
        node = plan.nodes.get(place.node)
        return [*_leaving(node, plan)] if node is not None else []
    return [output for node in plan.nodes.values() if _begins(node, plan) for output in _leaving(node, plan)]


def exists(place: Place, plan: Plan) -> bool:
    """A flow without sources exists all the same."""
    return not (place.node or place.wire) or bool(outputs_of(place, plan))


def wire_of(place: Place, wires: list[ResolvedWire]) -> ResolvedWire | None:
    return next((wire for wire in wires if wire.id == place.wire), None)


def _begins(node: ResolvedNode, plan: Plan) -> bool:
    """Whether messages come into the flow here: a source, or a link from other flows alone."""
    return issubclass(node.kind, Source) or (node.kind.role == "link-in" and not plan.incoming[node.id])


def _leaving(node: ResolvedNode, plan: Plan) -> Iterator[Output]:
    yield from ((node.id, port.name) for port in node.outputs)
    yield from ((node.id, route) for route in (ERROR, CAUGHT) if plan.leaving(node.id, route))
