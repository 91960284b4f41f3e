"""The life of the nodes of one flow: started sinks first, brought back with back-off, stopped, replaced."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from .delivery import Delivery
from .errors import FAILURES, NotConnected, SinterflowError, said_by
from .flow.collector import node_ended
from .message import new_message
from .node import Node, Source
from .running import RunningNode
from .supervisor import LEAVING, end, keep_running
from .wires import passed

if TYPE_CHECKING:
    from .failures import Failures
    from .shared import Shared

START_TIME = 30.0
"""Seconds that the start of one node may take."""


class Lives:
    """Starts and stops nodes, and holds the tasks that run for them."""

    def __init__(self, flow: str, failures: Failures, shared: Shared) -> None:
        self._failures = failures
        self._now = shared.clock.monotonic
        self._tasks: dict[RunningNode, list[asyncio.Task[None]]] = {}
        self._unstarted: set[RunningNode] = set()
        """Those whose start found no peer so far."""
        self._log: Any = structlog.get_logger("sinterflow.flow").bind(flow=flow)

    async def start(self, nodes: Sequence[RunningNode]) -> None:
        """Start each. An exception other than NotConnected stops what had started; `failed_at` names the node."""
        started: list[RunningNode] = []
        try:
            for node in nodes:
                started.append(node)
                await self._start(node)
        except BaseException as error:
            error.__dict__.setdefault("failed_at", started[-1].id)
            await self.end_tasks(started)
            await self.stop(reversed(started))
            raise

    async def start_whatever(self, nodes: Iterable[RunningNode]) -> None:
        """Start each once more. What does not start shows why, and is tried again with back-off."""
        for node in nodes:
            try:
                await self._start(node)
            except FAILURES as error:
                self._log.error("a node did not start again", node=node.id, error=said_by(error))
                node.node.status("error", error.text if isinstance(error, SinterflowError) else said_by(error))
                self._start_later(node)

    def go_on(self, nodes: Iterable[RunningNode]) -> None:
        """Nodes whose tasks were ended do again what they did."""
        for node in nodes:
            if node in self._unstarted and node not in self._tasks:
                self._start_later(node)
            self.run_sources([node])

    def run_sources(self, nodes: Iterable[RunningNode]) -> None:
        """Let those that are sources begin."""
        for node in nodes:
            if isinstance(node.node, Source):
                self._add(node, self._keep(node, node.node.run))

    async def end_tasks(self, nodes: Iterable[RunningNode] | None = None) -> None:
        """End what runs for these nodes; None: for all."""
        those = list(self._tasks) if nodes is None else nodes
        if deaf := await end([task for node in those for task in self._tasks.pop(node, ())]):
            self._log.warning("sources do not end, they are left", number=deaf, seconds=LEAVING)

    async def stop(self, nodes: Iterable[RunningNode]) -> None:
        for node in nodes:
            node_ended()
            self._unstarted.discard(node)
            if type(node.node).stop is Node.stop:
                continue
            try:
                async with asyncio.timeout(START_TIME):
                    await node.node.stop()
            except FAILURES as error:
                self._log.warning("stopping a node failed", node=node.id, error=str(error) or type(error).__name__)

    async def _start(self, node: RunningNode) -> None:
        if type(node.node).start is Node.start:
            return  # most nodes open nothing, and a time limit for each costs more than all else about them
        try:
            async with asyncio.timeout(START_TIME):
                await node.node.start()
        except NotConnected as outage:
            node.node.status("disconnected", outage.text)
            self._start_later(node)

    def _start_later(self, node: RunningNode) -> None:
        self._unstarted.add(node)
        self._add(node, self._start_again(node))

    async def _start_again(self, node: RunningNode) -> None:
        """A node that found no peer runs, and its start is tried again with back-off."""
        await self._keep(node, node.node.start)
        self._unstarted.discard(node)
        node.node.status("ok")

    def join(self, nodes: Iterable[RunningNode]) -> None:
        """They are part of the flow from now on: what they have sent as they started goes on."""
        for node in nodes:
            self._add(node, node.host.join())

    def _add(self, node: RunningNode, work: Any) -> None:
        self._tasks.setdefault(node, []).append(asyncio.create_task(work))

    async def _keep(self, node: RunningNode, work: Callable[[], Awaitable[None]]) -> None:
        await keep_running(work, node.node.status, partial(self._source_failed, node))

    async def _source_failed(self, node: RunningNode, error: BaseException) -> None:
        try:
            if (gate := self._failures.gate(node.id)) is not None:
                await passed(gate)
        finally:
            self._failures.failed(node.id, error, new_message(), Delivery(None, self._now()))
