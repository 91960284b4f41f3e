"""One flow while it runs: it puts nodes, wires, pumps and program together, starts and stops them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any

import structlog

from .activity import at_work
from .compile.plan import Plan
from .compile.program import Counts, Surroundings
from .delivery import Delivery
from .errors import FAILURES, NotConnected
from .failures import Failures
from .inlets import Inlets
from .message import Message, new_message
from .node import Node, Source
from .running import RunningNode
from .shared import NotAdmitted, Shared
from .supervisor import LEAVING, end, keep_running
from .text import pick
from .timers import Timers
from .wires import passed

START_TIME = 30.0
"""Seconds that the start of one node may take."""


class RunningFlow:
    """Made on the event loop. `start` the nodes, sinks first, then `begin`; `stop_sources`, drain, then `stop`."""

    def __init__(self, plan: Plan, shared: Shared) -> None:
        self.plan = plan
        self.id = plan.flow.id
        self.shared = shared
        self.mark = shared.activity.mark(self.id)
        self.mark()
        self.running = False
        self._admits = False
        self.nodes = {id: RunningNode(planned, self) for id, planned in plan.nodes.items()}
        self.inlets = Inlets(plan, self.nodes, shared.clock.monotonic)
        self.failures = Failures(plan, self.nodes, shared.tray)
        around = Surroundings(plan, self.nodes, self.inlets.wires, self.failures.failed)
        self.program = self.failures.program = shared.make_program(around)
        self.inlets.connect(self.program, self.failures.failed, shared)
        self.timers = Timers(self.program, self.failures.failed, shared.clock.monotonic, self.mark)
        self.way_out = self.program.way_out
        self._tasks: list[asyncio.Task[None]] = []
        self._log: Any = structlog.get_logger("sinterflow.flow").bind(flow=self.id)

    @at_work
    async def start(self) -> None:
        """Start every node. An exception other than NotConnected stops what had started."""
        started: list[RunningNode] = []
        try:
            for id in self.plan.sinks_first:
                started.append(self.nodes[id])
                await self._start_node(self.nodes[id])
        except BaseException:
            await self._stop_tasks()
            self.timers.stop()
            await self._stop_nodes(started)
            raise

    @at_work
    def begin(self) -> None:
        """Take messages: what waits on wires and what sources send."""
        self._admits = True
        self.inlets.start()
        for node in self.nodes.values():
            if isinstance(node.node, Source):
                self._tasks.append(asyncio.create_task(self._run_source(node, node.node)))
        self.running = True

    @at_work
    async def stop_sources(self) -> None:
        """Begin no more messages; what is under way, here and on links to here, goes on."""
        self.running = False
        await self._stop_tasks()

    @at_work
    async def stop(self) -> None:
        """Stop everything else. What waits on wires stays there."""
        self._admits = False
        await self.inlets.stop()
        self.timers.stop()
        await self._stop_nodes(self.nodes[id] for id in reversed(self.plan.sinks_first))

    async def receive(
        self, node: str, message: Message, port: str, delivery: Delivery, wait: float | None = 5.0
    ) -> None:
        """Give a node a message as its wires do.

        Raises NotAdmitted when there is no room for `wait` seconds, and before `begin` and after `stop`.
        """
        wire = self.inlets.given.get((node, port))
        gate = self.program.way_in(node, port).gate
        try:
            async with asyncio.timeout(wait):
                await passed(gate)
        except TimeoutError:
            raise NotAdmitted(node) from None
        if not self._admits:
            raise NotAdmitted(node)
        self.mark()
        if wire is None:
            self.program.way_in(node, port).run(message, delivery)
        elif wire.full:
            raise NotAdmitted(node)
        else:
            wire.put(message, delivery)

    def state(self) -> dict[str, Any]:
        """What the flow is doing, as the API shows it."""
        counts = self.program.counts()
        nodes = {id: self._node_state(node, counts) for id, node in self.nodes.items()}
        instances = {id: nodes[inner] for id, inner in self.plan.flow.status.items() if inner in nodes}
        return {
            "running": self.running,
            "nodes": nodes | instances,
            "wires": {id: wire.state() for id, wire in self.inlets.wires.items()} | self._direct_wires(counts),
        }

    def _node_state(self, node: RunningNode, counts: Counts) -> dict[str, Any]:
        id = node.id
        sent = sum([counts.sent.get((id, port), 0) for port in node.ports])
        received = counts.received.get(id, 0)
        return {"state": node.state, "text": node.said, "received": received, "sent": sent, "errors": node.errors}

    def _direct_wires(self, counts: Counts) -> dict[str, dict[str, Any]]:
        return {
            edge.id: {"policy": "direct", "count": counts.sent.get((edge.source, edge.source_port), 0)}
            for edge in self.plan.edges()
            if not edge.queued and edge.kind in ("wire", "link")
        }

    def show_status(self, node: RunningNode) -> None:
        """A node's state has changed: tell who listens, and the status nodes that follow it."""
        self.shared.events.publish("status", {"flow": self.id, "node": node.id, "state": node.state, "text": node.said})
        for follower in self.plan.followed_statuses.get(node.id, ()):
            status = {"state": node.state, "text": pick(node.said), "node": node.id}
            delivery = Delivery(None, self.shared.clock.monotonic())
            self.inlets.status[follower].put(new_message(None, status=status), delivery)
            delivery.end()

    async def _start_node(self, node: RunningNode) -> None:
        if type(node.node).start is Node.start:
            return  # most nodes open nothing, and a time limit for each costs more than all else about them
        try:
            async with asyncio.timeout(START_TIME):
                await node.node.start()
        except NotConnected as outage:
            node.node.status("disconnected", outage.text)
            self._tasks.append(asyncio.create_task(self._start_again(node)))

    async def _start_again(self, node: RunningNode) -> None:
        """A node that found no peer runs, and its start is tried again with back-off."""
        await self._keep(node, node.node.start)
        node.node.status("ok")

    async def _run_source(self, node: RunningNode, source: Source) -> None:
        await self._keep(node, source.run)

    async def _keep(self, node: RunningNode, work: Callable[[], Awaitable[None]]) -> None:
        await keep_running(work, node.node.status, partial(self._source_failed, node))

    def _source_failed(self, node: RunningNode, error: BaseException) -> None:
        delivery = Delivery(None, self.shared.clock.monotonic())
        self.failures.failed(node.id, error, new_message(), delivery)

    async def _stop_tasks(self) -> None:
        if deaf := await end(self._tasks):
            self._log.warning("sources do not end, they are left", number=deaf, seconds=LEAVING)
        self._tasks.clear()

    async def _stop_nodes(self, nodes: Iterable[RunningNode]) -> None:
        for node in nodes:
            if type(node.node).stop is Node.stop:
                continue
            try:
                async with asyncio.timeout(START_TIME):
                    await node.node.stop()
            except FAILURES as error:
                self._log.warning("stopping a node failed", node=node.id, error=str(error) or type(error).__name__)
