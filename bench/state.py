"""`GET /flows/{id}/state` of a flow of a thousand nodes, twenty times a second: the part of a core that it takes."""

from __future__ import annotations

import time

from . import flows50, ours
from .child import Child, Wrong
from .measure import OPTIONS, Row, limited
from .redeploy import Api

EACH = 20
"""Requests a second."""
SECONDS = 10.0
GOAL = 5.0


def run() -> list[Row]:
    with ours.start(flows50.flow(0)) as child:
        _watched(child, 1.0)  # what is made at the first request
        found = [_round(child) for _ in range(OPTIONS.rounds)]
    work = f"the state of {flows50.NODES:,} nodes, {EACH} times a second"
    return [limited(work, "% of a core", found, GOAL)]


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
