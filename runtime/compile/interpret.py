"""The reference: a plan run by direct calls, every branch with a full copy of its own."""

from __future__ import annotations

from functools import partial

from ..delivery import Delivery
from ..message import Message, copy_message
from ..running import Way
from ..wires import Gate, Wire
from .feeds import edges_of, fed_by
from .plan import COMPLETE, Edge
from .program import Point, Surroundings, Tap
from .results import hand_on


class Interpreter:
    """A `Program` that looks everything up as it goes: slow, plain, and what compiled code is held to."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.plan = around.plan
        self.nodes = around.nodes
        self._received: dict[str, int] = {}
        self._sent: dict[tuple[str, str], int] = {}
        self._taps: dict[Point, Tap] = {}
        self._ways: dict[tuple[str, ...], Way] = {}

    def way_in(self, node: str, port: str) -> Way:
        way = self._ways.get(("in", node, port))
        if way is None:
            run = partial(self._enter, node, port)
            way = self._ways["in", node, port] = Way(run, self.gate(edges_of(self.plan, node)))
        return way

    def way_out(self, node: str, port: str) -> Way:
        way = self._ways.get(("out", node, port))
        if way is None:
            run = partial(self._leave, node, port)
            way = self._ways["out", node, port] = Way(run, self.gate(self.plan.leaving(node, port)))
        return way

    def gate(self, edges: list[Edge]) -> Gate:
        return gate_of([self.around.wires[edge.id] for edge in fed_by(self.plan, edges)])

    def received(self, node: str) -> int:
        return self._received.get(node, 0)

    def sent(self, node: str, port: str) -> int:
        return self._sent.get((node, port), 0)

    def arrived(self, node: str, port: str, message: Message) -> None:
        self._received[node] = self._received.get(node, 0) + 1
        self._look(node, "in", port, message)

    def tap(self, taps: dict[Point, Tap]) -> None:
        self._taps = dict(taps)

    def _enter(self, id: str, port: str, message: Message, delivery: Delivery) -> None:
        node = self.nodes[id]
        self.arrived(id, port, message)
        given = message if node.written is None else copy_message(message)
        try:
            if node.keeps:
                node.current = delivery
                given = copy_message(message)
            result = node.receive(given, port) if node.many_inputs else node.receive(given)
            handled = copy_message(given) if self.plan.leaving(id, COMPLETE) else given
            hand_on(node, result, delivery, partial(self._leave, id))
        except Exception as error:
            self.around.failed(id, error, message, delivery)
            return
        finally:
            node.current = None
        self._leave(id, COMPLETE, handled, delivery)

    def _leave(self, id: str, port: str, message: Message, delivery: Delivery) -> None:
        self._sent[id, port] = self._sent.get((id, port), 0) + 1
        self._look(id, "out", port, message)
        if self.nodes[id].keeps:  # it may still hold what it sends
            message = copy_message(message)
        edges = self.plan.leaving(id, port)
        branches = [copy_message(message) for _ in edges[1:]] + [message]
        for edge, branch in zip(edges, branches, strict=False):
            if not edge.queued:
                self._enter(edge.target, edge.target_port, branch, delivery)
                continue
            try:
                self.around.wires[edge.id].put(branch, delivery)
            except Exception as error:
                self.around.failed(id, error, branch, delivery)

    def _look(self, node: str, end: str, port: str, message: Message) -> None:
        tap = self._taps.get((node, end, port))
        if tap is not None:
            tap(message)


def gate_of(wires: list[Wire]) -> Gate:
    """A gate that is closed while one of these wires is full and makes its senders wait."""
    gate = Gate()
    for wire in wires:
        if wire.waits:
            wire.gates.append(gate)
            if wire.full:
                gate.closed_by_one()
    return gate
