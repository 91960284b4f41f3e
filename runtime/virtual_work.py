"""What virtual time waits for although no timer says so: threads, processes, sockets."""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Mapping
from typing import Any
from weakref import WeakSet

PROCESS_QUIET = 10.0
"""Real seconds of silence after which a process that somebody waits for is taken to wait itself."""

WRITE_QUIET = 0.5
"""The same for a socket that connects, or whose peer reads no further."""

UNTIL_DONE = 3600.0


class OutsideWork:
    """Counts threads, knows the processes, and remembers when anything was last heard of or begun.

    `patience`: real seconds that may pass at one virtual moment. `grace`: real seconds of silence after which nothing
    is on its way between sockets any more.
    """

    def __init__(self, patience: float, grace: float) -> None:
        self.threads = 0
        self.processes: WeakSet[asyncio.SubprocessTransport] = WeakSet()
        self._patience = patience
        self._grace = grace
        self._active = self._moved = time.monotonic()

    def active(self) -> None:
        """Something arrived, was written or begun."""
        self._active = time.monotonic()

    def moved(self) -> None:
        """Virtual time has moved."""
        self._moved = time.monotonic()

    def impatient(self) -> bool:
        return time.monotonic() - self._moved > self._patience

    def still(self, files: Mapping[Any, selectors.SelectorKey]) -> float:
        """Real seconds to wait for something to happen; not above zero when time may move.

        `files` are those that the loop watches beside its own.
        """
        if self.threads:
            return UNTIL_DONE
        if any(_awaited(process) for process in self.processes):
            quiet = PROCESS_QUIET
        elif not files:
            return 0.0
        elif any(key.events & selectors.EVENT_WRITE for key in files.values()):
            quiet = WRITE_QUIET
        else:
            quiet = self._grace
        return self._active + quiet - time.monotonic()

    def watched(self, transport: Any, method: str = "write") -> Any:
        """The transport, its writes noticed: an answer may be on its way."""
        write = getattr(transport, method)

        def noticed(*arguments: Any) -> None:
            self.active()
            write(*arguments)

        setattr(transport, method, noticed)
        return transport

    def describe(self) -> str:
        running = sum(_awaited(process) for process in self.processes)
        return f"threads at work: {self.threads}, processes waited for: {running}"


def _awaited(process: Any) -> bool:
    """Whether somebody waits for a process to end or to say something."""
    if process.get_returncode() is not None:
        return False
    protocol = process.get_protocol()
    if not isinstance(protocol, asyncio.subprocess.SubprocessStreamProtocol):
        return True
    readers: list[Any] = [protocol.stdout, protocol.stderr]
    waits_for_end = any(not waiter.done() for waiter in process._exit_waiters or ())
    return waits_for_end or any(reader is not None and reader._waiter is not None for reader in readers)
