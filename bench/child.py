"""A program under measurement: started on one core, asked by lines of JSON, weighed by /proc."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parent.parent
TIME_OUT = 120.0
"""Seconds for any one answer."""
OF_USE = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
"""An installed program has its byte code, whatever is usual where the bench is run."""
MARK = "BENCH "
"""What an answer's line begins with."""


class Wrong(Exception):
    """A benchmark's program failed, or gave a result that is not right."""


class Child:
    """A process with its own `folder`, which goes with it unless `keep`. `core`: the processor it is pinned to."""

    def __init__(
        self,
        name: str,
        command: list[str],
        folder: Path,
        *,
        core: int | None = 0,
        env: dict[str, str] | None = None,
        keep: bool = False,
    ) -> None:
        self.name = name
        self.began = time.perf_counter()
        self._folder = folder
        self._keep = keep
        self._said: list[str] = []
        self._heard: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._process = subprocess.Popen(
            [*([] if core is None else ["taskset", "-c", str(core)]), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**os.environ, **OF_USE, **(env or {})},
            text=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if not self._keep:
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, **command: Any) -> dict[str, Any]:
        """Send a command and wait for its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        return self.answer()

    def answer(self) -> dict[str, Any]:
        """The next answer. Raises Wrong when it says that a node failed."""
        found: dict[str, Any] = json.loads(self.wait_for(MARK).partition(MARK)[2])
        if "failed" in found:
            raise Wrong(f"{self.name}: a node failed: {found['failed']}")
        return found

    def wait_for(self, text: str, times: int = 1, *, again: bool = False) -> str:
        """The line in which `text` is said for the nth time, from now on or, with `again`, from the start."""
        if again:
            times -= sum(text in line for line in self._heard)
        until = time.perf_counter() + TIME_OUT
        line: str | None = ""
        while times > 0:
            try:
                line = self._lines.get(timeout=max(0.0, until - time.perf_counter()))
            except queue.Empty:
                raise Wrong(f"{self.name} did not say {text!r} in {TIME_OUT:g} s; it said:\n{self._tail()}") from None
            if line is None:
                raise Wrong(f"{self.name} ended before it said {text!r}; it said:\n{self._tail()}")
            self._heard.append(line)
            times -= text in line
        return line or ""

    def said(self, text: str) -> str:
        """The first line so far with this text."""
        return next(line for line in self._said if text in line)

    def cpu(self) -> float:
        """Seconds of processor time that the process and its children have used."""
        total = 0.0
        for pid in self._tree():
            for task in Path(f"/proc/{pid}/task").iterdir():
                with suppress(FileNotFoundError):  # a thread that has ended meanwhile
                    total += int((task / "schedstat").read_text().split()[0]) / 1e9
        return total

    def memory(self) -> float:
        """MiB of memory that the process and its children have resident."""
        pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in self._tree())
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def _tree(self) -> list[int]:
        found = [self.pid]
        for pid in found:
            for task in Path(f"/proc/{pid}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
        return found

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._said.append(line)
            self._lines.put(line)
        self._lines.put(None)

    def _tail(self) -> str:
        return "".join(self._said[-20:])
