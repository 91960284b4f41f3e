"""The lock on a data folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sinterflow.runtime.errors import SinterflowError
from sinterflow.runtime.lock import DataLock, held_by

HOLD = """
import sys
from pathlib import Path
from sinterflow.runtime.lock import DataLock
lock = DataLock(Path(sys.argv[1]))
lock.take()
print("taken", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_a_second_process_is_told_who_holds_the_folder(data: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(data)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "taken\n"
        with pytest.raises(SinterflowError) as refused:
            DataLock(data).take()
        assert f"in use by process {holder.pid} since 20" in str(refused.value)
        assert f"进程 {holder.pid}" in refused.value.text["zh"]  # type: ignore[index]
        known = held_by(data)
        assert known is not None
        assert known.pid == holder.pid
        holder.kill()
    assert held_by(data) is None


def test_a_lock_that_was_given_back_can_be_taken_again(data: Path) -> None:
    first = DataLock(data)
    first.take()
    first.release()
    assert held_by(data) is None
    second = DataLock(data)
    second.take()
    assert held_by(data) is not None
    second.release()


def test_a_folder_that_cannot_be_made_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(
        SinterflowError, match=r"file/data cannot be used as data folder: .*; give another one with --data"
    ):
        DataLock(tmp_path / "file" / "data").take()
