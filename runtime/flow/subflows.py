"""Which subflows a flow can use, and whether using them ends: none contains itself, and the whole stays in bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..faults import Fault, fault
from .document import Flow, NodeDocument, Subflow
from .pointer import Steps, pointer

PREFIX = "subflow:"
MAX_NODES = 200_000
MAX_NESTED = 50

Library = dict[str, "Definition"]


class Definition:
    """One subflow where it is written: its file, its place there, and the subflows its own nodes may use."""

    def __init__(self, name: str, graph: Subflow, file: str | None, steps: Steps, library: Library) -> None:
        self.name = name
        self.graph = graph
        self.file = file
        self.steps = steps
        self.library = library
        self.size = 0
        """Nodes after inlining."""
        self.usable = False
        """It does not contain itself, and what it contains is usable."""


def subflow_name(node: NodeDocument) -> str | None:
    """The subflow that a node is an instance of; None for other nodes."""
    return node.type[len(PREFIX) :] if node.type.startswith(PREFIX) else None


def library_of(flow: Flow, file: str | None, shared: Mapping[str, tuple[Subflow, str | None]]) -> Library:
    """The subflows of a project and, before them, those of one flow."""
    wide: Library = {}
    for name, (graph, where) in shared.items():
        wide[name] = Definition(name, graph, where, (), wide)
    own: Library = dict(wide)
    for name, graph in flow.subflows.items():
        own[name] = Definition(name, graph, file, ("subflows", name), own)
    return own


def library_faults(library: Library) -> list[Fault]:
    """Measures every definition; those that contain themselves or are nested too deep are faults and not usable."""
    found: list[Fault] = []
    done: set[int] = set()
    for definition in library.values():
        found += _measure(definition, [], done)
    return found


def _measure(definition: Definition, inside: list[Definition], done: set[int]) -> Iterator[Fault]:
    if id(definition) in done:
        return
    if definition in inside or len(inside) >= MAX_NESTED:
        return
    usable, size = True, 0
    for id_, node in definition.graph.nodes.items():
        name = subflow_name(node)
        inner = definition.library.get(name) if name is not None else None
        if inner is None:
            size += 1
            continue
        yield from _measure(inner, [*inside, definition], done)
        if id(inner) not in done:
            usable = False
            yield _circle(definition, id_, [*inside, definition], inner)
        usable = usable and inner.usable
        size += inner.size
    done.add(id(definition))
    definition.size, definition.usable = size, usable


def _circle(definition: Definition, node: str, inside: list[Definition], inner: Definition) -> Fault:
    place = {"file": definition.file, "path": pointer((*definition.steps, "nodes", node, "type")), "node": node}
    if inner not in inside:
        return fault("subflows-too-deep", **place, field="type", limit=MAX_NESTED)
    way = " → ".join(one.name for one in [*inside[inside.index(inner) :], inner])
    return fault("subflow-in-itself", **place, field="type", circle=way)
