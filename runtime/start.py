"""A project at work: the engine with its flows, the watchdog, the API, and what ticks beside them."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path
from ssl import SSLContext
from typing import Any

import structlog

from .api.app import build_app
from .api.server import Server, serve
from .clock import Clock
from .compile.compiled import Compiled
from .engine import Engine
from .flow.resolved import ResolvedFlow
from .opened import OpenedProject
from .recording.recordings import Recordings
from .registry import Registry
from .security.start_token import write_start_token
from .text import text
from .usercode.disabled import DisabledNode, disabled_nodes
from .usercode.watchdog import Watchdog

TICK = 1.0
"""Seconds between two looks at the wall clock; as often one message of each flow is timed."""


class Runtime:
    """One project at work. `start` it in a running loop, `stop` it there.

    `held`: the API starts, no flow does. `hang_limit`: seconds after which a hanging process ends itself.
    """

    def __init__(
        self,
        project: OpenedProject,
        registry: Registry,
        data: Path,
        *,
        held: bool = False,
        hang_limit: float | None = None,
    ) -> None:
        self.data = data
        self._project = project
        self._held = held
        self._hang_limit = hang_limit
        self._log: Any = structlog.get_logger("sinterflow")
        files = project.project
        self.engine = Engine(registry, Clock(files.calendar), data=data, make_program=Compiled, tags=dict(files.tags))
        self.recordings = Recordings(self.engine, data)
        self.token = ""
        self._server: Server | None = None
        self._ticks: asyncio.Task[None] | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 8480, tls: SSLContext | None = None) -> Server:
        """Listen, then start connections and flows. Raises SinterflowError when the address cannot be had."""
        loop = asyncio.get_running_loop()
        self.token = await loop.run_in_executor(None, write_start_token, self.data)
        project = self._project
        await self.recordings.open()
        app = build_app(
            self.engine,
            project.project,
            self.token,
            faults=project.faults,
            host=host,
            held=self._held,
            recorded=self.recordings,
        )
        self._server = await serve(app, host, port, tls)
        watchdog = Watchdog(loop, structlog.get_logger("sinterflow.watchdog"), self.data, self._hang_limit)
        watchdog.start()
        self.engine.shared.watchdog = watchdog
        if not self._held:
            await self._start_flows(await loop.run_in_executor(None, disabled_nodes, self.data))
        gc.collect()
        gc.freeze()  # what lives as long as the process need not be looked through again and again
        self._ticks = asyncio.create_task(self._tick())
        return self._server

    async def stop(self, drain: float = 5.0) -> None:
        """Sources, what is under way, sinks; then the API. Also after a start that failed half-way."""
        if self._ticks is not None:
            self._ticks.cancel()
        await self.engine.stop(drain)
        if self._server is not None:
            await self._server.stop()
        await self.recordings.close()
        if self.engine.shared.watchdog is not None:
            await self.engine.shared.watchdog.stop()

    async def _start_flows(self, disabled: list[DisabledNode]) -> None:
        await self.engine.start(self._project.project.connections)
        for node in disabled:
            self._log.warning("a node that hung before is left off", flow=node.flow, node=node.node)
        off = {(node.flow, node.node) for node in disabled}
        await self.engine.run(without(flow, off) for flow in self._project.resolved)
        for id, number in self._project.stopped.items():
            self.engine.failed[id] = text(en=f"errors in its files: {number}", zh=f"文件中有 {number} 个错误")

    async def _tick(self) -> None:
        clock = self.engine.shared.clock
        end = clock.stepped(self._stepped)
        try:
            while True:
                await asyncio.sleep(TICK)
                clock.look()
                for flow in list(self.engine.flows.values()):
                    if isinstance(flow.program, Compiled):
                        flow.program.sample()
        finally:
            end()

    def _stepped(self, seconds: float) -> None:
        self._log.warning("the wall clock was set", seconds=round(seconds, 3))


def without(flow: ResolvedFlow, off: set[tuple[str, str]]) -> ResolvedFlow:
    """The flow without the nodes `(flow, node)` that are to be left off, and without their wires."""
    gone = {node for id, node in off if id == flow.id}
    flow.nodes = {id: node for id, node in flow.nodes.items() if id not in gone}
    flow.wires = [wire for wire in flow.wires if wire.source not in gone and wire.target not in gone]
    return flow
