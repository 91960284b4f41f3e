"""The values of contexts in the journal: one record a key, written with the group that follows its change."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
import structlog

from .durability import Durability
from .encoding import NotEncodable, decode, encode

LANE = "$context"
DELAY = 1.0
"""Seconds within which a change is written when nothing else is; with anything else it is written at once."""

Place = tuple[str, str]
"""A scope's name, and a key on its first level."""


class KeptValues:
    """Watches the values of scopes. A key's record replaces its last one in the same transaction.

    What changed while a message was handled is on the disk no later than the message leaves its durable wire: both
    belong to the same group, or the value to an earlier one. A key is encoded once a group, however often it changed.
    """

    def __init__(self, durability: Durability, found: Callable[[str, dict[str, Any]], None]) -> None:
        """`found` is told the values of each scope that was kept, once they can be read."""
        self._journal = durability.journal
        self._zone = durability.clock.zone
        self._lane = self._journal.lane(LANE)
        self._found = found
        self._values: dict[str, dict[str, Any]] = {}
        self._changed: dict[str, dict[str, None]] = {}
        self._dirty: list[str] = []
        self._offsets: dict[Place, int] = {}
        self._writing: deque[Place] = deque()
        self._memory_only: set[Place] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._log: Any = structlog.get_logger("sinterflow.context")
        durability.when_open(self._load)
        self._journal.before_cut(self._write)

    def watch(self, scope: str, values: dict[str, Any]) -> Callable[[str], None]:
        """What to call with a key of `values` once it has changed."""
        self._values[scope] = values
        return partial(self._note, scope, self._changed.setdefault(scope, {}))

    def say_lost(self) -> None:
        """To be called after the journal was closed: what is not in it by then is lost."""
        if self._timer is not None:
            self._timer.cancel()
        lost = {*self._dirty, *(scope for scope, _ in self._writing)}
        if lost:
            self._log.error("changes of the context are lost", scopes=sorted(lost))

    def _note(self, scope: str, changed: dict[str, None], key: str) -> None:
        if not changed:
            self._dirty.append(scope)
        changed[key] = None
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(DELAY, self._journal.settled, _nothing)

    def _write(self) -> None:
        """A group is about to be closed, and no other is being written."""
        if self._timer is None:
            return
        self._timer.cancel()
        self._timer = None
        dirty, self._dirty = self._dirty, []
        for scope in dirty:
            values, changed = self._values[scope], self._changed[scope]
            for key in changed:
                self._put(scope, key, values)
            changed.clear()

    def _put(self, scope: str, key: str, values: dict[str, Any]) -> None:
        """Write the value of a key in place of the last one."""
        place = scope, key
        self._end(place)
        if key not in values:
            return
        try:
            value = encode(values[key], zone=self._zone, handles="refuse")
        except NotEncodable as error:
            if place not in self._memory_only:
                self._memory_only.add(place)
                self._log.warning("context value stays in memory only", scope=scope, key=key, why=str(error))
            return
        self._writing.append(place)
        self._lane.put(msgspec.msgpack.encode((scope, encode(key), value)), 0.0)

    def _end(self, place: Place) -> None:
        """The record of a key holds no more."""
        offset = self._offsets.pop(place, None)
        if offset is not None:
            self._lane.done(offset)

    def _stored(self, first: int, count: int) -> None:
        for offset in range(first, first + count):
            self._offsets[self._writing.popleft()] = offset

    async def _load(self) -> None:
        await self._lane.look_up(self._stored)
        scopes: dict[str, dict[str, Any]] = {}
        for entry in self._lane.entries():
            scope, name, value = msgspec.msgpack.decode(entry.data)
            key = decode(name)
            self._end((scope, key))  # a damaged file may have lost that the older one was over
            self._offsets[scope, key] = entry.offset
            if key not in self._changed.get(scope, ()):  # set while the journal could not be read
                scopes.setdefault(scope, {})[key] = decode(value)
        for scope, values in scopes.items():
            self._found(scope, values)


def _nothing() -> None:
    """Nobody waits for it."""
