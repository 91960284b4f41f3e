"""Fifty flows of a thousand nodes: how long until they run, the memory they take, and what loading costs a node."""

from __future__ import annotations

import sys
import time
from typing import Any, NamedTuple

from . import nodered, ours
from .child import Child, Wrong
from .measure import OPTIONS, Row, compared, interleaved, limited, ratios
from .start import command, debug

FLOWS = 50
NODES = 1000
FIRST = "bench-first"


def flow(number: int) -> dict[str, Any]:
    """inject → 998 nodes that set, test, convert and compute → debug; a catch beside them."""
    inner = [_node(number, place) for place in range(NODES - 3)]
    start = {"type": "core.inject", "config": {"message": {"payload": FIRST, "pv": 1}, "at_start": True}}
    nodes = [start, *inner, {"type": "core.debug", "config": {"console": True}}]
    named: dict[str, Any] = {f"n{place}": node for place, node in enumerate(nodes)}
    wires: list[list[str]] = [[f"n{place}", f"n{place + 1}"] for place in range(len(nodes) - 1)]
    layout = {name: [place % 20 * 200, place // 20 * 80] for place, name in enumerate(named)}
    named["catch"] = {"type": "core.catch"}
    wires.append(["catch", f"n{len(nodes) - 1}"])
    return {"format": 1, "id": f"flow-{number}", "nodes": named, "wires": wires, "layout": layout}


def _node(number: int, place: int) -> dict[str, Any]:
    """One in twenty is a function of its own code, the others take turns."""
    if place % 20 == 19:
        return {"type": "core.function", "config": {"code": f"msg['n{number}_{place}'] = {place}\nreturn msg"}}
    turn = place % 4
    if turn == 0:
        return ours.change({"op": "set", "path": f"key{place}", "to": {"value": place}})
    if turn == 1:
        return {"type": "core.switch", "config": {"property": "pv", "rules": [{"op": "not-null"}]}}
    if turn == 2:
        return {"type": "core.range", "config": {"property": "pv", "in": [0, 10], "out": [0, 10 + place % 2]}}
    return ours.change({"op": "set", "path": "topic", "to": {"from": "msg", "path": "payload"}})


def red_flow(number: int) -> list[dict[str, Any]]:
    props = [{"p": "payload", "v": FIRST, "vt": "str"}, {"p": "pv", "v": "1", "vt": "num"}]
    start = {"type": "inject", "props": props, "once": True, "onceDelay": 0}
    inner = [_red_node(number, place) for place in range(NODES - 3)]
    return nodered.chain(start, *inner, debug(), tab=f"flow-{number}")


def _red_node(number: int, place: int) -> dict[str, Any]:
    if place % 20 == 19:
        return {"type": "function", "func": f"msg['n{number}_{place}'] = {place};\nreturn msg;", "outputs": 1}
    turn = place % 4
    if turn == 0:
        return nodered.change({"t": "set", "p": f"key{place}", "pt": "msg", "to": str(place), "tot": "num"})
    if turn == 1:
        return {
            "type": "switch",
            "property": "pv",
            "propertyType": "msg",
            "rules": [{"t": "nnull"}],
            "checkall": "true",
            "outputs": 1,
        }
    if turn == 2:
        scale = {"minin": "0", "maxin": "10", "minout": "0", "maxout": str(10 + place % 2)}
        return {"type": "range", "property": "pv", "action": "scale", "round": False, **scale}
    return nodered.change({"t": "set", "p": "topic", "pt": "msg", "to": "payload", "tot": "msg"})


def run() -> list[Row]:
    count = max(1, round(FLOWS * OPTIONS.scale))
    flows = [flow(number) for number in range(count)]
    red_flows = [node for number in range(count) for node in red_flow(number)]
    peers = [red for red in nodered.installed() if "4.1" in red.name]
    found = interleaved(
        lambda: _ours(flows),
        *(lambda red=red: _measured(red.start(red_flows, wait=False), nodered.READY, count) for red in peers),
    )
    names = [red.name for red in peers]
    works = (
        (f"{count} flows × {NODES:,} nodes: start", "s", 0.2),
        ("the same, memory", "MiB", 1),
        ("the same, start to a message through each", "s", 0.2),
    )
    rows = [
        compared(
            work,
            unit,
            [one.figures[place] for one in found[0]],
            {name: [one.figures[place] for one in side] for name, side in zip(names, found[1:], strict=True)},
            goal,
            more_is_better=False,
            cpu=ratios(*([one.cpu[place] for one in side] for side in found[:2]))[0] if unit == "s" else None,
        )
        for place, (work, unit, goal) in enumerate(works)
    ]
    return [*rows, *_steps(flows)]


class Start(NamedTuple):
    """Seconds until the flows run, MiB, seconds until each has passed a message; seconds of processor time for them."""

    figures: tuple[float, float, float]
    cpu: tuple[float, float, float]


def _ours(flows: list[dict[str, Any]]) -> Start:
    folder = ours.project(*flows)
    child = Child(ours.NAME, command("run", str(folder), "--headless", "--port", "0"), folder)
    return _measured(child, "runs: ", len(flows))


def _measured(child: Child, ready: str, count: int) -> Start:
    """`ready` is what the program says when its flows run."""
    with child:
        child.wait_for(ready)
        started, worked = time.perf_counter() - child.began, child.cpu()
        child.wait_for(FIRST, again=True, times=count)
        first, worked_first = time.perf_counter() - child.began, child.cpu()
        time.sleep(1)
        return Start((started, child.memory(), first), (worked, 0.0, worked_first))


def _steps(flows: list[dict[str, Any]]) -> list[Row]:
    """What each step of loading costs a node, in a process of its own each time."""
    folder = ours.project(*flows)
    work = [sys.executable, "-m", "bench.loading", str(folder)]
    rounds = []
    for last in [False] * (OPTIONS.rounds - 1) + [True]:
        with Child("loading", work, folder, keep=not last) as child:
            rounds.append(child.answer())
    if any(one["nodes"] != len(flows) * NODES for one in rounds):
        raise Wrong(f"loaded {rounds[0]['nodes']} nodes")
    steps = [step for step in rounds[0] if step != "nodes"]
    return [limited(f"one node, {step}", "µs", [one[step] for one in rounds], None) for step in steps]
