"""A real `sinterflow` process, and what it says."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LINK = re.compile(r"(http://\S+?)/?#token=(\S+)")
CLEAN = {name: value for name, value in os.environ.items() if name not in ("JOURNAL_STREAM", "NOTIFY_SOCKET")}


class Running:
    """A started process; what it writes comes line by line, both streams as one."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        self.url = ""
        self.token = ""

    def until(self, pattern: str) -> str:
        """The first line that matches, waiting for it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if link := LINK.search(line):
                self.url, self.token = link.groups()
            if re.search(pattern, line):
                return line
        raise AssertionError(f"ended with {self.process.wait()} before it said {pattern!r}:\n" + "".join(self.said))

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal, read the rest, and give the exit code."""
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        rest, _ = self.process.communicate(timeout=60)
        self.said.append(rest)
        return self.process.returncode

    @property
    def output(self) -> str:
        return "".join(self.said)

    def get(self, path: str, token: str | None = None) -> tuple[int, Any]:
        """Status and answer of a GET."""
        return self._ask("GET", path, token or self.token)

    def post(self, path: str) -> tuple[int, Any]:
        """Status and answer of a POST without a body."""
        return self._ask("POST", path, self.token)

    def _ask(self, method: str, path: str, token: str) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        request = urllib.request.Request(self.url + path, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, _body(answer.read())
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, _body(refused.read())


def _body(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode()


@contextmanager
def started(*arguments: str, cwd: Path, **environment: str) -> Iterator[Running]:
    """`sinterflow` with these arguments; it is told to stop at the end if it still runs."""
    command = [sys.executable, "-m", "sinterflow.runtime.cli", *arguments]
    with subprocess.Popen(
        command,
        cwd=cwd,
        env={**CLEAN, "LC_ALL": "C.UTF-8", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield Running(process)
        finally:
            if process.poll() is None:
                process.terminate()
                process.communicate()
