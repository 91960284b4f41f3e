"""Metrics in the form that Prometheus reads, taken from the engine's own counters when somebody asks.

The lines are written flow by flow between turns of the event loop. Sample objects of a library, several for each
node, would keep it from turning for hundreds of milliseconds on a large plant.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal, NamedTuple

from .durable_wire import DurableWire
from .engine import Engine
from .node import Source
from .running import RunningNode
from .running_flow import RunningFlow
from .stalls import Stalls
from .wires import Wire

NODES_A_TURN = 1000
"""After so many nodes the event loop turns."""


class Family(NamedTuple):
    kind: Literal["counter", "gauge", "summary"]
    help: str


FAMILIES = {
    "sinterflow_node_messages_total": Family("counter", "Messages that left an output of a node."),
    "sinterflow_node_received_total": Family("counter", "Messages that a node was given."),
    "sinterflow_node_errors_total": Family("counter", "Messages that a node failed on."),
    "sinterflow_node_processing_seconds": Family(
        "summary", "Processing time of a node, of the few messages that are timed."
    ),
    "sinterflow_wire_messages_total": Family("counter", "Messages that entered the queue of a wire."),
    "sinterflow_wire_depth": Family("gauge", "Messages that wait on a wire."),
    "sinterflow_wire_bytes": Family("gauge", "Encoded size of the messages that wait on a wire."),
    "sinterflow_wire_dropped_total": Family("counter", "Messages that a wire's policy has removed."),
    "sinterflow_wire_latency_seconds": Family("gauge", "How long the last message waited on a wire."),
    "sinterflow_wire_repeats_total": Family(
        "counter", "Messages that came a second time to a durable wire, known by their keys, and were not taken."
    ),
    "sinterflow_source_open_deliveries": Family("gauge", "Messages of a source that are still under way."),
    "sinterflow_source_acknowledged_total": Family(
        "counter", "Messages that were acknowledged to the peer of a source."
    ),
    "sinterflow_flow_running": Family("gauge", "1 while the flow runs."),
    "sinterflow_connection_up": Family("gauge", "1 while the connection is open."),
    "sinterflow_dead_letters": Family("gauge", "Messages in the tray of dead letters."),
    "sinterflow_dead_letters_parked": Family("gauge", "Messages that wait for room in the tray; nothing moves on."),
    "sinterflow_messages_unhandled_total": Family("counter", "Messages that nothing handled since the start."),
    "sinterflow_journal_stopped": Family("gauge", "1 while the journal cannot be written, so that nothing is taken."),
    "sinterflow_journal_commits_total": Family("counter", "Groups that the journal has written since the start."),
    "sinterflow_journal_bytes": Family("gauge", "Encoded size of what the journal holds."),
    "sinterflow_journal_lost_records_total": Family("counter", "Records that damaged files have cost since the start."),
    "sinterflow_journal_damaged_files_total": Family("counter", "Damaged files set aside since the start."),
    "sinterflow_event_loop_stall_seconds": Family(
        "gauge", "Longest time that the event loop was kept from turning, in the last minute or two."
    ),
}

WIRE: dict[str, Callable[[Wire], float]] = {
    "sinterflow_wire_messages_total": lambda wire: wire.count,
    "sinterflow_wire_depth": lambda wire: wire.depth,
    "sinterflow_wire_bytes": lambda wire: wire.state()["bytes"] if isinstance(wire, DurableWire) else wire.bytes,
    "sinterflow_wire_dropped_total": lambda wire: wire.dropped,
    "sinterflow_wire_latency_seconds": lambda wire: wire.latency,
}

Lines = dict[str, list[str]]
"""The samples of each family, as the text has them."""


async def read(engine: Engine, stalls: Stalls) -> Lines:
    """Write all counters down, between turns of the loop."""
    lines: Lines = {name: [] for name in FAMILIES}
    for flow in list(engine.flows.values()):
        lines["sinterflow_flow_running"].append(
            f'sinterflow_flow_running{{flow="{_label(flow.id)}"}} {int(flow.running)}'
        )
        await _read_nodes(flow, lines)
        _read_wires(flow, lines)
        await asyncio.sleep(0)
    for id in engine.failed:
        lines["sinterflow_flow_running"].append(f'sinterflow_flow_running{{flow="{_label(id)}"}} 0')
    for id, link in engine.shared.links.items():
        where = f'connection="{_label(id)}",type="{_label(link.connection.type)}"'
        up = int(link.connection.connected.is_set())
        lines["sinterflow_connection_up"].append(f"sinterflow_connection_up{{{where}}} {up}")
    tray = engine.shared.tray
    for name, value in (
        *_journal(engine),
        ("sinterflow_dead_letters", len(tray)),
        ("sinterflow_dead_letters_parked", tray.parked),
        ("sinterflow_messages_unhandled_total", tray.total),
        ("sinterflow_event_loop_stall_seconds", stalls.longest),
    ):
        lines[name].append(f"{name} {value}")
    return lines


def _journal(engine: Engine) -> list[tuple[str, float]]:
    """Nothing without a data folder."""
    durability = engine.shared.durability
    if durability is None:
        return []
    journal = durability.journal
    return [
        ("sinterflow_journal_stopped", int(bool(journal.stopped))),
        ("sinterflow_journal_commits_total", journal.commits),
        ("sinterflow_journal_bytes", sum(lane.bytes for lane in journal.lanes.values())),
        ("sinterflow_journal_lost_records_total", journal.lost),
        ("sinterflow_journal_damaged_files_total", len(journal.damaged)),
    ]


async def _read_nodes(flow: RunningFlow, lines: Lines) -> None:
    counts = flow.program.counts()
    watch = getattr(flow.program, "watch", None)  # only a compiled program times its nodes
    messages, received = lines["sinterflow_node_messages_total"], lines["sinterflow_node_received_total"]
    errors, timed = lines["sinterflow_node_errors_total"], lines["sinterflow_node_processing_seconds"]
    for number, (id, node) in enumerate(list(flow.nodes.items()), 1):
        where = f'flow="{_label(flow.id)}",node="{_label(id)}"'
        for port in sorted(node.ports):
            sent = counts.sent.get((id, port), 0)
            messages.append(f'sinterflow_node_messages_total{{{where},port="{_label(port)}"}} {sent}')
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
    for id, wire in flow.inlets.wires.items():
        where = f'flow="{_label(flow.id)}",wire="{_label(id)}"'
        for name, value in WIRE.items():
            lines[name].append(f"{name}{{{where}}} {value(wire)}")
        if isinstance(wire, DurableWire):
            name = "sinterflow_wire_repeats_total"
            lines[name].append(f"{name}{{{where}}} {wire.repeats}")


def _label(value: str) -> str:
    """A label's value as the text format has it."""
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def encode(lines: Lines) -> bytes:
    """The whole text, with the metrics of the process itself. Blocks: call it in a thread."""
    from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest

    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    parts = []
    for name, family in FAMILIES.items():
        parts += [f"# HELP {name} {family.help}", f"# TYPE {name} {family.kind}", *lines[name]]
    return "\n".join([*parts, ""]).encode() + generate_latest(registry)


CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def wire_counts(flow: RunningFlow) -> dict[str, int]:
    """How many messages have passed each wire of a flow."""
    return {id: wire["count"] for id, wire in flow.state()["wires"].items()}
