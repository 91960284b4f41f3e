"""A flow of 1,000 messages a second beside a saturated one: how late its messages are, and the loop's longest stall."""

from __future__ import annotations

from itertools import pairwise
from statistics import quantiles
from typing import Any

from . import chain, ours
from .child import Child, Wrong
from .measure import OPTIONS, Row, limited

RATE = 1000
SECONDS = 5
STALL = 20


def saturated() -> dict[str, Any]:
    """Ten change nodes, a bounded wire, ten more: compiled regions and a queue, both always busy."""
    nodes: dict[str, Any] = {"flood": {"type": "bench.flood"}}
    nodes |= {f"a{number}": ours.change(rule) for number, (rule, _) in enumerate(chain.RULES)}
    more = ({"op": "set", "path": f"payload.more{number}", "to": {"value": number}} for number in range(10))
    nodes |= {f"b{number}": ours.change(rule) for number, rule in enumerate(more)}
    nodes["sink"] = {"type": "bench.sink"}
    names = list(nodes)
    wires: list[Any] = [list(pair) for pair in pairwise(names)]
    wires[10].append({"policy": "bounded"})
    return ours.with_catch("saturated", nodes, wires)


def timed() -> dict[str, Any]:
    return ours.chain(
        {"type": "bench.beat"},
        ours.change({"op": "set", "path": "unit", "to": {"value": "C"}}),
        {"type": "core.switch", "config": {"rules": [{"op": "gt", "value": 0}]}},
        {"type": "bench.arrived"},
        id="timed",
    )


def run() -> list[Row]:
    with ours.start(saturated(), timed()) as child:
        found = [_round(child) for _ in range(OPTIONS.rounds)]
    p99, longest, work, flooded = zip(*found, strict=True)
    return [
        limited(f"p99 of a flow of {RATE:,} msg/s beside a saturated one", "ms", p99, None),
        limited("longest stall of the event loop meanwhile", "ms", longest, STALL),
        limited("the most processor time between two turns of it", "ms", work, None),
        limited("the saturated flow meanwhile", "msg/s", flooded, None),
    ]


def _round(child: Child) -> tuple[float, float, float, float]:
    """p99 of the beat's messages, the loop's longest stall and most work in ms; messages a second of the flood."""
    count = round(RATE * SECONDS * max(OPTIONS.scale, 0.2))
    answer = child.ask(messages=count, rate=RATE)
    if len(answer["latencies"]) != count or not answer["flooded"]:
        raise Wrong(f"{len(answer['latencies'])} of {count} messages arrived, {answer['flooded']} of the flood")
    p99 = quantiles(answer["latencies"], n=100)[98]
    return p99 * 1000, answer["stall"] * 1000, answer["work"] * 1000, answer["flooded"]
