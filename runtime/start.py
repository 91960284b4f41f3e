"""A project at work: the engine with its flows, the watchdog, the API, and what ticks beside them."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Collection, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import structlog

from . import logs
from .activity import new_task
from .api.app import SERVED, build_app
from .api.proxies import Network, Proxies
from .api.server import Server, serve
from .api.tls import build_plain_app
from .clock import Clock
from .compile.compiled import Compiled
from .deploy.deployer import Deployer
from .deploy.desk import Desk
from .engine import Engine
from .errors import said_by
from .flow.collector import settle
from .flow.document import Settings
from .gateway.relief import Relief
from .gateway.watch import Watch
from .held import HeldFlow, after_crashes, release
from .keeping.backups import Backups
from .keeping.belongs import Place
from .open_files import allow_many_open_files
from .recording.recordings import Recordings
from .security.command_token import CommandToken, write_command_token
from .security.first_admin import make_first_admin
from .security.security import Security
from .security.start_token import forget_start_token, write_start_token
from .stalls import Stalls
from .tracing.setup import make_tracer
from .usercode.watchdog import Watchdog

if TYPE_CHECKING:
    from .tls.certificates import Certificates

TICK = 1.0
"""Seconds between two looks at the wall clock; as often one message of each flow is timed."""

SECRETS = 5
"""Ticks between two looks at whether secrets were changed."""

CERTIFICATES = 60
"""Ticks between two looks at the files of the certificate."""

SYNC_TIME = 2.0
"""Seconds that the last word on an orderly end may take to the disk: hanging nodes may keep every thread."""


class Runtime:
    """What is deployed at work. `start` it in a running loop, `stop` it there; that closes the desk.

    `held`: the API starts, no flow does. `hang_limit`: seconds after which a hanging process ends itself. `release`:
    flows that are not to be held any longer because of crashes. `first_admin`: when nobody is known yet, an
    administrator is made, whose password is "shown" by the caller or "written" to a file. `lasting`: the start token
    counts also when people exist. `names`: by which callers know this machine besides the host it listens on.
    `proxies`: the reverse proxies before it.
    """

    def __init__(
        self,
        desk: Desk,
        data: Path,
        *,
        held: bool = False,
        hang_limit: float | None = None,
        release: Collection[str] = (),
        first_admin: Literal["shown", "written"] | None = None,
        lasting: bool = False,
        names: Collection[str] = (),
        proxies: Iterable[Network] = (),
        security: Security | None = None,
    ) -> None:
        """`security` is closed by `stop`; without it one is opened here, of which the desk knows no secrets."""
        self.data = data
        self._off = desk.off
        self._hang_limit = hang_limit
        self._release = release
        self._log: Any = structlog.get_logger("sinterflow")
        target, clock = desk.opened.target, Clock(desk.opened.project.calendar)
        self._tracer = make_tracer(desk.opened.project.document.settings.traces)
        self.engine = Engine(
            desk.registry,
            clock,
            data=data,
            make_program=partial(Compiled, tracer=self._tracer),
            tags=dict(target.tags),
            tracer=self._tracer,
        )
        self.deployer = Deployer(desk, self.engine, held=held)
        self.recordings = Recordings(self.engine, data)
        self.security = security or Security(data, clock.now)
        place = Place(desk.place.folder, data, desk.place.only if desk.place.alone else None)
        self.backups = Backups(self.deployer, data, place, clock.now)
        self.token = ""
        """The start token; empty when there is none because people exist."""
        self.initial_password: str | None = None
        """Of the administrator who was made at this start."""
        self._first_admin = first_admin
        self._lasting = lasting
        self._names = names
        self._proxies = Proxies(proxies)
        self._server: Server | None = None
        self._plain: Server | None = None
        self._certificates: Certificates | None = None
        self._ticks: asyncio.Task[None] | None = None

    async def start(
        self,
        host: str = "127.0.0.1",
        port: int = 8480,
        certificates: Certificates | None = None,
        ca_port: int | None = None,
    ) -> Server:
        """Listen, then start connections and flows. Raises SinterflowError when the address cannot be had.

        `ca_port`: where the authority's certificate is served in the clear, for devices that do not trust it yet.
        """
        allow_many_open_files()
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self._let_people_in)
        loop.set_task_factory(new_task)
        now = datetime.now(UTC)
        await loop.run_in_executor(None, self._load_levels)
        self.deployer.on_hold.keep(await loop.run_in_executor(None, self._look_back, now))
        await self.recordings.open()
        await self.backups.start()
        relief = Relief(self.engine.shared.events, logs.book().lines, self.recordings)
        watch = Watch(self.engine, self._settings, Stalls(), relief, self.data)
        names = sorted({*self._names, *(certificates.names.listed if certificates is not None else [])})
        app = build_app(
            self.deployer,
            self.security,
            self.token,
            lasting=self._lasting,
            host=host,
            names=names,
            recorded=self.recordings,
            watch=watch,
            backups=self.backups,
            commands=CommandToken(await loop.run_in_executor(None, write_command_token, self.data)),
            certificates=certificates,
            proxies=self._proxies,
        )
        self._certificates = certificates
        self._server = await serve(app, host, port, certificates.context if certificates is not None else None)
        if ca_port is not None:
            plain = build_plain_app(app[SERVED], {"localhost", host, *names}, self._server.port)
            self._plain = await serve(plain, host, ca_port)
            app[SERVED].ca_port = self._plain.port
        watchdog = Watchdog(loop, structlog.get_logger("sinterflow.watchdog"), self.data, self._hang_limit)
        watchdog.start()
        self.engine.shared.watchdog = watchdog
        for node in self._off:
            self._log.warning("a node that hung before is left off", flow=node.flow, node=node.node)
        if not self.deployer.held:
            await loop.run_in_executor(None, self._begin_run, now)
        await self.deployer.start()
        settle()
        self._ticks = asyncio.create_task(self._tick())
        return self._server

    @property
    def ca_url(self) -> str | None:
        """Where devices that do not trust us yet find the certificate to install; None when it is not served so."""
        if self._plain is None or self._certificates is None:
            return None
        reachable = [str(one) for one in self._certificates.names.addresses if one.version == 4 and not one.is_loopback]
        anywhere = "//0.0.0.0:" in self._plain.url
        url = self._plain.url.replace("//0.0.0.0:", f"//{sorted(reachable)[0]}:") if anywhere and reachable else None
        return f"{url or self._plain.url}/ca"

    async def stop(self, drain: float = 5.0) -> None:
        """Sources, what is under way, sinks; then the API. Also after a start that failed half-way."""
        self.engine.shared.activity.end()  # before anything else: from here on it is no crash
        if self._ticks is not None:
            self._ticks.cancel()
        for step in self._last_steps(drain):
            try:
                await step
            except Exception as error:  # whatever it is, what comes after it is ended too
                self._log.error("a part did not stop in order", error=said_by(error))

    def _last_steps(self, drain: float) -> Iterator[Awaitable[object]]:
        in_thread = partial(asyncio.get_running_loop().run_in_executor, None)
        yield self.backups.stop()
        yield self.deployer.finish()
        yield self.engine.stop(drain)
        yield self._sync_end()
        for server in (self._plain, self._server):
            if server is not None:
                yield server.stop()
        yield self.recordings.close()
        yield self.deployer.close()
        yield in_thread(self.security.close)
        if self._tracer is not None:
            yield in_thread(self._tracer.close)
        if self.engine.shared.watchdog is not None:
            yield self.engine.shared.watchdog.stop()

    def _let_people_in(self) -> None:
        """The first administrator, and the start token as long as it counts."""
        if self._first_admin is not None:
            self.initial_password = make_first_admin(self.security, to_file=self._first_admin == "written")
        if self._lasting or not self.security.directory.people_exist:
            self.token = write_start_token(self.data)
        else:
            forget_start_token(self.data)

    def _settings(self) -> Settings:
        return self.deployer.opened.project.document.settings

    def _load_levels(self) -> None:
        wrong = logs.book().levels.load(self.data)
        if wrong:
            self._log.warning("levels of logs that were set before are lost", error=wrong)

    def _look_back(self, now: datetime) -> list[HeldFlow]:
        hung = max((node.time.astimezone() for node in self._off), default=None)
        held = after_crashes(self.data, now, hung, self._log)
        for flow in self._release:
            try:
                if not release(self.data, flow):
                    self._log.warning("a flow that is to be released is not held", flow=flow)
            except OSError as error:
                self._log.error("a flow is released for this run only", flow=flow, error=str(error))
        flows = self.deployer.opened.project.flows
        return [one for one in held if one.flow in flows and one.flow not in self._release]

    def _begin_run(self, now: datetime) -> None:
        try:
            self.engine.shared.activity.open(self.data, now)
        except OSError as error:
            self._log.error("a crash of this run will not be noticed", error=str(error))

    async def _sync_end(self) -> None:
        try:
            async with asyncio.timeout(SYNC_TIME):
                await asyncio.get_running_loop().run_in_executor(None, self.engine.shared.activity.sync)
        except (TimeoutError, OSError):
            self._log.warning("that this run was stopped in order may be lost in a power cut")

    async def _tick(self) -> None:
        end, ticks = self.engine.shared.clock.stepped(self._stepped), 0
        try:
            while True:
                await asyncio.sleep(TICK)
                ticks += 1
                try:
                    await self._look_around(ticks)
                except Exception as error:  # whatever it is, it must not end the looks: nobody would notice
                    self._log.error("a look at the clock, secrets or certificates failed", error=said_by(error))
        finally:
            end()

    async def _look_around(self, ticks: int) -> None:
        book = logs.book()
        self.engine.shared.clock.look()
        self.engine.shared.activity.beat()
        for flow in list(self.engine.flows.values()):
            if isinstance(flow.program, Compiled):
                flow.program.sample()
        for target in book.levels.expire(datetime.now(UTC)):
            self._log.info("a level of logs has ended", target=target)
        book.sum_up()
        await self._end_start_token()
        if ticks % SECRETS == 0:
            await self._look_at_secrets()
        if ticks % CERTIFICATES == 0:
            await self.look_at_certificates()

    async def _end_start_token(self) -> None:
        """Once people exist it counts no longer; its file is not left to be tried in vain."""
        if not self.token or self._lasting or not self.security.directory.people_exist:
            return
        self.token = ""
        try:
            await asyncio.get_running_loop().run_in_executor(None, forget_start_token, self.data)
        except OSError as error:
            self._log.warning("the file of the start token, which counts no longer, is left", error=str(error))

    async def look_at_certificates(self) -> None:
        """Take certificates whose files have changed, and renew our own in time."""
        if self._certificates is not None:
            await asyncio.get_running_loop().run_in_executor(None, self._certificates.look)

    async def _look_at_secrets(self) -> None:
        """What the command line has changed meanwhile."""
        security = self.security
        try:
            if await security.store.asking(security.vault.refresh):
                for name in self.deployer.opened.stale_secrets:
                    self._log.warning("a secret was changed; deploy, so that what uses it takes the new one", name=name)
        except sqlite3.Error as error:
            self._log.warning("secrets could not be looked at", error=str(error))

    def _stepped(self, seconds: float) -> None:
        self._log.warning("the wall clock was set", seconds=round(seconds, 3))
