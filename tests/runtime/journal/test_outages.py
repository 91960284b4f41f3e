"""A full, a read-only and a failing disk: taking stops, it is said once, and it goes on by itself with nothing lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from structlog.testing import capture_logs

from sinterflow.runtime.journal.file import NAME, JournalFile
from sinterflow.runtime.journal.journal import Journal
from sinterflow.runtime.journal.rows import Batch
from sinterflow.runtime.text import Text, pick
from sinterflow.runtime.virtual import run_virtual
from tests.chaos.disk.small import Image, fill, in_memory, on_image
from tests.runtime.journal.keeping import NOW, copy_files, opened, put, take, take_all, until

T = TypeVar("T")
FULL = ("the disk is full; free some space", "the disk is full")


@pytest.fixture(params=["tmpfs", "ext4"])
def small(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of a few megabytes."""
    if request.param == "tmpfs":
        with in_memory(tmp_path / "small") as folder:
            yield folder
    else:
        with on_image(tmp_path / "small") as image:
            yield image.folder


@pytest.fixture
def image(tmp_path: Path) -> Iterator[Image]:
    with on_image(tmp_path / "small") as image:
        yield image


def heard(journal: Journal) -> list[str]:
    said: list[str] = []

    def listen(why: Text) -> None:
        said.append(pick(why))

    journal.listen(listen)
    return said


async def aside(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(None, work)


async def fill_up(journal: Journal, sent: list[bytes], acknowledged: list[bytes]) -> None:
    """Put until the journal says that it stopped."""
    lane = journal.lane("a")
    while not journal.stopped:
        data = b"%05d" % len(sent) + bytes(10_000)
        sent.append(data)
        lane.put(data, NOW, lambda data=data: acknowledged.append(data))  # type: ignore[misc] # mypy infers no default
        await asyncio.sleep(0.001)


def _ballast(folder: Path) -> Path:
    """Space that can be freed later, since the journal itself has taken all the rest."""
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(4_500_000))
    return ballast


def test_a_disk_that_fills_up_is_waited_for_and_all_goes_on_in_order(small: Path, tmp_path: Path) -> None:
    async def main() -> None:
        sent: list[bytes] = []
        acknowledged: list[bytes] = []
        with capture_logs() as logged:
            async with opened(small / "data") as journal:
                said = heard(journal)
                ballast = await aside(lambda: _ballast(small))
                await fill_up(journal, sent, acknowledged)
                filler = await aside(lambda: fill(small))
                before = len(acknowledged)
                for _ in range(20):
                    sent.append(b"more %d" % len(sent))
                    journal.lane("a").put(sent[-1], NOW)
                    await asyncio.sleep(1)
                assert said == [FULL[0]]
                assert len(acknowledged) == before
                killed = await aside(lambda: copy_files(small / "data", tmp_path / "killed"))
                entries = await take(journal.lane("a"), 40)
                for entry in entries:
                    journal.lane("a").done(entry.offset)
                await aside(filler.unlink)
                await aside(ballast.unlink)
                assert await journal.written(30)
                assert said == [FULL[0], ""]
                assert acknowledged == [data for data in sent if not data.startswith(b"more")]
        assert len([line for line in logged if line["log_level"] == "error"]) == 1
        async with opened(small / "data") as journal:
            assert await take_all(journal.lane("a")) == sent[len(entries) :]
        async with opened(killed) as journal:
            assert (await take_all(journal.lane("a")))[:before] == sent[:before]

    run_virtual(main())


def test_closing_while_the_disk_is_full_keeps_what_was_acknowledged(small: Path) -> None:
    async def main() -> None:
        sent: list[bytes] = []
        acknowledged: list[bytes] = []
        async with opened(small / "data") as journal:
            ballast = await aside(lambda: _ballast(small))
            await fill_up(journal, sent, acknowledged)
            filler = await aside(lambda: fill(small))
            await asyncio.sleep(2)
            assert journal.stopped
        await aside(filler.unlink)
        await aside(ballast.unlink)
        async with opened(small / "data") as journal:
            found = await take_all(journal.lane("a"))
            assert found[: len(acknowledged)] == acknowledged
            assert found == sent[: len(found)]

    run_virtual(main())


def test_a_journal_that_is_opened_on_a_full_disk_opens_when_there_is_space(small: Path) -> None:
    async def main() -> None:
        async with opened(small / "data") as journal:
            for name in ("a", "b", "gone"):
                put(journal.lane(name), b"%s 0" % name.encode(), b"%s 1" % name.encode())
            await journal.written()
            journal.lane("b").done((await take(journal.lane("b"), 1))[0].offset)
        filler = await aside(lambda: fill(small))
        async with opened(small / "data") as journal:
            said = heard(journal)
            assert pick(journal.stopped)
            a, new, b = journal.lane("a"), journal.lane("new"), journal.lane("b")
            stored: list[tuple[int, int]] = []
            journal.on_open(lambda: b.look_up(lambda first, count: stored.append((first, count))))
            put(a, b"a 2")
            put(new, b"new 0")
            put(b, b"b 2")
            await asyncio.sleep(10)
            assert (a.depth, new.depth, journal.id) == (1, 1, "")
            await aside(filler.unlink)
            assert await journal.written(30)
            assert said[-1] == ""
            assert [entry.data for entry in await take(a, 3)] == [b"a 0", b"a 1", b"a 2"]
            assert [entry.data for entry in await take(new, 1)] == [b"new 0"]
            assert [entry.data for entry in b.entries()] == [b"b 1", b"b 2"]
            assert [b.entry(first + n).data for first, count in stored for n in range(count)] == [b"b 2"]
            assert await take_all(journal.lane("gone")) == [b"gone 0", b"gone 1"]
        async with opened(small / "data") as journal:
            assert await take_all(journal.lane("a")) == [b"a 0", b"a 1", b"a 2"]
            assert await take_all(journal.lane("b")) == [b"b 1", b"b 2"]
            assert await take_all(journal.lane("new")) == [b"new 0"]

    run_virtual(main())


