"""A mosquitto broker of the bench's own on a free loopback port."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .child import Wrong
from .machine import free_port

LONGEST_WAIT = 10.0


@contextmanager
def broker() -> Iterator[int]:
    """The port of a running broker. Raises Wrong when mosquitto is not installed or does not answer."""
    command = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if command is None:
        raise Wrong("mosquitto was not found; install it (./dev setup does)")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="bench-mosquitto-") as folder:
        config = Path(folder) / "mosquitto.conf"
        config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\nlog_type error\nset_tcp_nodelay true\n")
        process = subprocess.Popen([command, "-c", str(config)])
        try:
            _wait(port)
            yield port
        finally:
            process.terminate()
            process.wait()


def _wait(port: int) -> None:
    until = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise Wrong("mosquitto did not open its port") from None
            time.sleep(0.02)
