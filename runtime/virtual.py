"""An event loop on virtual time: time stands still while there is work, else it goes to the next timer."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from datetime import UTC, datetime
from typing import Any, TypeVar, TypeVarTuple

from .calendar import Calendar
from .clock import Clock
from .virtual_work import OutsideWork

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
_Ready = list[tuple[selectors.SelectorKey, int]]
_Choose = Callable[[Callable[[float], _Ready], float | None], _Ready]

BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)
"""The moment at which virtual time begins when nothing else is said: a Monday."""

_ORIGIN = 1000.0  # as on a real machine, monotonic time is never zero
_RESOLUTION = 1e-6  # seconds; far above what adding up floats gets wrong within years
_LOOK = 0.05  # real seconds


class Stuck(RuntimeError):
    """Virtual time cannot go on: nothing is left that could wake what waits, or the work at one moment never ends."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """Sleeps, time-outs and `call_later` follow virtual time, which moves only when there is nothing left to do.

    It stands still while a function runs in an executor, while somebody waits for a process, and while sockets were
    active within the last `grace` real seconds. `start`: the wall time at which it begins. `patience`: real seconds
    that one virtual moment may take. It raises Stuck out of `run_until_complete`.
    """

    def __init__(self, start: datetime = BEGIN, *, patience: float = 60.0, grace: float = 0.02) -> None:
        self._start = start.timestamp()
        self._elapsed = 0.0
        self._stepped = 0.0
        self._settling: list[asyncio.Future[None]] = []
        self._outside = OutsideWork(patience, grace)
        super().__init__(_Selector(self._outside, self._choose))
        self._clock_resolution = _RESOLUTION

    def time(self) -> float:
        """Virtual monotonic seconds."""
        return _ORIGIN + self._elapsed

    def wall(self) -> float:
        """Virtual seconds since 1970 UTC."""
        return self._start + self._elapsed + self._stepped

    def step_wall(self, seconds: float) -> None:
        """Set the wall clock forward, or back with a negative number; timers do not notice."""
        self._stepped += seconds

    def clock(self, calendar: Calendar | None = None) -> Clock:
        """A clock that shows this loop's time."""
        return Clock(calendar, wall=self.wall, monotonic=self.time)

    async def settle(self) -> None:
        """Wait until all work that is due now is done; time does not move."""
        waiter: asyncio.Future[None] = self.create_future()
        self._settling.append(waiter)
        await waiter

    async def advance_to(self, elapsed: float) -> None:
        """Let time move to `elapsed` seconds since the start; all work that is due by then is done."""
        await asyncio.sleep(_ORIGIN + elapsed - self.time())
        await self.settle()

    def run_forever(self) -> None:
        self._outside.moved()
        super().run_forever()

    def _choose(self, wait: Callable[[float], _Ready], timeout: float | None) -> _Ready:
        """In place of the selector's wait for `timeout` seconds (None: for ever)."""
        if self._outside.impatient():
            raise Stuck(f"work at one moment does not end ({self._outside.describe()}): {_waiting(self)}")
        if timeout is not None and timeout < _RESOLUTION / 2:
            self._elapsed += max(timeout, 0.0)
            return wait(0)
        if ready := wait(0):
            return ready
        if (still := self._outside.still(self._watched())) > 0:
            return wait(min(still, _LOOK))
        if self._settling:
            settling, self._settling = self._settling, []
            for waiter in settling:
                if not waiter.done():
                    waiter.set_result(None)
        elif timeout is None:
            raise Stuck(f"nothing is left to wait for, and still this waits: {_waiting(self)}")
        else:
            self._elapsed += timeout
            self._outside.moved()
        return []

    def _watched(self) -> dict[int, selectors.SelectorKey]:
        own: int = self._ssock.fileno()  # type: ignore[attr-defined] # how other threads wake the loop
        return {file: key for file, key in self._selector.get_map().items() if file != own}  # type: ignore[attr-defined]

    def run_in_executor(self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts) -> asyncio.Future[T]:
        future: asyncio.Future[T] = super().run_in_executor(executor, func, *args)
        self._outside.threads += 1
        future.add_done_callback(self._thread_done)
        return future

    def _thread_done(self, future: asyncio.Future[Any]) -> None:
        self._outside.threads -= 1

    async def shutdown_default_executor(self, *timeout: Any) -> None:
        self._outside.threads += 1
        try:
            await super().shutdown_default_executor(*timeout)
        finally:
            self._outside.threads -= 1

    async def sock_sendall(self, sock: Any, data: Any) -> None:
        self._outside.active()
        await super().sock_sendall(sock, data)

    # asyncio offers no public place to see a transport being made.

    async def _make_subprocess_transport(self, *args: Any, **kwargs: Any) -> Any:
        transport = await super()._make_subprocess_transport(*args, **kwargs)  # type: ignore[misc]
        self._outside.processes.add(transport)
        self._outside.active()
        return transport

    def _make_socket_transport(self, *args: Any, **kwargs: Any) -> Any:
        return self._outside.watched(super()._make_socket_transport(*args, **kwargs))  # type: ignore[misc]

    def _make_datagram_transport(self, *args: Any, **kwargs: Any) -> Any:
        return self._outside.watched(super()._make_datagram_transport(*args, **kwargs), "sendto")  # type: ignore[misc]

    def _make_write_pipe_transport(self, *args: Any, **kwargs: Any) -> Any:
        return self._outside.watched(super()._make_write_pipe_transport(*args, **kwargs))  # type: ignore[misc]


class _Selector(selectors.DefaultSelector):
    """The usual selector; how long it waits is for `choose` to say."""

    def __init__(
        self, outside: OutsideWork, choose: Callable[[Callable[[float], _Ready], float | None], _Ready]
    ) -> None:
        super().__init__()
        self._outside = outside
        self._choose = choose

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        self._outside.active()
        return super().register(fileobj, events, data)

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        self._outside.active()
        return super().modify(fileobj, events, data)

    def select(self, timeout: float | None = None) -> _Ready:
        return self._choose(self._wait, timeout)

    def _wait(self, seconds: float) -> _Ready:
        ready = super().select(seconds)
        if ready:
            self._outside.active()
        return ready


def _waiting(loop: asyncio.AbstractEventLoop) -> str:
    """The tasks of a loop and the lines they stand at."""
    places = []
    for task in asyncio.all_tasks(loop):
        inner: Any = task.get_coro()
        while hasattr(getattr(inner, "cr_await", None), "cr_frame"):
            inner = inner.cr_await
        frame = getattr(inner, "cr_frame", None)
        line = f" at {frame.f_code.co_filename}:{frame.f_lineno}" if frame is not None else ""
        places.append(f"{task.get_name()} in {getattr(inner, '__qualname__', inner)}{line}")
    return "; ".join(sorted(places)) or "no task"


def virtual_loop() -> VirtualLoop:
    """The running loop. Raises RuntimeError when it is not a virtual one."""
    loop = asyncio.get_running_loop()
    if not isinstance(loop, VirtualLoop):
        raise RuntimeError("this runs on real time; start it with run_virtual")
    return loop


def run_virtual(main: Coroutine[Any, Any, T], start: datetime = BEGIN, *, patience: float = 60.0) -> T:
    """Run a coroutine on virtual time, from `start` on. Raises Stuck."""
    with asyncio.Runner(loop_factory=lambda: VirtualLoop(start, patience=patience)) as runner:
        return runner.run(main)
