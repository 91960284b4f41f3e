"""What the machine has left: memory by whoever limits it, and room on the disk with its trend."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import NamedTuple

import psutil

from ..process import Process

CGROUPS = (Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/memory"))
"""Of a container or service: version 2, version 1."""
_UNLIMITED = 1 << 60
SPAN = 6 * 3600.0
"""Seconds over which the trend of the disk is taken."""
LEAST = 600.0
"""Seconds that must have been seen before there is a trend."""
STEP = 60.0
"""Seconds between two looks that are remembered."""


class Memory(NamedTuple):
    """Bytes: what the process holds, and what it may hold."""

    used: int
    limit: int


class Disk(NamedTuple):
    """Bytes, and the seconds until it is full as things go; None when it does not fill."""

    free: int
    total: int
    full_in: float | None


class Machine:
    """Everything here blocks for a moment: call it in a thread."""

    def __init__(self, data: Path | None, cgroups: tuple[Path, ...] = CGROUPS) -> None:
        self._data = data
        self._process = Process()
        self._cgroups = cgroups
        self._trend = Trend()

    def memory(self, configured: int | None) -> Memory:
        """The least of what is configured, what the container or service may take, and what the machine has."""
        limits = [psutil.virtual_memory().total, *_limits_of(self._cgroups)]
        return Memory(self._process.memory, min([*limits, *([configured] if configured else [])]))

    def files(self) -> tuple[int, int | None]:
        return self._process.files, self._process.most_files

    def disk(self, now: float) -> Disk | None:
        """Of the data folder; `now` is a monotonic time. None without one."""
        if self._data is None:
            return None
        usage = psutil.disk_usage(str(self._data))
        self._trend.add(now, usage.free)
        return Disk(usage.free, usage.total, self._trend.empty_in(usage.free))


class Trend:
    """How fast something runs out: a straight line through what was seen in the last hours."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, float]] = deque()

    def add(self, now: float, left: float) -> None:
        if self._seen and now - self._seen[-1][0] < STEP:
            return
        self._seen.append((now, left))
        while now - self._seen[0][0] > SPAN:
            self._seen.popleft()

    def empty_in(self, left: float) -> float | None:
        """Seconds; None while that cannot be said, or it does not run out."""
        if not self._seen or self._seen[-1][0] - self._seen[0][0] < LEAST:
            return None
        count = len(self._seen)
        middle = sum(at for at, _ in self._seen) / count
        mean = sum(value for _, value in self._seen) / count
        spread = sum((at - middle) ** 2 for at, _ in self._seen)
        slope = sum((at - middle) * (value - mean) for at, value in self._seen) / spread
        return left / -slope if slope < 0 else None


def _limits_of(folders: tuple[Path, ...]) -> list[int]:
    found = []
    for folder in folders:
        for name in ("memory.max", "memory.limit_in_bytes"):
            try:
                said = (folder / name).read_text().strip()
            except OSError:
                continue
            if said.isdigit() and int(said) < _UNLIMITED:
                found.append(int(said))
    return found
