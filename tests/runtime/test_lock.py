"""The lock on a data folder."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sinterflow.runtime.errors import SinterflowError
from sinterflow.runtime.lock import DataLock, held_by
from sinterflow.runtime.portable import WINDOWS

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


@pytest.mark.skipif(WINDOWS, reason="its folders have lists of their own")
def test_a_data_folder_that_others_may_read_is_taken_from_them(tmp_path: Path) -> None:
    by_hand, made = tmp_path / "by-hand", tmp_path / "made"
    by_hand.mkdir(mode=0o755)
    by_hand.chmod(0o755)
    for data in (by_hand, made):
        with DataLock(data):
            pass
        assert stat.S_IMODE(data.stat().st_mode) == 0o700


@pytest.mark.skipif(WINDOWS, reason="its folders have lists of their own")
def test_a_folder_that_the_system_shares_is_left_to_all(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    with DataLock(shared):
        pass
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777
