"""From the lock on the data to the orderly end: what `run` and `demo` have in common."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
import structlog

from .. import logs
from .language import say
from .service_manager import ServiceManager
from .signals import on_reload, on_stop
from .unattended import told_by

if TYPE_CHECKING:
    from ..deploy.desk import Desk
    from ..tls.certificates import Certificates

HANG_LIMIT = 60.0
"""Seconds after which a process that hangs ends itself, where a service manager starts it again."""

LINGER = 3.0
"""Seconds after an orderly end that tasks and threads which did not take part in it may keep the process."""


class Address(NamedTuple):
    """`ca_port`: where the certificate of the local authority is served in the clear."""

    host: str
    port: int
    certificates: Certificates | None = None
    ca_port: int | None = None


def run_loop(main: Callable[[], Awaitable[None]]) -> None:
    """Run `main` to its end in an event loop of its own, the faster one where it is installed."""
    factory = None
    if sys.platform != "win32":
        try:
            import uvloop

            factory = uvloop.new_event_loop
        except ImportError:
            pass
    end_anyway = threading.Timer(LINGER, _end_anyway)
    end_anyway.daemon = True
    try:
        with asyncio.Runner(loop_factory=factory) as runner:
            runner.run(_as_coroutine(main))
            end_anyway.start()  # to leave the runner is to wait for every task and thread that is left
    finally:
        end_anyway.cancel()


def _end_anyway() -> None:
    structlog.get_logger("sinterflow").warning("what does not end is left, the process ends", seconds=LINGER)
    sys.stdout.flush()
    logs.book().flush()
    os._exit(0)


async def _as_coroutine(main: Callable[[], Awaitable[None]]) -> None:
    await main()


async def until_stopped(
    start: Callable[[AsyncExitStack], Awaitable[None]],
    manager: ServiceManager,
    *,
    quiet: bool = False,
    stop_file: Path | None = None,
    reload: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Start, say so to the service manager, and wait for a signal, or for that file; then undo what `start` put on the
    stack. `reload` is called at a SIGHUP under a service manager, where no terminal can close."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    on_stop(loop, asked.set)
    if reload is not None and manager.present:
        on_reload(loop, reload)
    waiting = asyncio.create_task(asked.wait() if stop_file is None else told_by(stop_file, asked))
    async with AsyncExitStack() as running:
        starting = asyncio.ensure_future(start(running))
        await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
        else:
            starting.result()
            manager.ready()
            await waiting
        manager.stopping()
        if not quiet:
            click.echo(say(en="stopping (again to stop at once)", zh="正在停止（再按一次立即结束）"), err=True)
    waiting.cancel()
    if stop_file is not None:
        await asyncio.to_thread(stop_file.unlink, missing_ok=True)  # who made it sees that the end is near


def not_deployed(desk: Desk) -> Iterator[str]:
    """What waits to be deployed: drafts, and files that were changed while nothing ran."""
    names = ", ".join(sorted(desk.drafts()))
    if names:
        yield say(
            en=f"revision {desk.head.number} runs; changed and not deployed yet: {names}",
            zh=f"当前运行版本 {desk.head.number}；已修改但尚未部署：{names}",
        )


def shows_links() -> bool:
    """Whether standard output is for a person. What a service manager keeps in its journal, others may read."""
    return "JOURNAL_STREAM" not in os.environ and "NOTIFY_SOCKET" not in os.environ
