"""The metrics of nodes and wires: tens of thousands of lines on a large plant, so they are written directly."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ..durable_wire import DurableWire
from ..engine import Engine
from ..node import Source
from ..running import RunningNode
from ..running_flow import RunningFlow
from ..wires import Wire
from .lines import Lines, label

NODES_A_TURN = 1000
"""After so many nodes the event loop turns."""

WIRE: dict[str, Callable[[Wire], float]] = {
    "sinterflow_wire_messages_total": lambda wire: wire.count,
    "sinterflow_wire_depth": lambda wire: wire.depth,
    "sinterflow_wire_bytes": lambda wire: wire.weight,
    "sinterflow_wire_full": lambda wire: int(wire.full),
    "sinterflow_wire_latency_seconds": lambda wire: wire.latency,
    "sinterflow_wire_oldest_seconds": lambda wire: wire.oldest,
}
DROPPED = "sinterflow_wire_dropped_total"


async def read_flows(engine: Engine, lines: Lines) -> None:
    running = lines["sinterflow_flow_running"]
    for flow in list(engine.flows.values()):
        running.append(f'sinterflow_flow_running{{flow="{label(flow.id)}"}} {int(flow.running)}')
        await _read_nodes(flow, lines)
        _read_wires(flow, lines)
        await asyncio.sleep(0)
    for id in engine.failed:
        running.append(f'sinterflow_flow_running{{flow="{label(id)}"}} 0')


async def _read_nodes(flow: RunningFlow, lines: Lines) -> None:
    counts = flow.program.counts()
    watch = getattr(flow.program, "watch", None)  # only a compiled program times its nodes
    messages, received = lines["sinterflow_node_messages_total"], lines["sinterflow_node_received_total"]
    errors, timed = lines["sinterflow_node_errors_total"], lines["sinterflow_node_processing_seconds"]
    for number, (id, node) in enumerate(list(flow.nodes.items()), 1):
        where = f'flow="{label(flow.id)}",node="{label(id)}"'
        for port in sorted(node.ports):
            sent = counts.sent.get((id, port), 0)
            messages.append(f'sinterflow_node_messages_total{{{where},port="{label(port)}"}} {sent}')
        received.append(f"sinterflow_node_received_total{{{where}}} {counts.received.get(id, 0)}")
        errors.append(f"sinterflow_node_errors_total{{{where}}} {node.errors}")
        if watch is not None and id in watch.samples:
            timed.append(f"sinterflow_node_processing_seconds_count{{{where}}} {watch.samples[id]}")
            timed.append(f"sinterflow_node_processing_seconds_sum{{{where}}} {watch.seconds[id]}")
        _read_source(node, where, lines)
        if number % NODES_A_TURN == 0:
            await asyncio.sleep(0)


def _read_source(node: RunningNode, where: str, lines: Lines) -> None:
    if not isinstance(node.node, Source):
        return
    name = "sinterflow_source_open_deliveries"
    lines[name].append(f"{name}{{{where}}} {node.origin.open}")
    if node.node.acknowledges:
        name = "sinterflow_source_acknowledged_total"
        lines[name].append(f"{name}{{{where}}} {node.origin.acknowledged}")


def _read_wires(flow: RunningFlow, lines: Lines) -> None:
    dropped = lines[DROPPED]
    for id, wire in flow.inlets.wires.items():
        where = f'flow="{label(flow.id)}",wire="{label(id)}"'
        for name, value in WIRE.items():
            lines[name].append(f"{name}{{{where}}} {value(wire)}")
        dropped.append(f'{DROPPED}{{{where},reason="full"}} {wire.dropped - wire.expired}')
        dropped.append(f'{DROPPED}{{{where},reason="age"}} {wire.expired}')
        if isinstance(wire, DurableWire):
            name = "sinterflow_wire_repeats_total"
            lines[name].append(f"{name}{{{where}}} {wire.repeats}")


def wire_counts(flow: RunningFlow) -> dict[str, int]:
    """How many messages have passed each wire of a flow."""
    return {id: wire.count for id, wire in flow.state().wires.items()}
