"""Logs: lines for people on a terminal, JSON elsewhere; those of libraries come the same way."""

from __future__ import annotations

import atexit
import logging
import sys
from collections.abc import MutableMapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import structlog

from .logbook.book import Handler, Logbook
from .logbook.levels import NUMBERS, Level, Levels
from .logbook.message_id import add_message_id
from .secrecy import hide_in
from .text import LANGUAGES, pick

FILE_BYTES = 50 * 1024 * 1024
"""Of a log file with those before it."""

_book = Logbook(Levels())


def book() -> Logbook:
    """The logbook of this process."""
    return _book


def set_up(
    lang: str = "en",
    *,
    level: Level = "info",
    as_json: bool | None = None,
    file: Path | None = None,
    file_bytes: int = FILE_BYTES,
) -> Logbook:
    """Send all logs to standard error, and to a `file` as JSON. `as_json` None: JSON unless standard error is a
    terminal. Raises OSError when the file cannot be written."""
    global _book
    if as_json is None:
        as_json = not sys.stderr.isatty()
    _book.close()
    _book = made = Logbook(Levels(level))
    if file is not None:
        made.write_to(file, file_bytes)
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        made.flood,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        InLanguage(lang),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            Wanted(made.levels),
            *shared,
            add_message_id,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=Logger,
        cache_logger_on_first_use=True,
    )
    handler = Handler(made)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.contextvars.merge_contextvars, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                without_secrets,
                Written(made, as_json),
            ],
        )
    )
    logging.getLogger().handlers[:] = [handler]
    made.levels.apply()
    return made


def without_secrets(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hides what a library or a trace of the stack quotes; after everything that makes texts."""
    hidden: MutableMapping[str, Any] = hide_in(dict(event))
    return hidden


class Logger(structlog.stdlib.BoundLogger):
    """A line that nobody wants ends here, before anything is made of it."""

    def debug(self, event: str | None = None, *args: Any, **said: Any) -> Any:
        return super().debug(event, *args, **said) if self._logger.isEnabledFor(logging.DEBUG) else None

    def info(self, event: str | None = None, *args: Any, **said: Any) -> Any:
        return super().info(event, *args, **said) if self._logger.isEnabledFor(logging.INFO) else None


class Wanted:
    """Ends a line whose flow, node or logger is not to be heard at its level."""

    def __init__(self, levels: Levels) -> None:
        self._levels = levels

    def __call__(self, logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        level = NUMBERS.get(method, logging.ERROR)
        if not self._levels.wants(level, logger.name, event.get("flow"), event.get("node")):
            raise structlog.DropEvent
        return event


class InLanguage:
    """Writes the texts that stand in an event in the language of the logs."""

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def __call__(self, logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        for key, value in event.items():
            if isinstance(value, dict) and value and value.keys() <= set(LANGUAGES):
                event[key] = pick(value, self._lang)
        return event


class Written:
    """The last processor: the line is kept as JSON, and shown as that or as people read it."""

    def __init__(self, book: Logbook, as_json: bool) -> None:
        self._book = book
        self._as_json = as_json

    def __call__(self, logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
        text = self._book.keep(dict(event))
        if self._as_json:
            return text.decode(errors="replace")
        event["timestamp"] = f"{datetime.fromisoformat(event['timestamp']).astimezone():%H:%M:%S}"
        return str(self._for_people(logger, method, event))

    @cached_property
    def _for_people(self) -> Any:
        plain = structlog.dev.plain_traceback
        return structlog.dev.ConsoleRenderer(pad_event_to=0, exception_formatter=plain, timestamp_key="timestamp")


atexit.register(lambda: _book.flush())
