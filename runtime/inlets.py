"""The queued ways into the nodes of one running flow: wires, the inboxes they end in, and the pumps that serve them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from .compile.feeds import edges_of, gate_for
from .compile.plan import Edge, Plan
from .compile.program import Failed, Program
from .delivery import Delivery
from .flow.resolved import Policy
from .handlers import Handler
from .message import Message
from .pumps import AsyncPump, DirectPump, Pump
from .running import RunningNode, Way
from .shared import Shared
from .wires import Gate, Inbox, Wire

STATUS_POLICY = Policy(kind="bounded", full="drop-oldest")
GIVEN_POLICY = Policy(kind="bounded")


class Inlets:
    """Wires first, then `connect` with the program that they lead into.

    `wires` are those of the plan by edge id; `status` lead to status nodes; `given` take messages for asynchronous
    nodes that come from outside the flow (the API, a link of another flow).
    """

    def __init__(self, plan: Plan, nodes: dict[str, RunningNode], now: Callable[[], float]) -> None:
        self._plan = plan
        self._nodes = nodes
        self._now = now
        self._inboxes: dict[str, Inbox] = {}
        self._links: dict[str, Edge] = {}
        self.wires: dict[str, Wire] = {}
        self.pumps: dict[str, Pump] = {}
        for edge in plan.edges():
            if edge.queued:
                self.wires[edge.id] = self._wire(edge)
        followers = {id for ids in plan.followed_statuses.values() for id in ids}
        self.status = {id: self._extra("status", id, "in", STATUS_POLICY) for id in followers}
        self.given = {
            (id, port.name): self._extra("given", id, port.name, GIVEN_POLICY)
            for id, node in nodes.items()
            if node.is_async
            for port in node.planned.inputs
        }

    def connect(self, program: Program, failed: Failed, shared: Shared) -> None:
        """Make the pumps; they stand still until `start`."""
        mark = shared.activity.mark(self._plan.flow.id)
        for key, inbox in self._inboxes.items():
            if key in self._links:
                self.pumps[key] = AsyncPump(inbox, _link(shared, self._links[key], failed), Gate(), 1)
            elif self._nodes[key].is_async:
                self.pumps[key] = self._async_pump(self._nodes[key], inbox, program, failed)
            else:
                self.pumps[key] = DirectPump(inbox, _ways_in(program, key), mark)

    def start(self) -> None:
        for pump in self.pumps.values():
            pump.start()

    async def stop(self) -> None:
        await asyncio.gather(*(pump.stop() for pump in self.pumps.values()))

    @property
    def idle(self) -> bool:
        """Nothing is queued or being handled by an asynchronous node."""
        return self._busy() is None

    async def drained(self) -> None:
        """Wait until `idle`."""
        while (busy := self._busy()) is not None:
            await busy.pause()

    def _busy(self) -> Pump | None:
        return next((pump for pump in self.pumps.values() if not pump.idle), None)

    def _wire(self, edge: Edge) -> Wire:
        key = edge.id if edge.outside else edge.target
        if edge.outside:
            self._links[key] = edge
        inbox = self._inboxes.setdefault(key, Inbox(self._now))
        return Wire(edge.id, edge.target_port, edge.policy, inbox, feedback=edge.feedback)

    def _extra(self, kind: str, node: str, port: str, policy: Policy) -> Wire:
        return Wire(f"${kind}>{node}:{port}", port, policy, self._inboxes.setdefault(node, Inbox(self._now)))

    def _async_pump(self, node: RunningNode, inbox: Inbox, program: Program, failed: Failed) -> AsyncPump:
        gate = gate_for(self._plan, self.wires, edges_of(self._plan, node.id))
        handler = Handler(node, self._plan, program, failed, gate)
        return AsyncPump(inbox, handler, gate, node.node.concurrency)


def _ways_in(program: Program, node: str) -> Callable[[str], Way]:
    return lambda port: program.way_in(node, port)


def _link(shared: Shared, edge: Edge, failed: Failed) -> Callable[[Wire, Message, Delivery], Awaitable[None]]:
    async def give(wire: Wire, message: Message, delivery: Delivery) -> None:
        try:
            if shared.give is not None:
                await shared.give(edge.target, message, delivery)
        except Exception as error:
            failed(edge.source, error, message, delivery)

    return give
