"""The backups of a running project: one at a time, made at once or by schedule, and what came of the last ones."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import structlog

from ..atomic import make_folder, write_atomic
from ..deploy.deployer import Deployer
from ..errors import SinterflowError, said_by
from ..faults import Fault, fault
from ..flow.document import BackupDocument
from ..reasons import reason
from ..schedule import next_time, schedule_faults
from ..text import Text, pick
from .belongs import OWN, STATE, Place
from .copying import Pace
from .folder import Kept, backups_in, file_name, prefix_of, rotate
from .making import Backup, Made
from .recovery import RecoveryKeys, load_keys
from .target import target

T = TypeVar("T")

LOOK = 30.0
"""Seconds between two looks at the schedule; it may change with a deploy, and the wall clock may be set."""
AGAIN = 600.0
"""Seconds after which a scheduled backup that failed is tried again."""


class Busy(Exception):
    """Another backup is being made."""


class WithoutKey(Exception):
    """No recovery passphrase was set up."""


class Good(msgspec.Struct, kw_only=True):
    """A backup that was made into the folder."""

    time: datetime
    file: str
    bytes: int
    revision: int | None
    left_out: list[str]
    damaged: list[str]


class Failed(msgspec.Struct):
    time: datetime
    reason: Text


class State(msgspec.Struct, kw_only=True):
    """What is remembered over restarts. `since`: when the schedule was first seen."""

    good: Good | None = None
    failed: Failed | None = None
    since: datetime | None = None


class Under(msgspec.Struct, kw_only=True):
    """A backup that is being made: `bytes` of about `of` are packed."""

    started: datetime
    bytes: int
    of: int


class Backups:
    """Made before the engine starts; `start` reads what is remembered and begins the schedule, `stop` ends both."""

    def __init__(self, deployer: Deployer, data: Path, place: Place, now: Callable[[], datetime]) -> None:
        self.state = State()
        self.setting_up = asyncio.Lock()
        """Held while a recovery passphrase is set up: of two at once, one would be shown and count for nothing."""
        self.under: Under | None = None
        self._deployer = deployer
        self._data = data
        self._place = place
        self._now = now
        self._pace: Pace | None = None
        self._retry: datetime | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="backup")
        self._tasks: set[asyncio.Task[Any]] = set()
        self._without_key = False
        self._folder_name = ""
        self._log: Any = structlog.get_logger("sinterflow.backup")

    async def start(self) -> None:
        self.state = await self._in_thread(self._load)
        self._go(self._watch())

    async def stop(self) -> None:
        """Give up what is being made: a backup is whole or not there."""
        if self._pace is not None:
            self._pace.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.under is None:  # else it is a download, which ends with its request
            self._thread.shutdown(wait=False)

    # what is there

    @property
    def schedule(self) -> BackupDocument | None:
        found = self._deployer.opened.project.document.settings.backup
        return None if found is None or schedule_faults(found.every, found.cron) else found

    @property
    def folder(self) -> Path:
        """Where backups are made to."""
        schedule = self.schedule
        return self._data / OWN if schedule is None or not schedule.to else self._place.folder / schedule.to

    @property
    def next(self) -> datetime | None:
        """When the schedule makes the next one; in the past when one was missed."""
        schedule, after = self.schedule, self.state.good.time if self.state.good is not None else self.state.since
        if schedule is None or after is None:
            return None
        return next_time(schedule.every, schedule.cron, after, self._deployer.engine.shared.clock.zone)

    @property
    def faults(self) -> Iterator[Fault]:
        """What needs attention."""
        state, schedule, due = self.state, self.schedule, self.next
        if schedule is not None and self._without_key:
            yield fault("backup-without-key")
        if state.failed is not None and not (self._without_key and schedule is not None):
            yield fault("backup-failed", reason=state.failed.reason)
        if schedule is not None and due is not None:
            zone = self._deployer.engine.shared.clock.zone
            if self._now() > next_time(schedule.every, schedule.cron, due, zone):
                never = {"en": "never", "zh": "从未"}
                last = never if state.good is None else f"{state.good.time.astimezone(zone):%Y-%m-%d %H:%M}"
                yield fault("backup-overdue", last=last)
        if state.good is not None and state.good.damaged:
            yield fault("backup-damaged", names=", ".join(state.good.damaged))

    async def keys(self) -> RecoveryKeys | None:
        """Raises SinterflowError when their file is damaged, OSError."""
        return await self._in_executor(partial(load_keys, self._data))

    async def kept(self) -> list[Kept]:
        """The backups in the folder, the newest first."""
        keys = await self.keys()
        if keys is None:
            return []
        return await self._in_executor(partial(backups_in, self.folder, prefix_of(self.name, keys.recovery)))

    @property
    def name(self) -> str:
        project = self._deployer.opened.project
        return pick(project.document.name) or self._folder_name

    # making one

    def begin(self) -> None:
        """Make one in the folder, beside what goes on; what came of it is in `state` then. Raises Busy."""
        self._go(self._make(self._claim()))

    async def make(self) -> None:
        """Make one in the folder; what came of it is in `state`. Raises Busy."""
        await self._make(self._claim())

    async def run(self, write: Callable[[Backup], Made]) -> Made:
        """Make one; `write` is called in a thread with the backup at its cut, to write it somewhere.

        Raises Busy, WithoutKey; SinterflowError, OSError, sqlite3.Error.
        """
        under = self._claim()
        try:
            return await self._run(under, write)
        finally:
            self.under = None

    def _claim(self) -> Under:
        if self.under is not None:
            raise Busy
        self.under = Under(started=self._now(), bytes=0, of=0)
        return self.under

    async def _make(self, under: Under) -> None:
        try:
            await self._make_in_folder(under)
        finally:
            self.under = None
        await self._save()

    async def _make_in_folder(self, under: Under) -> None:
        folder, schedule = self.folder, self.schedule
        try:
            keys = await self._known_keys()
            prefix = prefix_of(self.name, keys.recovery)
            path = folder / file_name(prefix, self._now())
            if folder == self._data / OWN:
                await self._in_executor(partial(make_folder, folder))
            made = await self._run(under, partial(_into, path))
            size = await self._in_executor(lambda: path.stat().st_size)
            self.state.good = Good(
                time=made.cut, file=path.name, bytes=size, revision=made.revision, left_out=made.left_out,
                damaged=made.damaged,
            )  # fmt: skip
            self.state.failed = self._retry = None
            self._log.info("a backup was made", file=str(path), bytes=size, files=made.files)
            if schedule is not None and not made.damaged:
                await self._in_executor(partial(rotate, folder, prefix, schedule.keep, path.name))
        except WithoutKey:
            self._note_failed(pick_of("backup-without-key"))
        except SinterflowError as error:
            self._note_failed(error.text)
        except OSError as error:
            self._note_failed(reason(error))
        except sqlite3.Error as error:
            self._note_failed(str(error))
        except Exception as error:  # whatever it is, nobody may be waiting for it: it is seen in `state` alone
            self._note_failed(said_by(error))

    async def _run(self, under: Under, write: Callable[[Backup], Made]) -> Made:
        keys = await self._known_keys()

        def did(size: int) -> None:
            under.bytes += size

        self._pace = pace = Pace(did, resting=True)
        backup = Backup(self._place, keys, self.name, pace, self._now)
        durability = self._deployer.engine.shared.durability
        try:
            under.of = await self._in_thread(backup.prepare)
            async with self._deployer.nothing_deployed():
                if durability is not None:
                    durability.journal.pin()
                await self._in_thread(backup.begin)
            return await self._in_thread(partial(write, backup))
        finally:
            if durability is not None:
                durability.journal.unpin()
            await self._in_thread(backup.close)
            self._pace = None

    async def _known_keys(self) -> RecoveryKeys:
        keys = await self.keys()
        self._without_key = keys is None
        if keys is None:
            raise WithoutKey
        return keys

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            try:
                await self._look()
            except Exception as error:  # whatever it is, it must not end the schedule: nobody would notice
                why = error.text if isinstance(error, SinterflowError) else said_by(error)
                if self.state.failed is None or self.state.failed.reason != why:
                    self._note_failed(why)

    async def _look(self) -> None:
        """Make one when it is time."""
        if self.schedule is None or self.under is not None:
            return
        if self.state.since is None:
            self.state.since = self._now()
            await self._save()
        due, now = self.next, self._now()
        if due is not None and due <= now and (self._retry is None or self._retry <= now):
            with suppress(Busy):
                await self.make()
        elif self._without_key and await self.keys() is not None:
            self._without_key = False

    def _note_failed(self, why: Text) -> None:
        now = self._now()
        self.state.failed = Failed(now, why)
        self._retry = self._deployer.engine.shared.clock.at(now.timestamp() + AGAIN)
        self._log.error("no backup was made", reason=pick(why))

    async def _save(self) -> None:
        encoded = msgspec.json.format(msgspec.json.encode(self.state), indent=2) + b"\n"
        try:
            await self._in_executor(partial(write_atomic, self._data / STATE, encoded))
        except OSError as error:
            self._log.warning("what is known of backups was not kept", error=str(error))

    def _load(self) -> State:
        self._folder_name = self._place.folder.resolve().name
        try:
            return msgspec.json.decode((self._data / STATE).read_bytes(), type=State)
        except (OSError, msgspec.MsgspecError):
            return State()

    def _go(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        """In the thread of backups, to its end also when nobody waits any more: then it is told to stop."""
        future = asyncio.get_running_loop().run_in_executor(self._thread, work)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            if self._pace is not None:
                self._pace.stop()
            await asyncio.wait({future})
            future.exception()  # that it was stopped is known
            raise

    async def _in_executor(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(None, work)


def pick_of(code: str) -> Text:
    """The text of a fault in both languages."""
    said = fault(code)
    return {lang: said.message(lang) for lang in ("en", "zh")}


def _into(path: Path, backup: Backup) -> Made:
    with target(path, backup.bytes) as file:
        return backup.write(file)
