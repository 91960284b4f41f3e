"""Flow tests run for somebody else: in a process of their own, so that what hangs or crashes there is none of ours."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..errors import SinterflowError
from ..portable import kill_group
from ..text import text

LARGEST = 16 * 1024 * 1024
"""Bytes of the results."""


class NoResult(SinterflowError):
    """The tests came to no result; the text says why."""


async def run_tests(files: Mapping[str, bytes], seconds: float, lang: str) -> list[dict[str, Any]]:
    """The results of the tests among the `files` of a project, by names such as `tests/a.json`.

    They are those of `sinterflow test --json`. Raises NoResult.
    """
    loop = asyncio.get_running_loop()
    folder = await loop.run_in_executor(None, partial(TemporaryDirectory, prefix="sinterflow-tests-"))
    try:
        await loop.run_in_executor(None, _written, Path(folder.name), files)
        async with asyncio.timeout(seconds):
            raw = await _output(Path(folder.name), lang)
    except TimeoutError:
        said = text(en=f"they were not done within {seconds:g} seconds", zh=f"未能在 {seconds:g} 秒内完成")
        raise NoResult(said) from None
    finally:
        await loop.run_in_executor(None, folder.cleanup)
    try:
        cases: list[dict[str, Any]] = json.loads(raw)["cases"]
    except (ValueError, KeyError, TypeError):
        said = text(en="their process ended early", zh="测试进程提前结束")
        raise NoResult(said) from None
    return [{**case, "file": Path(case["file"]).name} for case in cases]


def _written(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


async def _output(folder: Path, lang: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sinterflow.runtime.cli", "--lang", lang, "test", "--json", str(folder)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
        limit=LARGEST,
    )
    try:
        assert process.stdout is not None
        read = bytearray()
        while part := await process.stdout.read(1024 * 1024):
            read += part
            if len(read) > LARGEST:
                raise NoResult(text(en="their results are too large", zh="测试结果过大"))
        return bytes(read)
    finally:
        _end(process)
        await process.wait()


def _end(process: asyncio.subprocess.Process) -> None:
    """End it with what it has started: it leads a group of its own."""
    if process.returncode is not None:
        return
    try:
        kill_group(process.pid)
    except ProcessLookupError:
        return  # it has just ended
