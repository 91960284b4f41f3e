"""From wires and roles to edges: what catch, status, complete and link nodes mean for the way of a message."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..flow.resolved import ResolvedFlow, ResolvedNode
from ..node import LINKING
from .plan import CAUGHT, COMPLETE, ERROR, LINK, Edge, Plan


def make_plan(flow: ResolvedFlow, breakpoints: Collection[str] = ()) -> Plan:
    """The plan of a resolved flow; the edges with these ids have a queue in any case."""
    plan = Plan(flow)
    for wire in flow.wires:
        plan.add(
            Edge(
                kind="wire",
                source=wire.source,
                source_port=wire.source_port,
                target=wire.target,
                target_port=wire.target_port,
                policy=wire.policy,
            )
        )
    for node in flow.nodes.values():
        if node.kind.role in LINKING:
            _link(plan, node)
    _add_followers(plan)
    plan.settle_queues(breakpoints)
    return plan


def _link(plan: Plan, node: ResolvedNode) -> None:
    given = node.config.to
    for to in [given] if isinstance(given, str) else given:
        flow, _, name = to.partition("/")
        inside = flow == plan.flow.id
        scoped = f"{node.scope}/{name}" if node.scope else name
        target = (scoped if scoped in plan.nodes else name) if inside else to
        if inside and target not in plan.nodes:
            continue  # the flow check names it; a disabled target takes nothing
        plan.add(
            Edge(kind="link", source=node.id, source_port=LINK, target=target, target_port="in", outside=not inside)
        )


def _add_followers(plan: Plan) -> None:
    """Edges to catch and complete nodes, and who follows whose status."""
    followers = [node for node in plan.nodes.values() if node.kind.role in ("catch", "status", "complete")]
    targets = {node.id: _targets(plan, node) for node in followers}
    catches = [node for node in followers if node.kind.role == "catch"]
    if catches:
        for node in list(plan.nodes.values()):
            if not plan.leaving(node.id, ERROR):
                for catch in _catchers(node, catches, targets):
                    plan.add(Edge(kind="catch", source=node.id, source_port=CAUGHT, target=catch, target_port="in"))
    for follower in followers:
        for id in (id for id in plan.nodes if id in targets[follower.id]):
            if follower.kind.role == "complete":
                plan.add(Edge(kind="complete", source=id, source_port=COMPLETE, target=follower.id, target_port="in"))
            elif follower.kind.role == "status":
                plan.followed_statuses.setdefault(id, []).append(follower.id)


def _targets(plan: Plan, follower: ResolvedNode) -> set[str]:
    """The nodes a catch, status or complete node is for: its scope, less what it can reach itself."""
    scope, prefix = follower.config.scope, f"{follower.scope}/" if follower.scope else ""
    inside = [id for id in plan.nodes if id.startswith(prefix)]
    if scope == "group":
        inside = plan.flow.groups.get((follower.scope, follower.group or ""), [])
    elif scope != "flow":
        inside = [id for named in scope for id in _named(plan.flow, prefix + named)]
    return set(inside) - _reachable(plan, follower.id)


def _named(flow: ResolvedFlow, id: str) -> Iterable[str]:
    if id in flow.nodes:
        return [id]
    return [inner for inner in flow.nodes if inner.startswith(f"{id}/")]


def _reachable(plan: Plan, start: str) -> set[str]:
    seen, stack = {start}, [start]
    outputs: dict[str, list[Edge]] = {}
    for edge in plan.edges():
        if edge.kind in ("wire", "link") and not edge.outside:
            outputs.setdefault(edge.source, []).append(edge)
    while stack:
        for edge in outputs.get(stack.pop(), ()):
            if edge.target not in seen:
                seen.add(edge.target)
                stack.append(edge.target)
    return seen


def _catchers(node: ResolvedNode, catches: list[ResolvedNode], targets: dict[str, set[str]]) -> list[str]:
    """The catch nodes of the innermost scope that has one for this node; those for uncaught errors come last."""
    mine = [catch for catch in catches if node.id in targets[catch.id]]
    if not mine:
        return []
    innermost = max(len(catch.scope) for catch in mine)
    near = [catch for catch in mine if len(catch.scope) == innermost]
    first = [catch.id for catch in near if not catch.config.uncaught_only]
    return first or [catch.id for catch in near]
