"""Logs: lines for people on a terminal, JSON elsewhere; those of libraries come the same way."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from . import secrecy
from .text import LANGUAGES, pick

QUIET = ("aiohttp.access", "gmqtt", "pymodbus", "amqtt", "transitions", "asyncio")
"""Loggers of libraries whose everyday news nobody needs: only their warnings are shown."""


def set_up(lang: str = "en", *, level: int = logging.INFO, as_json: bool | None = None) -> None:
    """Send all logs to standard error. `as_json` None: JSON unless that is a terminal."""
    if as_json is None:
        as_json = not sys.stderr.isatty()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso" if as_json else "%H:%M:%S", utc=as_json),
        InLanguage(lang),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_writers(as_json)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


def _writers(as_json: bool) -> list[Any]:
    before = [structlog.processors.format_exc_info, without_secrets]
    if as_json:
        return [*before, structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [*before, structlog.dev.ConsoleRenderer(pad_event_to=0)]


def without_secrets(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hides what a library or a trace of the stack quotes; after everything that makes texts, before the writer."""
    hidden: MutableMapping[str, Any] = secrecy.hide_in(dict(event))
    return hidden


class InLanguage:
    """Writes the texts that stand in an event in the language of the logs."""

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def __call__(self, logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        for key, value in event.items():
            if isinstance(value, dict) and value and value.keys() <= set(LANGUAGES):
                event[key] = pick(value, self._lang)
        return event
