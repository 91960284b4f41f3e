"""The journal: what all lanes have put since the last group is written in one transaction, in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar
from uuid import uuid4

import structlog

from ..histogram import Histogram
from ..text import Text, pick, text
from .cut import Cut, joined, repaired
from .file import NAME
from .halt import FIRST_PAUSE, LONGEST_PAUSE, Halt, Listener
from .lane import Lane
from .pending import Pending
from .rows import Contents, LaterFormat, Mark
from .segment import BITS, Group, Segment
from .telling import tell, tell_each
from .worker import Opened, Read, Worker

T = TypeVar("T")

LINGER = 0.01
"""Seconds that what is only done waits for company before it is written."""
GROUPS = (1.0, 4.0, 16.0, 64.0, 256.0, 1024.0, 4096.0, 16384.0)
"""Steps in which the size of groups is counted."""
LAST_TRY = 1.0
"""Seconds that closing waits when nothing could be written before."""
AGAIN = text(en="the file is damaged again and again", zh="文件反复损坏")


class Journal:
    """Made, opened and used on the event loop. `open` it first, `close` it last.

    `stopped` says why nothing can be written at the moment; "" while all is well. What is put meanwhile waits in
    memory, so whoever takes messages has to stop: `listen` to be told.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.id = ""
        self.next_id = 1
        self.lost = 0
        """Records that a damaged file has cost."""
        self.damaged: list[str] = []
        """The damaged files that were set aside, by their new names."""
        self.commits = 0
        self.commit_seconds = Histogram()
        self.group_records = Histogram(GROUPS)
        self.pinned: int | None = None
        """The first segment id of those whose effect keys are to be kept; None: none but what is not done."""
        self._worker = Worker(self.path)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._lanes: dict[str, Lane] = {}
        self._pending = Pending()
        self._on_its_way: Cut | None = None
        self._busy = False
        self._began = 0.0
        self._scheduled = False
        self._timer: asyncio.TimerHandle | None = None
        self._repairing = False
        self._before_cut: list[Callable[[], None]] = []
        self._openers: list[Callable[[], Awaitable[None]]] = []
        self.readable = asyncio.Event()
        """What was kept has been read."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = False
        self._log: Any = structlog.get_logger("sinterflow.journal")
        self._halt = Halt(self._log)

    @property
    def stopped(self) -> Text:
        return self._halt.why

    async def open(self) -> None:
        """Read what is there. A damaged file is set aside and salvaged; a full disk is waited for beside the flows.

        Raises SinterflowError when the file is of a later version.
        """
        opened = await self._in_thread(self._worker.open)
        self._open = True
        await self._found(opened)
        if opened.outage:
            self._stop(opened.outage, self._begin_opening)
        else:
            self.wake()

    async def close(self) -> None:
        """Write what waits, if it can be written, and close the file."""
        if not self._open:
            self._thread.shutdown(wait=False)
            return
        self._halt.try_now()
        await self.written(LAST_TRY if self.stopped else LONGEST_PAUSE)
        self._open = False
        self._halt.cancel()
        if self._timer is not None:
            self._timer.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._in_thread(self._worker.close)
        self._thread.shutdown(wait=False)

    def lane(self, name: str) -> Lane:
        """The lane with this name; there is one for each."""
        found = self._lanes.get(name)
        if found is None:
            number = uuid4().int >> 80  # never one that was used before: rows of a forgotten lane may be salvaged
            found = Lane(number, name, self)
            self._remember(found)
        return found

    def forget(self, name: str) -> bool:
        """Remove a lane that is empty; false when it is not. One without records is not found again after a restart."""
        lane = self._lanes.get(name)
        if lane is None:
            return True
        if lane.depth:
            return False
        del self._lanes[name]
        self._pending.forget(lane)
        self.wake_late()
        return True

    @property
    def lanes(self) -> dict[str, Lane]:
        return dict(self._lanes)

    @property
    def bytes(self) -> int:
        """Encoded size of what it holds."""
        return sum(lane.bytes for lane in self._lanes.values())

    @property
    def first_unwritten(self) -> int:
        """The lowest id of a segment that is not in the file yet."""
        on_its_way = self._on_its_way
        return on_its_way.groups[0][0] if on_its_way is not None and on_its_way.groups else self.next_id

    @property
    def first_kept(self) -> int:
        """The lowest id of a segment of which something is not done, or of the next to be written."""
        return min((lane.first for lane in self._lanes.values()), default=self.first_unwritten)

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
        self._before_cut.append(hook)

    def on_open(self, load: Callable[[], Awaitable[None]]) -> None:
        """Call it once the file was read: within `open`, or later when it could not be read then."""
        self._openers.append(load)

    @property
    def next_offset(self) -> int:
        """Every record so far has a lower one."""
        return self.next_id << BITS

    def settled(self, tell: Callable[[], None]) -> None:
        """Call it when everything that was put and done so far is on the disk."""
        self._pending.settled.append(tell)
        self.wake()

    async def written(self, seconds: float | None = None) -> bool:
        """Wait until everything so far is on the disk; false when that took longer than `seconds`, or it is closed."""
        if not self._open:
            return False
        there = asyncio.Event()
        self.settled(there.set)
        try:
            async with asyncio.timeout(seconds):
                await there.wait()
        except TimeoutError:
            return False
        return True

    def wake(self) -> None:
        """Write soon: at the next turn of the loop, so that what belongs together is together."""
        if not self._busy and not self._scheduled:
            self._scheduled = True
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            asyncio.get_running_loop().call_soon(self._write)

    def wake_late(self) -> None:
        """Write within LINGER seconds."""
        if not self._busy and not self._scheduled and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LINGER, self._wake_now)

    # what lanes call

    def begin(self, lane: Lane) -> Group:
        """A group for what the lane puts next."""
        if self._lanes.get(lane.name) is not lane:
            self._remember(lane)
        group = Group()
        self._pending.groups.append((lane, group))
        self.wake()
        return group

    def touch(self, segment: Segment) -> None:
        self._pending.touch(segment)
        self.wake_late()

    def rewrite(self, lane: Lane, segment: Segment) -> None:
        """Write it again without what is done in it, with the next group."""
        self._pending.rewrite(lane, segment)
        self.wake_late()

    def gone(self, lane: Lane, segment: Segment) -> None:
        self._pending.drop(lane, segment)
        self.wake_late()

    def begin_loading(self, lane: Lane, segments: list[Segment]) -> None:
        if self._open:
            self._start(self._load_and_tell(lane, segments))

    async def load(self, lane: Lane, segments: list[Segment]) -> None:
        """Read these segments; those that are damaged are lost, and counted. What cannot be read now is waited for."""
        read = await self._read([segment.id for segment in segments])
        for segment, records in zip(segments, read.records, strict=True):
            if records is None and segment.left:
                self._lose(lane, segment.left)
            lane.loaded(segment, records)

    async def _read(self, ids: list[int]) -> Read:
        pause = 0.0
        while (read := await self._in_thread(partial(self._worker.read, ids))).outage:
            if self._worker.has_news:
                self.wake()
            else:
                self._log.error("the journal cannot be read; it is tried again", reason=pick(read.outage))
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, 2 * pause or FIRST_PAUSE)
        return read

    async def _load_and_tell(self, lane: Lane, segments: list[Segment]) -> None:
        await self.load(lane, segments)
        lane.finish_loading()

    def _remember(self, lane: Lane) -> None:
        self._lanes[lane.name] = lane
        self._pending.lanes.append((lane.number, lane.name))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # writing

    def _wake_now(self) -> None:
        self._timer = None
        self.wake()

    def _write(self) -> None:
        self._scheduled = False
        if self._busy or not self._open or self.stopped:
            return
        self._begin(self._cut())

    def _cut(self) -> Cut:
        for hook in self._before_cut:
            tell(hook)
        told: set[Lane] = set()
        while untold := {lane for lane, _ in self._pending.groups} - told:
            for lane in untold:
                tell(lane.on_cut)
            told |= untold
        cut = self._pending.cut(self.next_id)
        self.next_id += len(cut.groups)
        return cut

    def _begin(self, cut: Cut) -> None:
        if not any(cut.batch) and not self._worker.has_news:
            self._tell(cut)
            return
        self._busy = True
        self._on_its_way = cut
        self._began = perf_counter()
        future = asyncio.get_running_loop().run_in_executor(self._thread, self._worker.write, cut.batch)
        future.add_done_callback(partial(self._ended, cut))

    def _ended(self, cut: Cut, future: asyncio.Future[Opened]) -> None:
        self._busy = False
        error = future.exception()
        opened = Opened(outage=str(error) or type(error).__name__) if error is not None else future.result()
        if opened.outage:
            self._stop(opened.outage, partial(self._begin, cut))
        elif opened.contents is not None:
            self._repair(opened, cut)
        else:
            self._committed(cut)

    def _committed(self, cut: Cut) -> None:
        self._repairing = False
        self._halt.end()
        self.commits += 1
        self.commit_seconds.add(perf_counter() - self._began)
        self.group_records.add(sum(len(group.data) for _, _, group in cut.groups))
        for id, lane, group in cut.groups:
            lane.committed(id, group)
        self._on_its_way = None
        self._tell(cut)
        if self._open:
            loop = asyncio.get_running_loop()
            loop.run_in_executor(self._thread, self._worker.tidy).add_done_callback(self._tidied)
        if self._pending.is_urgent:
            self.wake()
        elif self._pending:
            self.wake_late()

    def _tidied(self, _: asyncio.Future[None]) -> None:
        if self._worker.has_news:
            self.wake()

    def _tell(self, cut: Cut) -> None:
        for lane, segment in cut.gone:
            lane.kept.pop(segment.id, None)
        tell_each(cut.settled)

    # what goes wrong

    def _stop(self, why: Text, again: Callable[[], None]) -> None:
        if self._open:
            self._halt.begin(why, again)

    def _show(self, opened: Opened) -> None:
        if opened.salvaged is not None:
            aside, saved, lost, _ = opened.salvaged
            self.damaged.append(aside.name)
            self._log.error("the journal was damaged and was set aside", file=aside.name, saved=saved, lost=lost)

    def _lose(self, lane: Lane, records: int) -> None:
        self.lost += records
        self._log.error("records of the journal are damaged and lost", lane=lane.name, records=records)

    def _repair(self, opened: Opened, cut: Cut) -> None:
        """The file was damaged while we ran: write all that we know with what was to be written."""
        self._show(opened)
        mark = Mark(self.id, self.next_id - 1)
        cut = repaired(opened, joined(cut, self._cut()), self._lanes.values(), mark, self._lose)
        self._on_its_way = cut
        if self._repairing:
            self._stop(AGAIN, partial(self._begin, cut))
        else:
            self._repairing = True
            self._begin(cut)

    # opening

    async def _found(self, opened: Opened) -> None:
        self._show(opened)
        self.lost += opened.salvaged.lost if opened.salvaged is not None else 0
        if opened.contents is None:
            return
        self.id, last = opened.contents.mark
        self.next_id = last + 1
        by_number = self._name_lanes(opened.contents)
        for segment in opened.contents.segments:
            by_number[segment.lane].found(segment)
        for load in self._openers:
            await load()
        self.readable.set()

    def _name_lanes(self, contents: Contents) -> dict[int, Lane]:
        """The lanes with records, by number. Those that have none are removed from the file."""
        used = {segment.lane for segment in contents.segments}
        by_number: dict[int, Lane] = {}
        for number, name in contents.lanes.items():
            if number not in used:
                self._pending.forgotten.append(number)
                continue
            lane = by_number[number] = self._lanes.setdefault(name, Lane(number, name, self))
            if lane.number != number:  # it was made while the file could not be opened
                self._pending.lanes.remove((lane.number, name))
                lane.number = number
        return by_number

    async def _open_again(self) -> None:
        try:
            opened = await self._in_thread(self._worker.open)
        except LaterFormat as error:
            opened = Opened(outage=error.text)
        await self._found(opened)
        if opened.outage:
            self._stop(opened.outage, self._begin_opening)
            return
        self._halt.end()
        for lane in list(self._lanes.values()):
            tell(lane.on_commit)
        self.wake()

    def _begin_opening(self) -> None:
        self._start(self._open_again())

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
