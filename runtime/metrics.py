"""Metrics in the form that Prometheus reads, taken from the engine's own counters when somebody asks."""

from __future__ import annotations

import asyncio
from typing import Any, Literal, NamedTuple

from .engine import Engine
from .node import Source
from .running_flow import RunningFlow
from .stalls import Stalls

NODES_A_TURN = 500
"""After so many nodes the event loop turns."""


class Family(NamedTuple):
    kind: Literal["counter", "gauge", "summary"]
    help: str
    labels: tuple[str, ...] = ()


FAMILIES = {
    "sinterflow_node_messages": Family("counter", "Messages that left an output of a node.", ("flow", "node", "port")),
    "sinterflow_node_received": Family("counter", "Messages that a node was given.", ("flow", "node")),
    "sinterflow_node_errors": Family("counter", "Messages that a node failed on.", ("flow", "node")),
    "sinterflow_node_processing_seconds": Family(
        "summary", "Processing time of a node, of the few messages that are timed.", ("flow", "node")
    ),
    "sinterflow_wire_messages": Family("counter", "Messages that entered the queue of a wire.", ("flow", "wire")),
    "sinterflow_wire_depth": Family("gauge", "Messages that wait on a wire.", ("flow", "wire")),
    "sinterflow_wire_bytes": Family("gauge", "Encoded size of the messages that wait on a wire.", ("flow", "wire")),
    "sinterflow_wire_dropped": Family("counter", "Messages that a wire's policy has removed.", ("flow", "wire")),
    "sinterflow_wire_latency_seconds": Family("gauge", "How long the last message waited on a wire.", ("flow", "wire")),
    "sinterflow_source_open_deliveries": Family(
        "gauge", "Messages of a source that are still under way.", ("flow", "node")
    ),
    "sinterflow_source_acknowledged": Family(
        "counter", "Messages that were acknowledged to the peer of a source.", ("flow", "node")
    ),
    "sinterflow_flow_running": Family("gauge", "1 while the flow runs.", ("flow",)),
    "sinterflow_connection_up": Family("gauge", "1 while the connection is open.", ("connection", "type")),
    "sinterflow_dead_letters": Family("gauge", "Messages in the tray of dead letters."),
    "sinterflow_messages_unhandled": Family("counter", "Messages that nothing handled since the start."),
    "sinterflow_event_loop_stall_seconds": Family(
        "gauge", "Longest time that the event loop was kept from turning, in the last minute or two."
    ),
}

Samples = dict[str, list[tuple[tuple[str, ...], Any]]]
"""By family: label values and a number each; a summary has (count, sum)."""


async def read(engine: Engine, stalls: Stalls) -> Samples:
    """Take all counters, between turns of the loop."""
    samples: Samples = {name: [] for name in FAMILIES}
    for flow in list(engine.flows.values()):
        samples["sinterflow_flow_running"].append(((flow.id,), int(flow.running)))
        await _read_nodes(flow, samples)
        _read_wires(flow, samples)
        await asyncio.sleep(0)
    for id in engine.failed:
        samples["sinterflow_flow_running"].append(((id,), 0))
    for id, link in engine.shared.links.items():
        up = int(link.connection.connected.is_set())
        samples["sinterflow_connection_up"].append(((id, link.connection.type), up))
    samples["sinterflow_dead_letters"].append(((), len(engine.shared.tray)))
    samples["sinterflow_messages_unhandled"].append(((), engine.shared.tray.total))
    samples["sinterflow_event_loop_stall_seconds"].append(((), stalls.longest))
    return samples


async def _read_nodes(flow: RunningFlow, samples: Samples) -> None:
    watch = getattr(flow.program, "watch", None)  # only a compiled program times its nodes
    counts = flow.program.counts()
    for number, (id, node) in enumerate(list(flow.nodes.items()), 1):
        key = (flow.id, id)
        for port in sorted(node.ports):
            samples["sinterflow_node_messages"].append(((*key, port), counts.sent.get((id, port), 0)))
        samples["sinterflow_node_received"].append((key, counts.received.get(id, 0)))
        samples["sinterflow_node_errors"].append((key, node.errors))
        if isinstance(node.node, Source):
            samples["sinterflow_source_open_deliveries"].append((key, node.origin.open))
            if node.node.acknowledges:
                samples["sinterflow_source_acknowledged"].append((key, node.origin.acknowledged))
        if watch is not None and id in watch.samples:
            samples["sinterflow_node_processing_seconds"].append((key, (watch.samples[id], watch.seconds[id])))
        if number % NODES_A_TURN == 0:
            await asyncio.sleep(0)


def _read_wires(flow: RunningFlow, samples: Samples) -> None:
    for id, wire in flow.inlets.wires.items():
        key = (flow.id, id)
        samples["sinterflow_wire_messages"].append((key, wire.count))
        samples["sinterflow_wire_depth"].append((key, wire.depth))
        samples["sinterflow_wire_bytes"].append((key, wire.bytes))
        samples["sinterflow_wire_dropped"].append((key, wire.dropped))
        samples["sinterflow_wire_latency_seconds"].append((key, wire.latency))


def encode(samples: Samples, accept: str) -> tuple[bytes, str]:
    """The text and its content type, with those of the process itself. Blocks: call it in a thread.

    `accept`: the Accept header of who asks; OpenMetrics when it is preferred there.
    """
    from prometheus_client import CollectorRegistry, ProcessCollector
    from prometheus_client.exposition import choose_encoder

    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Taken(samples))
    ProcessCollector(registry=registry)
    encoder, content_type = choose_encoder(accept)
    return encoder(registry), content_type


class _Taken:
    """A collector of samples that were taken already."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples

    def collect(self) -> list[Any]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, SummaryMetricFamily

        kinds = {"counter": CounterMetricFamily, "gauge": GaugeMetricFamily, "summary": SummaryMetricFamily}
        made = []
        for name, family in FAMILIES.items():
            metric: Any = kinds[family.kind](name, family.help, labels=family.labels)
            for labels, value in self._samples[name]:
                metric.add_metric(labels, *(value if family.kind == "summary" else (value,)))
            made.append(metric)
        return made


def wire_counts(flow: RunningFlow) -> dict[str, int]:
    """How many messages have passed each wire of a flow."""
    return {id: wire["count"] for id, wire in flow.state()["wires"].items()}
