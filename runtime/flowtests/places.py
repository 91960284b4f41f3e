"""The places that a flow test names: inputs and outputs, of nodes and of subflow instances."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from ..config import seconds
from ..faults import Fault, fault
from ..flow.nearest import way_out
from ..flow.resolved import ResolvedFlow
from .document import Case, Expect, Send

Places: TypeAlias = tuple[tuple[str, str], ...]
"""Nodes and their ports: one for a node, any number behind the port of an instance."""


def inputs(flow: ResolvedFlow, id: str, port: str | None) -> Places:
    """What a message for this input goes to; nothing when there is no such input."""
    if id in flow.instances:
        return _behind(flow.instances[id].inputs, port)
    names = [one.name for one in flow.nodes[id].inputs] if id in flow.nodes else []
    wanted = port or ("in" if "in" in names else "".join(names[:1]))
    return ((id, wanted),) if wanted in names else ()


def outputs(flow: ResolvedFlow, id: str, port: str | None) -> Places:
    """What messages of this output come from; nothing when there is no such output."""
    if id in flow.instances:
        return _behind(flow.instances[id].outputs, port)
    names = [one.name for one in flow.nodes[id].outputs] if id in flow.nodes else []
    wanted = port or (names[0] if names else "out")
    return ((id, wanted),) if wanted in (*names, "error") or port is None else ()


def _behind(ports: dict[str, list[tuple[str, str]]], port: str | None) -> Places:
    return tuple(ports.get(port or next(iter(ports), ""), ()))


def step_faults(flow: ResolvedFlow, case: Case, place: str, file: str) -> Iterator[Fault]:
    """What is wrong with the steps of a case: times that go back, nodes and ports that do not exist."""
    reached = 0.0
    for number, step in enumerate(case.steps):
        here = f"{place}/steps/{number}"
        if step.at is not None:
            if seconds(step.at) < reached:
                yield fault("time-goes-back", file=file, path=f"{here}/at", field="at", given=step.at)
            reached = max(reached, seconds(step.at))
        if step.send is not None:
            yield from _send_faults(flow, step.send, {"file": file, "path": f"{here}/send"})
        if step.expect is not None:
            yield from _expect_faults(flow, step.expect, {"file": file, "path": f"{here}/expect"})


def _send_faults(flow: ResolvedFlow, send: Send, where: dict[str, Any]) -> Iterator[Fault]:
    if (send.source is None) == (send.to is None):
        yield fault("either-or", **where, one="from", other="to")
    elif send.source is not None:
        yield from _output_faults(flow, send.source, send.port, where)
    elif send.to is not None and _exists(flow, send.to):
        if not inputs(flow, send.to, send.port):
            known = _names(flow, send.to, "inputs")
            yield _no_port(send.to, send.port or "in", known, where)
    else:
        yield _no_node(flow, str(send.to), where)


def _expect_faults(flow: ResolvedFlow, expect: Expect, where: dict[str, Any]) -> Iterator[Fault]:
    if expect.port is not None and expect.at in flow.nodes and expect.port in _names(flow, expect.at, "inputs"):
        return  # the arrivals of a sink
    yield from _output_faults(flow, expect.at, expect.port, where)


def _output_faults(flow: ResolvedFlow, id: str, port: str | None, where: dict[str, Any]) -> Iterator[Fault]:
    if not _exists(flow, id):
        yield _no_node(flow, id, where)
    elif port is not None and not outputs(flow, id, port) and port not in _names(flow, id, "outputs"):
        known = _names(flow, id, "outputs")
        yield _no_port(id, port, [*known, "error"] if id in flow.nodes else known, where)


def _exists(flow: ResolvedFlow, id: str) -> bool:
    return id in flow.nodes or id in flow.instances


def _names(flow: ResolvedFlow, id: str, side: str) -> list[str]:
    if id in flow.instances:
        return list(getattr(flow.instances[id], side))
    return [port.name for port in getattr(flow.nodes[id], side)]


def _no_node(flow: ResolvedFlow, id: str, where: dict[str, Any]) -> Fault:
    return fault("unknown-node", **where, node=id, given=id, way=way_out(id, [*flow.nodes, *flow.instances]))


def _no_port(id: str, port: str, known: list[str], where: dict[str, Any]) -> Fault:
    return fault("unknown-port", **where, node=id, node_id=id, port=port, way=way_out(port, known))
