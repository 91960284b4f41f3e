"""The journal as a whole: opened and closed, and the one face of its lanes, their loading and their writing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import structlog

from ..histogram import Histogram
from ..text import Text
from .damage import Damage
from .file import NAME
from .halt import LONGEST_PAUSE, Halt, Listener
from .lane import Lane
from .lanes import Lanes
from .loading import Loading
from .pending import Pending
from .rows import LaterFormat
from .segment import BITS, Group, Segment
from .telling import tell
from .worker import Opened, Worker
from .writing import Writing

T = TypeVar("T")

LAST_TRY = 1.0
"""Seconds that closing waits when nothing could be written before."""


class Journal:
    """Made, opened and used on the event loop. `open` it first, `close` it last.

    `stopped` says why nothing can be written at the moment; "" while all is well. What is put meanwhile waits in
    memory, so whoever takes messages has to stop: `listen` to be told.
    """

    def __init__(self, folder: Path) -> None:
        log: Any = structlog.get_logger("sinterflow.journal")
        self.path = folder / NAME
        self.pinned: int | None = None
        """The first segment id of those whose effect keys are to be kept; None: none but what is not done."""
        self.readable = asyncio.Event()
        """What was kept has been read."""
        self._worker = Worker(self.path)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._pending = Pending()
        self._lanes = Lanes(self, self._pending)
        self._damage = Damage(log)
        self._halt = Halt(log)
        self._writing = Writing(self._worker, self._thread, self._pending, self._lanes, self._damage, self._halt)
        self._loading = Loading(self._worker, self._in_thread, self._damage, self._writing.wake, log)
        self._openers: list[Callable[[], Awaitable[None]]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    # how it is

    @property
    def stopped(self) -> Text:
        return self._halt.why

    @property
    def id(self) -> str:
        """Of the file; "" until it was read."""
        return self._writing.mark.id

    @property
    def next_offset(self) -> int:
        """Every record so far has a lower one."""
        return self._writing.next_id << BITS

    @property
    def first_unwritten(self) -> int:
        """The lowest id of a segment that is not in the file yet."""
        return self._writing.first_unwritten

    @property
    def first_kept(self) -> int:
        """The lowest id of a segment of which something is not done, or of the next to be written."""
        return min((lane.first for lane in self._lanes), default=self.first_unwritten)

    @property
    def bytes(self) -> int:
        """Encoded size of what it holds."""
        return sum(lane.bytes for lane in self._lanes)

    @property
    def lost(self) -> int:
        """Records that a damaged file has cost."""
        return self._damage.lost

    @property
    def damaged(self) -> list[str]:
        """The damaged files that were set aside, by their new names."""
        return self._damage.files

    @property
    def commits(self) -> int:
        return self._writing.commits

    @property
    def commit_seconds(self) -> Histogram:
        return self._writing.commit_seconds

    @property
    def group_records(self) -> Histogram:
        return self._writing.group_records

    # opening and closing

    async def open(self) -> None:
        """Read what is there. A damaged file is set aside and salvaged; a full disk is waited for beside the flows.

        Raises SinterflowError when the file is of a later version.
        """
        opened = await self._in_thread(self._worker.open)
        self._writing.active = True
        await self._found(opened)
        if opened.outage:
            self._writing.stop(opened.outage, self._begin_opening)
        else:
            self._writing.wake()

    async def close(self) -> None:
        """Write what waits, if it can be written, and close the file."""
        if not self._writing.active:
            self._thread.shutdown(wait=False)
            return
        self._halt.try_now()
        await self.written(LAST_TRY if self.stopped else LONGEST_PAUSE)
        self._writing.end()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._in_thread(self._worker.close)
        self._thread.shutdown(wait=False)

    def on_open(self, load: Callable[[], Awaitable[None]]) -> None:
        """Call it once the file was read: within `open`, or later when it could not be read then."""
        self._openers.append(load)

    async def _found(self, opened: Opened) -> None:
        self._damage.show(opened)
        self._damage.lost += opened.salvaged.lost if opened.salvaged is not None else 0
        if opened.contents is None:
            return
        self._writing.mark = opened.contents.mark
        self._lanes.found(opened.contents)
        for load in self._openers:
            await load()
        self.readable.set()

    def _begin_opening(self) -> None:
        self._start(self._open_again())

    async def _open_again(self) -> None:
        try:
            opened = await self._in_thread(self._worker.open)
        except LaterFormat as error:
            opened = Opened(outage=error.text)
        await self._found(opened)
        if opened.outage:
            self._writing.stop(opened.outage, self._begin_opening)
            return
        self._halt.end()
        for lane in list(self._lanes):
            tell(lane.on_commit)
        self._writing.wake()

    # for those who keep things in it

    def lane(self, name: str) -> Lane:
        """The lane with this name; there is one for each."""
        return self._lanes.get(name)

    @property
    def lanes(self) -> dict[str, Lane]:
        return self._lanes.by_name()

    def forget(self, name: str) -> bool:
        """Remove a lane that is empty; false when it is not. One without records is not found again after a restart."""
        forgotten = self._lanes.forget(name)
        if forgotten:
            self._writing.wake_late()
        return forgotten

    def pin(self) -> None:
        """A copy of the file will be made: until `unpin`, effect keys of all that is in it now are kept, also of what
        is done meanwhile, for with the copy it would come again. Call it before the copy is begun."""
        self.pinned = self.first_kept

    def unpin(self) -> None:
        self.pinned = None

    def listen(self, listener: Listener) -> None:
        """Call it with the reason when writing has become impossible, and with "" when it is possible again."""
        self._halt.listeners.append(listener)

    def before_cut(self, hook: Callable[[], None]) -> None:
        """Call it just before a group is closed; it may put more."""
        self._writing.before_cut.append(hook)

    def settled(self, tell: Callable[[], None]) -> None:
        """Call it when everything that was put and done so far is on the disk."""
        self._pending.settled.append(tell)
        self._writing.wake()

    async def written(self, seconds: float | None = None) -> bool:
        """Wait until everything so far is on the disk; false when that took longer than `seconds`, or it is closed."""
        if not self._writing.active:
            return False
        there = asyncio.Event()
        self.settled(there.set)
        try:
            async with asyncio.timeout(seconds):
                await there.wait()
        except TimeoutError:
            return False
        return True

    # what lanes call

    def begin(self, lane: Lane) -> Group:
        """A group for what the lane puts next."""
        self._lanes.keep(lane)
        group = Group()
        self._pending.groups.append((lane, group))
        self._writing.wake()
        return group

    def touch(self, segment: Segment) -> None:
        self._pending.touch(segment)
        self._writing.wake_late()

    def rewrite(self, lane: Lane, segment: Segment) -> None:
        """Write it again without what is done in it, with the next group."""
        self._pending.rewrite(lane, segment)
        self._writing.wake_late()

    def gone(self, lane: Lane, segment: Segment) -> None:
        self._pending.drop(lane, segment)
        self._writing.wake_late()

    def begin_loading(self, lane: Lane, segments: list[Segment]) -> None:
        if self._writing.active:
            self._start(self._loading.load_and_tell(lane, segments))

    async def load(self, lane: Lane, segments: list[Segment]) -> None:
        """Read these segments; those that are damaged are lost, and counted. What cannot be read now is waited for."""
        await self._loading.load(lane, segments)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
