"""The same flow on every side, one round on each in turn: messages a second, and processor time for a message."""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from . import nodered, ours
from .child import MARK, Child, Wrong
from .measure import OPTIONS, Row, compared, interleaved, ratios

Expected = Callable[[int], tuple[float, dict[str, Any]]]
"""For a number of messages: the sum that the counter must have, and the last message without its id."""


class Work(NamedTuple):
    """`arrivals`: messages at the counter for each one that starts. `hand`: a program in `bench` to run beside."""

    name: str
    flow: dict[str, Any]
    red: list[dict[str, Any]]
    messages: int
    arrivals: int = 1
    hand: str = ""


class Rates(NamedTuple):
    """Messages a second (`wall`) and seconds of processor time a message (`cpu`), by side, one for each round."""

    wall: dict[str, list[float]]
    cpu: dict[str, list[float]]


def measured(work: Work, expected: Expected) -> Rates:
    """Run the work on every side. Raises Wrong when a side counts or computes something else."""
    count = math.ceil(work.messages * OPTIONS.scale)
    right = expected(count)
    with ExitStack() as stack:
        sides = [stack.enter_context(ours.start(work.flow))]
        sides += [stack.enter_context(red.start(work.red)) for red in nodered.installed()]
        if work.hand:
            sides.append(stack.enter_context(program(work.hand)))
        for side in sides:
            _round(side, max(count // 10, 1000), work.arrivals)
        rounds = interleaved(*(lambda side=side: _checked(side, count, work.arrivals, right) for side in sides))
    names = [side.name for side in sides]
    return Rates(
        wall={name: [count / wall for wall, _ in found] for name, found in zip(names, rounds, strict=True)},
        cpu={name: [cpu / count for _, cpu in found] for name, found in zip(names, rounds, strict=True)},
    )


def against_node_red(work: str, found: Rates, goal: float) -> Row:
    """The row of a throughput against every Node-RED that ran."""
    peers = {name: rates for name, rates in found.wall.items() if name.startswith("Node-RED")}
    cpu, _, _ = ratios(found.cpu[next(iter(peers))], found.cpu[ours.NAME])
    return compared(work, "msg/s", found.wall[ours.NAME], peers, goal, cpu=cpu)


def program(name: str) -> Child:
    """A program of the bench without an engine, on the same core."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    child = Child(name, [sys.executable, "-m", f"bench.{name}"], folder)
    child.wait_for(f"{MARK}ready")
    return child


def _round(side: Child, count: int, arrivals: int) -> tuple[dict[str, Any], float]:
    before = side.cpu()
    answer = side.ask(messages=count, expected=count * arrivals)
    return answer, side.cpu() - before


def _checked(side: Child, count: int, arrivals: int, right: tuple[float, dict[str, Any]]) -> tuple[float, float]:
    answer, cpu = _round(side, count, arrivals)
    total, last = right
    if answer["count"] != count * arrivals or not math.isclose(answer["total"], total):
        raise Wrong(f"{side.name}: counted {answer['count']} with the sum {answer['total']}, not {total}")
    if last is not None and answer["last"] != last:
        raise Wrong(f"{side.name}: the last message is {answer['last']}, not {last}")
    return answer["seconds"], cpu
