"""A damaged journal opens: it is set aside and said, and all that is whole is there again under its old offsets."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from structlog.testing import capture_logs

from sinterflow.runtime.atomic import sync_folder
from sinterflow.runtime.errors import SinterflowError
from sinterflow.runtime.journal.carve import carve
from sinterflow.runtime.journal.file import NAME, JournalFile
from sinterflow.runtime.journal.journal import Journal
from sinterflow.runtime.journal.rows import Batch, Damaged, seal
from sinterflow.runtime.journal.salvage import salvage
from sinterflow.runtime.virtual import run_virtual
from tests.runtime.journal.damaging import PAGE, WAYS, flip, replace_by_text, truncate, zero
from tests.runtime.journal.keeping import copy_after_each_group, copy_files, opened, put, take, take_all, until

COUNT = 60
LOG = f"{NAME}-wal"


def record(number: int) -> bytes:
    """Every stretch of a few bytes of it tells which it is."""
    return (b"<%03d>" % number) * (2400 + 7 * number)


def is_of(page: bytes, number: int) -> bool:
    return b"<%03d>" % number in page


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed journal with a segment for each record, and its copy before it was closed, with a log."""
    home = tmp_path_factory.mktemp("filled")

    async def main() -> None:
        async with opened(home / "closed") as journal:
            lane = journal.lane("a")
            for number in range(COUNT):
                put(lane, record(number))
                await journal.written()
            copy_files(home / "closed", home / "killed")

    run_virtual(main())
    assert not (home / "closed" / LOG).exists()
    assert (home / "killed" / LOG).stat().st_size > 100 * PAGE
    return home


async def found_in(folder: Path) -> dict[int, int]:
    """The offsets of the records by number, whichever lane they are in; they are in order."""
    found: dict[int, int] = {}
    async with opened(folder) as journal:
        for lane in journal.lanes.values():
            numbers: list[int] = []
            while lane.depth > len(numbers):
                entry = lane.take()
                if entry is None:
                    await asyncio.sleep(0.001)
                    continue
                numbers.append(int(entry.data[1:4]))
                assert entry.data == record(numbers[-1])
                found[numbers[-1]] = entry.offset
            assert numbers == sorted(set(numbers))
        return found


def whole_after(before: bytes, after: bytes) -> set[int]:
    """The numbers of those records of which no page has changed."""
    pages = [before[start : start + PAGE] for start in range(0, len(before), PAGE)]
    changed = [page for index, page in enumerate(pages) if after[index * PAGE : (index + 1) * PAGE] != page]
    return {number for number in range(COUNT) if not any(is_of(page, number) for page in changed)}


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("damage", [flip, zero, truncate])
def test_every_segment_that_damage_to_the_file_spares_is_there(
    filled: Path, tmp_path: Path, damage: Callable[[Path, Random], None], seed: int
) -> None:
    folder = copy_files(filled / "closed", tmp_path / "j")
    before = (folder / NAME).read_bytes()
    damage(folder / NAME, Random(seed))
    spared = whole_after(before, (folder / NAME).read_bytes())
    original = run_virtual(found_in(filled / "closed"))

    found = run_virtual(found_in(folder))
    assert spared <= found.keys()
    assert all(original[number] == offset for number, offset in found.items())


