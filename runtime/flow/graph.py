"""The nodes of a flow with those of its subflow instances, each with its decoded config."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from ..faults import Fault, fault
from ..host import Port
from ..node import Node
from ..registry import Registry
from .configs import Known, decode, same_names
from .convert import Found
from .document import Flow, NodeDocument, Parameter, Subflow
from .fields import Place
from .groups import Groups
from .load import MOST_FAULTS
from .nearest import way_out
from .outside import Outside
from .parameters import Scope, fill, has_places, scope_of, whole_secret
from .pointer import Steps, field_name, pointer
from .resolved import ResolvedFlow, ResolvedNode, ResolvedWire
from .salvage import BROKEN_NODE
from .subflows import Definition, Library, subflow_name

Graph = Flow | Subflow


class Made:
    """A node of the graph. `config` is None when it was refused; `kind` is None when its type is unknown."""

    __slots__ = ("body", "config", "disabled", "document", "group", "id", "inputs", "kind", "outputs", "steps")

    def __init__(self, id: str, document: NodeDocument, body: Body, steps: Steps, disabled: bool) -> None:
        self.id = id
        self.document = document
        self.body = body
        self.steps = steps
        self.disabled = disabled
        self.kind: type[Node] | None = None
        self.config: Any = None
        self.inputs: Sequence[Port] | None = None
        self.outputs: Sequence[Port] | None = None
        self.group: str | None = None


class Body:
    """A flow or one instance of a subflow: what is inside, with `prefix` before the ids of its nodes."""

    def __init__(
        self, graph: Graph, prefix: str, scope: Scope, library: Library, file: str | None, steps: Steps, disabled: bool
    ) -> None:
        self.graph = graph
        self.prefix = prefix
        self.scope = scope
        self.library = library
        self.file = file
        self.steps = steps
        self.disabled = disabled
        self.groups = Groups(graph.groups)
        self.nodes: dict[str, Made | Body] = {}
        """By the ids within: nodes and instances."""

    def where(self, *steps: str | int) -> dict[str, Any]:
        """The place of something inside, for a fault."""
        return {"file": self.file, "path": pointer((*self.steps, *steps))}


class Earlier(NamedTuple):
    """An earlier version of a flow that was made ready, with what configs could name then: a node that says the same
    need not be decoded again. `clean`: nothing was said of it."""

    flow: Flow
    made: ResolvedFlow
    known: Known
    clean: bool = False

    def wires(self, body: Body) -> list[ResolvedWire] | None:
        """The wires as they were, if they are the same and so is everything that was looked at for them."""
        graph = body.graph
        if not self.clean or graph.wires != self.flow.wires or graph.nodes.keys() != self.flow.nodes.keys():
            return None
        return self.made.wires if all(map(self._joins_alike, body.nodes, body.nodes.values())) else None

    def _joins_alike(self, id: str, one: Made | Body) -> bool:
        if isinstance(one, Body):
            return False
        before = self.made.nodes.get(id)
        if before is None:  # it did not run
            return msgspec.json.encode(self.flow.nodes[id]) == msgspec.json.encode(one.document)
        sides = ((one.inputs, before.inputs), (one.outputs, before.outputs))
        alike = all(now is then or [*(now or ())] == [*then] for now, then in sides)
        return alike and one.kind is before.kind

    def of(self, id: str, document: NodeDocument) -> ResolvedNode | None:
        """The node as it was, if it is the same and its config depends on nothing outside of it."""
        before, node = self.flow.nodes.get(id), self.made.nodes.get(id)
        if before is None or node is None or before.config.keys() != document.config.keys():
            return None
        same = before is document or msgspec.json.encode(before) == msgspec.json.encode(document)
        return node if same and not has_places(document.config) else None


class GraphBuilder:
    """Makes the bodies of one flow. Faults of a subflow's own nodes are said once, not for each instance."""

    def __init__(self, registry: Registry, known: Known, outside: Outside, earlier: Earlier | None = None) -> None:
        self._registry = registry
        self._known = known
        self._outside = outside
        self._earlier = earlier if earlier is not None and same_names(earlier.known, known) else None
        self.faults: list[Fault] = []
        self.all: dict[str, Made] = {}
        """Every node that is not an instance, by its whole id, in document order."""
        self.used: set[int] = set()
        """The definitions of subflows that have an instance, by identity."""
        self._said: set[tuple[str, str | None, str | None, str]] = set()
        self._count = Counter[str]()

    def alike(self) -> GraphBuilder:
        """Another that has said nothing yet."""
        return GraphBuilder(self._registry, self._known, self._outside)

    def fill_body(self, body: Body) -> None:
        """Make the nodes of a body, and the bodies inside it."""
        for fault_ in body.groups.faults(body.graph.nodes, body):
            self.say(fault_)
        for id, document in body.graph.nodes.items():
            name = subflow_name(document)
            disabled = body.disabled or document.disabled
            if name is None:
                made = Made(body.prefix + id, document, body, ("nodes", id), disabled)
                self._decode(made, body, id)
                self.all[made.id] = made
                body.nodes[id] = made
            else:
                self._instance(id, name, document, body, disabled)

    def wires_as_before(self, body: Body) -> list[ResolvedWire] | None:
        """The wires of the whole flow, if the earlier version's are good for it."""
        return self._earlier.wires(body) if self._earlier is not None else None

    def say(self, one: Fault) -> None:
        """Report a fault once for its place in its file; of errors and of warnings the first thousand."""
        mark = (one.code, one.file, one.path, str(one.args))
        if mark in self._said:
            return
        self._said.add(mark)
        self._count[one.severity] += 1
        if self._count[one.severity] <= MOST_FAULTS:
            self.faults.append(one)
        elif self._count[one.severity] == MOST_FAULTS + 1:
            self.faults.append(fault("more-faults", severity=one.severity, file=one.file, limit=MOST_FAULTS))

    def _decode(self, made: Made, body: Body, id: str) -> None:
        document = made.document
        if document is BROKEN_NODE:
            return
        kind = made.kind = self._registry.nodes.get(document.type)
        if kind is None:
            way = way_out(document.type, self._registry.nodes)
            self._node_faults(made, [Found((), "unknown-node-type", {"type": document.type, "way": way})], "type")
            return
        made.group = body.groups.of(id)
        earlier = self._earlier.of(id, document) if self._earlier is not None and not body.prefix else None
        if earlier is not None:
            made.kind, made.config = earlier.kind, earlier.config
            made.inputs, made.outputs = earlier.inputs, earlier.outputs
            return
        config, found = decode(kind, document.config, document.version, body.scope, self._outside, self._known)
        if config is not None:
            try:
                made.kind = kind.variant(config)
                made.inputs, made.outputs = kind.ports(config)
                made.config = config
            except Exception as error:  # a plugin's code: whatever it raises is a fault of this config
                found = [Found((), "check-failed", {"said": str(error) or type(error).__name__})]
        if found:
            self._node_faults(made, found, "config")

    def _node_faults(self, made: Made, found: list[Found], within: str) -> None:
        for steps, code, arguments in found:
            field = field_name(steps) if within == "config" else within
            places = made.body.where(*made.steps, within, *steps)
            said = fault(code, **{**self._outside.hidden(arguments), **places, "node": made.id, "field": field})
            self.say(as_warning(said) if made.disabled else said)

    def _instance(self, node: str, name: str, document: NodeDocument, body: Body, disabled: bool) -> None:
        place = {**body.where("nodes", node, "type"), "node": body.prefix + node, "field": "type"}
        definition = body.library.get(name)
        if definition is None:
            self.say(fault("unknown-subflow", **place, given=name, way=way_out(name, body.library)))
        elif definition.usable:
            self.used.add(id(definition))
            scope = self._instance_scope(node, document, definition, body)
            prefix = f"{body.prefix}{node}/"
            inner = Body(
                definition.graph, prefix, scope, definition.library, definition.file, definition.steps, disabled
            )
            body.nodes[node] = inner
            self.fill_body(inner)

    def _instance_scope(self, id: str, document: NodeDocument, definition: Definition, body: Body) -> Scope:
        declared = definition.graph.parameters
        place = Place()
        place.children = {name: _place_of(parameter) for name, parameter in declared.items()}
        filled = fill(document.config, body.scope, self._outside, place)
        given = filled.value
        scope, found = make_scope(declared, self._outside, (given, True))
        wrong = {one.steps for one in filled.found}
        found = filled.found + [one for one in found if one.steps not in wrong]
        for steps, code, arguments in found:
            where = body.where("nodes", id, "config", *steps)
            said = self._outside.hidden(arguments)
            self.say(fault(code, **{**said, **where, "node": body.prefix + id, "field": field_name(steps)}))
        return scope


def make_scope(declared: dict[str, Parameter], outside: Outside, *given: Any) -> tuple[Scope, list[Found]]:
    """`scope_of`, with the values of secret parameters fetched and hidden from faults."""
    scope, found = scope_of(declared, *given)
    for name in scope.secret:
        value = scope.values[name]
        secret = whole_secret(value)
        if secret is not None:
            fetched = outside.secret(secret)
            if fetched is None:
                variable = outside.variable_of(secret)
                found.append(Found((name,), "unknown-secret", {"name": secret, "variable": variable}))
            scope.values[name] = fetched or ""
        elif isinstance(value, str):
            outside.remember(value)
    return scope, found


_KINDS = {"number": "number", "integer": "number", "boolean": "boolean"}


def _place_of(parameter: Parameter) -> Place:
    kind = _KINDS.get(parameter.type)
    return Place(secret=parameter.type == "secret", types=frozenset((kind,)) if kind else frozenset())


def as_warning(one: Fault) -> Fault:
    """A fault of something disabled: it keeps nothing from running."""
    return msgspec.structs.replace(one, severity="warning")
