"""`run --unattended`: under something that starts the process again and hears nothing of it: Windows' scheduler."""

from __future__ import annotations

import asyncio
import io
import sys
import threading
from pathlib import Path

LOG = Path("log", "sinterflow.log")
BYTES = 10 * 1024**2
FILES = 5
"""The newest is `sinterflow.log`, the oldest `sinterflow.log.4`."""


def stop_file(data: Path) -> Path:
    """Made by whoever wants the process to end in order; it takes the file away at its end."""
    return data / "stop"


async def told_by(file: Path, asked: asyncio.Event) -> None:
    """Until the event is set or the file is there, which is looked for each second."""
    while not asked.is_set():
        try:
            async with asyncio.timeout(1):
                await asked.wait()
        except TimeoutError:
            if await asyncio.to_thread(file.exists):
                return


def write_to_file(data: Path) -> None:
    """Everything that is said from now on goes into the log in the data folder. Blocks; raises OSError."""
    stop_file(data).unlink(missing_ok=True)  # one that was meant for a process before
    sys.stdout = sys.stderr = Log(data / LOG)


class Log(io.TextIOBase):
    """A stream into a file that gives way to a new one when it is full.

    Nothing else keeps the file open: Windows renames no file that is.
    """

    def __init__(self, path: Path, limit: int = BYTES, files: int = FILES) -> None:
        self._path, self._limit, self._files = path, limit, files
        self._writing = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._open()

    def write(self, said: str) -> int:
        data = said.encode(errors="replace")
        with self._writing:
            if self._size and self._size + len(data) > self._limit:
                self._turn()
            self._file.write(data)
            self._size += len(data)
        return len(said)

    def close(self) -> None:
        super().close()
        self._file.close()

    def writable(self) -> bool:
        return True

    def _open(self) -> None:
        self._file = self._path.open("ab", buffering=0)
        self._size = self._path.stat().st_size

    def _turn(self) -> None:
        self._file.close()
        try:
            for number in range(self._files - 1, 0, -1):
                older = self._path.with_name(f"{self._path.name}.{number - 1}") if number > 1 else self._path
                if older.exists():
                    older.replace(self._path.with_name(f"{self._path.name}.{number}"))
        except OSError:
            pass  # somebody reads it: it grows until the next try
        self._open()