def test_a_new_journal_on_a_full_disk_begins_when_there_is_space(small: Path) -> None:
    async def main() -> None:
        filler = await aside(lambda: fill(small))
        async with opened(small / "data") as journal:
            put(journal.lane("a"), b"0")
            await asyncio.sleep(3)
            assert pick(journal.stopped) in FULL
            await aside(filler.unlink)
            assert await journal.written(30)
        async with opened(small / "data") as journal:
            assert await take_all(journal.lane("a")) == [b"0"]
            assert not journal.damaged

    run_virtual(main())


def test_a_damaged_journal_on_a_full_disk_is_salvaged_when_there_is_space(small: Path) -> None:
    async def main() -> None:
        async with opened(small / "data") as journal:
            put(journal.lane("a"), b"0", b"1")
        (file := small / "data" / NAME).write_bytes(bytes(4096) + file.read_bytes()[4096:])
        filler = await aside(lambda: fill(small))
        async with opened(small / "data") as journal:
            await asyncio.sleep(3)
            assert journal.stopped
            assert not journal.damaged
            await aside(filler.unlink)
            put(journal.lane("a"), b"2")
            assert await journal.written(30)
            assert len(journal.damaged) == 1
            assert [entry.data for entry in await take(journal.lane("a"), 3)] == [b"0", b"1", b"2"]

    run_virtual(main())


def test_a_disk_that_was_mounted_read_only_is_waited_for(image: Image) -> None:
    async def main() -> None:
        async with opened(image.folder / "data") as journal:
            put(journal.lane("a"), b"0")
        assert await aside(lambda: image.remount("ro")) == ""
        async with opened(image.folder / "data") as journal:
            said = heard(journal)
            put(journal.lane("a"), b"1")
            await asyncio.sleep(10)
            assert pick(journal.stopped) in ("the disk is read-only", "the file system is read-only")
            assert await aside(lambda: image.remount("rw")) == ""
            assert await journal.written(30)
            assert said[-1] == ""
            assert [entry.data for entry in await take(journal.lane("a"), 2)] == [b"0", b"1"]

    run_virtual(main())


def test_a_disk_that_turns_read_only_and_is_mounted_again_loses_nothing(image: Image) -> None:
    async def main() -> None:
        async with opened(image.folder / "data") as journal:
            said = heard(journal)
            put(journal.lane("a"), b"0")
            await journal.written()
            await aside(image.fail)
            put(journal.lane("a"), b"1")
            await asyncio.sleep(5)
            assert journal.stopped
            put(journal.lane("a"), b"2")
            await aside(image.repair)
            assert await journal.written(30)
            assert said[-1] == ""
            assert not journal.damaged
        async with opened(image.folder / "data") as journal:
            assert await take_all(journal.lane("a")) == [b"0", b"1", b"2"]

    run_virtual(main())


def test_what_is_done_in_an_outage_is_written_after_it_without_another_put(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In real time, since something is done while the commit that ends the outage is still on its way."""
    commit = JournalFile.commit

    def commit_slowly(self: JournalFile, batch: Batch) -> None:
        time.sleep(0.1)
        commit(self, batch)

    async def main() -> None:
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            put(lane, *(b"%d" % n for n in range(900)))
            await journal.written()
            entries = iter(await take(lane, 900))
            monkeypatch.setattr(JournalFile, "commit", _refuse)
            put(lane, b"x")
            await until(lambda: journal.stopped)
            monkeypatch.setattr(JournalFile, "commit", commit_slowly)
            while not journal._writing.busy:
                lane.done(next(entries).offset)
                await asyncio.sleep(0.001)
            await until(lambda: not journal.stopped and not journal._pending)

    asyncio.run(asyncio.wait_for(main(), 20))


def test_a_commit_that_raised_and_did_happen_is_not_there_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = JournalFile.commit

    def commit_and_fail(self: JournalFile, batch: object) -> None:
        commit(self, batch)  # type: ignore[arg-type] # it is passed on
        raise OSError("the cable is out")

    async def main() -> None:
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            put(lane, b"0", b"1")
            with monkeypatch.context() as patch:
                patch.setattr(JournalFile, "commit", commit_and_fail)
                await asyncio.sleep(2)
                put(lane, b"2")
                await asyncio.sleep(1)
            assert await journal.written(10)
            lane.done((await take(lane, 1))[0].offset)
        async with opened(tmp_path) as journal:
            assert await take_all(journal.lane("a")) == [b"1", b"2"]

    run_virtual(main())


def test_records_that_cannot_be_read_for_a_while_are_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        async with opened(tmp_path) as journal:
            put(journal.lane("a"), b"0", b"1")
        async with opened(tmp_path) as journal:
            lane = journal.lane("a")
            with monkeypatch.context() as patch:
                patch.setattr(JournalFile, "read", _refuse)
                assert lane.take() is None
                await asyncio.sleep(3)
                assert not lane.ready
            assert [entry.data for entry in await take(lane, 2)] == [b"0", b"1"]
            assert journal.lost == 0

    run_virtual(main())


def _refuse(*_: object) -> None:
    raise OSError(5, "Input/output error")
