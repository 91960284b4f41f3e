"""Which lines are wanted: a level for all, and others for loggers, flows and nodes, changed while everything runs."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

import msgspec

from ..atomic import write_atomic

Level = Literal["debug", "info", "warning", "error", "critical"]
NUMBERS: Mapping[str, int] = {name: getattr(logging, name.upper()) for name in get_args(Level)}
QUIET = ("aiohttp.access", "gmqtt", "pymodbus", "amqtt", "transitions", "asyncio", "opentelemetry")
"""Loggers of libraries whose everyday news nobody needs: only their warnings are shown."""
OURS = "sinterflow"
"""The logger above all those whose lines may carry a flow and a node."""
ALL = "*"
LOGGER = "logger:"
FILE = "log-levels.json"
_TARGET = re.compile(r"\*|logger:[\w.-]{1,100}|[A-Za-z0-9][\w.-]{0,63}(/[\w./-]{1,200})?", re.ASCII)


class Rule(msgspec.Struct, frozen=True):
    """A level that somebody has set; without `until` it holds until it is taken back."""

    level: Level
    until: datetime | None = None
    author: str = ""


def is_target(text: str) -> bool:
    """Whether this names lines: `*`, a flow, `flow/node`, or `logger:name`."""
    return _TARGET.fullmatch(text) is not None


class Levels:
    """The rules by target. The one of a node goes before that of its flow, then that of the logger, then that of all.

    What cannot be wanted by any rule is refused by the loggers of the standard library, before it is made. Changed
    and asked from any thread: a change puts new tables in place of the old ones.
    """

    def __init__(self, default: Level = "info") -> None:
        self.default: Level = default
        self.rules: dict[str, Rule] = {}
        self._path: Path | None = None
        self._base = NUMBERS[default]
        self._places: dict[str, int] = {}
        self._loggers: dict[str, int] = {}
        self._touched: set[str] = set()

    def wants(self, level: int, logger: str, flow: object, node: object) -> bool:
        """For a line that its logger has let through."""
        places = self._places
        if places and flow is not None:
            wanted = places.get(f"{flow}/{node}") or places.get(str(flow))
            if wanted is not None:
                return level >= wanted
        return not places or level >= self._of_logger(logger)

    def set(self, target: str, rule: Rule) -> None:
        self.rules = {**self.rules, target: rule}
        self.apply()

    def remove(self, target: str) -> bool:
        """False when there is no such rule."""
        if target not in self.rules:
            return False
        self.rules = {one: rule for one, rule in self.rules.items() if one != target}
        self.apply()
        return True

    def expire(self, now: datetime) -> list[str]:
        """Take back what held until now; the targets."""
        over = [target for target, rule in self.rules.items() if rule.until is not None and rule.until <= now]
        for target in over:
            self.remove(target)
        return over

    def apply(self) -> None:
        """Tell the loggers."""
        rules = {target: NUMBERS[rule.level] for target, rule in self.rules.items()}
        self._base = rules.get(ALL, NUMBERS[self.default])
        self._loggers = {name: max(self._base, logging.WARNING) for name in QUIET}
        self._loggers |= {one.removeprefix(LOGGER): level for one, level in rules.items() if one.startswith(LOGGER)}
        self._places = {one: level for one, level in rules.items() if one != ALL and not one.startswith(LOGGER)}
        told = dict(self._loggers)
        for name in self._loggers.keys() | {OURS}:
            if name == OURS or name.startswith(f"{OURS}."):
                told[name] = min([self._of_logger(name), *self._places.values()])
        for name in self._touched - told.keys():
            logging.getLogger(name).setLevel(logging.NOTSET)
        self._touched = set(told)
        logging.getLogger().setLevel(self._base)
        for name, level in told.items():
            logging.getLogger(name).setLevel(level)

    def _of_logger(self, name: str) -> int:
        while name:
            if name in self._loggers:
                return self._loggers[name]
            name = name.rpartition(".")[0]
        return self._base

    # kept between starts

    def load(self, data: Path) -> str:
        """Take what is kept in the data folder, and keep it there from now on. Blocks; says what was wrong with it."""
        self._path = data / FILE
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=dict[str, Rule])
        except FileNotFoundError:
            return ""
        except (OSError, msgspec.MsgspecError) as error:
            return str(error)
        self.rules = {target: rule for target, rule in kept.items() if is_target(target)}
        self.apply()
        return ""

    def save(self) -> None:
        """Blocks; raises OSError. Nothing without a data folder."""
        if self._path is not None:
            write_atomic(self._path, msgspec.json.format(msgspec.json.encode(self.rules), indent=2) + b"\n")
