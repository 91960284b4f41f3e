"""A lane hands out what was put in its order, across restarts, in bounded memory, and keeps no more than is needed."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from sinterflow.runtime.errors import SinterflowError
from sinterflow.runtime.journal import lane as lane_module
from sinterflow.runtime.journal.file import NAME
from sinterflow.runtime.journal.journal import Journal
from sinterflow.runtime.journal.lane import WINDOW, Lane
from sinterflow.runtime.virtual import run_virtual
from tests.runtime.journal.keeping import NOW, copy_after_each_group, opened, put, take, take_all


def in_memory(lane: Lane) -> int:
    return sum(sum(map(len, one.records.data)) for one in lane.kept.values() if one.records is not None)


def rows(folder: Path, table: str) -> int:
    with sqlite3.connect(folder / NAME) as file:
        found: int = file.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    file.close()
    return found


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def test_records_come_in_the_order_in_which_they_were_put(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            for turn in range(20):
                put(lane, *(b"%d-%d" % (turn, n) for n in range(3)))
                await asyncio.sleep(0.001)
        async with opened(tmp_path) as journal:
            assert await take_all(journal.lane("a")) == [b"%d-%d" % (turn, n) for turn in range(20) for n in range(3)]

    run_virtual(main())


def test_what_was_given_back_comes_before_all_that_was_put_later(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            put(lane, *(b"%d" % n for n in range(6)))
            await journal.written()
            first = await take(lane, 4)
            for entry in (first[2], first[0], first[3]):
                lane.give_back(entry.offset)
            put(lane, b"6")
            assert [entry.data for entry in await take(lane, 6)] == [b"0", b"2", b"3", b"4", b"5", b"6"]

    run_virtual(main())


def test_what_was_given_back_and_is_done_all_the_same_does_not_come_again(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            put(lane, b"0", b"1")
            await journal.written()
            first, second = await take(lane, 2)
            lane.give_back(second.offset)
            lane.give_back(first.offset)
            lane.done(first.offset)
            assert [entry.data for entry in await take(lane, 1)] == [b"1"]

    run_virtual(main())


def test_a_journal_in_which_nothing_happens_writes_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            put(lane, b"0", b"1")
            await journal.written()
            lane.done((await take(lane, 1))[0].offset)
            await asyncio.sleep(1)
            commits = journal.commits
            await asyncio.sleep(10)
            assert journal.commits == commits

    run_virtual(main())


def test_done_records_do_not_come_again_and_the_others_do(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            put(journal.lane("a"), *(b"%d" % n for n in range(8)))
        for done in (1, 4, 0):
            async with opened(tmp_path) as journal:
                lane = journal.lane("a")
                entries = await take(lane, lane.depth)
                lane.done(entries[done].offset)
                lane.done(entries[done].offset)
                assert lane.depth == len(entries) - 1
        async with opened(tmp_path) as journal:
            assert await take_all(journal.lane("a")) == [b"2", b"3", b"4", b"6", b"7"]

    run_virtual(main())


def test_a_record_that_is_done_before_its_turn_is_not_handed_out(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            put(journal.lane("a"), b"0", b"1", b"2")
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            put(lane, b"3")
            await journal.written()
            first, *_ = await take(lane, 1)
            for index in (1, 2):
                lane.done(first.offset + index)
            assert [entry.data for entry in await take(lane, 1)] == [b"3"]
            assert not lane.ready

    run_virtual(main())


def test_a_segment_that_is_done_while_it_waits_to_be_read_is_not_counted_as_lost(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            put(journal.lane("a"), b"0", b"1")
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            (id,) = lane.kept
            assert lane.take() is None  # it is being read
            lane.done(id << 20)
            lane.done(id << 20 | 1)
            await journal.written()
            await asyncio.sleep(1)
            assert (lane.depth, lane.bytes, journal.lost, lane.take()) == (0, 0, 0, None)

    run_virtual(main())


def test_a_lane_of_64_mib_is_handed_out_in_bounded_memory(tmp_path: Path) -> None:
    count, data = 300_000, b"x" * 223

    async def main() -> None:
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            for n in range(count):
                put(lane, b"%08d" % n + data)
                if n % 10_000 == 0:
                    await journal.written()
                    assert in_memory(lane) <= WINDOW
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            assert lane.depth == count
            expected, most = 0, 0
            while lane.depth:
                for entry in await take(lane, min(1000, lane.depth)):
                    assert int(entry.data[:8]) == expected
                    expected += 1
                    lane.done(entry.offset)
                most = max(most, in_memory(lane))
            assert most <= WINDOW + 2 * lane_module.ENOUGH
            await journal.written()
            assert (lane.bytes, lane.kept) == (0, {})
        assert rows(tmp_path, "segments") == rows(tmp_path, "progress") == 0

    run_virtual(main())


def test_the_log_and_the_file_become_small_again_after_a_burst(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            for _ in range(48):
                put(lane, bytes(1024 * 1024))
            await journal.written()
            for entry in await take(lane, 48):
                lane.done(entry.offset)
            for _ in range(400):
                put(lane, bytes(100_000))
                await journal.written()
                lane.done((await take(lane, 1))[0].offset)
            assert size_of(tmp_path) < 36 * 1024 * 1024

    run_virtual(main())


def test_a_segment_in_memory_costs_little_beside_its_records(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            put(lane, b"0")
            await journal.written()
            (segment,) = lane.kept.values()
            assert sys.getsizeof(segment) + (sys.getsizeof(segment.more) if isinstance(segment.more, set) else 0) < 200

    run_virtual(main())


def test_depth_bytes_and_floor_count_what_is_on_its_way_to_the_disk(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            a, b = journal.lane("a"), journal.lane("b")
            floors: list[tuple[int, int]] = []
            for n in range(5):
                put(a, b"%d" % n)
                put(b, b"0123456789")
                for _ in range(3):
                    assert (a.depth, b.depth, b.bytes) == (n + 1, n + 1, 10 * n + 10)
                    floors.append((a.floor, b.floor))
                    await asyncio.sleep(0)
                await journal.written()
            assert floors == sorted(floors)
            assert a.floor <= (await take(a, 1))[0].offset

    run_virtual(main())


def test_the_floor_rises_only_when_the_disk_knows_that_all_below_is_done(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            put(lane, b"0")
            await journal.written()
            (entry,) = await take(lane, 1)
            lane.done(entry.offset)
            assert lane.floor <= entry.offset
            await journal.written()
            assert lane.floor > entry.offset

    run_virtual(main())


def test_everything_of_one_turn_of_the_loop_is_in_one_transaction(tmp_path: Path) -> None:
    """Records move from lane to lane, each in one turn: whatever moment a kill chooses, each is in one of them."""
    count = 40

    async def move(journal: Journal) -> None:
        lanes = [journal.lane(name) for name in "abc"]
        for one, other in pairwise(lanes):

            def pass_on(one: Lane = one, other: Lane = other) -> None:
                while (entry := one.take()) is not None:
                    put(other, entry.data)
                    one.done(entry.offset)

            one.on_commit = pass_on
        for n in range(count):
            put(lanes[0], b"%d" % n)
            await asyncio.sleep(0 if n % 2 else 0.003)
        await journal.written()

    async def main() -> None:
        async with opened(tmp_path / "live") as journal:
            copies = copy_after_each_group(journal, tmp_path)
            await move(journal)
        assert len(copies) > 10
        for copy in copies:
            async with opened(copy) as journal:
                found = [int(data) for name in "abc" for data in await take_all(journal.lane(name))]
                assert sorted(found) == list(range(len(found)))

    run_virtual(main())


def test_a_lane_whose_records_are_looked_up_holds_them_all(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            put(journal.lane("a"), b"0", b"1", b"2")
            await journal.written()
            journal.lane("a").done((await take(journal.lane("a"), 2))[1].offset)
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            told: list[tuple[int, int]] = []
            reading = lane.take()  # somebody has asked before, so that it is read twice at once
            await lane.look_up(lambda first, count: told.append((first, count)))
            assert reading is None
            assert [entry.data for entry in lane.entries()] == [b"0", b"2"]
            put(lane, b"3", b"4")
            await journal.written()
            ((first, count),) = told
            assert [lane.entry(first + n).data for n in range(count)] == [b"3", b"4"]
            assert lane.take() is None
            lane.done(first)
            assert [entry.data for entry in lane.entries()] == [b"0", b"2", b"4"]
            assert lane.bytes == in_memory(lane) == 5

    run_virtual(main())


def test_few_records_that_stay_do_not_keep_the_many_that_came_with_them(tmp_path: Path) -> None:
    count, size = 50, 100_000

    def kept(folder: Path) -> int:
        with sqlite3.connect(folder / NAME) as file:
            total: int = file.execute("SELECT sum(length(records)) FROM segments").fetchone()[0]
        file.close()
        return total

    async def main() -> None:
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            await lane.look_up(lambda first, count: None)
            for n in range(count):
                put(lane, *(b"%04d" % n + bytes(size) for _ in range(5)))
                await journal.written()
            entries = list(lane.entries())
            for index, entry in enumerate(entries):
                if index % 50:
                    lane.done(entry.offset)
            await journal.written()
            stays = [entry for entry in entries[::50]]
            assert list(lane.entries()) == stays
            assert lane.bytes == in_memory(lane) < 2 * len(stays) * size
        assert kept(tmp_path) < 2 * len(stays) * size
        async with opened(tmp_path) as journal:
            await journal.lane("a").look_up(lambda first, count: None)
            assert list(journal.lane("a").entries()) == stays

    run_virtual(main())


def test_what_was_wasted_before_a_restart_is_left_out_after_it(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            put(lane, b"stays", *(bytes(100_000) for _ in range(5)))
            await journal.written()
            for entry in (await take(lane, 6))[1:]:
                lane.done(entry.offset)  # one that hands out does not look at waste
            await journal.written()
            assert lane.bytes > 500_000
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            await lane.look_up(lambda first, count: None)
            await journal.written()
            assert lane.bytes == in_memory(lane) == 5
        async with opened(tmp_path) as journal:
            assert journal.lane("a").bytes < 200
            assert await take_all(journal.lane("a")) == [b"stays"]

    run_virtual(main())


def test_a_lane_without_records_is_not_found_again_after_a_restart(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            for n in range(100):
                journal.lane(f"wire {n}")
            put(journal.lane("wire 7"), b"x")
            await journal.written()
        assert rows(tmp_path, "lanes") == 100
        async with opened(tmp_path) as journal:
            assert set(journal.lanes) == {"wire 7"}
            put(journal.lane("wire 8"), b"y")
        assert rows(tmp_path, "lanes") == 2
        async with opened(tmp_path) as journal:
            assert [await take_all(journal.lane(f"wire {n}")) for n in (7, 8, 9)] == [[b"x"], [b"y"], []]

    run_virtual(main())


def test_an_empty_lane_can_be_forgotten_and_comes_again_when_something_is_put(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            put(lane, b"0")
            assert not journal.forget("a")
            await journal.written()
            lane.done((await take(lane, 1))[0].offset)
            assert journal.forget("a")
            assert journal.forget("never seen")
            assert journal.lanes == {}
            await journal.written()
        assert rows(tmp_path, "lanes") == 0
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            assert journal.forget("a")
            put(lane, b"1")
        async with opened(tmp_path) as journal:
            assert await take_all(journal.lane("a")) == [b"1"]

    run_virtual(main())


def test_a_record_that_sqlite_cannot_hold_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane_module, "LARGEST", 10)

    async def main() -> None:
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            with pytest.raises(SinterflowError, match="11 bytes is too large"):
                lane.put(bytes(11), NOW)
            put(lane, bytes(10))
            assert await journal.written()
            assert lane.depth == 1

    run_virtual(main())


def test_a_listener_that_fails_keeps_nobody_from_being_told(tmp_path: Path) -> None:
    async def main() -> None:
        failures: list[str] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(str(context["exception"])))

        def fail() -> None:
            raise ValueError("not mine")

        async with opened(tmp_path) as journal:
            told: list[int] = []
            journal.before_cut(fail)
            for name in "ab":
                lane = journal.lane(name)
                lane.on_cut = lane.on_commit = fail
                lane.put(b"0", NOW, fail)
                lane.put(b"1", NOW, lambda: told.append(1))
            journal.settled(fail)
            assert await journal.written(5)
            assert told == [1, 1]
            assert set(failures) == {"not mine"}

    run_virtual(main())


def test_what_hooks_put_is_in_the_same_group_and_its_lane_is_told_of_the_cut(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            a, b, c = (journal.lane(name) for name in "abc")
            cuts: list[str] = []

            def cut_a() -> None:
                cuts.append("a")
                put(b, b"from a's cut")

            a.on_cut = cut_a
            b.on_cut = lambda: cuts.append("b")
            journal.before_cut(lambda: put(c, b"before") if a.depth and not c.depth else None)
            put(a, b"0")
            await journal.written()
            assert (journal.commits, cuts) == (1, ["a", "b"])
            assert [b.depth, c.depth] == [1, 1]

    run_virtual(main())
