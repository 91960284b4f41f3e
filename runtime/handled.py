"""What was done with dead letters, by whom and why: said in the log, and the last of it kept."""

from __future__ import annotations

from collections import deque
from datetime import datetime
from typing import Any, Literal

import msgspec
import structlog

from .durability import Durability

LANE = "$handled"
MOST = 1000

Action = Literal["retry", "delete", "owner"]


class Handled(msgspec.Struct, kw_only=True, frozen=True):
    """One act. `kind` is the class of the letter's error, `owner` the letter's owner afterwards."""

    time: datetime
    action: Action
    author: str
    reason: str
    letter: str
    flow: str
    node: str
    kind: str
    owner: str


class HandledLetters:
    """The last acts, oldest first. With a journal they outlive the process."""

    def __init__(self, durability: Durability | None) -> None:
        self._acts: deque[Handled] = deque(maxlen=MOST)
        self._offsets: deque[int] = deque()
        self._lane = None if durability is None else durability.journal.lane(LANE)
        self._log: Any = structlog.get_logger("sinterflow.dead-letters")
        if durability is not None:
            durability.when_open(self._load)

    def add(self, act: Handled) -> None:
        self._acts.append(act)
        self._log.info("dead letter handled", **{name: value for name, value in _said(act).items() if value})
        if self._lane is not None:
            self._lane.put(msgspec.msgpack.encode(act), 0.0)

    def all(self) -> list[Handled]:
        return list(self._acts)

    async def _load(self) -> None:
        assert self._lane is not None
        await self._lane.look_up(self._stored)
        meanwhile = list(self._acts)
        self._acts.clear()
        for entry in self._lane.entries():
            self._acts.append(msgspec.msgpack.decode(entry.data, type=Handled))
            self._offsets.append(entry.offset)
        self._acts.extend(meanwhile)

    def _stored(self, first: int, count: int) -> None:
        assert self._lane is not None
        self._offsets.extend(range(first, first + count))
        while len(self._offsets) > MOST:
            self._lane.done(self._offsets.popleft())


def _said(act: Handled) -> dict[str, Any]:
    return {name: getattr(act, name) for name in act.__struct_fields__ if name != "time"}
