"""The ends of wires: `node` or `node:port`, found among the nodes of a body and seen through its instances."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, NamedTuple

from ..faults import Fault, fault
from ..host import Port
from .graph import Body, Made
from .nearest import way_out
from .pointer import Steps, wire_name
from .resolved import Instance

ERROR = "error"
Inner = list[tuple[Made, str]]


class Side(Enum):
    SOURCE = "out"
    TARGET = "in"


class End(NamedTuple):
    """One end, its port named; `port` is as written (or the usual one) where the node's ports are not known."""

    node: str
    port: str

    @property
    def id(self) -> str:
        return f"{self.node}:{self.port}"


class Ends:
    """Finds ends, and what the ports of instances lead to."""

    def __init__(self, say: Callable[[Fault], None]) -> None:
        self._say = say
        self._ports: dict[tuple[str, Side], dict[str, Inner]] = {}

    def open(self, body: Body) -> None:
        """Find what the inputs and outputs of an instance lead to; those inside it are open already."""
        if not body.prefix:
            return
        graph: Any = body.graph
        for side, name, ports in ((Side.TARGET, "inputs", graph.inputs), (Side.SOURCE, "outputs", graph.outputs)):
            opened = self._ports[body.prefix, side] = {}
            for port, ends in ports.items():
                found = opened[port] = []
                for number, written in enumerate(ends):
                    end = self.find(body, written, side, (name, port, number))
                    if end is not None:
                        found += self.inner(body, end, side)

    def find(self, body: Body, written: str, side: Side, steps: Steps, wire: str | None = None) -> End | None:
        """The end that is written; None, with a fault said, when there is none."""
        node, colon, port = written.partition(":")
        if node not in body.graph.nodes:
            place = _place(body, written, side, steps, wire)
            self._say(fault("unknown-node", **place, given=node, way=way_out(node, body.graph.nodes)))
            return None
        known = self._names(body, node, side)
        if known is None or (side is Side.SOURCE and port == ERROR):
            return End(node, port if colon else side.value)
        if colon and port in known:
            return End(node, port)
        if known and not colon:
            return End(node, known[0])
        self._say(_no_port(node, port, known, side, _place(body, written, side, steps, wire)))
        return None

    def inner(self, body: Body, end: End, side: Side) -> Inner:
        """The nodes and ports behind an end: one for a node, any number for an instance."""
        found = body.nodes.get(end.node)
        if isinstance(found, Made):
            return [(found, end.port)]
        if found is None:
            return []
        ports = self._ports[found.prefix, side]
        if side is Side.SOURCE and end.port == ERROR and ERROR not in ports:
            return [(made, ERROR) for made in uncaught(found)]
        return ports.get(end.port, [])

    def instance(self, prefix: str) -> Instance:
        """The ports of the instance with this prefix, for those who look at it from outside."""
        inputs, outputs = (
            {
                port: [(made.id, inner) for made, inner in ends]
                for port, ends in self._ports.get((prefix, side), {}).items()
            }
            for side in (Side.TARGET, Side.SOURCE)
        )
        return Instance(inputs=inputs, outputs=outputs)

    def _names(self, body: Body, node: str, side: Side) -> list[str] | None:
        """The ports of a node on one side; None when they are not known, because something else is wrong."""
        found = body.nodes.get(node)
        if isinstance(found, Body):
            graph: Any = found.graph
            return list(graph.inputs if side is Side.TARGET else graph.outputs)
        if found is None:
            return None
        ports: Sequence[Port] | None = found.inputs if side is Side.TARGET else found.outputs
        return None if ports is None else [port.name for port in ports]


def uncaught(body: Body) -> list[Made]:
    """The nodes of an instance whose errors leave by its port `error`: no wire and no catch inside takes them."""
    wired = {wire.source.partition(":")[0] for wire in body.graph.wires if wire.source.endswith(f":{ERROR}")}
    found: list[Made] = []
    for id, node in body.nodes.items():
        if id in wired or _caught(id, body):
            continue
        found += uncaught(node) if isinstance(node, Body) else [node]
    return [made for made in found if made.kind is not None and made.kind.role == ""]


def _caught(id: str, body: Body) -> bool:
    for node in body.nodes.values():
        if isinstance(node, Made) and node.kind is not None and node.kind.role == "catch" and not node.disabled:
            scope = getattr(node.config, "scope", ())
            if (
                scope == "flow"
                or id in scope
                or (scope == "group" and node.group is not None and node.group in body.groups.around(id))
            ):
                return True
    return False


def _no_port(node: str, port: str, known: list[str], side: Side, place: dict[str, Any]) -> Fault:
    if not known:
        return fault("no-inputs" if side is Side.TARGET else "no-outputs", **place, node_id=node)
    listed = known if side is Side.TARGET else [*known, ERROR]
    return fault("unknown-port", **place, node_id=node, port=port, way=way_out(port, listed))


def _place(body: Body, written: str, side: Side, steps: Steps, wire: str | None) -> dict[str, Any]:
    where = body.where(*steps)
    return where if wire is None else {**where, "wire": _wire_name(body.prefix, written, wire, side)}


def _wire_name(prefix: str, written: str, wire: str, side: Side) -> str:
    source, target = (written, wire[1:]) if side is Side.SOURCE else (wire[:-1], written)
    return wire_name(source, target, prefix)