@pytest.mark.parametrize("seed", range(25))
def test_damage_to_the_log_costs_no_group_that_it_spares(filled: Path, tmp_path: Path, seed: int) -> None:
    folder = copy_files(filled / "killed", tmp_path / "j")
    log = folder / LOG
    random = Random(seed)
    data = bytearray(log.read_bytes())
    frame = 32 + random.randrange((len(data) - 32) // (24 + PAGE)) * (24 + PAGE)
    data[frame + random.randrange(24, 24 + PAGE)] ^= 1 << random.randrange(8)
    hit = bytes(data[frame : frame + 24 + PAGE])
    log.write_bytes(data)

    found = run_virtual(found_in(folder))
    spared = {number for number in range(COUNT) if not is_of(hit, number)}
    assert spared - {COUNT - 1} <= found.keys()  # the last group may be one that was not acknowledged


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", [NAME, LOG])
@pytest.mark.parametrize("seed", range(6))
def test_it_always_opens_and_uses_no_offset_again(
    filled: Path, tmp_path: Path, name: str, way: Callable[[Path, Random], None], seed: int
) -> None:
    folder = copy_files(filled / "killed", tmp_path / "j")
    way(folder / name, Random(seed))

    async def main() -> None:
        async with opened(copy_files(filled / "killed", tmp_path / "whole")) as journal:
            id, used = journal.id, max(journal.lane("a").kept)
        async with opened(folder) as journal:
            put(journal.lane("b"), b"new")
            assert await journal.written()
            (segment,) = journal.lane("b").kept
            assert journal.id != id or segment > used
        async with opened(folder) as again:
            assert await take_all(again.lane("b")) == [b"new"]

    run_virtual(main())


def test_an_offset_is_not_used_again_when_the_log_has_vanished(tmp_path: Path) -> None:
    async def main() -> None:
        used: set[tuple[str, int]] = set()
        for round in range(4):
            async with opened(tmp_path / str(round)) as journal:
                for _ in range(20):
                    put(journal.lane("a"), b"x")
                    await journal.written()
                offsets = {(journal.id, id) for id in journal.lane("a").kept}
                assert not offsets & used
                used |= offsets
                (copy_files(tmp_path / str(round), tmp_path / str(round + 1)) / LOG).unlink()

    run_virtual(main())


def test_the_damaged_file_is_set_aside_with_its_log_and_it_is_said(filled: Path, tmp_path: Path) -> None:
    folder = copy_files(filled / "killed", tmp_path / "j")
    log = (folder / LOG).read_bytes()
    for number in (1, 2):
        replace_by_text(folder / NAME, Random(1))
        text = (folder / NAME).read_bytes()

        async def main(number: int = number) -> None:
            with capture_logs() as said:
                async with opened(folder) as journal:
                    assert journal.damaged == [f"{NAME}.damaged-{number}"]
            (line,) = [line for line in said if "set aside" in line["event"]]
            assert (line["log_level"], line["file"]) == ("error", f"{NAME}.damaged-{number}")

        run_virtual(main())
        assert (folder / f"{NAME}.damaged-{number}").read_bytes()[: len(text)] == text
    assert (folder / f"{NAME}.damaged-1-wal").read_bytes() == log


def test_records_that_are_seen_to_be_lost_are_counted(filled: Path, tmp_path: Path) -> None:
    folder = copy_files(filled / "closed", tmp_path / "j")
    data = bytearray((folder / NAME).read_bytes())
    at = data.index(b"<007>" * 300) + 100
    data[at] ^= 1
    (folder / NAME).write_bytes(data)

    async def main() -> None:
        with capture_logs() as said:
            async with opened(folder) as journal:
                assert len(await take(journal.lane("a"), COUNT - 1)) == COUNT - 1
                assert (journal.lost, journal.lane("a").depth) == (1, COUNT - 1)
        assert [line["records"] for line in said if "lost" in line["event"]] == [1]

    run_virtual(main())


@pytest.mark.parametrize("kill", range(1, 12))
def test_a_kill_while_the_files_change_places_costs_nothing(
    filled: Path, tmp_path: Path, kill: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    folder = copy_files(filled / "killed", tmp_path / "j")
    log = bytearray((folder / LOG).read_bytes())
    log[17] ^= 1  # in the header, so that SQLite would take the log for an empty one
    (folder / LOG).write_bytes(log)
    left = kill

    def counted(step: Callable[..., object]) -> Callable[..., object]:
        def run(*args: object, **options: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                raise Killed
            return step(*args, **options)

        return run

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", counted(Path.rename))
        patch.setattr("sinterflow.runtime.journal.salvage.sync_folder", counted(sync_folder))
        patch.setattr(JournalFile, "commit", counted(JournalFile.commit))
        try:
            salvage(folder / NAME)
        except Killed:
            pass
    assert run_virtual(found_in(folder)).keys() == set(range(COUNT))
    assert not list(folder.glob("*.new*"))
    assert (folder / f"{NAME}.damaged-1-wal").exists()
    assert not list(folder.glob("*.damaged-2*"))


def test_all_that_was_put_and_not_done_is_carved_out_of_a_whole_file(tmp_path: Path) -> None:
    """Held against what SQLite finds, over rows of all sizes, deleted ones, and several pages of pointers."""

    async def main() -> None:
        random = Random(5)
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            for _ in range(600):
                put(lane, bytes(random.choice((0, 10, 480, 4000, 4061, 4096, 20_000))))
                if random.random() < 0.5:
                    await journal.written()
                    for entry in await take(lane, min(lane.depth, random.randrange(3))):
                        lane.done(entry.offset)
            await journal.written()
            copy_files(tmp_path, tmp_path / "killed")

    run_virtual(main())
    for folder in (tmp_path / "killed", tmp_path):
        carved = {row[0]: row for row in carve(folder / NAME) if len(row) == 6}
        with sqlite3.connect(folder / NAME) as file:
            whole = {row[0]: row for row in file.execute("SELECT * FROM segments")}
        file.close()
        assert carved == whole


@pytest.mark.parametrize("log_is_empty", [False, True])
@pytest.mark.parametrize("harm", ["overwritten", "replaced", "removed", "emptied"])
def test_what_is_in_memory_is_written_again_when_the_file_is_harmed_under_the_running_process(
    tmp_path: Path, harm: str, log_is_empty: bool
) -> None:
    live = tmp_path / "live"

    def do_harm() -> None:
        file = live / NAME
        if harm == "overwritten":
            file.write_text("shift report\n" * 5000, encoding="utf-8")
        elif harm == "emptied":
            file.write_bytes(b"")
        else:
            file.unlink()
            if harm == "replaced":
                file.write_text("shift report\n", encoding="utf-8")

    async def main() -> None:
        async with opened(live) as journal:
            a, b, quiet = (journal.lane(name) for name in ("a", "b", "quiet"))
            put(a, *(b"%d" % n for n in range(5)))
            put(quiet, b"q0", b"q1")
            await journal.written()
            quiet.done((await take(quiet, 1))[0].offset)
            entries = await take(a, 3)
            a.done(entries[1].offset)
            await journal.written()
            if log_is_empty:
                file = journal._worker._file
                assert file is not None
                await journal._in_thread(file.empty_log)
            await journal._in_thread(do_harm)
            a.done(entries[0].offset)
            put(b, entries[0].data)
            assert await journal.written()
            assert len(journal.damaged) == 1
            assert journal.lost == 0
            id = journal.id
            copy_files(live, tmp_path / "killed")
            put(b, b"after")
            await journal.written()
        for folder, after in ((tmp_path / "killed", []), (live, [b"after"])):
            async with opened(folder) as journal:
                assert journal.id == id
                found = await take(journal.lane("a"), 3)
                assert [entry.data for entry in found] == [b"2", b"3", b"4"]
                assert found[0].offset == entries[2].offset
                assert await take_all(journal.lane("b")) == [b"0", *after]
                assert await take_all(journal.lane("quiet")) == [b"q1"]
                assert not journal.damaged

    run_virtual(main())


def test_a_group_that_is_written_again_after_damage_takes_all_of_a_turn_with_it(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path / "live") as journal:
            a, b = journal.lane("a"), journal.lane("b")
            put(a, b"0", b"1", b"2")
            await journal.written()
            entries = await take(a, 3)
            copies = copy_after_each_group(journal, tmp_path)
            await journal._in_thread(lambda: (tmp_path / "live" / NAME).write_bytes(b""))
            put(journal.lane("c"), b"x")
            await until(lambda: journal._writing.busy)
            for entry in entries[:2]:  # they move while the group before is on its way, and fails
                put(b, entry.data)
                a.done(entry.offset)
            await journal.written()
            assert journal.damaged
        for copy in copies[1:]:
            async with opened(copy) as journal:
                found = [data for name in "ab" for data in await take_all(journal.lane(name))]
                assert sorted(found) == [b"0", b"1", b"2"]

    run_virtual(main())


def test_a_group_that_is_there_although_its_commit_found_damage_stays_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = JournalFile.commit

    def commit_and_find_damage(self: JournalFile, batch: Batch) -> None:
        commit(self, batch)
        if batch.segments:
            monkeypatch.undo()
            raise Damaged("found behind the commit")

    async def main() -> None:
        async with opened(tmp_path) as journal:
            monkeypatch.setattr(JournalFile, "commit", commit_and_find_damage)
            put(journal.lane("a"), b"0", b"1")
            await journal.written()
            assert journal.damaged
        async with opened(tmp_path) as journal:
            assert await take_all(journal.lane("a")) == [b"0", b"1"]

    run_virtual(main())


@pytest.mark.parametrize("seed", range(8))
def test_damage_that_shows_while_a_lane_is_read_costs_what_was_hit(filled: Path, tmp_path: Path, seed: int) -> None:
    folder = copy_files(filled / "closed", tmp_path / "j")

    async def main() -> None:
        async with opened(folder) as journal:
            lane = journal.lane("a")
            first = await take(lane, 1)
            assert first[0].data == record(0)
            before = (folder / NAME).read_bytes()
            await journal._in_thread(lambda: zero(folder / NAME, Random(seed)))
            spared = whole_after(before, (folder / NAME).read_bytes())
            put(lane, b"<999>")
            found: list[int] = []
            while len(found) < lane.depth - 1:
                entry = lane.take()
                if entry is None:
                    await asyncio.sleep(0.01)
                else:
                    found.append(int(entry.data[1:4]))
            assert found == sorted(set(found))
            assert spared - {0} <= {*found}
            assert found[-1] == 999
            assert journal.lost == COUNT - len(found)

    run_virtual(main())


def test_a_file_of_a_later_version_is_left_as_it_is(filled: Path, tmp_path: Path) -> None:
    folder = copy_files(filled / "closed", tmp_path / "j")
    with sqlite3.connect(folder / NAME) as file:
        id, last = file.execute("SELECT id, last FROM mark").fetchone()
        file.execute("UPDATE mark SET format=2, seal=?", (seal("mark", 2, id, last),))
        file.execute("DROP TABLE progress")
    file.close()
    before = (folder / NAME).read_bytes()

    async def main() -> None:
        journal = Journal(folder)
        with pytest.raises(SinterflowError, match="format 2, this version reads 1"):
            await journal.open()
        await journal.close()

    run_virtual(main())
    assert (folder / NAME).read_bytes() == before
    assert not list(folder.glob("*.damaged*"))


def test_a_format_that_is_only_a_flipped_bit_does_not_keep_it_from_opening(filled: Path, tmp_path: Path) -> None:
    folder = copy_files(filled / "closed", tmp_path / "j")
    with sqlite3.connect(folder / NAME) as file:
        file.execute("UPDATE mark SET format=3")
    file.close()
    assert run_virtual(found_in(folder)).keys() == set(range(COUNT))
    assert (folder / f"{NAME}.damaged-1").exists()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE lanes SET name='b'",
        "UPDATE progress SET done=x'920490'",
        "UPDATE segments SET lane=lane+1 WHERE id=(SELECT max(id) FROM segments)",
        "UPDATE segments SET lane=(SELECT number FROM lanes WHERE name='c') WHERE id=(SELECT min(id) FROM segments)",
        "UPDATE mark SET last=1",
        "DELETE FROM mark",
        "DELETE FROM lanes",
        "UPDATE lanes SET name=CAST(x'ff' AS TEXT)",
        "ALTER TABLE segments RENAME COLUMN crc TO sum",
        "DROP TABLE progress",
    ],
)
def test_rows_that_say_something_else_than_was_written_are_noticed(tmp_path: Path, change: str) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            put(lane, b"0", b"1", b"2")
            await journal.written()
            lane.done((await take(lane, 1))[0].offset)
            put(lane, b"3")
            put(journal.lane("c"), b"9")
        with sqlite3.connect(tmp_path / NAME) as file:
            file.execute(change)
        file.close()
        async with opened(tmp_path) as journal:
            assert journal.damaged
            found = {name: await take_all(lane) for name, lane in journal.lanes.items()}
            assert found.get("a", []) in ([b"0", b"1", b"2", b"3"], [b"1", b"2", b"3"], [b"1", b"2"], [b"3"], [])
            assert found.get("c", [b"9"]) == [b"9"]
            assert sum(map(len, found.values())) >= 2
            assert "b" not in journal.lanes

    run_virtual(main())


def test_another_database_in_its_place_is_set_aside(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / NAME) as file:
        file.execute("CREATE TABLE segments (shift TEXT)")
    file.close()
    assert run_virtual(found_in(tmp_path)) == {}
    with sqlite3.connect(tmp_path / f"{NAME}.damaged-1") as file:
        assert file.execute("SELECT count(*) FROM segments").fetchone() == (0,)
    file.close()


def test_a_folder_that_may_not_be_made_is_an_outage(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    async def main() -> None:
        async with opened(tmp_path / "file" / "below") as journal:
            assert journal.stopped

    run_virtual(main())


def test_a_damage_that_comes_again_and_again_is_an_outage_and_not_a_storm(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy_files(filled / "closed", tmp_path / "j")

    async def main() -> None:
        async with opened(folder) as journal:
            with monkeypatch.context() as patch:
                patch.setattr("sinterflow.runtime.journal.file.MAGIC", b"something else  ")
                put(journal.lane("b"), b"x")
                await asyncio.sleep(3)
                assert journal.stopped
                assert len(journal.damaged) < 8
            assert await journal.written(20)
            assert not journal.stopped
            assert journal.lane("a").depth == COUNT
        shutil.rmtree(folder, ignore_errors=True)

    run_virtual(main())


def test_nobody_waits_for_a_journal_that_is_closed(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            pass
        assert not await journal.written()
        assert os.listdir(tmp_path) == [NAME]

    run_virtual(main())
