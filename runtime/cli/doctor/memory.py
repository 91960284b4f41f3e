"""How much memory there is for the process."""

from __future__ import annotations

import psutil

from ...gateway.machine import Machine
from ...gateway.readings import mib
from ...text import text
from .finding import Finding

NAME = text(en="Memory", zh="内存")
SMALL = 512 * 1024**2
"""Bytes with which a small plant gets along."""


def memory(configured: int | None = None) -> Finding:
    """The least of what the settings, the container or service, and the machine allow, and what is free of it."""
    limit = Machine(None).memory(configured).limit
    free = min(psutil.virtual_memory().available, limit)
    said = text(en=f"{mib(free)} of {mib(limit)} free", zh=f"可用 {mib(free)}，上限 {mib(limit)}")
    if free >= SMALL:
        return Finding(NAME, "ok", said)
    return Finding(
        NAME,
        "warn",
        said,
        text(
            en="end what else runs here, or give the machine or container more memory",
            zh="请结束其他程序，或为主机/容器增加内存",
        ),
    )
