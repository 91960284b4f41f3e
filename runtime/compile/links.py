"""Links between flows: one that can lead back to its own flow never makes its sender wait, so that nothing stalls."""

from __future__ import annotations

from collections.abc import Iterable

from .plan import Plan


def break_circles(plans: Iterable[Plan]) -> None:
    """Mark every link into a flow from which its own can be reached as a feedback wire."""
    by_id = {plan.flow.id: plan for plan in plans}
    for plan in by_id.values():
        for edge in plan.links_out:
            edge.feedback = plan.flow.id in _reached(by_id, _flow_of(edge.target))


def _reached(plans: dict[str, Plan], start: str) -> set[str]:
    seen, stack = {start}, [start]
    while stack:
        plan = plans.get(stack.pop())
        for edge in plan.links_out if plan is not None else ():
            if (flow := _flow_of(edge.target)) not in seen:
                seen.add(flow)
                stack.append(flow)
    return seen


def _flow_of(target: str) -> str:
    return target.partition("/")[0]
