"""The timers of one running flow: what they send is admitted as any message is, and they end with the flow."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from functools import partial

from .activity import Mark
from .compile.program import Failed, Program, Surroundings
from .compile.results import Emit, hand_on
from .delivery import Delivery
from .errors import FAILURES
from .host import Sent
from .message import Message, copy_message, new_message
from .running import RunningNode


class Timers:
    """Calls that nodes asked for with `after`."""

    def __init__(
        self, around: Surroundings, program: Program, failed: Failed, now: Callable[[], float], mark: Mark
    ) -> None:
        self._around = around
        self._program = program
        self._failed = failed
        self._now = now
        self._mark = mark
        self._waiting: set[FlowTimer] = set()
        self._early: list[Callable[[], None]] = []
        """Calls that came due before their node was part of the flow."""

    def later(self, node: RunningNode, delay: float, callback: Callable[[], Sent]) -> FlowTimer:
        timer = FlowTimer(self._waiting, node)
        timer.handle = asyncio.get_running_loop().call_later(delay, partial(self._due, timer, node, callback))
        return timer

    def stop(self, nodes: Collection[RunningNode] | None = None) -> None:
        """End those of these nodes; None: all."""
        for timer in list(self._waiting):
            if nodes is None or timer.node in nodes:
                timer.cancel()

    def release(self) -> None:
        """Nodes that were started are part of the flow now, or never will be."""
        early, self._early = self._early, []
        for due in early:
            due()

    def _due(self, timer: FlowTimer, node: RunningNode, callback: Callable[[], Sent]) -> None:
        if timer not in self._waiting:
            return
        if self._around.nodes.get(node.id) is not node:
            self._early.append(partial(self._due, timer, node, callback))
            return
        gate = self._program.way_in(node.id, "in").gate
        if gate.blocked:
            gate.waiters.append(partial(self._due, timer, node, callback))
            return
        self._waiting.discard(timer)
        self._mark()
        delivery = Delivery(None, self._now())
        try:
            hand_on(node, callback(), delivery, self._emitter(node.id))
        except FAILURES as error:
            self._failed(node.id, error, new_message(), delivery)
        delivery.end()

    def _emitter(self, node: str) -> Emit:
        def emit(port: str, message: Message, delivery: Delivery, alone: bool) -> None:
            given = message if alone else copy_message(message)
            self._program.way_out(node, port).run(given, delivery)

        return emit


class FlowTimer:
    """One waiting call."""

    __slots__ = ("_waiting", "handle", "node")

    def __init__(self, waiting: set[FlowTimer], node: RunningNode) -> None:
        self._waiting = waiting
        self.node = node
        self.handle: asyncio.TimerHandle | None = None
        waiting.add(self)

    def cancel(self) -> None:
        self._waiting.discard(self)
        if self.handle is not None:
            self.handle.cancel()
