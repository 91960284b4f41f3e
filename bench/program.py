"""The program that is measured: `python -m bench.program FOLDER` runs the flows in a folder on the compiled engine."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from pathlib import Path
from typing import Any

import msgspec
import structlog

from sinterflow.runtime import registry
from sinterflow.runtime.clock import Clock
from sinterflow.runtime.compile.compiled import Compiled
from sinterflow.runtime.engine import Engine
from sinterflow.runtime.flow.resolved import Policy, ResolvedFlow, ResolvedNode, ResolvedWire
from sinterflow.runtime.node import is_async
from sinterflow.runtime.usercode.watchdog import Watchdog

from . import fair_nodes
from . import nodes as own
from .child import MARK

SAMPLE = 1.0
"""Seconds between two messages that are timed, as in `sinterflow run`."""


async def main(project: dict[str, Any], flows: list[dict[str, Any]]) -> None:
    loop = asyncio.get_running_loop()
    known = registry.load()
    known.nodes.update({kind.type: kind for kind in (*own.NODES, *fair_nodes.NODES)})
    engine = Engine(known, Clock(), make_program=Compiled)
    watchdog = Watchdog(loop, structlog.get_logger())
    watchdog.start()
    engine.shared.watchdog = watchdog
    connections = {
        id: (given["type"], msgspec.convert(given["config"], known.connections[given["type"]].Config))
        for id, given in project.get("connections", {}).items()
    }
    await engine.start(connections)
    await engine.run([resolved(flow, known) for flow in flows])
    if engine.failed:
        raise SystemExit(str(engine.failed))
    gc.collect()
    gc.freeze()
    commands = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    ticks = asyncio.create_task(_tick(engine))
    print(f"{MARK}ready", flush=True)
    while line := await commands.readline():
        own.ROUND.commands.put_nowait(json.loads(line))
    ticks.cancel()
    await engine.stop()


async def _tick(engine: Engine) -> None:
    while True:
        await asyncio.sleep(SAMPLE)
        for flow in engine.flows.values():
            flow.program.sample()


def resolved(document: dict[str, Any], known: registry.Registry) -> ResolvedFlow:
    """The flow of a document without parameters and subflows."""
    nodes: dict[str, ResolvedNode] = {}
    for id, given in document["nodes"].items():
        kind = known.nodes[given["type"]]
        config = msgspec.convert(given.get("config", {}), kind.Config)
        inputs, outputs = kind.ports(config)
        nodes[id] = ResolvedNode(id=id, kind=kind.variant(config), config=config, inputs=inputs, outputs=outputs)
    return ResolvedFlow(id=document["id"], nodes=nodes, wires=[_wire(nodes, *wire) for wire in document["wires"]])


def _wire(
    nodes: dict[str, ResolvedNode], source: str, target: str, policy: dict[str, Any] | None = None
) -> ResolvedWire:
    source, _, port = source.partition(":")
    given = dict(policy or {})
    kind = given.pop("policy", "bounded" if is_async(nodes[target].kind) else "direct")
    return ResolvedWire(
        source=source,
        source_port=port or nodes[source].outputs[0].name,
        target=target,
        target_port="in",
        policy=Policy(kind=kind, **given),
    )


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    documents = [json.loads(file.read_text()) for file in sorted(folder.glob("flows/*.json"))]
    asyncio.run(main(json.loads((folder / "project.json").read_text()), documents))
