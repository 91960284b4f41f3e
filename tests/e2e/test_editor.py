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
    npm = shutil.which("npm")
    assert npm, "the browser tests need npm; ./dev setup says what is missing"
    done = subprocess.run(
        [npm, "run", "--silent", "e2e", "--", *files],
        cwd=EDITOR,
        env={**os.environ, "SINTERFLOW_LINK": link, "NO_COLOR": "1", **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def flow_file(tmp_path: Path) -> Path:
    return Path(shutil.copy(Path(__file__).with_name("line.json"), tmp_path))


@pytest.mark.timeout(300)
def test_a_browser_shows_a_running_flow_and_its_live_values(flow_file: Path, tmp_path: Path) -> None:
    with started("run", str(flow_file), "--data", str(tmp_path / "data")) as link:
        browse(link, "flows", "sign-in")


@pytest.mark.timeout(300)
def test_somebody_signs_in_by_name_in_a_browser(flow_file: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started("run", str(flow_file), "--data", str(data)) as link:
        browse(link, "people", SINTERFLOW_PASSWORD=(data / "initial-password").read_text().strip())


@pytest.mark.timeout(300)
def test_a_browser_shows_the_demonstration_plant_at_work(tmp_path: Path) -> None:
    with started("demo", "--data", str(tmp_path / "demo")) as link:
        browse(link, "demo")
