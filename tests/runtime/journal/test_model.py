"""The journal against a plain model, through restarts, kills and damage at any moment."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from sinterflow.runtime.journal.journal import Journal
from sinterflow.runtime.journal.lane import Lane
from sinterflow.runtime.journal.segment import Entry
from tests.runtime.journal.damaging import WAYS
from tests.runtime.journal.keeping import FILES, NOW, copy_files

MEMORY = Path("/dev/shm")
NAMES = ("a", "b")


class Record:
    """What the model knows of one."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.committed = self.done = self.done_committed = False

    def commit(self) -> None:
        self.committed = True

    def commit_done(self) -> None:
        self.done_committed = True


class Machine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.loop = asyncio.Runner()
        self.homes = 0
        self.count = 0
        self.used: set[tuple[str, int]] = set()
        self.records: dict[str, list[Record]] = {name: [] for name in NAMES}
        self.taken: dict[str, list[Entry]] = {name: [] for name in NAMES}
        self.folder = self.root / "0"
        self.journal = self.opened()

    def opened(self) -> Journal:
        async def open_it() -> Journal:
            journal = Journal(self.folder)
            await journal.open()
            return journal

        return self.loop.run(open_it())

    def lane(self, name: str) -> Lane:
        return self.journal.lane(name)

    def turns(self, count: int) -> None:
        async def turn() -> None:
            for _ in range(count):
                await asyncio.sleep(0.0005)

        self.loop.run(turn())

    @rule(name=st.sampled_from(NAMES), sizes=st.lists(st.sampled_from((0, 5, 3000, 70_000)), min_size=1, max_size=4))
    def put(self, name: str, sizes: list[int]) -> None:
        async def put_all() -> None:
            for size in sizes:
                record = Record(b"%d:" % self.count + bytes(size))
                self.count += 1
                self.records[name].append(record)
                self.lane(name).put(record.data, NOW, record.commit)

        self.loop.run(put_all())

    @rule(name=st.sampled_from(NAMES))
    def take(self, name: str) -> None:
        async def take_one() -> None:
            entry = self.lane(name).take()
            if entry is None:
                return
            held = {one.data for one in self.taken[name]}
            expected = next(one for one in self.records[name] if not one.done and one.data not in held)
            assert entry.data == expected.data
            self.used.add((self.journal.id, entry.offset))
            self.taken[name].append(entry)

        self.loop.run(take_one())

    @rule(name=st.sampled_from(NAMES), which=st.integers(0, 9))
    def finish(self, name: str, which: int) -> None:
        if not self.taken[name]:
            return
        entry = self.taken[name].pop(which % len(self.taken[name]))
        record = next(one for one in self.records[name] if one.data == entry.data)
        record.done = True

        async def finish_it() -> None:
            self.lane(name).done(entry.offset)
            self.journal.settled(record.commit_done)

        self.loop.run(finish_it())

    @rule(name=st.sampled_from(NAMES))
    def give_back(self, name: str) -> None:
        async def give_all_back() -> None:
            while self.taken[name]:
                self.lane(name).give_back(self.taken[name].pop().offset)

        self.loop.run(give_all_back())

    @rule(count=st.integers(1, 30))
    def time_passes(self, count: int) -> None:
        self.turns(count)

    @rule()
    def all_is_written(self) -> None:
        assert self.loop.run(self.journal.written(20))
        for records in self.records.values():
            assert all(one.committed for one in records)

    @rule()
    def it_is_stopped_and_started(self) -> None:
        self.loop.run(self.journal.close())
        self.journal = self.opened()
        found = self.start_over()
        for name, records in self.records.items():
            assert found[name] == [one.data for one in records if not one.done]
        self.forget_done(found)

    @rule()
    def it_is_killed_and_started(self) -> None:
        self.kill()
        found = self.start_over()
        for name, records in self.records.items():
            assert not self.journal.damaged
            self.check_order(name, found[name])
            there = set(found[name])
            for one in records:
                if one.committed and not one.done:
                    assert one.data in there
                if one.done_committed:
                    assert one.data not in there
        self.forget_done(found)

    @precondition(lambda self: self.count > 5)
    @rule(seed=st.integers(0, 2**32), which=st.sampled_from(FILES))
    def it_is_killed_damaged_and_started(self, seed: int, which: str) -> None:
        random = Random(seed)
        self.kill(damage=lambda folder: _damage(folder / which, random))
        found = self.start_over()
        for name in NAMES:
            self.check_order(name, found[name])
        self.forget_done(found)

    def kill(self, damage: Callable[[Path], None] | None = None) -> None:
        self.homes += 1
        old, self.folder = self.folder, self.root / str(self.homes)

        known = [(one, one.committed, one.done_committed) for records in self.records.values() for one in records]
        self.loop.run(self.journal._in_thread(lambda: copy_files(old, self.folder)))
        self.loop.run(self.journal.close())
        for one, committed, done_committed in known:  # what was committed since then may not be in the copy
            one.committed, one.done_committed = committed, done_committed
        if damage is not None:
            damage(self.folder)
        self.journal = self.opened()

    def start_over(self) -> dict[str, list[bytes]]:
        """Everything that is there now, with none of it taken afterwards."""

        async def look() -> dict[str, list[bytes]]:
            found = {}
            for name in NAMES:
                lane = self.lane(name)
                lost = self.journal.lost
                depth = lane.depth
                entries: list[Entry] = []
                while len(entries) < lane.depth:
                    entry = lane.take()
                    if entry is None:
                        await asyncio.sleep(0.001)
                    else:
                        entries.append(entry)
                assert len(entries) == depth - (self.journal.lost - lost)
                for entry in entries:
                    lane.give_back(entry.offset)
                found[name] = [entry.data for entry in entries]
            return found

        return self.loop.run(look())

    def check_order(self, name: str, found: list[bytes]) -> None:
        order = {one.data: index for index, one in enumerate(self.records[name])}
        indexes = [order[data] for data in found]
        assert indexes == sorted(set(indexes))

    def forget_done(self, found: dict[str, list[bytes]]) -> None:
        for name in NAMES:
            self.records[name] = [Record(data) for data in found[name]]
            for one in self.records[name]:
                one.committed = True
            self.taken[name] = []
        first = self.journal.next_offset
        assert all(offset < first for id, offset in self.used if id == self.journal.id)

    def teardown(self) -> None:
        self.loop.run(self.journal.close())
        self.loop.close()
        shutil.rmtree(self.root)


def _damage(path: Path, random: Random) -> None:
    if path.exists() and path.stat().st_size:
        random.choice(WAYS)(path, random)


TestJournal = Machine.TestCase
TestJournal.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
