"""One worker process as the engine sees it: started when needed, ended and replaced when it fails."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import Any

from .frames import HEAD, MAX_FRAME, frame, unpack

_START = 30.0
"""Seconds that a process may take to start."""


class WorkerLost(Exception):
    """The process ended, or was ended, in the middle of a batch; `en` and `zh` say why."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh


class Process:
    """A worker process. `memory`: bytes of address space it may use, 0 for no limit."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._process: asyncio.subprocess.Process | None = None
        self._defined: set[int] = set()

    async def run(self, key: int, fields: dict[str, Any], messages: list[bytes], seconds: float) -> list[Any]:
        """The answers to these messages, in order. Raises WorkerLost; then the next `run` starts a new process."""
        try:
            process = self._process
            if process is None:
                async with asyncio.timeout(_START):
                    process = await self._started()
            data = frame(("run", key, messages))
            if key not in self._defined:
                data = frame(("define", key, fields)) + data
                self._defined.add(key)
            async with asyncio.timeout(seconds):
                return await self._exchange(process, data, len(messages))
        except TimeoutError:
            await self.stop()
            raise WorkerLost(
                f"the worker process was ended because it did not answer within {seconds:g} s",
                f"工作进程在 {seconds:g} 秒内没有应答，已被结束",
            ) from None
        except (OSError, EOFError) as error:
            raise _ended(await self.stop(patience=1.0)) from error
        except BaseException:
            await self.stop()
            raise

    def forget(self, key: int) -> None:
        """The function with this key is gone."""
        if key in self._defined and self._process is not None and self._process.stdin is not None:
            self._defined.discard(key)
            self._process.stdin.write(frame(("forget", key, None)))

    async def stop(self, patience: float = 0.0) -> int:
        """End the process, if there is one, and give its exit code. It may take `patience` seconds to end by itself."""
        process, self._process = self._process, None
        self._defined.clear()
        if process is None:
            return 0
        if process.returncode is None:
            try:
                async with asyncio.timeout(patience):
                    return await process.wait()
            except TimeoutError:
                process.kill()
        return await process.wait()

    async def _started(self) -> asyncio.subprocess.Process:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", f"{__package__}.worker", str(self._memory),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        await self._answer(self._process)
        return self._process

    async def _exchange(self, process: asyncio.subprocess.Process, data: bytes, count: int) -> list[Any]:
        assert process.stdin is not None
        process.stdin.write(data)
        await process.stdin.drain()
        answers = await self._answer(process)
        if not isinstance(answers, list) or len(answers) != count:
            raise EOFError("an answer of another shape")
        return answers

    async def _answer(self, process: asyncio.subprocess.Process) -> Any:
        assert process.stdout is not None
        (size,) = HEAD.unpack(await process.stdout.readexactly(HEAD.size))
        if size > MAX_FRAME:
            raise EOFError(f"an answer of {size} bytes")
        try:
            return unpack(await process.stdout.readexactly(size))
        except (OSError, EOFError):
            raise
        except Exception as error:  # a worker whose code wrote into the pipe can send anything
            raise EOFError(str(error)) from error


def _ended(code: int) -> WorkerLost:
    how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return WorkerLost(f"the code ended its worker process ({how})", f"代码使工作进程意外结束（{how}）")
