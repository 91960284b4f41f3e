"""Looks at the machine every few seconds, says what comes near a limit, and makes room before it bites."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import structlog

from ..engine import Engine
from ..faults import Fault
from ..flow.document import Settings
from ..histogram import Sample
from ..stalls import Stalls
from ..text import Text, text
from . import readings as of
from .machine import Disk, Machine, Memory
from .machine_clock import MachineClock
from .readings import Reading
from .relief import Relief
from .states import Level, States, as_fault

EVERY = 5.0
TOPIC = "health"
LEVELS = ("ok", "warning", "critical")
_WELL: Text = text(en="there is room again", zh="已恢复正常")


class Seen(NamedTuple):
    """What was asked of the machine in a thread."""

    memory: Memory
    disk: Disk | None
    files: tuple[int, int | None]


class Watch:
    """`start` it beside the flows. `settings` are those of what is deployed. `faults` is what is not well."""

    def __init__(
        self,
        engine: Engine,
        settings: Callable[[], Settings],
        stalls: Stalls,
        relief: Relief,
        data: Path | None = None,
        clock: MachineClock | None = None,
        machine: Machine | None = None,
    ) -> None:
        self.clock = clock or MachineClock()
        self._engine = engine
        self._settings = settings
        self.stalls = stalls
        self._relief = relief
        self._machine = machine or Machine(data)
        self._states = States()
        self._seen: Seen | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="machine")  # nodes may keep all others
        self._task: asyncio.Task[None] | None = None
        self._log: Any = structlog.get_logger("sinterflow.health")

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def pause(self) -> None:
        """Look no more until it is started again."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def stop(self) -> None:
        await self.pause()
        self._relief.end()
        self._thread.shutdown(wait=False)

    @property
    def faults(self) -> list[Fault]:
        """What is near its limit or beyond, the worst first."""
        return self._states.faults()

    @property
    def disk(self) -> Disk | None:
        return self._seen.disk if self._seen is not None else None

    @property
    def memory(self) -> Memory | None:
        return self._seen.memory if self._seen is not None else None

    async def look(self) -> None:
        """Once."""
        loop = asyncio.get_running_loop()
        settings, now = self._settings(), loop.time()
        self._seen = await loop.run_in_executor(self._thread, self._ask, settings, now)
        found = [*self._readings(self._seen, settings)]
        for flow in list(self._engine.flows.values()):
            found += of.of_wires(flow, settings.limits)
            await asyncio.sleep(0)
        for reading, before, level in self._states.judge(_not_too_many(found), now):
            self._tell(reading, before, level)
        (self._relief.begin if self._states.level("memory") == 2 else self._relief.end)()

    def samples(self) -> Iterator[Sample]:
        """Its metrics."""
        for limit, used in sorted(self._states.used().items()):
            yield Sample("sinterflow_limit_state", {"limit": limit}, self._states.level(limit))
            yield Sample("sinterflow_limit_used_ratio", {"limit": limit}, round(used, 4))
        if self.memory is not None:
            yield Sample("sinterflow_memory_limit_bytes", {}, self.memory.limit)
        if self.disk is not None:
            yield Sample("sinterflow_disk_free_bytes", {}, self.disk.free)
            if self.disk.full_in is not None:
                yield Sample("sinterflow_disk_full_seconds", {}, round(self.disk.full_in))
        yield from self.clock.samples()

    async def _run(self) -> None:
        end = self._engine.shared.clock.stepped(lambda seconds: self.clock.stepped())
        try:
            while True:
                try:
                    await self.look()
                except Exception as error:
                    self._log.error("the machine cannot be looked at", error=str(error) or type(error).__name__)
                await asyncio.sleep(EVERY)
        finally:
            end()

    def _ask(self, settings: Settings, now: float) -> Seen:
        machine = self._machine
        self.clock.look(settings.time_server)
        return Seen(machine.memory(settings.limits.memory_bytes), machine.disk(now), machine.files())

    def _readings(self, seen: Seen, settings: Settings) -> Iterator[Reading]:
        limits, shared = settings.limits, self._engine.shared
        yield of.of_memory(seen.memory, limits)
        used, most = seen.files
        if most is not None:
            yield of.of_files(used, most, limits)
        if seen.disk is not None:
            journal = shared.durability.journal.bytes if shared.durability is not None else 0
            yield from of.of_disk(seen.disk, journal, limits)
        yield of.of_loop(self.stalls, limits)
        yield of.of_tray(shared.tray, limits)
        yield from of.of_clock(self.clock.state, limits)
        yield from of.of_peers(self._engine, limits)

    def _tell(self, reading: Reading, before: Level, level: Level) -> None:
        said = as_fault(reading, level or before)
        message, hint = (text(en=one("en"), zh=one("zh")) for one in (said.message, said.hint))
        where = {"wire": reading.key} if "wire" in reading.place else {}
        if level:
            log = self._log.error if level == 2 else self._log.warning
            log("near a limit", limit=reading.limit, said=message, hint=hint, **where)
        else:
            self._log.info("away from a limit again", limit=reading.limit, **where)
        data: dict[str, Any] = {"limit": reading.limit, "state": LEVELS[level], "before": LEVELS[before], **where}
        data |= {"message": message, "hint": hint} if level else {"message": _WELL, "hint": ""}
        self._engine.shared.events.publish(TOPIC, data)


def _not_too_many(found: list[Reading]) -> list[Reading]:
    wires = sorted((one for one in found if one.limit == "wire"), key=lambda one: -one.used)
    return [*(one for one in found if one.limit != "wire"), *wires[: of.MOST_WIRES]]
