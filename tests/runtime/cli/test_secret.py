"""`sinterflow secret`: values by prompt or standard input, never on the command line and never shown."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime.flow.project import init_project
from tests.runtime.cli.running import CLEAN

VALUE = "canary-31b4"
PROGRAM = [sys.executable, "-m", "sinterflow.runtime.cli", "secret"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    init_project(tmp_path / "plant")
    return tmp_path / "plant"


def piped(project: Path, name: str, given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, "set", name, str(project)], input=given, env=CLEAN, capture_output=True, text=True)


def typed(project: Path, *lines: str) -> tuple[int, str]:
    """What a person types at a terminal, and what the terminal shows."""
    own, other = pty.openpty()
    with subprocess.Popen(
        [*PROGRAM, "set", "plc", str(project)],
        stdin=other,
        stdout=other,
        stderr=other,
        env=CLEAN,
        start_new_session=True,
    ) as process:
        os.close(other)
        shown = ""
        for line in lines:
            asked = len(shown)
            while not shown[asked:].endswith(": "):
                shown += os.read(own, 1024).decode()
            os.write(own, f"{line}\n".encode())
        try:
            while more := os.read(own, 1024):
                shown += more.decode()
        except OSError:
            pass  # the other end is closed
    os.close(own)
    return process.returncode, shown


def test_what_is_printed_is_for_people_alone(project: Path) -> None:
    done = piped(project, "plc", VALUE)
    assert done.stdout.splitlines() == [
        "plc is set; if the project runs, deploy so that what uses it takes the new value"
    ]
    assert done.stderr == ""


def test_a_value_is_set_listed_by_name_and_deleted(sinterflow: Any, project: Path) -> None:
    assert piped(project, "plc", f"{VALUE}\n").returncode == 0
    listed = sinterflow("secret", "list", str(project), "--json")
    (item,) = json.loads(listed.out)["items"]
    assert (item["name"], item["author"], VALUE in listed.out) == ("plc", "local", False)
    assert sinterflow("secret", "rotate", str(project)).code == 0
    assert sinterflow("secret", "delete", "plc", str(project)).code == 0
    gone = sinterflow("secret", "delete", "plc", str(project))
    assert (gone.code, "there is no secret plc" in gone.err) == (1, True)
    assert json.loads(sinterflow("secret", "list", str(project), "--json").out)["items"] == []


def test_at_a_terminal_it_is_asked_for_twice_and_not_echoed(sinterflow: Any, project: Path) -> None:
    code, shown = typed(project, VALUE, VALUE)
    assert (code, VALUE in shown) == (0, False)
    code, shown = typed(project, VALUE, "another")
    assert (code, VALUE in shown, "not the same" in shown) == (1, False, True)


@pytest.mark.parametrize(
    ("name", "given"), [("-", "x"), ("a b", "x"), ("plc", ""), ("plc", "\n"), ("plc", "x" * 65537)]
)
def test_names_and_values_that_cannot_be_are_refused(project: Path, name: str, given: str) -> None:
    done = piped(project, name, given)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_without_a_project_it_is_said_and_nothing_is_made(sinterflow: Any, tmp_path: Path) -> None:
    for place in (tmp_path / "nothing", tmp_path):
        done = sinterflow("secret", "list", str(place))
        assert (done.code, done.out) == (2, "")
    assert list(tmp_path.iterdir()) == []


def test_with_the_wrong_key_it_is_said_and_no_value_is_lost(sinterflow: Any, project: Path) -> None:
    assert piped(project, "plc", VALUE).returncode == 0
    key = project / "data" / "secret.key"
    right = key.read_bytes()
    key.write_bytes(bytes(32))
    refused = sinterflow("secret", "rotate", str(project))
    assert (refused.code, "is not the key" in refused.err) == (1, True)
    key.write_bytes(right)
    assert sinterflow("secret", "rotate", str(project)).code == 0
