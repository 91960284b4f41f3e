"""What Windows answers otherwise, as far as it can be put on here. It was not run there: docs/windows.md."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sinterflow.runtime import portable
from sinterflow.runtime.atomic import write_atomic
from sinterflow.runtime.portable import kill_group, owner, replace, reserved


@pytest.fixture
def open_elsewhere(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Windows, where the first so many replacements find the file open in another program."""
    left = [0]
    really = os.replace

    def refuse(new: Path, path: Path) -> None:
        if left[0]:
            left[0] -= 1
            raise PermissionError(13, "The process cannot access the file", str(path))
        really(new, path)

    monkeypatch.setattr(portable, "WINDOWS", True)
    monkeypatch.setattr(portable, "PAUSES", (0.001,) * 4)
    monkeypatch.setattr(os, "replace", refuse)
    return left


def test_a_file_that_is_open_for_a_moment_is_replaced(tmp_path: Path, open_elsewhere: list[int]) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")
    open_elsewhere[0] = 4
    write_atomic(file, b"new")
    assert file.read_bytes() == b"new"


def test_one_that_stays_open_is_refused_and_stays_whole(tmp_path: Path, open_elsewhere: list[int]) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")
    open_elsewhere[0] = 5
    with pytest.raises(PermissionError):
        write_atomic(file, b"new")
    assert file.read_bytes() == b"old"


def test_elsewhere_what_is_refused_is_refused_at_once(
    tmp_path: Path, open_elsewhere: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portable, "WINDOWS", False)
    open_elsewhere[0] = 1
    (tmp_path / "new").touch()
    with pytest.raises(PermissionError):
        replace(tmp_path / "new", tmp_path / "file")


@pytest.mark.parametrize("name", ["con", "NUL", "com1", "Lpt9", "aux.line", "con .x", "ends.", "ends "])
def test_names_that_windows_reserves_are_known(name: str) -> None:
    assert reserved(name)


@pytest.mark.parametrize("name", ["console", "com", "com10", "line.con", "a.b", "press-line-1"])
def test_other_names_are_free(name: str) -> None:
    assert not reserved(name)


def test_a_group_ends_as_one() -> None:
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(1, flush=True); input()'])"
    with subprocess.Popen(
        [sys.executable, "-c", child], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        kill_group(process.pid)
        assert process.stdout.read() == b""  # the grandchild had it open, too
    assert process.returncode == -signal.SIGKILL


def test_a_folder_whose_owner_has_no_name_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(self: Path) -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    assert owner(tmp_path) == tmp_path.owner()
    monkeypatch.setattr(Path, "owner", nobody)
    assert owner(tmp_path) is None
