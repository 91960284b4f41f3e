"""Wires from the document to the running nodes: ends found, instances seen through, policies settled."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from ..config import seconds
from ..faults import Fault, fault
from ..host import Port
from ..node import Node, is_async
from ..schema import Schema, fits, types_of
from .configs import duration_faults
from .document import BoundedDocument, DurableDocument, PolicyDocument, WireDocument
from .ends import End, Ends, Side
from .graph import Body, Made
from .pointer import field_name
from .resolved import DURABLE_BYTES, UNBOUNDED, Instance, Policy, ResolvedWire
from .salvage import BROKEN_WIRE
from .shown import type_names

Say = Callable[[Fault], None]
_is_async: Callable[[type[Node]], bool] = cache(is_async)  # type: ignore[assignment] # classes have a hash
_DIRECT = Policy()
_BOUNDED = Policy(kind="bounded")


class Wiring:
    """Makes the wires of one flow, body by body; `say` is told what is wrong."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._ends = Ends(say)
        self._known: set[tuple[str, str, str, str]] = set()
        self.wires: list[ResolvedWire] = []

    def add_body(self, body: Body) -> None:
        """The wires of the instances inside come before those of the body itself."""
        for inner in body.nodes.values():
            if isinstance(inner, Body):
                self.add_body(inner)
        self._ends.open(body)
        said: set[tuple[End, End]] = set()
        for number, document in enumerate(body.graph.wires):
            self._add(body, number, document, said)

    def instances(self, body: Body) -> dict[str, Instance]:
        """The ports of all instances inside a body."""
        found: dict[str, Instance] = {}
        for inner in body.nodes.values():
            if isinstance(inner, Body):
                found[inner.prefix[:-1]] = self._ends.instance(inner.prefix)
                found |= self.instances(inner)
        return found

    def _add(self, body: Body, number: int, document: WireDocument, said: set[tuple[End, End]]) -> None:
        if document is BROKEN_WIRE:
            return
        source = self._ends.find(body, document.source, Side.SOURCE, ("wires", number, 0), f">{document.target}")
        target = self._ends.find(body, document.target, Side.TARGET, ("wires", number, 1), f"{document.source}>")
        if source is None or target is None:
            return
        place = _Place(body, number, source, target)
        if (source, target) in said:
            self._say(fault("same-wire-twice", **place()))
            return
        said.add((source, target))
        if isinstance(document.policy, DurableDocument):
            self._check_durable(document.policy, place)
        for start, start_port in self._ends.inner(body, source, Side.SOURCE):
            for end, end_port in self._ends.inner(body, target, Side.TARGET):
                self._join(place, start, start_port, end, end_port, document.policy)

    def _check_durable(self, policy: DurableDocument, place: _Place) -> None:
        for steps, code, arguments in duration_faults(policy.max_age or "0s", ("max_age",)):
            self._say(fault(code, **{**arguments, **place(2, *steps), "field": field_name(steps)}))

    def _join(self, place: _Place, start: Made, start_port: str, end: Made, end_port: str, policy: Any) -> None:
        key = (start.id, start_port, end.id, end_port)
        if key in self._known:
            self._say(fault("same-wire-twice", **place()))
            return
        self._known.add(key)
        if start_port != "error":
            self._check_types(place, start, start_port, end, end_port)
        if not (start.disabled or end.disabled or start.config is None or end.config is None):
            assert end.kind is not None
            settled = settle(policy, end.kind)
            self.wires.append(
                ResolvedWire(source=key[0], source_port=key[1], target=key[2], target_port=key[3], policy=settled)
            )

    def _check_types(self, place: _Place, start: Made, start_port: str, end: Made, end_port: str) -> None:
        given, wanted = _payload(start.outputs, start_port), _payload(end.inputs, end_port)
        if given and wanted and not fits(given, wanted):
            names = {
                "source": f"{start.id}:{start_port}",
                "target": f"{end.id}:{end_port}",
                "given": type_names(sorted(types_of(given) or ())),
                "wanted": type_names(sorted(types_of(wanted) or ())),
            }
            self._say(fault("wire-type", **place(), **names))


class _Place(NamedTuple):
    """Where a wire is, for a fault: worked out only when there is one."""

    body: Body
    number: int
    source: End
    target: End

    def __call__(self, *steps: str | int) -> dict[str, Any]:
        prefix = self.body.prefix
        wire = f"{prefix}{self.source.id}>{prefix}{self.target.id}"
        return {**self.body.where("wires", self.number, *steps), "wire": wire}


def _payload(ports: Any, name: str) -> Schema:
    """What a port says of the payload; empty when it says nothing."""
    for port in ports or ():
        if port.name == name:
            return _of_port(port)
    return {}


def _of_port(port: Port) -> Schema:
    if not port.message:
        return port.schema
    found: Schema = port.schema.get("properties", {}).get("payload", {})
    return found


def settle(policy: PolicyDocument | None, kind: type[Node]) -> Policy:
    """The policy that runs; a default wire into an asynchronous node is bounded."""
    if isinstance(policy, BoundedDocument):
        return Policy(kind="bounded", size=policy.size, bytes=policy.bytes, full=policy.full)
    if isinstance(policy, DurableDocument):
        try:
            age = seconds(policy.max_age) if policy.max_age is not None else None
        except ValueError:
            age = None  # it was said as a fault, so this flow does not run
        return Policy(kind="durable", max_age=age, size=UNBOUNDED, bytes=policy.max_bytes or DURABLE_BYTES)
    return _BOUNDED if _is_async(kind) else _DIRECT
