"""One message to ten branches: each changes its own copy of a payload with twenty keys."""

from __future__ import annotations

from typing import Any

from . import nodered, ours
from .measure import Row
from .throughput import Work, against_node_red, measured

NAME = "fan-out 1 → 10, 20 keys, each branch changes it"
BRANCHES = 10
MAKE = (
    '{"payload": {"n": n % 100, ' + ", ".join(f'"key{key}": {key}' for key in range(19)) + '}, "topic": "in", '
    '"_msgid": "m"}'
)


def flow() -> dict[str, Any]:
    nodes: dict[str, Any] = {
        "feed": {"type": "bench.feed", "config": {"make": MAKE}},
        "count": {"type": "bench.count", "config": {"value": "message['payload']['n'] + message['payload']['key0']"}},
    }
    wires = []
    for branch in range(BRANCHES):
        nodes[f"b{branch}"] = ours.change({"op": "set", "path": "payload.key0", "to": {"value": branch}})
        wires += [["feed", f"b{branch}"], [f"b{branch}", "count"]]
    return ours.with_catch("flow", nodes, wires)


def red() -> list[dict[str, Any]]:
    last = f"tab-n{BRANCHES + 1}"
    branches = [
        {
            **nodered.change({"t": "set", "p": "payload.key0", "pt": "msg", "to": str(branch), "tot": "num"}),
            "wires": [[last]],
        }
        for branch in range(BRANCHES)
    ]
    feed = {"type": "bench-feed", "make": MAKE, "wires": [[f"tab-n{branch + 1}" for branch in range(BRANCHES)]]}
    return nodered.chain(feed, *branches, {"type": "bench-count", "value": "msg.payload.n + msg.payload.key0"})


def expected(count: int) -> tuple[float, dict[str, Any]]:
    made = eval(f"lambda n: {MAKE}")
    total = sum(n % 100 for n in range(count)) * BRANCHES + count * sum(range(BRANCHES))
    last = made(count - 1)
    del last["_msgid"]
    last["payload"]["key0"] = BRANCHES - 1
    return total, last


def run() -> list[Row]:
    found = measured(Work(NAME, flow(), red(), messages=50_000, arrivals=BRANCHES), expected)
    return [against_node_red(NAME, found, 30)]
