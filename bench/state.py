"""`GET /flows/{id}/state` of a flow of a thousand nodes, twenty times a second: the part of a core that it takes."""

from __future__ import annotations

import time
from typing import Any

from . import flows50, ours
from .child import Child, Wrong
from .measure import OPTIONS, Row, limited
from .redeploy import Api

EACH = 20
"""Requests a second."""
SECONDS = 10.0
GOAL = 5.0


def run() -> list[Row]:
    busy = flows50.flow(0)
    busy["nodes"]["n0"]["config"]["every"] = f"{1000 // EACH}ms"
    work = f"the state of {flows50.NODES:,} nodes, {EACH} times a second"
    return [
        limited(work, "% of a core", _measured(flows50.flow(0)), GOAL),
        limited("the same, while as many messages pass through all of them", "% of a core", _measured(busy), GOAL),
    ]


def _measured(flow: dict[str, Any]) -> list[float]:
    with ours.start(flow) as child:
        _watched(child, 1.0)  # what is made at the first request
        return [_round(child) for _ in range(OPTIONS.rounds)]


def _round(child: Child) -> float:
    """The share of a core with requests, less that without."""
    seconds = SECONDS * OPTIONS.scale
    before = child.cpu()
    time.sleep(seconds)
    idle = child.cpu() - before
    before = child.cpu()
    took = _watched(child, seconds)
    return 100 * ((child.cpu() - before) / took - idle / seconds)


def _watched(child: Child, seconds: float) -> float:
    api, began = Api(child), time.perf_counter()
    for number in range(round(EACH * seconds)):
        state = api.call("GET", "/api/v1/flows/flow-0/state")[0]
        if len(state["nodes"]) != flows50.NODES:
            raise Wrong(f"the state has {len(state['nodes'])} nodes")
        time.sleep(max(0.0, began + (number + 1) / EACH - time.perf_counter()))
    return time.perf_counter() - began
