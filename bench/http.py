"""HTTP in → change → HTTP response over 50 connections that are kept alive: requests a second, and their times."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from . import nodered, ours
from .child import Child
from .measure import OPTIONS, Row, compared, interleaved, ratios

NAME = "HTTP in → change → HTTP response, 50 connections"
REQUESTS = 40_000
CONNECTIONS = 50
PATH = "/bench"
BARE = "aiohttp alone"


class Side(NamedTuple):
    """A program, and the load that asks it. The load runs on the other core."""

    name: str
    child: Child
    load: Child

    def measure(self) -> tuple[float, float, float]:
        """Requests a second, p99 in ms, and microseconds of processor time a request."""
        count = round(REQUESTS * OPTIONS.scale)
        before = self.child.cpu()
        found = self.load.ask(count=count)
        return found["rate"], found["p99"], (self.child.cpu() - before) / count * 1e6


def run() -> list[Row]:
    with ExitStack() as stack:
        sides = []
        for child, port in _programs():
            stack.enter_context(child)
            load = stack.enter_context(_load(port))
            sides.append(Side(child.name, child, load))
            load.ask(count=max(2000, round(REQUESTS * OPTIONS.scale / 5)))
        found = interleaved(*(side.measure for side in sides))
    return _rows([side.name for side in sides], found)


def _programs() -> list[tuple[Child, int]]:
    made = []
    child = ours.start(flow())
    made.append((child, _port(child)))
    for red in nodered.installed():
        child, port = red.serve(red_flow())
        made.append((child, port))
    bare = Child(BARE, [sys.executable, "-m", "bench.http_bare"], Path(tempfile.mkdtemp(prefix="bench-http-")))
    bare.wait_for("ready")
    made.append((bare, _port(bare)))
    return made


def _port(child: Child) -> int:
    return int(child.said("url ").split()[2].rpartition(":")[2])


def _load(port: int) -> Child:
    command = [sys.executable, "-m", "bench.http_client", str(port), PATH, str(CONNECTIONS)]
    child = Child("load", command, Path(tempfile.mkdtemp(prefix="bench-load-")), core=1)
    child.wait_for("ready")
    return child


def _rows(names: list[str], found: list[list[tuple[float, float, float]]]) -> list[Row]:
    rate, p99, cpu = ([[each[place] for each in side] for side in found] for place in range(3))
    peers = [place for place, name in enumerate(names) if name.startswith("Node-RED")]
    by_name = {name: place for place, name in enumerate(names)}
    rows = []
    for goal, name in ((5, "Node-RED 4.1"), (2, "Node-RED 5.0"), (0.5, BARE)):
        if name in by_name:
            place = by_name[name]
            by_cpu = ratios(cpu[place], cpu[0])[0]
            rows.append(compared(f"{NAME}; beside {name}", "req/s", rate[0], {name: rate[place]}, goal, cpu=by_cpu))
    theirs = {names[place]: p99[place] for place in peers}
    rows.append(compared("the same: p99", "ms", p99[0], theirs, 1, more_is_better=False))
    return rows


def flow() -> dict[str, Any]:
    return ours.chain(
        {"type": "network.http-in", "config": {"method": "POST", "path": PATH, "auth": "none"}},
        ours.change({"op": "set", "path": "payload.unit", "to": {"value": "C"}}),
        {"type": "network.http-response"},
    )


def red_flow() -> list[dict[str, Any]]:
    return nodered.chain(
        {"type": "http in", "url": PATH, "method": "post", "upload": False},
        nodered.change({"t": "set", "p": "payload.unit", "pt": "msg", "to": "C", "tot": "str"}),
        {"type": "http response", "statusCode": "", "headers": {}},
    )
