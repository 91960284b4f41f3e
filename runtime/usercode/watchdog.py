"""The watchdog: a thread that ends user code whose budget is spent and says what holds up the event loop."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..logs import book
from .backstop import Backstop
from .disabled import DisabledNode, culprit, disable
from .guard import Budgets, Guard

HANG_EXIT = 86
"""Exit code of a process that ended itself because a node hung."""

_BEAT = 0.02
_IDLE = 0.1
_WIND_UP = 0.5
_NO_NODE = "the event loop"


class Watchdog:
    """One for an engine. It measures real time, whatever the engine's clock says.

    `loop`: the one to watch; None (beside a virtual clock) keeps the budgets and says nothing of hangs.
    `hang_limit` (seconds; None: never): when the loop has not turned for so long, the node it is in is written to
    `<data>/disabled-nodes.json` and the process exits with HANG_EXIT. A hang is logged from `report_after` seconds on.
    `hangs` counts, `budgets.stopped` too; `longest_stall` is in seconds, of the event loop, exact to 20 ms.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop | None,
        log: Any,
        data: Path | None = None,
        hang_limit: float | None = None,
        *,
        report_after: float = 1.0,
    ) -> None:
        self.budgets = Budgets()
        self.hangs = 0
        self.longest_stall = 0.0
        self._loop = loop
        self._log = log
        self._data = data
        self._limit = hang_limit
        self._report_after = report_after
        self._hang: tuple[str, float] | None = None
        self._last_beat = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._watched = 0
        self._end = threading.Event()
        self._thread: threading.Thread | None = None
        self._backstop = Backstop(data, hang_limit)

    def budget(self, name: str, seconds: float) -> Guard:
        """The guard of one node's code; `name` is `flow/node`."""
        return self.budgets.guard(name, seconds)

    def start(self) -> None:
        """Call it in the thread of the loop."""
        self._watched = threading.get_ident()
        self._last_beat = time.monotonic()
        self._end.clear()
        if self._loop is not None:
            self._timer = self._loop.call_later(_BEAT, self._beat, self._loop, self._last_beat + _BEAT)
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """End the watch; harmless when there is none."""
        self._end.set()
        if self._timer is not None:
            self._timer.cancel()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)
            self._thread = None

    def take_longest_stall(self) -> float:
        """The longest stall since the last question, for a gauge that starts anew with each reading."""
        longest, self.longest_stall = self.longest_stall, 0.0
        return longest

    def _beat(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        self._last_beat = now = time.monotonic()
        self.longest_stall = max(self.longest_stall, now - due)
        self._timer = loop.call_later(_BEAT, self._beat, loop, now + _BEAT)

    def _watch(self) -> None:
        looked, spent, wound_up = time.monotonic(), time.process_time(), 0.0
        while True:
            if looked - wound_up > _WIND_UP and self._loop is not None:
                self._backstop.wind_up()
                wound_up = looked
            if self._end.wait(_BEAT if self.budgets.busy else _IDLE):
                break
            now, cpu = time.monotonic(), time.process_time()
            if now - looked > 1.0:
                self._overslept(looked, now, worked=cpu - spent > (now - looked) / 2)
            self.budgets.look(now)
            if self._loop is not None:
                self._look(now)
            looked, spent = now, cpu
        self._backstop.stop()

    def _overslept(self, looked: float, now: float, *, worked: bool) -> None:
        """Nobody could look for a while: C code held the interpreter (`worked`), or the machine stood still."""
        stacks = self._backstop.written()
        found = culprit(stacks)
        if worked and self._loop is not None:
            self._say_hang(f"{found[0]}/{found[1]}" if found else self._name(), looked, stacks)
            self._say_end(now)
        self.budgets.since = self._last_beat = now

    def _look(self, now: float) -> None:
        quiet = now - self._last_beat
        if quiet > self._report_after + _BEAT:
            self._say_hang(self._name(), self._last_beat, self._stack())
            if self._limit is not None and quiet > self._limit:
                self._give_up(quiet)
        else:
            self._say_end(self._last_beat)

    def _name(self) -> str:
        guard: Guard | None = self.budgets.running[0]
        return _NO_NODE if guard is None else guard.name

    def _stack(self) -> str:
        frame = sys._current_frames().get(self._watched)
        return "" if frame is None else "".join(traceback.format_stack(frame))

    def _say_hang(self, name: str, since: float, stack: str) -> None:
        if self._hang is None:
            self._hang = (name, since)
            self.hangs += 1
            self._log.error("the event loop hangs", **_place(name), stack=stack)

    def _say_end(self, now: float) -> None:
        if self._hang is not None:
            name, since = self._hang
            self._hang = None
            self._log.error("the event loop goes on", **_place(name), seconds=round(now - since, 3))

    def _give_up(self, seconds: float) -> None:
        name = self._name()
        if name != _NO_NODE and self._data is not None:
            flow, _, node = name.partition("/")
            disable(self._data, DisabledNode(flow, node, datetime.now(UTC), round(seconds, 1)))
        self._log.critical("the process ends because it hangs", **_place(name), seconds=round(seconds, 1))
        book().flush()
        os._exit(HANG_EXIT)


def _place(name: str) -> dict[str, str]:
    flow, slash, node = name.partition("/")
    return {"flow": flow, "node": node} if slash else {"node": name}
