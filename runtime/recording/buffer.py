"""What waits to be written: bounded, so that a slow disk costs records and never the flow's time or memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

MOST_BYTES = 8 * 1024 * 1024
MOST_LINES = 50_000


class Waiting(NamedTuple):
    recording: str
    line: bytes


class Buffer:
    """A queue that loses its oldest lines when it is full; `lost` is called with the recording of each."""

    def __init__(self, lost: Callable[[str], None]) -> None:
        self._lost = lost
        self._lines: deque[Waiting] = deque()
        self._bytes = 0

    def __bool__(self) -> bool:
        return bool(self._lines)

    def put(self, recording: str, line: bytes) -> None:
        self._lines.append(Waiting(recording, line))
        self._bytes += len(line)
        if self._bytes > MOST_BYTES or len(self._lines) > MOST_LINES:
            self._lose()

    def take(self) -> list[Waiting]:
        """All that waits."""
        waiting = list(self._lines)
        self._lines.clear()
        self._bytes = 0
        return waiting

    def put_back(self, waiting: Iterable[Waiting]) -> None:
        """What could not be written goes before what has come since."""
        for one in reversed(list(waiting)):
            self._lines.appendleft(one)
            self._bytes += len(one.line)
        self._lose()

    def _lose(self) -> None:
        while self._lines and (self._bytes > MOST_BYTES or len(self._lines) > MOST_LINES):
            oldest = self._lines.popleft()
            self._bytes -= len(oldest.line)
            self._lost(oldest.recording)
