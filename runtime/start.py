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
from .deploy.deployer import Deployer
from .deploy.desk import Desk
from .engine import Engine
from .security.start_token import write_start_token
from .usercode.watchdog import Watchdog

TICK = 1.0
"""Seconds between two looks at the wall clock; as often one message of each flow is timed."""


class Runtime:
    """What is deployed at work. `start` it in a running loop, `stop` it there; that closes the desk.

    `held`: the API starts, no flow does. `hang_limit`: seconds after which a hanging process ends itself.
    """

    def __init__(
        self,
        desk: Desk,
        data: Path,
        *,
        held: bool = False,
        hang_limit: float | None = None,
    ) -> None:
        self.data = data
        self._off = desk.off
        self._hang_limit = hang_limit
        self._log: Any = structlog.get_logger("sinterflow")
        target, clock = desk.opened.target, Clock(desk.opened.project.calendar)
        self.engine = Engine(desk.registry, clock, data=data, make_program=Compiled, tags=dict(target.tags))
        self.deployer = Deployer(desk, self.engine, held=held)
        self.token = ""
        self._server: Server | None = None
        self._ticks: asyncio.Task[None] | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 8480, tls: SSLContext | None = None) -> Server:
        """Listen, then start connections and flows. Raises SinterflowError when the address cannot be had."""
        loop = asyncio.get_running_loop()
        self.token = await loop.run_in_executor(None, write_start_token, self.data)
        self._server = await serve(build_app(self.deployer, self.token, host=host), host, port, tls)
        watchdog = Watchdog(loop, structlog.get_logger("sinterflow.watchdog"), self.data, self._hang_limit)
        watchdog.start()
        self.engine.shared.watchdog = watchdog
        for node in self._off:
            self._log.warning("a node that hung before is left off", flow=node.flow, node=node.node)
        await self.deployer.start()
        gc.collect()
        gc.freeze()  # what lives as long as the process need not be looked through again and again
        self._ticks = asyncio.create_task(self._tick())
        return self._server

    async def stop(self, drain: float = 5.0) -> None:
        """Sources, what is under way, sinks; then the API. Also after a start that failed half-way."""
        if self._ticks is not None:
            self._ticks.cancel()
        await self.deployer.finish()
        await self.engine.stop(drain)
        if self._server is not None:
            await self._server.stop()
        await self.deployer.close()
        if self.engine.shared.watchdog is not None:
            await self.engine.shared.watchdog.stop()

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
