"""`python -m bench.loading FOLDER`: the steps from files to running flows, timed one by one."""

from __future__ import annotations

import asyncio
import gc
import sys
from pathlib import Path
from time import perf_counter

from sinterflow.runtime import registry
from sinterflow.runtime.clock import Clock
from sinterflow.runtime.compile.compiled import Compiled
from sinterflow.runtime.engine import Engine
from sinterflow.runtime.flow.project import load_project
from sinterflow.runtime.flow.resolve import resolve

from .nodes import answer


class Steps:
    """Microseconds a node of each step, in the order in which they were taken."""

    def __init__(self) -> None:
        self.taken: dict[str, float] = {}
        self._since = perf_counter()

    def done(self, name: str) -> None:
        self.taken[name] = perf_counter() - self._since
        gc.collect()
        self._since = perf_counter()


async def main(folder: Path) -> None:
    known = registry.load()
    steps = Steps()
    project, faults = load_project(folder, known)
    steps.done("read and validated")
    flows = []
    for id in project.selected:
        flow, found = resolve(project.flows[id], project, known)
        faults += found
        if flow is not None:
            flows.append(flow)
    steps.done("resolved")
    engine = Engine(known, Clock(), make_program=Compiled)
    await engine.start()
    await engine.run(flows)
    steps.done("made and started")
    while not all(_passed(engine, flow.id) for flow in flows):  # noqa: ASYNC110 # counts are looked at, not announced
        await asyncio.sleep(0)
    steps.done("compiled at the first message")
    await engine.stop(drain=0)
    nodes = sum(len(flow.nodes) for flow in flows)
    answer({"nodes": nodes, **{name: seconds / nodes * 1e6 for name, seconds in steps.taken.items()}})


def _passed(engine: Engine, flow: str) -> bool:
    """Whether a message has come to the flow's last node."""
    running = engine.flows[flow]
    last = next(id for id, node in running.nodes.items() if node.planned.kind.type == "core.debug")
    return running.program.received(last) > 0


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
