"""Running programs for the browser tests in editor/e2e."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

EDITOR = Path(__file__).parents[2] / "editor"
LINK = re.compile(r"http://\S+#token=\S+")


Files = Mapping[str, Any]
"""Contents by the names of files: texts as they are, everything else is written as JSON."""


def copied(folder: str, to: Path, files: Files | None = None, **project: Any) -> Path:
    """A project that lies beside this file, copied to where it may be changed; `project`: keys of project.json."""
    shutil.copytree(Path(__file__).with_name(folder), to)
    document = json.loads((to / "project.json").read_text("utf-8"))
    changed = {"project.json": {**document, **project}} if project else {}
    return _put(to, {**changed, **(files or {})})


def written(to: Path, flows: Mapping[str, Mapping[str, Any]], files: Files | None = None, **project: Any) -> Path:
    """A project with these flows; `project`: keys of project.json."""
    documents = {f"flows/{id}.json": {"format": 1, "id": id, **flow} for id, flow in flows.items()}
    return _put(to, {"project.json": {"format": 1, "name": "Plant", **project}, **documents, **(files or {})})


def _put(folder: Path, files: Files) -> Path:
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


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
