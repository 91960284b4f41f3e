"""Supervision: what runs on its own (sources, connections, starts that found no peer) is brought back with back-off."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import structlog

from .connection import Connection
from .errors import FAILURES, EndOfInput, NotConnected, SinterflowError, said_by
from .histogram import Sample
from .host import Host, State
from .text import Text, pick

if TYPE_CHECKING:
    from .clock import Clock

T = TypeVar("T")

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
FIRST_TRY = 1.0
"""Seconds that nodes wait for their connections before they start."""
LASTED = 60.0
"""Work that went on for this long starts again with the shortest pause."""

LEAVING = 10.0
"""Seconds that cancelled work may take to give back what it holds."""

Show = Callable[[State, Text], None]


class BackOff:
    """Pauses that double from half a second to half a minute, each up to a fifth shorter so that peers do not meet."""

    def __init__(self) -> None:
        self._next = FIRST_PAUSE

    def reset(self) -> None:
        self._next = FIRST_PAUSE

    async def pause(self, broken_off: asyncio.Event | None = None) -> None:
        """Wait; no longer once `broken_off` is set."""
        pause = self._next * random.uniform(0.8, 1.0)
        self._next = min(LONGEST_PAUSE, self._next * 2)
        if broken_off is None:
            await asyncio.sleep(pause)
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await broken_off.wait()


async def keep_running(
    work: Callable[[], Awaitable[None]], show: Show, failed: Callable[[BaseException], Awaitable[None]] | None = None
) -> None:
    """Call `work` again whenever it ends in an outage or an error, until it returns or says EndOfInput.

    An outage is shown once, when it begins; any other error is given to `failed` each time.
    """
    back_off = BackOff()
    clock = asyncio.get_running_loop().time
    while True:
        began = clock()
        try:
            await work()
            return
        except EndOfInput:
            return
        except NotConnected as outage:
            show("disconnected", outage.text)
        except (*FAILURES, asyncio.CancelledError) as error:
            if isinstance(error, asyncio.CancelledError) and being_cancelled():
                raise
            if failed is not None:
                await failed(error)
            show("error", error.text if isinstance(error, SinterflowError) else said_by(error))
        if clock() - began > LASTED:
            back_off.reset()
        await back_off.pause()


def being_cancelled() -> bool:
    """Whether a CancelledError is meant for the present task; else what it waited for was cancelled."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0


async def end(tasks: Collection[asyncio.Task[None]]) -> int:
    """Cancel these tasks and wait for them, but not for ever. Gives how many are deaf to it."""
    for task in tasks:
        task.cancel()
    if not tasks:
        return 0
    ended, deaf = await asyncio.wait(tasks, timeout=LEAVING)
    for task in ended:
        if not task.cancelled():
            task.exception()  # whoever awaited it has had it; nobody else is told
    return len(deaf)


class ConnectionHost:
    """The part of `Host` that a connection is given."""

    def __init__(self, id: str, clock: Clock, log: Any, folder: Path | None, status: Show) -> None:
        self.flow = ""
        self.id = id
        self.clock = clock
        self.log = log
        self.folder = folder
        self.status = status

    async def run_blocking(self, function: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(None, function, *arguments)


async def tried(links: Collection[Link]) -> None:
    """Give these a moment to open, so that the first messages do not meet an outage that is none."""
    with suppress(TimeoutError):  # they go on trying beside the flows
        async with asyncio.timeout(FIRST_TRY):
            await asyncio.gather(*(link.tried.wait() for link in links))


class Link:
    """One connection of the project, kept open: `open`, wait until it is lost, `close`, and again with back-off."""

    def __init__(self, id: str, kind: str, connection: Connection, clock: Clock, data: Path | None = None) -> None:
        self.id = id
        self.kind = kind
        self.connection = connection
        self.state: State = "off"
        self.said: Text = ""
        self.tried = asyncio.Event()
        """The first attempt to open it has ended, one way or the other."""
        self.opened = 0
        """How often it was opened."""
        self.outages = 0
        """How often it was lost."""
        self._lost = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._log: Any = structlog.get_logger("sinterflow.connection").bind(connection=id)
        connection.outage = self._outage
        connection.host = cast("Host", ConnectionHost(id, clock, self._log, data, self._show))

    def start(self) -> None:
        if self._task is None:
            self._show("connecting", "")
            self._task = asyncio.create_task(self._keep_open())

    async def stop(self) -> None:
        """Close it; it may be started again."""
        if self._task is not None:
            if await end([self._task]):
                self._log.warning("closing does not end, it is left", seconds=LEAVING)
            self._task = None
        self.connection.connected.clear()
        self.state = "off"

    def samples(self) -> Iterator[Sample]:
        """Its metrics."""
        where = {"connection": self.id, "type": self.kind}
        peer = self.connection.peer
        yield Sample("sinterflow_connection_up", where, int(self.connection.connected.is_set()))
        yield Sample("sinterflow_connection_opened_total", where, self.opened)
        yield Sample("sinterflow_connection_outages_total", where, self.outages)
        yield Sample("sinterflow_connection_requests_failed_total", where, peer.failed)
        yield from peer.seconds.samples("sinterflow_connection_request_seconds", where)
        if peer.skew.seconds is not None:
            yield Sample("sinterflow_connection_clock_skew_seconds", where, peer.skew.seconds)

    async def _keep_open(self) -> None:
        await keep_running(self._one_life, self._show)

    async def _one_life(self) -> None:
        self._lost.clear()
        try:
            await self.connection.open()
            self.connection.connected.set()
            self.opened += 1
            self._show("ok", "")
            self.tried.set()
            await self._lost.wait()
            self.outages += 1
            raise NotConnected(self.said)
        finally:
            self.tried.set()
            self.connection.connected.clear()
            await self._close()

    async def _close(self) -> None:
        try:
            await self.connection.close()
        except Exception as error:
            self._log.warning("closing failed", error=str(error))

    def _outage(self, reason: Text) -> None:
        self._show("disconnected", reason)
        self._lost.set()

    def _show(self, state: State, said: Text) -> None:
        if state != self.state and "connecting" not in (state, self.state):
            self._log.info("connected" if state == "ok" else "connection lost", reason=pick(said) or None)
        self.state, self.said = state, said
