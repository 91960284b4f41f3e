"""Writing lines where that may take long: a full pipe or a slow disk holds up a thread, and never a flow."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

MOST_BYTES = 4 * 1024 * 1024
"""Of lines that wait. What comes beyond is lost, and counted."""


class Writer:
    """A bounded queue and a daemon thread that empties it; the thread is started by the first line."""

    def __init__(self, write: Callable[[str], None], said: Callable[[int], str], most: int = MOST_BYTES) -> None:
        """`said` makes the line that stands where so many were lost."""
        self._write = write
        self._said = said
        self._most = most
        self._changed = threading.Condition()
        self._lines: deque[str] = deque()
        self._chars = 0
        self._busy = False
        self._gap = 0
        self._thread: threading.Thread | None = None
        self.lost = 0
        """Lines since the start that could not be written, for want of room or because of an error."""

    def put(self, line: str) -> None:
        """Never waits for the writing."""
        with self._changed:
            if self._chars + len(line) > self._most:
                self._gap += 1
                self.lost += 1
                return
            if self._gap:
                self._add(self._said(self._gap))
                self._gap = 0
            self._add(line)
            self._changed.notify_all()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="log writer", daemon=True)
                self._thread.start()

    def flush(self, seconds: float = 1.0) -> bool:
        """Wait until all is written, no longer than this; false when it is not."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._lines and not self._busy, seconds)

    def _add(self, line: str) -> None:
        self._lines.append(line)
        self._chars += len(line)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: bool(self._lines))
                self._busy = True
                lines = list(self._lines)
                self._lines.clear()
                self._chars = 0
            try:
                self._write("".join(f"{line}\n" for line in lines))
            except (OSError, ValueError):  # the disk, or a stream that was closed
                with self._changed:
                    self._gap += len(lines)
                    self.lost += len(lines)
