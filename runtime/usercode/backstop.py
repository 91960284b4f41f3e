"""For when C code holds the interpreter: a timer outside Python that writes the stacks and may end the process."""

from __future__ import annotations

import faulthandler
import tempfile
from pathlib import Path
from typing import IO

from .disabled import LAST_STACK

_SPARE = 1.0
"""Seconds that the watchdog has to do the same itself, with more to say."""


class Backstop:
    """Wound up again and again by the watchdog; it goes off when nobody can.

    With a `limit` (seconds) it writes all stacks to `<data>/hang.txt` and ends the process (exit code 1); without one
    it only writes them, for the watchdog to report afterwards.
    """

    def __init__(self, data: Path | None, limit: float | None) -> None:
        self._ends = limit is not None and data is not None
        self._seconds = _SPARE + (limit if limit is not None and self._ends else 0.0)
        self._path = data / LAST_STACK if data is not None and self._ends else None
        self._file: IO[bytes] | None = None

    def wind_up(self) -> None:
        if self._file is None:
            self._file = (
                tempfile.TemporaryFile(buffering=0) if self._path is None else self._path.open("wb+", buffering=0)
            )
        faulthandler.dump_traceback_later(self._seconds, file=self._file.fileno(), exit=self._ends)

    def written(self) -> str:
        """The stacks it has written since the last question."""
        if self._file is None:
            return ""
        self._file.seek(0)
        stacks = self._file.read().decode(errors="replace")
        self._file.seek(0)
        self._file.truncate()
        return stacks

    def stop(self) -> None:
        if self._file is None:
            return
        faulthandler.cancel_dump_traceback_later()
        self._file.close()
        self._file = None
        if self._path is not None:
            self._path.unlink(missing_ok=True)
