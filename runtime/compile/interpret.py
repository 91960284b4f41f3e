"""The reference: a plan run by direct calls, every branch with a full copy of its own."""

from __future__ import annotations

from functools import partial

from ..delivery import Delivery
from ..message import Message, copy_message
from ..ways import Way
from .program import Counts, Point, Surroundings, Tap
from .steps import Step


class Interpreter:
    """A `Program` that looks everything up as it goes: slow, plain, and what compiled code is held to."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self.renew()
        self._received: dict[str, int] = {}
        self._sent: dict[tuple[str, str], int] = {}
        self._taps: dict[Point, Tap] = {}
        self._ways: dict[tuple[str, str, str], Way] = {}

    def way_in(self, node: str, port: str) -> Way:
        way = self._ways.get(("in", node, port))
        if way is None:
            gate = self._around.gates.behind(node)
            way = self._ways["in", node, port] = Way(partial(self._enter, node, port), gate)
        return way

    def way_out(self, node: str, port: str) -> Way:
        way = self._ways.get(("out", node, port))
        if way is None:
            gate = self._around.gates.after(node, port)
            way = self._ways["out", node, port] = Way(partial(self._leave, node, port), gate)
        return way

    def received(self, node: str) -> int:
        return self._received.get(node, 0)

    def sent(self, node: str, port: str) -> int:
        return self._sent.get((node, port), 0)

    def counts(self) -> Counts:
        return Counts(self._received, self._sent)

    def arrived(self, node: str, port: str, message: Message) -> None:
        self._received[node] = self._received.get(node, 0) + 1
        self._look(node, "in", port, message)

    def renew(self) -> None:
        around = self._around
        self._plan = around.plan
        self._steps = {
            id: Step(node, around.plan, around.failed, self._leave)
            for id, node in around.nodes.items()
            if not node.is_async
        }

    async def tap(self, taps: dict[Point, Tap]) -> None:
        self._taps = dict(taps)

    def _enter(self, id: str, port: str, message: Message, delivery: Delivery) -> None:
        self.arrived(id, port, message)
        self._steps[id](message, delivery, port)

    def _leave(self, id: str, port: str, message: Message, delivery: Delivery) -> None:
        self._sent[id, port] = self._sent.get((id, port), 0) + 1
        self._look(id, "out", port, message)
        if self._around.nodes[id].shares:
            message = copy_message(message)
        edges = self._plan.leaving(id, port)
        branches = [copy_message(message) for _ in edges[1:]] + [message]
        for edge, branch in zip(edges, branches, strict=False):
            if not edge.queued:
                self._enter(edge.target, edge.target_port, branch, delivery)
                continue
            try:
                self._around.wires[edge.id].put(branch, delivery)
            except Exception as error:
                self._around.failed(id, error, branch, delivery)

    def _look(self, node: str, end: str, port: str, message: Message) -> None:
        tap = self._taps.get((node, end, port))
        if tap is not None:
            tap(message)
