"""Which flow is at work: written where it outlives the process, so that after a crash it is known."""

from __future__ import annotations

import asyncio
import struct
import time
from collections.abc import Callable, Coroutine, Generator, Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar
from datetime import UTC, datetime
from functools import partial, wraps
from inspect import iscoroutinefunction
from mmap import mmap
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar, cast

from .atomic import write_atomic

T = TypeVar("T")
Mark = Callable[[], None]
"""Says that a flow is at work from now on; to be called wherever its code begins or goes on."""

FILE = "active"
_NAME = slice(0, 64)
"""The id of the flow; longer ones do not exist."""
_REST = struct.Struct("<8s3d?")
_MAGIC = b"active-1"
_SIZE = 128


class Last(NamedTuple):
    """What a process has left: its start and its last sign of life by the wall clock, and the seconds between.

    `ended`: it was asked to stop. `flow` was the last at work; empty when none was.
    """

    started: datetime
    alive: datetime
    ran: float
    ended: bool
    flow: str


def read_last(data: Path) -> Last | None:
    """None when there is nothing, or nothing that can be read."""
    try:
        raw = (data / FILE).read_bytes()
        magic, started, alive, ran, ended = _REST.unpack_from(raw, _NAME.stop)
        flow = raw[_NAME].rstrip(b"\0").decode("ascii")
        times = [datetime.fromtimestamp(one, UTC) for one in (started, alive)]
    except (OSError, struct.error, ValueError, OverflowError):
        return None
    return Last(times[0], times[1], ran, ended, flow) if magic == _MAGIC and ran >= 0 else None


def forget_last(data: Path) -> None:
    (data / FILE).unlink(missing_ok=True)


class Activity:
    """A few bytes of memory that are a file as well: what is in them is there after any end but that of the machine.

    Before `open` nothing is written. Flows are to ask for their marks after it.
    """

    def __init__(self) -> None:
        self._memory: mmap | None = None
        self._started = 0.0
        self._began = 0.0
        self._ended = False

    def open(self, data: Path, now: datetime) -> None:
        """Begin a file for this run. Blocks; raises OSError."""
        self._started, self._began = now.timestamp(), time.monotonic()
        path = data / FILE
        write_atomic(path, (bytes(_NAME.stop) + self._state(self._started)).ljust(_SIZE, b"\0"))
        with path.open("r+b") as file:
            self._memory = mmap(file.fileno(), _SIZE)

    def mark(self, flow: str) -> Mark:
        """The mark of one flow."""
        if self._memory is None:
            return _nothing
        return partial(self._memory.__setitem__, _NAME, flow.encode("ascii", "replace")[: _NAME.stop].ljust(64, b"\0"))

    def beat(self) -> None:
        """A sign of life, to be given now and then."""
        if self._memory is not None:
            self._memory[_NAME.stop : _NAME.stop + _REST.size] = self._state(time.time())

    def end(self) -> None:
        """The process was asked to stop: however it goes on, it is no crash."""
        self._ended = True
        self.beat()

    def sync(self) -> None:
        """Blocks until what is written is on the disk."""
        if self._memory is not None:
            self._memory.flush()

    def _state(self, alive: float) -> bytes:
        return _REST.pack(_MAGIC, self._started, alive, time.monotonic() - self._began, self._ended)


def _nothing() -> None:
    """The mark where nothing is written down."""


_mark: ContextVar[Mark | None] = ContextVar("sinterflow_mark", default=None)
"""The mark of the flow whose code runs in this context; tasks that it starts inherit it."""


class Stepped(Coroutine[Any, Any, T]):
    """A coroutine that makes its flow's mark before each of its steps: others have run in between."""

    __slots__ = ("_mark", "_send", "_work")

    def __init__(self, work: Coroutine[Any, Any, T], mark: Mark) -> None:
        self._work = work
        self._send = work.send
        self._mark = mark

    def __next__(self) -> Any:
        self._mark()
        return self._send(None)

    def send(self, value: Any) -> Any:
        self._mark()
        return self._send(value)

    def throw(self, *error: Any) -> Any:
        self._mark()
        return self._work.throw(*error)

    def close(self) -> None:
        self._work.close()

    def __iter__(self) -> Self:
        return self

    def __await__(self) -> Generator[Any, Any, T]:
        return self  # it has every method of a generator that `await` calls

    def __getattr__(self, name: str) -> Any:
        """What asyncio shows of a task: frame, code and name of the work."""
        return getattr(self._work, name)


def new_task(
    loop: asyncio.AbstractEventLoop, work: Any, *, context: Context | None = None, **more: Any
) -> asyncio.Task[Any]:
    """The task factory of an event loop on which flows run: tasks that begin in a flow belong to it."""
    mark = _mark.get() if context is None else context.get(_mark)
    if mark is not None and asyncio.iscoroutine(work):
        work = Stepped(work, mark)
    return asyncio.Task(work, loop=loop, context=context, **more)


F = TypeVar("F", bound=Callable[..., Any])


def at_work(method: F) -> F:
    """What this method of an object with a `mark` does is its flow's work, and so are the tasks it starts."""

    @contextmanager
    def begun(mark: Mark) -> Iterator[None]:
        token = _mark.set(None if mark is _nothing else mark)
        try:
            mark()
            yield
        finally:
            _mark.reset(token)

    @wraps(method)
    def at_once(self: Any, *arguments: Any, **named: Any) -> Any:
        with begun(self.mark):
            return method(self, *arguments, **named)

    @wraps(method)
    async def awaited(self: Any, *arguments: Any, **named: Any) -> Any:
        with begun(self.mark):
            return await Stepped(method(self, *arguments, **named), self.mark)

    return cast(F, awaited if iscoroutinefunction(method) else at_once)
