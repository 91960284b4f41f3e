"""Functions in worker processes: for code that is CPU-heavy or not trusted. A crash there is an error message here."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections import deque
from contextvars import Context
from typing import Any, NamedTuple

from ..errors import BudgetExceeded, NodeError
from ..host import Out, Sent
from ..message import Message
from ..node import Node
from ..text import text
from .frames import pack, unpack
from .function import FunctionCode
from .process import Process, WorkerLost

BATCH = 100
"""Messages that go to a worker at once."""

_SPARE = 1.0
"""Seconds that a batch may take beyond its budget before its worker is ended; code that yields is stopped earlier."""


class _Asked(NamedTuple):
    message: bytes
    answer: asyncio.Future[Sent]


class WorkerPool:
    """The worker processes of an engine: at most `size`, each started with its first batch.

    `memory`: bytes of address space that a worker may use, None for no limit (Unix).
    """

    def __init__(self, size: int | None = None, memory: int | None = None) -> None:
        self.size = size or max(1, (os.cpu_count() or 2) - 1)
        self.lost = 0
        """How many workers ended in the middle of a batch and were replaced."""
        self._memory = memory or 0
        self._keys = itertools.count(1)
        self._ready: asyncio.Queue[WorkerFunction] = asyncio.Queue()
        self._processes: list[Process] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._idle = 0

    def function(
        self, code: FunctionCode, node: Node, budget: float, *, outputs: int = 1, name: str = ""
    ) -> WorkerFunction:
        """The code of one function node, to run here. `budget`: seconds for each message."""
        fields = {
            **code.sources,
            "flow": node.host.flow,
            "node": node.id,
            "name": name or node.id,
            "env": node.env,
            "outputs": outputs,
            "budget": budget,
        }
        return WorkerFunction(self, next(self._keys), fields, node, budget)

    def submit(self, function: WorkerFunction) -> None:
        """There are messages for this function: the next free worker takes a batch."""
        self._ready.put_nowait(function)
        if not self._idle and len(self._tasks) < self.size:
            process = Process(self._memory)
            self._processes.append(process)
            self._tasks.append(asyncio.create_task(self._work(process), name="worker", context=Context()))

    def forget(self, key: int) -> None:
        for process in self._processes:
            process.forget(key)

    async def stop(self) -> None:
        """End all workers and wait for them. What still waits for an answer gets a NodeError."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(process.stop() for process in self._processes))
        while not self._ready.empty():
            self._ready.get_nowait().cancel()
        self._tasks.clear()
        self._processes.clear()

    async def _work(self, process: Process) -> None:
        while True:
            self._idle += 1
            try:
                function = await self._ready.get()
            finally:
                self._idle -= 1
            await function.run_batch(process)


class WorkerFunction:
    """The code of one function node in the pool. Answers come in the order of the messages."""

    def __init__(self, pool: WorkerPool, key: int, fields: dict[str, Any], node: Node, budget: float) -> None:
        self._pool = pool
        self._key = key
        self._fields = fields
        self._node = node
        self._budget = budget
        self._waiting: deque[_Asked] = deque()
        self._last: asyncio.Event | None = None

    async def receive(self, message: Message) -> Sent:
        """Raises NodeError when the code fails or ends its worker, BudgetExceeded when it takes too long."""
        try:
            packed = pack(message)
        except Exception as error:
            raise _cannot_pass(error) from error
        asked = _Asked(packed, asyncio.get_running_loop().create_future())
        self._waiting.append(asked)
        if len(self._waiting) % BATCH == 1:
            self._pool.submit(self)
        return await asked.answer

    def stop(self) -> None:
        """The node stops: the workers forget the code."""
        self.cancel()
        self._pool.forget(self._key)

    def cancel(self) -> None:
        """What waits for a worker will get none."""
        while self._waiting:
            _fail(self._waiting.popleft().answer, _stopped())

    async def run_batch(self, process: Process) -> None:
        """Take up to BATCH messages and answer them, after all that were taken before."""
        batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
        if self._waiting:
            self._pool.submit(self)
        if not batch:
            return
        before, done = self._last, asyncio.Event()
        self._last = done
        try:
            answers = await self._answers(process, [asked.message for asked in batch])
            if before is not None:
                await before.wait()
            for asked, answer in zip(batch, answers, strict=True):
                self._give(asked.answer, answer)
        finally:
            for asked in batch:
                _fail(asked.answer, _stopped())
            done.set()

    async def _answers(self, process: Process, messages: list[bytes]) -> list[Any]:
        """One answer for each message. When the worker is lost each goes again alone: only the guilty one fails."""
        seconds = self._budget * len(messages) + _SPARE
        try:
            return await process.run(self._key, self._fields, messages, seconds)
        except WorkerLost as lost:
            self._pool.lost += 1
            if len(messages) > 1:
                return [one for message in messages for one in await self._answers(process, [message])]
            return [([], None, text(en=lost.en, zh=lost.zh), False)]

    def _give(self, answer: asyncio.Future[Sent], content: Any) -> None:
        try:
            said, packed, error, over = content
            self._say(said)
            sent = None if error is not None else _sent(unpack(packed))
        except Exception as failure:
            _fail(answer, _cannot_pass(failure))
            return
        if error is not None:
            _fail(answer, BudgetExceeded(error) if over else NodeError(error))
        elif not answer.done():
            answer.set_result(sent)

    def _say(self, said: list[tuple[str, str, str]]) -> None:
        for what, level, words in said:
            if what == "status":
                self._node.status(level, words)  # type: ignore[arg-type]
            elif level in ("info", "warning", "error"):
                getattr(self._node.log, level)(words)


def _sent(result: Any) -> Sent:
    if result is None or isinstance(result, dict):
        return result
    return [Out(port, message) for port, message in result]


def _fail(answer: asyncio.Future[Sent], error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)


def _stopped() -> NodeError:
    return NodeError(text(en="the node stopped before its worker answered", zh="节点在工作进程应答之前已停止"))


def _cannot_pass(error: Exception) -> NodeError:
    return NodeError(
        text(
            en=f"the message cannot pass between the engine and a worker process: {error}; run this function inline",
            zh=f"消息无法在引擎与工作进程之间传递：{error}；请改为在引擎内运行该函数",
        )
    )
