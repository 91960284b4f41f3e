"""The logbook of this process: levels, floods, the last lines, and the writers, put together."""

from __future__ import annotations

import json
import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from ..histogram import Sample
from .flood import Flood
from .levels import NUMBERS, Levels
from .ring import Ring
from .writer import Writer

if TYPE_CHECKING:
    from logging.handlers import RotatingFileHandler

KEPT_FILES = 5
"""The log file and those before it: together they take no more than was allowed."""


class Logbook:
    """`lines` are the last ones, `levels` says which are wanted. Written is to standard error, and to a file if asked.

    Lines are made in the thread that logs, because what they say may change; they are written in another one.
    """

    def __init__(self, levels: Levels) -> None:
        self.levels = levels
        self.lines = Ring()
        self.flood = Flood()
        self.counts: Counter[str] = Counter()
        """Lines by level since the start."""
        self.stderr = Writer(_write_stderr, _lost_line)
        self.file: Writer | None = None
        self._rotating: RotatingFileHandler | None = None

    @property
    def lost(self) -> int:
        """Lines that were not written anywhere they should have been, since the start."""
        return self.stderr.lost + (self.file.lost if self.file is not None else 0)

    def samples(self) -> Iterator[Sample]:
        """Its metrics."""
        for level, count in self.counts.items():
            yield Sample("sinterflow_log_lines_total", {"level": level}, count)
        yield Sample("sinterflow_log_lines_left_out_total", {}, self.flood.left_out)
        yield Sample("sinterflow_log_lines_lost_total", {}, self.lost)

    def write_to(self, path: Path, most_bytes: int) -> None:
        """Write every line to this file as JSON, too. Blocks; raises OSError."""
        from logging.handlers import RotatingFileHandler

        path.parent.mkdir(parents=True, exist_ok=True)
        rotating = RotatingFileHandler(
            path, maxBytes=most_bytes // KEPT_FILES, backupCount=KEPT_FILES - 1, encoding="utf-8", errors="replace"
        )
        rotating.handleError = _raise  # type: ignore[method-assign] # the writer counts it
        self._rotating = rotating
        self.file = Writer(lambda text: _write_rotating(rotating, text), _lost_line)

    def keep(self, event: dict[str, Any]) -> bytes:
        """Remember a line that passed everything; its JSON."""
        text = as_json(event)
        level = str(event.get("level", "info"))
        self.counts[level] += 1
        where = [str(event.get(name) or "") for name in ("logger", "flow", "node")]
        self.lines.add(NUMBERS.get(level, logging.ERROR), where[0], where[1], where[2], text)
        if self.file is not None:
            self.file.put(text.decode(errors="replace"))
        return text

    def sum_up(self) -> None:
        """Say what was left out of floods that are over; to be called now and then."""
        for said in self.flood.ended():
            where = {name: said[name] for name in ("flow", "node", "connection", "service") if name in said}
            log: Any = structlog.get_logger("sinterflow.logs")
            log.log(
                NUMBERS.get(said.get("level", ""), logging.WARNING),
                "a line came again and again and was left out",
                line=said["event"],
                left_out=said["left_out"],
                of=said.get("logger"),
                **where,
            )

    def flush(self, seconds: float = 1.0) -> None:
        """Wait until what was logged is written, but not for ever: a pipe may be full."""
        for writer in (self.stderr, self.file):
            if writer is not None:
                writer.flush(seconds)

    def close(self) -> None:
        self.flush()
        if self._rotating is not None:
            self._rotating.close()
            self._rotating = self.file = None


class Handler(logging.Handler):
    """The standard library's door to the logbook: everything that is logged by anybody comes through here."""

    def __init__(self, book: Logbook) -> None:
        super().__init__()
        self._put: Callable[[str], None] = book.stderr.put

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._put(self.format(record))
        except structlog.DropEvent:
            return
        except Exception:
            self.handleError(record)


def as_json(event: dict[str, Any]) -> bytes:
    """One line; what is no JSON is shown as Python shows it."""
    try:
        return msgspec.json.format(msgspec.json.encode(event, enc_hook=repr), indent=0)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return json.dumps(_shown(event), ensure_ascii=True, default=repr, skipkeys=True).encode()


def _shown(event: dict[str, Any]) -> dict[str, str]:
    return {str(key): value if isinstance(value, str) else repr(value) for key, value in event.items()}


def _lost_line(count: int) -> str:
    said = {"event": "lines were lost: they could not be written fast enough", "level": "warning", "count": count}
    return json.dumps(said)


def _write_stderr(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _write_rotating(rotating: RotatingFileHandler, text: str) -> None:
    for line in text.splitlines():
        rotating.emit(logging.LogRecord("", logging.INFO, "", 0, line, None, None))


def _raise(record: logging.LogRecord) -> None:
    raise sys.exc_info()[1] or OSError
