"""What a start makes of the end of the runs before it, whatever the wall clock did."""

from __future__ import annotations

import asyncio
import errno
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import pytest
import structlog

from sinterflow.runtime import held as held_module
from sinterflow.runtime.activity import Activity, at_work, new_task, read_last
from sinterflow.runtime.held import after_crashes, held_flows, release

LOG: Any = structlog.get_logger("test")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def run(data: Path, start: datetime, flow: str, hung: datetime | None = None) -> list[str]:
    """A run that starts at this time by the wall clock and crashes at once; gives what was held at its start."""
    held = after_crashes(data, start, hung, LOG)
    activity = Activity()
    activity.open(data, start)
    if flow:
        activity.mark(flow)()
    return [one.flow for one in held]


def at(*seconds: float) -> list[datetime]:
    return [NOON + timedelta(seconds=one) for one in seconds]


def runs(data: Path, *starts: float, flow: str = "a") -> list[str]:
    """What is held at the last of these starts."""
    return [run(data, start, flow) for start in at(*starts)][-1]


@pytest.mark.parametrize(
    ("starts", "held"),
    [
        ((0, 10, 20, 30), ["a"]),
        ((0, 10, 20), []),
        ((0, 100, 200, 299), ["a"]),
        ((0, 100, 290, 301), []),
        ((0, 3600, 3610, 3620), []),
        ((0, 10, -3600, -3590), ["a"]),  # the clock was set back between two runs
        ((0, 10, 20, -3600), ["a"]),
        ((0, 400, -3600, -3590, -3580), ["a"]),
        ((0, 400, -3600, -3590), []),  # what was long ago before does not come back
    ],
)
def test_three_crashes_count_when_five_minutes_hold_them(tmp_path: Path, starts: Any, held: list[str]) -> None:
    assert runs(tmp_path, *starts) == held


def test_the_flow_of_the_last_crash_is_held_and_then_the_next(tmp_path: Path) -> None:
    found = [run(tmp_path, start, flow) for start, flow in zip(at(0, 1, 2, 3, 4), "aabcd", strict=True)]
    assert found == [[], [], [], ["b"], ["b", "c"]]


def test_a_crash_with_no_flow_at_work_holds_none(tmp_path: Path) -> None:
    assert runs(tmp_path, 0, 1, 2, 3, flow="") == []


def test_a_run_that_ended_by_a_hang_whose_node_is_disabled_does_not_count(tmp_path: Path) -> None:
    starts = at(0, 1, 2, 3, 4)
    hangs = [None, starts[0], starts[1], starts[2], starts[2]]  # each run but the last hung
    assert [run(tmp_path, *each) for each in zip(starts, "aaaaa", hangs, strict=True)] == [[]] * 5


def test_a_release_gives_a_clean_record(tmp_path: Path) -> None:
    runs(tmp_path, 0, 1, 2, 3)
    assert release(tmp_path, "a")
    assert not release(tmp_path, "a")
    assert runs(tmp_path, 4) == []
    assert runs(tmp_path, 5) == []
    assert held_flows(tmp_path) == []


def test_a_crash_is_counted_once_though_the_start_after_it_broke(tmp_path: Path) -> None:
    runs(tmp_path, 0, 1)
    left = (tmp_path / "active").read_bytes()
    for start in at(2, 3, 4):
        (tmp_path / "active").write_bytes(left)
        assert after_crashes(tmp_path, start, None, LOG) == []


def test_a_full_disk_holds_the_flow_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs(tmp_path, 0, 1, 2)

    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(held_module, "write_atomic", full)
    with structlog.testing.capture_logs() as logged:
        (found,) = after_crashes(tmp_path, NOON + timedelta(seconds=3), None, structlog.get_logger())
    assert found.flow == "a"
    assert logged[-1]["event"] == "what is known of crashes cannot be written"


def test_what_a_run_leaves_names_its_flow_and_whether_it_was_stopped(tmp_path: Path) -> None:
    activity = Activity()
    activity.open(tmp_path, NOON)
    activity.mark("x" * 64)()
    found = read_last(tmp_path)
    assert found is not None
    assert (found.started, found.alive, found.ended, found.flow) == (NOON, NOON, False, "x" * 64)
    activity.mark("b")()
    activity.end()
    activity.sync()
    found = read_last(tmp_path)
    assert found is not None
    assert (found.ended, found.flow) == (True, "b")
    assert found.alive > NOON


def test_tasks_keep_their_ways_though_their_steps_are_marked(tmp_path: Path) -> None:
    """Results, exceptions, cancellation and what asyncio shows of a task are those of the coroutine."""

    class Flow:
        def __init__(self, id: str) -> None:
            self.mark = activity.mark(id)

        @at_work
        def begin(self, work: Any) -> asyncio.Task[Any]:
            return asyncio.create_task(work, name="work")

        @at_work
        async def start(self) -> str:
            await asyncio.sleep(0)
            return seen()

    def seen() -> str:
        return noted[:64].rstrip(b"\0").decode()

    async def back(value: str) -> tuple[str, str]:
        await asyncio.sleep(0)
        return value, seen()

    async def wrong() -> None:
        await asyncio.sleep(0)
        raise ValueError("wrong")

    async def cleans_up(done: list[str]) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            done.append(seen())

    async def child() -> tuple[str, str]:
        return await asyncio.create_task(back("child"))

    async def main() -> None:
        asyncio.get_running_loop().set_task_factory(new_task)
        one, other = Flow("one"), Flow("other")
        works: list[Any] = [one.begin(back("x")), other.begin(back("y")), one.start(), other.begin(child())]
        found = list(await asyncio.gather(*works))
        assert found == [("x", "one"), ("y", "other"), "one", ("child", "other")]
        with pytest.raises(ValueError, match="wrong"):
            await one.begin(wrong())
        done: list[str] = []
        task = one.begin(cleans_up(done))
        assert "cleans_up" in repr(task)
        assert task.get_name() == "work"
        await asyncio.sleep(0)
        assert task.get_stack()
        other.mark()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert task.cancelled()
        assert done == ["one"]

    activity = Activity()
    activity.open(tmp_path, NOON)
    with (tmp_path / "active").open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as noted:
        asyncio.run(main())
