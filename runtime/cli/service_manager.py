"""What a service manager such as systemd is told: that we are ready, that we live, that we stop."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import Mapping


class ServiceManager:
    """Speaks the sd_notify protocol when NOTIFY_SOCKET names a socket; without one every call does nothing."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        self.present = bool(self._address)
        """A manager started this process, and starts it again when it ends badly."""
        self._interval = _watchdog_interval(environment)
        self._beats: asyncio.Task[None] | None = None

    def ready(self) -> None:
        """Everything has started. From now on the manager hears of us as often as it wants to."""
        self._say("READY=1")
        if self._interval is not None:
            self._beats = asyncio.get_running_loop().create_task(self._beat(self._interval))

    def stopping(self) -> None:
        """The manager hears no more beats: its own limit on stopping counts."""
        if self._beats is not None:
            self._beats.cancel()
        self._say("STOPPING=1")

    async def _beat(self, interval: float) -> None:
        while True:
            self._say("WATCHDOG=1")
            await asyncio.sleep(interval)

    def _say(self, what: str) -> None:
        if not self._address:
            return
        if sys.platform == "win32":
            return  # it has no such sockets, and nobody names one
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as telling:
            telling.setblocking(False)
            try:
                telling.sendto(what.encode(), address)
            except OSError:
                pass  # a manager that does not listen is no reason to stop


def _watchdog_interval(environment: Mapping[str, str]) -> float | None:
    """Seconds between two beats: half of what the manager allows. None when it does not want any, or not from us."""
    meant = environment.get("WATCHDOG_PID", str(os.getpid()))
    allowed = environment.get("WATCHDOG_USEC", "")
    return int(allowed) / 2_000_000 if allowed.isdigit() and int(allowed) > 0 and meant == str(os.getpid()) else None
