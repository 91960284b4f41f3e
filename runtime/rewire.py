"""Letting a running flow follow its breakpoints: no node is stopped, only the way between two of them changes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from .compile.links import break_circles
from .compile.plan import Plan
from .compile.routes import make_plan
from .renewal import NOTHING, Renewal

if TYPE_CHECKING:
    from .engine import Engine
    from .running_flow import RunningFlow


async def follow_breakpoints(engine: Engine, flow: RunningFlow) -> None:
    """Give wires with a breakpoint a queue that holds, and take it from the others; while nothing is deployed.

    What was on its way stays in order: what a former breakpoint held goes on before all that comes later.
    """
    wanted = engine.shared.breakpoints.of(flow.id)
    plan = await asyncio.get_running_loop().run_in_executor(None, make_plan, flow.plan.flow, wanted)
    break_circles([plan, *(other.plan for other in engine.flows.values() if other is not flow)])
    if _queued(plan) == _queued(flow.plan):
        flow.inlets.mind_breakpoints()
        return
    renewal = Renewal(flow, plan, NOTHING)
    await renewal.hold()
    await renewal.exchange()
    await engine.taps.attach(flow)
    renewal.release()
    await renewal.finish()


def _queued(plan: Plan) -> set[str]:
    return {edge.id for edge in plan.edges() if edge.queued}
