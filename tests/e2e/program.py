"""Running programs for the browser tests in editor/e2e."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

EDITOR = Path(__file__).parents[2] / "editor"
LINK = re.compile(r"http://\S+#token=\S+")


@contextmanager
def started(*arguments: str) -> Iterator[str]:
    """A running program; gives its login link."""
    command = [sys.executable, "-m", "sinterflow.runtime.cli", *arguments, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        said: list[str] = []
        reader = threading.Thread(target=said.extend, args=(process.stdout,), daemon=True)
        try:
            for line in process.stdout:
                said.append(line)
                if link := LINK.search(line):
                    reader.start()  # a full pipe would stop the program
                    yield link.group()
                    return
            pytest.fail(f"{' '.join(command)} printed no login link:\n{''.join(said)}")
        finally:
            process.terminate()
            if reader.ident is not None:
                reader.join()  # it reads until the program has ended


def browse(link: str, *files: str, **environment: str) -> None:
    """Runs the browser tests of editor/e2e on a running program."""
    npm_run("e2e", link, *files, **environment)


def npm_run(script: str, link: str, *files: str, **environment: str) -> None:
    """Runs a script of the editor's package with the login link of a running program."""
    npm = shutil.which("npm")
    assert npm, "the browser tests need npm; ./dev setup says what is missing"
    done = subprocess.run(
        [npm, "run", "--silent", script, "--", *files],
        cwd=EDITOR,
        env={**os.environ, "SINTERFLOW_LINK": link, "NO_COLOR": "1", **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
