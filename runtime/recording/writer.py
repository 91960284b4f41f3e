"""Between the flows and the file: lines are buffered, and a thread writes them in batches."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import structlog
from msgspec.structs import replace

from ..errors import said_by
from ..text import Text, pick
from .buffer import Buffer
from .keeper import Keeper, NotWritten
from .records import Held, Recording

GATHER = 0.25
"""Seconds for which lines gather before they are written together."""
LOOK = 5.0
"""Seconds between two looks at the disk and at what has become too old, when nothing is to be written."""
AGAIN = 2.0
"""Seconds before writing is tried again after it failed."""


class Writer:
    """`open` it, `put` lines, `close` it. `outage` says why nothing is written at the moment.

    `recordings` are all that there are; their counts are brought up to date.
    """

    def __init__(self, path: Path, recordings: Mapping[str, Recording], now: Callable[[], float]) -> None:
        self.outage: Text = ""
        self._recordings = recordings
        self._now = now
        self._keeper = Keeper(path)
        self._buffer = Buffer(self.lost)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="recordings")
        self._unsaved = False
        self._wake = asyncio.Event()
        self._writing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._log: Any = structlog.get_logger("sinterflow.recording")

    async def open(self) -> list[Recording]:
        """The recordings of the file; none when it cannot be read, and `outage` says why."""
        found: list[Recording] = []
        try:
            found = await self._in_thread(self._keeper.open)
        except NotWritten as outage:
            self._not_written(outage)
        self._task = asyncio.create_task(self._run(), name="recordings")
        return found

    async def close(self) -> None:
        """Write what waits, as far as that is possible."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            await self.flush()
        await self._in_thread(self._keeper.close)
        self._thread.shutdown(wait=False)

    def put(self, recording: Recording, line: bytes) -> None:
        """Never waits; what the buffer has no room for is counted as lost."""
        recording.recorded += 1
        self._buffer.put(recording.id, line)
        self._wake.set()

    def lost(self, id: str) -> None:
        recording = self._recordings.get(id)
        if recording is not None:
            recording.lost += 1

    def give_up(self) -> None:
        """What waits is not written; it is counted as lost."""
        for one in self._buffer.take():
            self.lost(one.recording)

    def held(self, recording: Recording) -> Held:
        """What is on the disk of it."""
        return self._keeper.held(recording.id)

    async def flush(self) -> bool:
        """Write what waits and how the recordings are; false when that is not possible at the moment."""
        async with self._writing:
            waiting = self._buffer.take()
            known = {id: replace(one) for id, one in self._recordings.items()}  # counts go on meanwhile
            try:
                await self._in_thread(self._keeper.write, waiting, known, self._now())
            except Exception as error:  # whatever it is, it must not end the writing of all recordings
                self._buffer.put_back(waiting)
                self._not_written(error if isinstance(error, NotWritten) else NotWritten(said_by(error)))
                self._unsaved = True
                return False
        self._unsaved = False
        if self.outage:
            self._log.info("recordings are written again")
            self.outage = ""
        return True

    async def _run(self) -> None:
        while True:
            try:
                async with asyncio.timeout(LOOK):
                    await self._wake.wait()
                    await asyncio.sleep(GATHER)
            except TimeoutError:
                pass
            self._wake.clear()
            if (self._recordings or self._unsaved) and not await self.flush():
                await asyncio.sleep(AGAIN)
                self._wake.set()

    def _not_written(self, outage: NotWritten) -> None:
        if not self.outage:
            self._log.error("recordings are not written", error=pick(outage.text))
        self.outage = outage.text

    async def _in_thread(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)
