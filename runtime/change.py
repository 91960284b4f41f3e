"""Making an engine run something else: nodes that differ are replaced, everything else goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from .compile.links import break_circles
from .compile.plan import Plan
from .compile.routes import make_plan
from .engine import Engine
from .errors import FAILURES, SinterflowError, said_by
from .flow.resolved import ResolvedFlow
from .lost import lose, lose_all
from .renewal import Renewal, Shift, differs, moved_from
from .running_flow import RunningFlow
from .shared import Shared
from .supervisor import Link, tried
from .target import Changed, Difference, NotChanged, Target
from .text import Text

DRAIN = 5.0
"""Seconds that what is under way in a node has before the node is replaced."""


def difference(engine: Engine, target: Target) -> Difference:
    """What `change` would do, by node."""
    found, shift = Difference(), shift_to(engine, target)
    for id in {**engine.flows, **target.flows}:
        running, wanted = engine.flows.get(id), _enabled(target, id)
        if running is not None and wanted is running.plan.flow and not shift:
            continue
        old = running.nodes if running is not None else {}
        new = wanted.nodes if wanted is not None else {}
        both = sorted(node for node in new if node in old)
        renewed = [node for node in both if differs(old[node], new[node], shift)]
        if running is not None and wanted is running.plan.flow and not renewed:
            continue
        found.restart += [f"{id}/{node}" for node in renewed]
        found.keep += [f"{id}/{node}" for node in both if node not in set(renewed)]
        found.start += sorted(f"{id}/{node}" for node in new if node not in old)
        found.stop += sorted(f"{id}/{node}" for node in old if node not in new)
    return found


async def change(engine: Engine, target: Target, *, drain: float = DRAIN) -> Changed:
    """Let the engine run `target`. Raises NotChanged when a node does not start; then it runs what it ran before."""
    made = difference(engine, target)
    gaps = await Change(engine, target, drain).run()
    return Changed(difference=made, gaps=gaps)


def shift_to(engine: Engine, target: Target) -> Shift:
    """What flows share and that is not the same any more."""
    shared = engine.shared
    old = {id: (link.kind, link.connection.config) for id, link in shared.links.items()}
    connections = {id for id in {*old, *target.connections} if old.get(id) != target.connections.get(id)}
    tags = {id for id in {*shared.tags, *target.tags} if shared.tags.get(id) != target.tags.get(id)}
    return Shift(connections, tags, shared.clock.calendar != target.calendar)


def _enabled(target: Target, id: str) -> ResolvedFlow | None:
    flow = target.flows.get(id)
    return None if flow is None or flow.disabled else flow


class Change:
    """One change, step by step, all flows together: nothing is exchanged before everything new has started."""

    def __init__(self, engine: Engine, target: Target, drain: float) -> None:
        self._engine = engine
        self._target = target
        self._drain = drain
        self._shift = shift_to(engine, target)
        self._ground = Ground(engine.shared, target, self._shift)
        self._renewals: list[Renewal] = []
        self._new: list[RunningFlow] = []
        self._gone = [flow for id, flow in engine.flows.items() if _enabled(target, id) is None]

    async def run(self) -> dict[str, float]:
        """The gaps of exclusive nodes. Raises NotChanged."""
        plans = await self._plans()
        try:
            await self._before(plans)
        except (*FAILURES, asyncio.CancelledError) as error:
            await asyncio.shield(self._undo())
            if isinstance(error, asyncio.CancelledError):
                raise
            raise NotChanged(self._failed_at(error), _said(error), self._gaps()) from error
        await asyncio.shield(self._after())
        return self._gaps()

    async def _plans(self) -> list[Plan]:
        """Plans of the flows that are new or differ, and of those that only use what has changed."""
        wanted = [flow for id in self._target.flows if (flow := _enabled(self._target, id)) is not None]
        touched = [flow for flow in wanted if self._touches(flow)]
        loop = asyncio.get_running_loop()
        held = self._engine.shared.breakpoints
        plans = [await loop.run_in_executor(None, make_plan, flow, held.of(flow.id)) for flow in touched]
        planned = {plan.flow.id for plan in plans}
        kept = [flow.plan for id, flow in self._engine.flows.items() if id not in planned and flow not in self._gone]
        break_circles([*plans, *kept])
        return plans

    def _touches(self, flow: ResolvedFlow) -> bool:
        running = self._engine.flows.get(flow.id)
        if running is None or running.plan.flow is not flow:
            return True
        return bool(self._shift) and any(differs(node, node.planned, self._shift) for node in running.nodes.values())

    async def _before(self, plans: list[Plan]) -> None:
        """All that can fail."""
        await self._ground.lay()
        for plan in plans:
            running = self._engine.flows.get(plan.flow.id)
            if running is not None:
                self._renewals.append(Renewal(running, plan, self._shift))
        for renewal in self._renewals:
            await renewal.prepare()
        await asyncio.gather(*(renewal.halt(self._drain) for renewal in self._renewals))
        for renewal in self._renewals:
            await renewal.hold()
        for renewal in self._renewals:
            await renewal.hand_over()
        for renewal in self._renewals:
            await renewal.stop_late()
        await self._ground.exchange()
        for renewal in self._renewals:
            await renewal.start_late()
        for plan in plans:
            if plan.flow.id not in self._engine.flows:
                await self._start(plan)

    async def _start(self, plan: Plan) -> None:
        try:
            flow = RunningFlow(plan, self._engine.shared)
            await self._engine.taps.attach(flow)
            await flow.start()
        except FAILURES as error:
            error.__dict__["failed_at"] = f"{plan.flow.id}/{error.__dict__.get('failed_at', '')}".rstrip("/")
            raise
        self._new.append(flow)

    async def _after(self) -> None:
        """Everything new has started."""
        engine = self._engine
        for renewal in self._renewals:
            await renewal.exchange()
            await engine.taps.attach(renewal.flow)
        for flow in self._gone:
            del engine.flows[flow.id]
        engine.flows.update((flow.id, flow) for flow in self._new)
        engine.failed = dict(self._target.failed)
        for flow in engine.flows.values():
            flow.rule_links()
        for renewal in self._renewals:
            renewal.release()
        for flow in self._new:
            flow.begin()
        for renewal in self._renewals:
            await renewal.finish()
        for flow in self._gone:
            await self._end(flow)
        await self._ground.clear()

    async def _end(self, flow: RunningFlow) -> None:
        """A flow that is gone: what it has taken is finished, what waits in memory or is held is kept for a person."""
        await flow.stop_sources()
        try:
            async with asyncio.timeout(self._drain):
                await flow.inlets.drained()
        except TimeoutError:
            pass  # what is left is kept below
        await flow.stop()
        deleted = flow.id not in self._target.flows and flow.id not in self._target.failed
        for one in [one for node in flow.nodes.values() for one in moved_from(node)]:
            first = one.deliveries[0]
            lose(flow, one.node, one.message, first, one.port)
            for delivery in one.deliveries:
                delivery.end()
        await lose_all(flow, flow.inlets.left_over(durable_too=deleted))

    async def _undo(self) -> None:
        for flow in self._new:
            await flow.stop()
        await self._ground.restore()
        for renewal in self._renewals:
            await renewal.undo()

    def _gaps(self) -> dict[str, float]:
        return {id: round(gap, 3) for renewal in self._renewals for id, gap in renewal.gaps.items()}

    def _failed_at(self, error: BaseException) -> str:
        at = str(error.__dict__.get("failed_at", ""))
        flows = [renewal.flow.id for renewal in self._renewals if at in renewal.plan.nodes]
        return f"{flows[0]}/{at}" if flows and "/" not in at else at or "?"


class Ground:
    """What flows share: connections, tags and calendar, laid for the new flows and restored for the old ones."""

    def __init__(self, shared: Shared, target: Target, shift: Shift) -> None:
        self._shared = shared
        self._target = target
        self._shift = shift
        self._before: tuple[Any, Any] = shared.tags, shared.clock.calendar
        self._links = dict(shared.links)
        self._added: list[Link] = []
        self._replaced: list[Link] = []

    async def lay(self) -> None:
        """Tags and calendar, and connections that were not there."""
        self._shared.tags = self._target.tags
        self._shared.clock.calendar = self._target.calendar
        await self._open(id for id in self._shift.connections if id not in self._links)

    async def exchange(self) -> None:
        """Connections that changed: the old one closes before the new one opens, for the peer may know us by a name."""
        changed = [id for id in self._shift.connections if id in self._links and id in self._target.connections]
        self._replaced = [self._links[id] for id in changed]
        await asyncio.gather(*(link.stop() for link in self._replaced))
        await self._open(changed)

    async def restore(self) -> None:
        self._shared.tags, self._shared.clock.calendar = self._before
        await asyncio.gather(*(link.stop() for link in self._added))
        self._shared.links.clear()
        self._shared.links.update(self._links)
        for link in self._replaced:
            link.start()

    async def clear(self) -> None:
        """Close connections that the project has no more."""
        gone = [self._shared.links.pop(id) for id in self._shift.connections if id not in self._target.connections]
        await asyncio.gather(*(link.stop() for link in gone))

    async def _open(self, ids: Iterable[str]) -> None:
        opened = [self._shared.open(id, *self._target.connections[id]) for id in ids]
        self._added += opened
        await tried(opened)


def _said(error: BaseException) -> Text:
    return error.text if isinstance(error, SinterflowError) else said_by(error)
