"""The program that is measured: `python -m bench.program FOLDER` is `sinterflow run` with the bench's node types."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from sinterflow.runtime import registry
from sinterflow.runtime.cli.at_work import run_loop
from sinterflow.runtime.deploy.desk import Desk
from sinterflow.runtime.faults import errors
from sinterflow.runtime.logs import set_up
from sinterflow.runtime.start import Runtime

from . import fair_nodes, modbus_nodes
from . import nodes as own
from .child import MARK


def main(folder: Path) -> None:
    set_up("en")
    known = registry.load()
    known.nodes.update({kind.type: kind for kind in (*own.NODES, *fair_nodes.NODES, *modbus_nodes.NODES)})
    desk = Desk(folder, known, folder / "data")
    if found := errors(desk.opened.faults):
        raise SystemExit("\n".join(map(str, found)))
    runtime = Runtime(desk, folder / "data")
    run_loop(lambda: _serve(runtime))


async def _serve(runtime: Runtime) -> None:
    """Until standard input ends: each line of it is a command."""
    server = await runtime.start(port=0)
    print(f"{MARK}url {server.url} {runtime.token}", flush=True)
    if runtime.engine.failed:
        raise SystemExit(str(runtime.engine.failed))
    commands = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    print(f"{MARK}ready", flush=True)
    while line := await commands.readline():
        own.ROUND.commands.put_nowait(json.loads(line))
    await runtime.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
