"""The gates of a flow: a region is let in only while no queue that it fills is full, and while its flow is not held."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

from ..wires import Gate
from .plan import CAUGHT, COMPLETE, ERROR, LINK, Edge, Plan

if TYPE_CHECKING:
    from .program import Surroundings

_ROUTES = dict.fromkeys((LINK, ERROR, CAUGHT, COMPLETE))


class Gates:
    """One gate for each way into a flow's regions, the same for ever: who waits there need not know of redeploys."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._gates: dict[tuple[str, str], Gate] = {}
        self.held = False
        """Between `hold` and `release`."""

    def behind(self, node: str) -> Gate:
        """For a message that the node is to handle."""
        return self._gate((node, ""))

    def after(self, node: str, port: str) -> Gate:
        """For a message that leaves this output."""
        return self._gate((node, port))

    def hold(self) -> None:
        """Let nothing in until `release`."""
        self.held = True
        for gate in self._gates.values():
            gate.closed_by_one()

    def release(self) -> None:
        self.held = False
        for gate in list(self._gates.values()):
            gate.opened_by_one()

    def open_for_good(self) -> None:
        """The flow is over: whoever waits is to see that."""
        for gate in self._gates.values():
            gate.open()
        self._gates.clear()

    def renew(self) -> None:
        """The plan or its wires have changed; while the flow is held."""
        for wire in self._around.wires.values():
            wire.gates.clear()
        for place, gate in list(self._gates.items()):
            if place[0] not in self._around.plan.nodes:
                del self._gates[place]
                gate.open()
                continue
            gate.blocked = int(self.held)
            self._join(place, gate)

    def _gate(self, place: tuple[str, str]) -> Gate:
        gate = self._gates.get(place)
        if gate is None:
            gate = self._gates[place] = Gate()
            gate.blocked = int(self.held)
            self._join(place, gate)
        return gate

    def _join(self, place: tuple[str, str], gate: Gate) -> None:
        plan, wires, (node, port) = self._around.plan, self._around.wires, place
        if not wires:
            return
        for id in fed_by(plan, plan.leaving(node, port) if port else edges_of(plan, node), _targets(wires)):
            wire = wires.get(id)
            if wire is not None and wire.waits:
                wire.gates.append(gate)
                if wire.full:
                    gate.closed_by_one()


def _targets(wires: Iterable[str]) -> set[str]:
    """The nodes that these wires lead to, by their ids; one that is left from before may have an edge's id."""
    return {id.rpartition(">")[2].rpartition(":")[0] for id in wires}


def edges_of(plan: Plan, node: str) -> list[Edge]:
    """Every edge that a message handled by `node` may take, error routes included."""
    leaving = plan.outgoing
    ports = dict.fromkeys([port.name for port in plan.nodes[node].outputs])
    ports |= _ROUTES
    return [edge for port in ports if (edges := leaving.get((node, port))) for edge in edges]


def fed_by(plan: Plan, edges: list[Edge], targets: Container[str]) -> list[str]:
    """The id of every edge into these nodes that a message can reach from `edges` without passing a queue; a queue ends
    the way."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    stack = list(edges)
    while stack:
        edge = stack.pop()
        if edge.target in targets:
            found[edge.id] = None
        if not edge.queued and edge.target not in seen:
            seen.add(edge.target)
            stack.extend(edges_of(plan, edge.target))
    return list(found)
