"""Hypothesis strategies: random flows with joins, cycles, every policy, retaining, multiplying and failing nodes."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..flow.resolved import Policy, ResolvedFlow, ResolvedNode, ResolvedWire
from ..message import Message
from ..node import Node
from .graph_nodes import INNER, Assign, Catch, Choose, Complete, Feed, Hop, Remove, Sink

PATHS = ("payload.a", "payload.b.c", "payload.b", "topic", "extra", "payload.deep.x.y", "payload.list[0]", "payload")
VALUES = st.sampled_from([1, "text", None, {"fresh": {"n": 1}}, [1, {"inner": []}]])
INSTANCES = st.sampled_from(["", "", "a", "b"])
POLICIES = st.one_of(
    st.just(Policy()),
    st.just(Policy()),
    st.builds(
        lambda size, full: Policy(kind="bounded", size=size, full=full),
        st.integers(1, 4),
        st.sampled_from(["block", "drop-oldest", "keep-latest"]),
    ),
    st.just(Policy(kind="durable")),
)


def payloads() -> st.SearchStrategy[Any]:
    """Payloads with parts that nodes change, at every depth."""
    return st.fixed_dictionaries(
        {"n": st.integers(0, 6)},
        optional={"a": VALUES, "b": st.just({"c": [1]}), "list": st.just([{"x": 1}]), "deep": st.just({"x": {}})},
    )


def messages() -> st.SearchStrategy[list[Message]]:
    """Some messages to feed a flow with."""
    made = st.builds(lambda payload: {"payload": payload, "topic": "t"}, payloads())
    return st.lists(made, min_size=1, max_size=6).map(
        lambda found: [{**message, "_msgid": str(number)} for number, message in enumerate(found)]
    )


@st.composite
def flows(draw: st.DrawFn, *, cycles: bool = True) -> ResolvedFlow:
    """A flow with one `feed`; every node is reached by chance only, as in a plant's drafts."""
    inner = draw(st.lists(st.sampled_from(INNER), min_size=1, max_size=9))
    nodes = {"feed": _node("feed", Feed, {})}
    for number, kind in enumerate(inner):
        _add_node(nodes, draw(INSTANCES), f"n{number}", kind, draw(_config(kind)))
    names = list(nodes)
    for number in range(draw(st.integers(0, 2))):
        instance = draw(INSTANCES)
        inside = [name.removeprefix(f"{instance}/") for name in names[1:] if name.startswith(instance)]
        _add_node(nodes, instance, f"catch{number}", Catch, draw(_scope(inside or ["gone"])))
    if draw(st.booleans()):
        nodes["done"] = _node("done", Complete, {"scope": draw(st.lists(st.sampled_from(names[1:]), min_size=1))})
    nodes |= {f"sink{number}": _node(f"sink{number}", Sink, {}) for number in range(2)}
    return ResolvedFlow(id="random", nodes=nodes, wires=draw(_wires(nodes, names, cycles)))


def _add_node(nodes: dict[str, ResolvedNode], instance: str, id: str, kind: type[Node], config: dict[str, Any]) -> None:
    """Add a node at the top or, as inlining does, within a subflow instance."""
    node = _node(f"{instance}/{id}" if instance else id, kind, config)
    node.scope = instance
    nodes[node.id] = node


def _node(id: str, kind: type[Node], config: dict[str, Any]) -> ResolvedNode:
    return ResolvedNode(id=id, kind=kind, config=kind.Config(**config), inputs=kind.inputs, outputs=kind.outputs)


def _config(kind: type[Node]) -> st.SearchStrategy[dict[str, Any]]:
    if kind is Assign:
        origin = st.sampled_from(["", "", *PATHS])
        return st.fixed_dictionaries({"path": st.sampled_from(PATHS), "value": VALUES, "origin": origin})
    if kind is Remove:
        return st.fixed_dictionaries({"path": st.sampled_from(PATHS)})
    if kind is Choose:
        return st.fixed_dictionaries({"every": st.booleans()})
    return st.just({})


def _scope(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    scope = st.one_of(st.just("flow"), st.lists(st.sampled_from(names), min_size=1))
    return st.fixed_dictionaries({"scope": scope, "uncaught_only": st.booleans()})


@st.composite
def _wires(draw: st.DrawFn, nodes: dict[str, ResolvedNode], names: list[str], cycles: bool) -> list[ResolvedWire]:
    sources = [id for id, node in nodes.items() if node.outputs]
    targets = [id for id, node in nodes.items() if node.inputs]
    order = {id: place for place, id in enumerate(nodes)}
    wires: dict[str, ResolvedWire] = {}
    for source in sources:
        for target in draw(st.lists(st.sampled_from(targets), max_size=3, unique=True)):
            if not cycles and order[target] <= order[source]:
                continue
            ports = [port.name for port in nodes[source].outputs]
            port = draw(st.sampled_from([*ports, *ports, "error"])) if source in names[1:] else ports[0]
            policy = draw(POLICIES)
            if order[target] <= order[source]:
                hop = f"hop{len(nodes)}"
                nodes[hop] = _node(hop, Hop, {})
                _add(wires, hop, "out", target, policy)
                target, policy = hop, draw(POLICIES)
            _add(wires, source, port, target, policy)
    if "feed" not in {wire.source for wire in wires.values()}:
        _add(wires, "feed", "out", names[1], Policy())
    return list(wires.values())


def _add(wires: dict[str, ResolvedWire], source: str, port: str, target: str, policy: Policy) -> None:
    wire = ResolvedWire(source=source, source_port=port, target=target, target_port="in", policy=policy)
    wires[wire.id] = wire
