"""Runs on recorded traffic, each in a process of its own: one that hangs, grows or crashes is none of the gateway's."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from typing import Any

import msgspec
import structlog

from ..errors import FaultError, SinterflowError
from ..faults import Fault
from ..portable import kill_group
from ..text import Text, text
from .request import Asked, packed

MOST = 2
"""Runs at a time."""
MEMORY = 2 * 1024**3
"""Bytes of address space of one run (Unix)."""
LARGEST_ANSWER = 64 * 1024 * 1024
_LOOK = 0.5


class Busy(SinterflowError):
    """As many runs as may be are under way."""


class RunFailed(SinterflowError):
    """The run came to no result; the text says why."""


class Runs:
    """Starts the processes, and ends those that take too long or that nobody waits for any more."""

    def __init__(self) -> None:
        self._processes: set[asyncio.subprocess.Process] = set()
        self._under_way = 0
        self._stopped = False
        self._log: Any = structlog.get_logger("sinterflow.recording")

    async def run(self, asked: Asked, seconds: float, gone: Callable[[], bool] = lambda: False) -> bytes:
        """The answer as JSON. `gone`: whether the caller has left, asked now and then.

        Raises Busy, RunFailed, and FaultError for documents that cannot run.
        """
        if self._under_way >= MOST or self._stopped:
            raise Busy
        self._under_way += 1
        try:
            request = await asyncio.get_running_loop().run_in_executor(None, packed, asked)
            async with asyncio.timeout(seconds):
                return read_answer(await self._answer(request, gone))
        except TimeoutError:
            raise RunFailed(
                text(
                    en=f"it was not done within {seconds:g} seconds; choose a shorter part of the recording, "
                    "or allow more time",
                    zh=f"未能在 {seconds:g} 秒内完成；请选择更短的录制区间，或放宽时间限制",
                )
            ) from None
        finally:
            self._under_way -= 1

    async def stop(self) -> None:
        """End all runs, and begin no more."""
        self._stopped = True
        for process in list(self._processes):
            _kill(process)
            await process.wait()

    async def _answer(self, request: bytes, gone: Callable[[], bool]) -> bytes:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", f"{__package__}.child",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            start_new_session=True, limit=LARGEST_ANSWER,
        )  # fmt: skip
        self._processes.add(process)
        assert process.stderr is not None
        said = asyncio.create_task(_tail(process.stderr))
        watching = asyncio.create_task(_watch(process, gone))
        try:
            if answer := await _talk(process, request):
                return answer
            code = await process.wait()
            if not self._stopped and not gone():
                self._log.error("a run on a recording ended early", code=code, said=await said)
            raise RunFailed(_ended(code))
        finally:
            self._processes.discard(process)
            watching.cancel()
            said.cancel()
            _kill(process)
            await process.wait()


async def _talk(process: asyncio.subprocess.Process, request: bytes) -> bytes:
    """What it says, nothing when it ended before. Its input stays open: when this process dies, so does that one."""
    assert process.stdin is not None
    assert process.stdout is not None
    answer = bytearray()
    try:
        process.stdin.write(request)
        await process.stdin.drain()
        while part := await process.stdout.read(1024 * 1024):
            answer += part
            if len(answer) > LARGEST_ANSWER:
                raise RunFailed(text(en="its answer is too large; ask for less", zh="结果过大；请缩小查询范围"))
    except ConnectionError:
        return b""  # it ended before it had read everything
    return bytes(answer)


async def _tail(stream: asyncio.StreamReader) -> str:
    """The last of what it writes to its standard error."""
    kept = b""
    while part := await stream.read(65536):
        kept = (kept + part)[-4000:]
    return kept.decode(errors="replace")


async def _watch(process: asyncio.subprocess.Process, gone: Callable[[], bool]) -> None:
    while True:  # nobody tells when a caller has left
        await asyncio.sleep(_LOOK)
        if gone():
            return _kill(process)


def _kill(process: asyncio.subprocess.Process) -> None:
    """End it with what it has started: it leads a group of its own."""
    if process.returncode is not None:
        return
    try:
        kill_group(process.pid)
    except ProcessLookupError:
        return  # it has just ended


def _ended(code: int) -> Text:
    how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return text(
        en=f"its process ended early ({how}); the flow may need more memory than a run may use",
        zh=f"其进程提前结束（{how}）；流程所需内存可能超出运行限制",
    )


def read_answer(raw: bytes) -> bytes:
    """The JSON of an answer. Raises FaultError or RunFailed when it is none."""
    kind, _, content = raw.partition(b"\n")
    if kind == b"answer":
        return content
    if kind == b"faults":
        raise FaultError(msgspec.json.decode(content, type=list[Fault]))
    raise RunFailed(msgspec.json.decode(content) if kind == b"failed" else raw[:1000].decode(errors="replace"))
