"""`python -m tests.chaos.soak`: a plant on virtual time, with exact accounting and the memory watched."""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec

import sinterflow.nodes
from sinterflow.runtime.change import change
from sinterflow.runtime.clock import Clock
from sinterflow.runtime.engine import Engine
from sinterflow.runtime.flow.document import Flow
from sinterflow.runtime.flow.resolve import resolve
from sinterflow.runtime.flow.resolved import ResolvedFlow
from sinterflow.runtime.registry import Registry, load
from sinterflow.runtime.target import Target
from sinterflow.runtime.virtual import VirtualLoop, virtual_loop

LINES = 5
REDEPLOY = 600
"""Virtual seconds between two redeploys of one line."""
LIMIT = 0.01
"""By which part the memory may grow in the measured hours."""


def document(number: int, limit: float) -> dict[str, Any]:
    """A reading a second; three are joined, delayed, held against a limit, and written through durable wires."""
    rules = [{"op": "set", "path": "tag", "to": {"value": f"F{number}"}}]
    columns = {"n": {"from": "msg", "path": "payload[0]"}, "line": {"value": number}}
    nodes = {
        "tick": {"type": "core.inject", "config": {"every": "1s"}},
        "name": {"type": "core.change", "config": {"rules": rules}},
        "join": {"type": "core.join", "config": {"mode": "count", "count": 3}},
        "later": {"type": "core.delay", "config": {"for": "5s"}},
        "each": {"type": "core.split"},
        "limit": {"type": "rule.limit", "config": {"high": limit}},
        "write": {"type": "database.write", "config": {"connection": "db", "table": "rows", "columns": columns}},
    }
    durable = {"policy": "durable"}
    wires = [
        ["tick", "name", durable], ["name", "join"], ["join", "later"], ["later", "write", durable],
        ["name", "limit"], ["later", "each"],
    ]  # fmt: skip
    return {"format": 1, "id": f"line-{number}", "nodes": nodes, "wires": wires}


def resolved(registry: Registry, number: int, limit: float) -> ResolvedFlow:
    flow, found = resolve(msgspec.convert(document(number, limit), Flow), None, registry)
    assert flow is not None, found
    return flow


class Day:
    """One run: `hours` virtual hours on an engine with a journal and a database in `data`."""

    def __init__(self, data: Path, hours: float) -> None:
        self._data = data
        self._hours = hours
        self._registry = load([sinterflow.nodes], installed=False)
        self._limits = [1000.0] * LINES
        config = msgspec.convert({"file": "rows.db"}, self._registry.connections["database.sqlite"].Config)
        self._connections = {"db": ("database.sqlite", config)}
        self.memory: list[float] = []
        """MiB resident at each full hour."""

    async def run(self) -> tuple[int, int]:
        """Rows written and rows expected."""
        loop = virtual_loop()
        engine = Engine(self._registry, Clock(wall=loop.wall, monotonic=loop.time), data=self._data)
        await engine.start(self._connections)
        flows = {f"line-{number}": resolved(self._registry, number, 1000.0) for number in range(LINES)}
        await engine.run(flows.values())
        assert not engine.failed, engine.failed
        for step in range(1, round(self._hours * 3600 / REDEPLOY) + 1):
            await asyncio.sleep(REDEPLOY)
            line = step % LINES
            flows[f"line-{line}"] = resolved(self._registry, line, 1000.0 + step)
            await change(engine, Target(flows=dict(flows), connections=self._connections))
            if step * REDEPLOY % 3600 == 0:
                await self._note(step * REDEPLOY // 3600)
        received = sum(flow.program.received("name") for flow in engine.flows.values())
        await engine.stop(drain=30)
        assert not engine.shared.tray.letters(), engine.shared.tray.letters()[0]
        return await asyncio.to_thread(self._rows), received // 3

    async def _note(self, hour: int) -> None:
        await asyncio.to_thread(gc.collect)
        self.memory.append(resident())
        print(f"hour {hour}: {self.memory[-1]:.1f} MiB", flush=True)

    def _rows(self) -> int:
        with sqlite3.connect(self._data / "rows.db") as file:
            count, distinct = file.execute("SELECT count(*), count(DISTINCT n || '-' || line) FROM rows").fetchone()
        assert count == distinct, f"{count - distinct} rows are there twice"
        return int(count)


def resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def growth(later: list[float]) -> float:
    """By which part the memory has grown over these hours, by a straight line through them."""
    if len(later) < 2:
        return 0.0
    middle = (len(later) - 1) / 2
    slope = sum((place - middle) * value for place, value in enumerate(later))
    slope /= sum((place - middle) ** 2 for place in range(len(later)))
    return slope * (len(later) - 1) / later[0]


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.chaos.soak")
    parser.add_argument("--hours", type=int, default=24, help="virtual hours that are measured (%(default)s)")
    parser.add_argument("--warm-up", type=int, default=24, help="virtual hours before those (%(default)s)")
    given = parser.parse_args()
    data = Path(tempfile.mkdtemp(prefix="soak-"))
    began = time.monotonic()
    try:
        day = Day(data, given.warm_up + given.hours)
        with asyncio.Runner(loop_factory=lambda: VirtualLoop(patience=600)) as runner:
            rows, expected = runner.run(day.run())
    finally:
        shutil.rmtree(data, ignore_errors=True)
    grown, seconds = growth(day.memory[given.warm_up :]), time.monotonic() - began
    print(f"{given.warm_up} + {given.hours} virtual hours in {seconds:.0f} s: {rows} rows of {expected}")
    print(f"in the last {given.hours} of them the memory grew by {grown:.2%}")
    return int(not (expected - LINES * 3 <= rows <= expected) or grown >= LIMIT)


if __name__ == "__main__":
    sys.exit(main())
