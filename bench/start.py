"""From the start of the process to the first message of a small flow, and the memory of the program at rest."""

from __future__ import annotations

import sys
import time
from statistics import median
from typing import Any

from . import nodered, ours
from .child import Child
from .measure import Row, compared, interleaved

FIRST = "bench-first"
REST = 2.0
"""Seconds until the program is at rest."""


def flow() -> dict[str, Any]:
    nodes = {
        "start": {"type": "core.inject", "config": {"message": {"payload": FIRST}, "at_start": True}},
        "change": ours.change({"op": "set", "path": "unit", "to": {"value": "C"}}),
        "switch": {"type": "core.switch", "config": {"rules": [{"op": "not-null"}]}},
        "show": {"type": "core.debug", "config": {"console": True}},
        "catch": {"type": "core.catch"},
    }
    wires = [["start", "change"], ["change", "switch"], ["switch:1", "show"], ["catch", "show"]]
    return {"format": 1, "id": "small", "nodes": nodes, "wires": wires}


def red_flow() -> list[dict[str, Any]]:
    nodes = nodered.chain(
        {"type": "inject", "props": [{"p": "payload", "v": FIRST, "vt": "str"}], "once": True, "onceDelay": 0},
        nodered.change({"t": "set", "p": "unit", "pt": "msg", "to": "C", "tot": "str"}),
        {
            "type": "switch",
            "property": "payload",
            "propertyType": "msg",
            "rules": [{"t": "nnull"}],
            "checkall": "true",
            "outputs": 1,
        },
        debug(),
    )
    return nodes


def debug() -> dict[str, Any]:
    """A debug node that writes the payload to the console, as `core.debug` with `console` does."""
    return {
        "type": "debug",
        "active": True,
        "tosidebar": False,
        "console": True,
        "complete": "payload",
        "targetType": "msg",
    }


def run() -> list[Row]:
    peers = nodered.installed()
    found = interleaved(_ours, *(lambda red=red: _measured(red.start(red_flow(), wait=False)) for red in peers))
    seconds, memory = ([[each[place] for each in side] for side in found] for place in (0, 1))
    names = [red.name for red in peers]
    return [
        compared(work, unit, side[0], dict(zip(names, side[1:], strict=True)), goal, more_is_better=False)
        for work, unit, side, goal in (
            ("start to the first message, small flow", "s", seconds, 1),
            ("memory at rest", "MiB", memory, 0.6),
        )
    ]


def command(*arguments: str) -> list[str]:
    """`sinterflow` with these arguments."""
    return [sys.executable, "-m", "sinterflow.runtime.cli", *arguments]


def _ours() -> tuple[float, float]:
    folder = ours.project(flow())
    return _measured(Child(ours.NAME, command("run", str(folder), "--headless", "--port", "0"), folder))


def _measured(child: Child) -> tuple[float, float]:
    """Seconds to the first message, MiB at rest."""
    with child:
        child.wait_for(FIRST)
        seconds = time.perf_counter() - child.began
        time.sleep(REST)
        return seconds, median(child.memory() for _ in range(3))
