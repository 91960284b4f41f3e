"""Writing: what all lanes have put since the last group becomes one transaction, and one group is written at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from time import perf_counter

from ..histogram import Histogram
from ..text import Text, text
from .cut import Cut, joined, repaired
from .damage import Damage
from .halt import Halt
from .lane import Lane
from .lanes import Lanes
from .pending import Pending
from .rows import Mark
from .telling import tell, tell_each
from .worker import Opened, Worker

LINGER = 0.01
"""Seconds that what is only done waits for company before it is written."""
GROUPS = (1.0, 4.0, 16.0, 64.0, 256.0, 1024.0, 4096.0, 16384.0)
"""Steps in which the size of groups is counted."""
AGAIN = text(en="the file is damaged again and again", zh="文件反复损坏")


class Writing:
    """Used from the event loop; the file is written in `thread`. `active`: the file is open."""

    def __init__(
        self, worker: Worker, thread: Executor, pending: Pending, lanes: Lanes, damage: Damage, halt: Halt
    ) -> None:
        self.mark = Mark("", 0)
        """Which file it is, and the last segment id that was used in it."""
        self.active = False
        self.busy = False
        self.commits = 0
        self.commit_seconds = Histogram()
        self.group_records = Histogram(GROUPS)
        self.before_cut: list[Callable[[], None]] = []
        """Called just before a group is closed; they may put more."""
        self._worker = worker
        self._thread = thread
        self._pending = pending
        self._lanes = lanes
        self._damage = damage
        self._halt = halt
        self._on_its_way: Cut | None = None
        self._began = 0.0
        self._scheduled = False
        self._timer: asyncio.TimerHandle | None = None
        self._repairing = False

    @property
    def next_id(self) -> int:
        """Of the next segment."""
        return self.mark.last + 1

    @property
    def first_unwritten(self) -> int:
        """The lowest id of a segment that is not in the file yet."""
        on_its_way = self._on_its_way
        return on_its_way.groups[0][0] if on_its_way is not None and on_its_way.groups else self.next_id

    def wake(self) -> None:
        """Write soon: at the next turn of the loop, so that what belongs together is together."""
        if not self.busy and not self._scheduled:
            self._scheduled = True
            self._cancel_timer()
            asyncio.get_running_loop().call_soon(self._write)

    def wake_late(self) -> None:
        """Write within LINGER seconds."""
        if not self.busy and not self._scheduled and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LINGER, self._wake_now)

    def stop(self, why: Text, again: Callable[[], None]) -> None:
        """It has become impossible; `again` is called after a pause."""
        if self.active:
            self._halt.begin(why, again)

    def end(self) -> None:
        """Nothing is written any more."""
        self.active = False
        self._halt.cancel()
        self._cancel_timer()

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wake_now(self) -> None:
        self._timer = None
        self.wake()

    def _write(self) -> None:
        self._scheduled = False
        if self.busy or not self.active or self._halt.why:
            return
        self._begin(self._cut())

    def _cut(self) -> Cut:
        for hook in self.before_cut:
            tell(hook)
        told: set[Lane] = set()
        while untold := {lane for lane, _ in self._pending.groups} - told:
            for lane in untold:
                tell(lane.on_cut)
            told |= untold
        cut = self._pending.cut(self.next_id)
        self.mark = Mark(self.mark.id, self.mark.last + len(cut.groups))
        return cut

    def _begin(self, cut: Cut) -> None:
        if not any(cut.batch) and not self._worker.has_news:
            self._tell(cut)
            return
        self.busy = True
        self._on_its_way = cut
        self._began = perf_counter()
        future = asyncio.get_running_loop().run_in_executor(self._thread, self._worker.write, cut.batch)
        future.add_done_callback(partial(self._ended, cut))

    def _ended(self, cut: Cut, future: asyncio.Future[Opened]) -> None:
        self.busy = False
        error = future.exception()
        opened = Opened(outage=str(error) or type(error).__name__) if error is not None else future.result()
        if opened.outage:
            self.stop(opened.outage, partial(self._begin, cut))
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
        if self.active:
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

    def _repair(self, opened: Opened, cut: Cut) -> None:
        """The file was damaged while we ran: write all that we know with what was to be written."""
        self._damage.show(opened)
        mark = self.mark
        cut = repaired(opened, joined(cut, self._cut()), self._lanes, mark, self._damage.lose)
        self._on_its_way = cut
        if self._repairing:
            self.stop(AGAIN, partial(self._begin, cut))
        else:
            self._repairing = True
            self._begin(cut)
