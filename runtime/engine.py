"""The engine: it runs the flows of one project with what they share, and takes messages for them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from .clock import Clock
from .compile.compiled import Compiled
from .compile.links import break_circles
from .compile.plan import Plan
from .compile.program import Program, Surroundings
from .compile.routes import make_plan
from .contexts import ContextStore
from .delivery import Delivery
from .durability import Durability
from .errors import FAILURES, NodeError, SinterflowError, said_by
from .events import Events
from .flow.collector import paused
from .flow.resolved import ResolvedFlow
from .lost import keep_held
from .message import Message
from .registry import Registry
from .running_flow import RunningFlow
from .services import Services
from .shared import Shared
from .supervisor import tried
from .taps import Taps
from .text import Text, text
from .tray import Tray
from .usercode.workers import WorkerPool

if TYPE_CHECKING:
    from .tracing.tracer import Tracer

DEEPEST = 5000
"""Python calls within calls: where ways join, units of a flow call each other."""

MakeProgram = Callable[[Surroundings], Program]


class Engine:
    """All running flows of a project. `start`, then `run` flows; `stop` ends everything in order."""

    def __init__(
        self,
        registry: Registry,
        clock: Clock,
        *,
        data: Path | None = None,
        make_program: MakeProgram = Compiled,
        tags: dict[str, Any] | None = None,
        tracer: Tracer | None = None,
    ) -> None:
        sys.setrecursionlimit(max(sys.getrecursionlimit(), DEEPEST))
        self.registry = registry
        self.flows: dict[str, RunningFlow] = {}
        self.readable = asyncio.Event()
        """What outlives the process could be read, so flows may run."""
        self.failed: dict[str, Text] = {}
        """Flows that could not start, with the reason."""
        events = Events(clock.now, clock.zone)
        durability = Durability(data, clock) if data is not None else None
        self.shared = Shared(
            clock=clock,
            events=events,
            tray=Tray(clock, events=events, durability=durability),
            contexts=ContextStore(durability),
            make_program=make_program,
            tracer=tracer,
            make_connection=lambda kind, config: registry.connections[kind](config),
            tags=tags or {},
            give=self._give,
            data=data,
            durability=durability,
            workers=WorkerPool(),
        )
        self.taps = Taps(events, self.flows.get)
        self._services = Services(registry, self.shared, data)
        self._log: Any = structlog.get_logger("sinterflow.engine")

    async def start(self, connections: dict[str, tuple[str, Any]] | None = None) -> None:
        """Start services and open the project's connections: id → (type, config)."""
        if self.shared.durability is not None:
            self.readable = self.shared.durability.journal.readable
            await self.shared.durability.open()
        else:
            self.readable.set()
        await self._services.start()
        for id, (kind, config) in (connections or {}).items():
            self.shared.open(id, kind, config)

    async def run(self, flows: Iterable[ResolvedFlow]) -> None:
        """Start these flows. One that cannot start is kept in `failed` with the reason; the others run."""
        with paused():
            plans = self._make(flows)
        await tried(self.shared.links.values())
        made = [self.flows[plan.flow.id] for plan in plans if plan.flow.id in self.flows]
        await asyncio.gather(*map(self._start, made))
        for flow in made:  # only now: their links lead to each other
            if flow.id in self.flows:
                flow.begin()
        asyncio.get_running_loop().call_soon(self.shared.endpoints.open)  # once sources have said what they serve

    def _make(self, flows: Iterable[ResolvedFlow]) -> list[Plan]:
        plans = [make_plan(flow, self.shared.breakpoints.of(flow.id)) for flow in flows if not flow.disabled]
        break_circles([*plans, *(flow.plan for flow in self.flows.values())])
        for plan in plans:
            try:
                self.flows[plan.flow.id] = RunningFlow(plan, self.shared)
            except FAILURES as error:
                self._cannot_start(plan.flow.id, error)
        return plans

    async def _start(self, flow: RunningFlow) -> None:
        try:
            await self.taps.attach(flow)
            await flow.start()
        except FAILURES as error:
            self._cannot_start(flow.id, error)

    def _cannot_start(self, id: str, error: BaseException) -> None:
        self.flows.pop(id, None)
        self.failed[id] = error.text if isinstance(error, SinterflowError) else said_by(error)
        self._log.error("flow could not start", flow=id, error=said_by(error))

    async def stop(self, drain: float = 5.0) -> None:
        """Stop all sources, let what is under way end for `drain` seconds at most, then stop everything."""
        flows = list(self.flows.values())
        await asyncio.gather(*(flow.stop_sources() for flow in flows))
        await self._drained(flows, drain)
        if self.shared.durability is not None:  # so that what was taken is still acknowledged to its peers
            await self.shared.durability.journal.written(drain)
        await asyncio.gather(*(flow.stop() for flow in flows))
        for flow in flows:
            await keep_held(flow, flow.inlets.left_over(durable_too=False))
        self.flows.clear()
        await asyncio.gather(*(link.stop() for link in self.shared.links.values()))
        self.shared.links.clear()
        self.shared.endpoints.close()
        await self._services.stop()
        if self.shared.workers is not None:
            await self.shared.workers.stop()
        if self.shared.durability is not None:
            await self.shared.durability.close()
        self.shared.contexts.close()

    async def _drained(self, flows: list[RunningFlow], seconds: float) -> None:
        """Wait until all of them are idle together: what leaves one may enter another."""
        try:
            async with asyncio.timeout(seconds):
                while busy := [flow for flow in flows if not flow.inlets.idle]:
                    await busy[0].inlets.drained()
        except TimeoutError:
            for flow in flows:
                if not flow.inlets.idle:
                    self._log.warning(
                        "stopped before all messages under way were handled", flow=flow.id, seconds=seconds
                    )

    async def _give(self, target: str, message: Message, delivery: Delivery) -> None:
        flow_id, _, node = target.partition("/")
        flow = self.flows.get(flow_id)
        if flow is None or node not in flow.nodes:
            raise NodeError(
                text(
                    en=f"the link to {target} leads nowhere: that flow does not run or has no such link-in node",
                    zh=f"链接 {target} 没有去处：该流程未运行，或其中没有这个 link-in 节点",
                )
            )
        await flow.receive(node, message, "in", delivery, wait=None)
