"""What the figures were measured on, and what the machine has to offer."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import subprocess
from pathlib import Path


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def described() -> str:
    """One line: processor, cores, system, versions."""
    parts = [
        f"{_cpu()}, {os.cpu_count()} cores, {_memory()} GiB",
        f"{platform.system()} {platform.release()}",
        f"Python {platform.python_version()}",
    ]
    node = shutil.which("node")
    if node:
        parts.append("Node " + subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()[1:])
    return "; ".join(parts)


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
