"""Warnings about flows that run all the same, but may not do what people expect of them after a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from ..faults import Fault, fault
from ..node import Node, Source
from .graph import Body
from .references import made_at
from .resolved import ResolvedFlow, ResolvedNode

Onward = dict[str, list[str]]


class Traits(NamedTuple):
    """What depends on the config of a node."""

    keeps: bool
    deterministic: bool


def advice(flow: ResolvedFlow, body: Body) -> list[Fault]:
    onward: Onward = {}
    for wire in flow.wires:
        if wire.policy.kind != "durable":
            onward.setdefault(wire.source, []).append(wire.target)
    traits = cache(lambda id: _traits(flow.nodes[id]))
    return [*_kept(flow, body, onward, traits), *_not_deterministic(flow, body, onward, traits)]


def _kept(flow: ResolvedFlow, body: Body, onward: Onward, traits: Callable[[str], Traits]) -> Iterator[Fault]:
    """Nodes that hold messages back whose source waits for them, with no durable wire between."""
    found: dict[str, str] = {}
    for id, node in flow.nodes.items():
        if issubclass(node.kind, Source) and node.kind.acknowledges:
            for keeper in _reached(id, onward):
                if traits(keeper).keeps:
                    found[keeper] = id
    for keeper, source in found.items():
        place = _place(body, keeper)
        yield fault("kept-before-acknowledged", **place, node=keeper, node_id=keeper, source=source)


def _not_deterministic(
    flow: ResolvedFlow, body: Body, onward: Onward, traits: Callable[[str], Traits]
) -> Iterator[Fault]:
    """Nodes whose results may differ when messages come again, on the way from a durable wire to an exact sink."""
    sinks = {id for id, node in flow.nodes.items() if node.kind.delivery == "once"}
    if not sinks:
        return
    said: set[tuple[str, str]] = set()
    for wire in flow.wires:
        if wire.policy.kind != "durable":
            continue
        for id in _reached(wire.target, onward):
            if id in sinks or traits(id).deterministic:
                continue
            for sink in sorted(_reached(id, onward) & sinks):
                if (id, sink) not in said:
                    said.add((id, sink))
                    yield fault(
                        "not-deterministic",
                        **_place(body, id),
                        node=id,
                        wire=f"{wire.source}:{wire.source_port}>{wire.target}:{wire.target_port}",
                        node_id=id,
                        durable=f"{wire.source} → {wire.target}",
                        sink=sink,
                    )


def _traits(node: ResolvedNode) -> Traits:
    try:
        made: Node | type[Node] = node.kind(node.config)
    except Exception:  # a plugin's code: that it cannot be made is said when the flow starts
        made = node.kind
    return Traits(made.keeps, made.deterministic)


def _place(body: Body, id: str) -> dict[str, str | None]:
    made = made_at(id, body)
    return made.body.where(*made.steps) if made is not None else {}


def _reached(start: str, onward: Onward) -> set[str]:
    seen, stack = {start}, [start]
    while stack:
        for target in onward.get(stack.pop(), ()):
            if target not in seen:
                seen.add(target)
                stack.append(target)
    return seen
