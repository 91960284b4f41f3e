"""The last lines, kept in memory for who wants to look at them without a way to the machine."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

MOST_BYTES = 2 * 1024 * 1024
TIGHT = 256 * 1024
"""Instead, while memory is short."""
OVERHEAD = 200
"""Bytes that a line takes beside its text, about."""


class Line(NamedTuple):
    """A line as it was written: `text` is its JSON, the rest what it is found by."""

    number: int
    level: int
    logger: str
    flow: str
    node: str
    text: bytes


class Ring:
    """Bounded in bytes: the oldest go first. Used from any thread."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = self._wanted = most
        self._lock = threading.Lock()
        self._lines: deque[Line] = deque()
        self._bytes = 0
        self._number = 0
        self.listeners: list[Callable[[Line], None]] = []
        """Told of each line, in the thread that wrote it; they may neither wait nor log."""

    def add(self, level: int, logger: str, flow: str, node: str, text: bytes) -> None:
        with self._lock:
            self._number += 1
            line = Line(self._number, level, logger, flow, node, text)
            self._lines.append(line)
            self._bytes += len(text) + OVERHEAD
            self._fit()
        for tell in list(self.listeners):
            tell(line)

    def squeeze(self, tight: bool) -> None:
        """Hold less, or as much as before."""
        with self._lock:
            self._most = min(TIGHT, self._wanted) if tight else self._wanted
            self._fit()

    def _fit(self) -> None:
        while self._bytes > self._most and len(self._lines) > 1:
            self._bytes -= len(self._lines.popleft().text) + OVERHEAD

    def newest_first(self, before: int | None = None) -> Iterator[Line]:
        """Those with a lower number than `before`, or all."""
        with self._lock:
            lines = list(self._lines)
        return (line for line in reversed(lines) if before is None or line.number < before)
