"""Reading records that are not in memory; what cannot be read now is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from ..text import pick
from .damage import Damage
from .halt import FIRST_PAUSE, LONGEST_PAUSE
from .lane import Lane
from .segment import Segment
from .worker import Read, Worker

InThread = Callable[[Callable[[], Read]], Coroutine[Any, Any, Read]]


class Loading:
    """`wake` is called when the file was found damaged: the next group tells it."""

    def __init__(self, worker: Worker, in_thread: InThread, damage: Damage, wake: Callable[[], None], log: Any) -> None:
        self._worker = worker
        self._in_thread = in_thread
        self._damage = damage
        self._wake = wake
        self._log = log

    async def load(self, lane: Lane, segments: list[Segment]) -> None:
        """Read these segments; those that are damaged are lost, and counted."""
        read = await self._read([segment.id for segment in segments])
        for segment, records in zip(segments, read.records, strict=True):
            if records is None and segment.left:
                self._damage.lose(lane, segment.left)
            lane.loaded(segment, records)

    async def load_and_tell(self, lane: Lane, segments: list[Segment]) -> None:
        await self.load(lane, segments)
        lane.finish_loading()

    async def _read(self, ids: list[int]) -> Read:
        pause = 0.0
        while (read := await self._in_thread(partial(self._worker.read, ids))).outage:
            if self._worker.has_news:
                self._wake()
            else:
                self._log.error("the journal cannot be read; it is tried again", reason=pick(read.outage))
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, 2 * pause or FIRST_PAUSE)
        return read
