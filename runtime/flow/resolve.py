"""From a flow's document to what the engine runs; or every reason why it cannot run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from ..faults import Fault, errors, fault
from ..registry import Registry
from .advice import advice
from .claims import claims_of
from .collector import paused
from .configs import Known
from .document import Flow
from .flow_scope import flow_scope
from .graph import Body, Earlier, GraphBuilder, Made, as_warning
from .outside import Outside
from .parameter_faults import declaration_faults
from .parameters import Scope
from .references import Links, reference_faults
from .requires import requirement_faults
from .resolved import ResolvedFlow, ResolvedNode
from .subflows import MAX_NODES, Library, library_faults, library_of, subflow_name
from .wiring import Wiring

if TYPE_CHECKING:
    from .project import Project


def resolve(
    flow: Flow,
    project: Project | None,
    registry: Registry,
    *,
    parameters: Mapping[str, Any] | None = None,
    secrets: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
    file: str | None = None,
    earlier: Earlier | None = None,
) -> tuple[ResolvedFlow | None, list[Fault]]:
    """The flow ready to run, or None when a fault is an error; all faults and warnings.

    `parameters` beat those of the project, which beat the defaults. `secrets` beat the variables
    `SINTERFLOW_SECRET_NAME` of `environ`. Without a project, connections and tags are not looked up, which is
    one warning. `file` is what faults call the flow's file; a project knows it. Nodes that are the same in an `earlier`
    version are not decoded again, nor its wires joined.
    """
    with paused():
        return _resolve(flow, project, registry, parameters, Outside(environ, secrets), file, earlier)


def _resolve(
    flow: Flow,
    project: Project | None,
    registry: Registry,
    parameters: Mapping[str, Any] | None,
    outside: Outside,
    file: str | None,
    earlier: Earlier | None,
) -> tuple[ResolvedFlow | None, list[Fault]]:
    file = file or (project.files.get(flow.id) if project else None)
    library = library_of(flow, file, project.subflows if project else {})
    found = [fault("alone", file=file)] if project is None or project.alone else []
    found += library_faults(library)
    found += requirement_faults(flow, file)
    found += declaration_faults(flow, file, outside)
    if (count := _size(flow, library)) > MAX_NODES:
        return None, [*found, fault("flow-too-large", file=file, count=count, limit=MAX_NODES)]
    known = project.known if project else Known()
    builder = GraphBuilder(registry, known, outside, earlier)
    scope, said = flow_scope(flow, project, parameters or {}, outside, file)
    for one in said:
        builder.say(one)
    body = Body(flow, "", scope, library, file, (), False)
    try:
        return _checked(flow, project, registry, body, builder, found)
    finally:
        _take_apart(body)


def _checked(
    flow: Flow, project: Project | None, registry: Registry, body: Body, builder: GraphBuilder, found: list[Fault]
) -> tuple[ResolvedFlow | None, list[Fault]]:
    builder.fill_body(body)
    wiring = Wiring(builder.say)
    before = builder.wires_as_before(body)
    if before is not None:
        wiring.wires = before
    else:
        wiring.add_body(body)
    for one in reference_faults(body, flow.id, Links(flow, project, registry)):
        builder.say(one)
    claims, twice = claims_of(builder.all.values())
    for one in twice:
        builder.say(one)
    found += builder.faults
    found += _unused_faults(body.library, builder)
    if errors(found):
        return None, found
    resolved = _resolved(flow, body, builder.all, wiring)
    resolved.claims = claims
    return resolved, found + advice(resolved, body)


def _take_apart(body: Body) -> None:
    """Nodes and bodies know each other: what is not taken apart waits for a collector that seldom looks."""
    for inner in body.nodes.values():
        if isinstance(inner, Body):
            _take_apart(inner)
    body.nodes.clear()


def _unused_faults(library: Library, others: GraphBuilder) -> list[Fault]:
    """What is wrong inside the flow's own subflows that have no instance: warnings, for they do not run yet."""
    builder = others.alike()
    builder.used |= others.used
    room = MAX_NODES
    for definition in library.values():
        graph, defaults = definition.graph, definition.graph.parameters.values()
        own = definition.usable and definition.steps and id(definition) not in builder.used
        if own and definition.size <= room and all(one.default is not msgspec.UNSET for one in defaults):
            room -= definition.size
            values = {name: one.default for name, one in graph.parameters.items()}
            scope = Scope(values, (name for name, one in graph.parameters.items() if one.type == "secret"))
            place = definition.file, definition.steps
            body = Body(graph, f"{definition.name}/", scope, definition.library, *place, disabled=True)
            builder.fill_body(body)
            Wiring(builder.say).add_body(body)
            _take_apart(body)
    return [as_warning(one) for one in builder.faults]


def _size(flow: Flow, library: Library) -> int:
    total = len(flow.nodes)
    for node in flow.nodes.values():
        name = subflow_name(node)
        if name is not None and name in library:
            total += library[name].size
    return total


def _resolved(flow: Flow, body: Body, nodes: Mapping[str, Made], wiring: Wiring) -> ResolvedFlow:
    made = {id: _node(one) for id, one in nodes.items() if _runs(one)}
    groups: dict[tuple[str, str], list[str]] = {}
    status: dict[str, str] = {}
    _collect(body, groups, status, made)
    wires = [wire for wire in wiring.wires if wire.source in made and wire.target in made]
    return ResolvedFlow(
        id=flow.id,
        name=flow.name,
        disabled=flow.disabled,
        env=body.scope.env,
        nodes=made,
        wires=wires,
        groups=groups,
        status=status,
        instances=wiring.instances(body),
    )


def _runs(one: Made) -> bool:
    return not one.disabled and one.kind is not None and one.kind.role != "comment"


def _node(one: Made) -> ResolvedNode:
    assert one.kind is not None
    return ResolvedNode(
        id=one.id,
        kind=one.kind,
        config=one.config,
        name=one.document.name,
        scope=one.body.prefix[:-1],
        group=one.group,
        inputs=one.inputs or (),
        outputs=one.outputs or (),
        env=one.body.scope.env,
    )


def _collect(
    body: Body, groups: dict[tuple[str, str], list[str]], status: dict[str, str], made: Mapping[str, ResolvedNode]
) -> list[str]:
    """Fill `groups` and `status` from a body and those inside it; the ids of the nodes in it."""
    inside: list[str] = []
    scope = body.prefix[:-1]
    for id, node in body.nodes.items():
        ids = _collect(node, groups, status, made) if isinstance(node, Body) else [node.id] if node.id in made else []
        inside += ids
        for group in body.groups.around(id):
            groups.setdefault((scope, group), []).extend(ids)
    shown = _status_node(body)
    if shown is not None and shown in made:
        status[scope] = shown
    return inside


def _status_node(body: Body) -> str | None:
    """The node whose status an instance shows; seen through when that is an instance too."""
    name = getattr(body.graph, "status", "")
    inner = body.nodes.get(name) if name else None
    return _status_node(inner) if isinstance(inner, Body) else inner.id if inner is not None else None
