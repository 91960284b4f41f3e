"""The journal: what all lanes have put since the last group is written in one transaction, in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import structlog

from ..text import Text, pick
from .file import NAME, Batch, Contents, NewSegment, Records
from .lane import BITS, Group, Lane, Segment
from .worker import Opened, Worker

T = TypeVar("T")

LINGER = 0.01
"""Seconds that what is only done waits for company before it is written."""
FIRST_PAUSE = 0.25
LONGEST_PAUSE = 5.0

Listener = Callable[[Text], None]


class Journal:
    """Made, opened and used on the event loop. `open` it first, `close` it last.

    `stopped` says why nothing can be written at the moment; "" while all is well. What is put meanwhile waits in
    memory, so whoever takes messages has to stop: `listen` to be told.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.id = ""
        self.next_id = 1
        self.stopped: Text = ""
        self.lost = 0
        """Records that a damaged file has cost."""
        self.damaged: list[str] = []
        """The damaged files that were set aside, by their new names."""
        self.commits = 0
        self._worker = Worker(self.path)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._lanes: dict[str, Lane] = {}
        self._new: list[tuple[int, str]] = []
        self._groups: list[tuple[Lane, Group]] = []
        self._touched: dict[int, Segment] = {}
        self._gone: list[tuple[Lane, Segment]] = []
        self._settled: list[Callable[[], None]] = []
        self._busy = False
        self._scheduled = False
        self._timer: asyncio.TimerHandle | None = None
        self._pause = FIRST_PAUSE
        self._listeners: list[Listener] = []
        self._before_cut: list[Callable[[], None]] = []
        self._openers: list[Callable[[], Awaitable[None]]] = []
        self.readable = asyncio.Event()
        """What was kept has been read."""
        self._loads: set[asyncio.Task[None]] = set()
        self._open = False
        self._log: Any = structlog.get_logger("sinterflow.journal")

    async def open(self) -> None:
        """Read what is there. A damaged file is set aside and salvaged; a full disk is waited for beside the flows.

        Raises SinterflowError when the file is of a later version.
        """
        opened = await self._in_thread(self._worker.open)
        self._open = True
        self._show(opened)
        if opened.contents is not None:
            await self._found(opened.contents)
        if opened.outage:
            self._stop(opened.outage, self._begin_opening)

    async def close(self) -> None:
        """Write what waits, if it can be written, and close the file."""
        if not self._open:
            return
        await self.written(LONGEST_PAUSE)
        self._open = False
        if self._timer is not None:
            self._timer.cancel()
        await asyncio.gather(*self._loads, return_exceptions=True)
        await self._in_thread(self._worker.close)
        self._thread.shutdown(wait=False)

    def lane(self, name: str) -> Lane:
        """The lane with this name; there is one for each."""
        found = self._lanes.get(name)
        if found is None:
            number = max((lane.number for lane in self._lanes.values()), default=0) + 1
            found = self._lanes[name] = Lane(number, name, self)
            self._new.append((number, name))
        return found

    @property
    def lanes(self) -> dict[str, Lane]:
        return dict(self._lanes)

    def listen(self, listener: Listener) -> None:
        """Call it with the reason when writing has become impossible, and with "" when it is possible again."""
        self._listeners.append(listener)

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
        self._settled.append(tell)
        self.wake()

    async def written(self, seconds: float | None = None) -> bool:
        """Wait until everything so far is on the disk; false when that took longer than `seconds`."""
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
            self._timer = asyncio.get_running_loop().call_later(LINGER, self.wake)

    # what lanes call

    def begin(self, lane: Lane) -> Group:
        """A group for what the lane puts next."""
        group = Group()
        self._groups.append((lane, group))
        self.wake()
        return group

    def touch(self, segment: Segment) -> None:
        segment.touched = True
        self._touched[segment.id] = segment
        self.wake_late()

    def gone(self, lane: Lane, segment: Segment) -> None:
        self._touched.pop(segment.id, None)
        self._gone.append((lane, segment))
        self.wake_late()

    def begin_loading(self, lane: Lane, segments: list[Segment]) -> None:
        task = asyncio.get_running_loop().create_task(self._load_and_tell(lane, segments))
        self._loads.add(task)
        task.add_done_callback(self._loads.discard)

    async def load(self, lane: Lane, segments: list[Segment]) -> None:
        """Read these segments; those that are damaged are lost, and counted."""
        if not segments:
            return
        read = await self._in_thread(partial(self._worker.read, [segment.id for segment in segments]))
        for segment, records in zip(segments, read, strict=True):
            if records is None:
                self._lose(lane, segment.left)
            lane.loaded(segment, records)

    async def _load_and_tell(self, lane: Lane, segments: list[Segment]) -> None:
        await self.load(lane, segments)
        lane.finish_loading()

    # writing

    def _write(self) -> None:
        self._scheduled = False
        self._timer = None
        if self._busy or not self._open or self.stopped:
            return
        for hook in self._before_cut:
            hook()
        for lane, _ in list(self._groups):
            lane.on_cut()
        self._begin(self._cut())

    def _cut(self) -> Cut:
        groups, self._groups = self._groups, []
        for lane, _ in groups:
            lane.end_group()
        segments = [
            NewSegment(id, lane.number, Records(group.arrived, group.data))
            for id, (lane, group) in enumerate(groups, self.next_id)
        ]
        self.next_id += len(segments)
        progress = [(segment.id, segment.done()) for segment in self._touched.values()]
        for touched in self._touched.values():
            touched.touched = False
        batch = Batch(self._new, segments, progress, [segment.id for _, segment in self._gone])
        cut = Cut(batch, groups, self._gone, self._settled)
        self._new, self._gone, self._settled = [], [], []
        self._touched.clear()
        return cut

    def _begin(self, cut: Cut) -> None:
        if not any(cut.batch):
            self._tell(cut)
            return
        self._busy = True
        future = asyncio.get_running_loop().run_in_executor(self._thread, self._worker.write, cut.batch)
        future.add_done_callback(partial(self._ended, cut))

    def _ended(self, cut: Cut, future: asyncio.Future[Opened]) -> None:
        self._busy = False
        opened = future.result()
        self._show(opened)
        if opened.outage:
            self._stop(opened.outage, partial(self._begin, cut))
        elif opened.contents is not None:
            self._begin(self._repaired(opened.contents, cut))
        else:
            self._committed(cut)

    def _committed(self, cut: Cut) -> None:
        self._resume()
        self.commits += 1
        for (lane, group), segment in zip(cut.groups, cut.batch.segments[: len(cut.groups)], strict=True):
            lane.committed(segment.id, group)
        self._tell(cut)
        asyncio.get_running_loop().run_in_executor(self._thread, self._worker.tidy)
        if self._groups or self._settled:
            self.wake()
        elif self._gone or self._touched:
            self.wake_late()

    def _tell(self, cut: Cut) -> None:
        for lane, segment in cut.gone:
            lane.kept.pop(segment.id, None)
        for tell in cut.settled:
            tell()

    # what goes wrong

    def _stop(self, why: Text, again: Callable[[], object]) -> None:
        """Nothing can be written: say it, and try again after a pause."""
        if not self.stopped:
            self._log.error("the journal cannot be written; no more is taken until it can", reason=pick(why))
        if self.stopped != why:
            self.stopped = why
            self._call_listeners()
        asyncio.get_running_loop().call_later(self._pause, self._try, again)
        self._pause = min(LONGEST_PAUSE, 2 * self._pause)

    def _try(self, again: Callable[[], object]) -> None:
        if self._open:
            again()

    def _resume(self) -> None:
        if self.stopped:
            self.stopped = ""
            self._pause = FIRST_PAUSE
            self._log.info("the journal is written again")
            self._call_listeners()

    def _call_listeners(self) -> None:
        for listener in self._listeners:
            listener(self.stopped)

    def _show(self, opened: Opened) -> None:
        if opened.salvaged is not None:
            aside, saved, lost = opened.salvaged
            self.damaged.append(aside.name)
            self.lost += lost
            self._log.error("the journal was damaged and was set aside", file=aside.name, saved=saved, lost=lost)

    def _lose(self, lane: Lane, records: int) -> None:
        self.lost += records
        self._log.error("records of the journal are damaged and lost", lane=lane.name, records=records)

    def _repaired(self, contents: Contents, cut: Cut) -> Cut:
        """The file was damaged while we ran: write what it lost and we know, before what was to be written."""
        there = {segment.id for segment in contents.segments}
        batch = cut.batch
        lanes = [(lane.number, lane.name) for lane in self._lanes.values()]
        known: set[int] = set()
        for lane in self._lanes.values():
            for segment in list(lane.kept.values()):
                known.add(segment.id)
                if segment.id in there or not segment.left:
                    continue
                if segment.records is None:
                    self._lose(lane, segment.left)
                    lane.loaded(segment, None)
                    continue
                batch.segments.append(NewSegment(segment.id, lane.number, segment.records))
                batch.progress.append((segment.id, segment.done()))
        gone = [*batch.gone, *(there - known)]
        return cut._replace(batch=batch._replace(lanes=lanes, gone=gone))

    # opening

    async def _found(self, contents: Contents) -> None:
        self.id = contents.id
        self.next_id = contents.last + 1
        made = [lane for lane in self._lanes.values() if lane.name not in contents.lanes.values()]
        for number, name in contents.lanes.items():
            self._lanes.setdefault(name, Lane(number, name, self)).number = number
        for number, lane in enumerate(made, max(contents.lanes, default=0) + 1):
            lane.number = number
        self._new = [(lane.number, lane.name) for lane in made]
        by_number = {lane.number: lane for lane in self._lanes.values()}
        for segment in contents.segments:
            by_number[segment.lane].found(segment)
        for load in self._openers:
            await load()
        self.readable.set()

    async def _open_again(self) -> None:
        opened = await self._in_thread(self._worker.open)
        self._show(opened)
        if opened.contents is None:
            self._stop(opened.outage, self._begin_opening)
            return
        await self._found(opened.contents)
        self._resume()
        for lane in self._lanes.values():
            lane.on_commit()
        self.wake()

    def _begin_opening(self) -> None:
        task = asyncio.get_running_loop().create_task(self._open_again())
        self._loads.add(task)
        task.add_done_callback(self._loads.discard)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


class Cut(NamedTuple):
    """A group as it is written; the first segments of the batch are those of `groups`."""

    batch: Batch
    groups: list[tuple[Lane, Group]]
    gone: list[tuple[Lane, Segment]]
    settled: list[Callable[[], None]]
