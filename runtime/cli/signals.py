"""SIGTERM, Ctrl-C and a terminal that closes: the first asks for an orderly end, the second ends at once."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from .. import logs

AT_ONCE = 130
"""Exit code of a process that was told twice."""


def on_stop(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    """Call `stop` in the loop at the first such signal; a second one ends the process there and then."""
    told = False

    def hear() -> None:
        nonlocal told
        if told:
            sys.stdout.flush()
            logs.book().flush()
            os._exit(AT_ONCE)
        told = True
        stop()

    def from_anywhere(number: int, frame: Any) -> None:
        loop.call_soon_threadsafe(hear)

    for number in _asking():
        try:
            loop.add_signal_handler(number, hear)
        except NotImplementedError:  # Windows
            signal.signal(number, from_anywhere)


def on_reload(loop: asyncio.AbstractEventLoop, reload: Callable[[], Awaitable[None]]) -> None:
    """Call `reload` at each SIGHUP, which then ends nothing."""
    under_way = set[asyncio.Future[None]]()

    def hear() -> None:
        task = asyncio.ensure_future(reload())
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    if sys.platform != "win32":
        loop.add_signal_handler(signal.SIGHUP, hear)


def _asking() -> Iterator[signal.Signals]:
    yield from (signal.SIGTERM, signal.SIGINT)
    if sys.platform == "win32":
        yield signal.SIGBREAK  # Ctrl-Break, and a console that closes
    elif signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup has it ignored
        yield signal.SIGHUP
