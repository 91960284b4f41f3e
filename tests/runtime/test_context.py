"""Context: nobody sees another's later change, and what JSON can carry is there again after a restart."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from sinterflow.runtime import Message, Node
from sinterflow.runtime.calendar import Calendar
from sinterflow.runtime.context import Context
from sinterflow.runtime.contexts import ContextStore
from sinterflow.runtime.durability import Durability
from sinterflow.runtime.encoding import decode
from sinterflow.runtime.errors import NodeError
from sinterflow.runtime.journal import file as journal_file
from sinterflow.runtime.message import copy_value, new_message
from sinterflow.runtime.testing.flows import RunningTest, after_a_kill, flow_of
from sinterflow.runtime.testing.graph_nodes import Feed
from sinterflow.runtime.virtual import run_virtual, virtual_loop

SHANGHAI = ZoneInfo("Asia/Shanghai")

names = st.sampled_from(["a", "b", "zone 1", "$x", "[0]", "\ud800"])
values = st.recursive(
    st.none()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.binary()
    | st.text()
    | st.datetimes(timezones=st.just(UTC)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)


def spoil(value: Any) -> None:
    """Change everything in a value that can be changed."""
    if isinstance(value, dict):
        for inner in value.values():
            spoil(inner)
        value["spoilt"] = True
    elif isinstance(value, list):
        for inner in value:
            spoil(inner)
        value.append("spoilt")


@given(values)
def test_nobody_sees_a_later_change_of_another(value: Any) -> None:
    context, before = Context(), copy_value(value)
    context.set("kept", value)
    spoil(value)
    assert context.get("kept") == before
    spoil(context.get("kept"))
    assert context.get("kept") == before
    handed_out = context.update("kept", lambda current: current)
    spoil(handed_out)
    assert context.get("kept") == before


def test_paths_reach_into_what_is_kept() -> None:
    context = Context()
    context.set("zones[1].limit", 5)
    context.set(("F1.Z1.PV", "x"), 1)
    assert context.get("zones") == [None, {"limit": 5}]
    assert context.get("zones[1].limit") == 5
    assert context.get('["F1.Z1.PV"].x') == 1
    assert context.keys() == ["zones", "F1.Z1.PV"]
    assert context.delete("zones[0]")
    assert not context.delete("zones[7]")
    assert context.get("zones[0].limit") == 5


def test_only_what_is_missing_gives_the_default() -> None:
    context = Context()
    context.set("null", None)
    assert context.get("null", 1) is None
    assert context.get("missing", 1) == 1
    assert context.get("null.deeper", 1) == 1


def test_a_place_inside_a_number_is_refused_and_changes_nothing() -> None:
    context = Context()
    context.set("count", 3)
    with pytest.raises(NodeError, match="count"):
        context.set("count.deeper", 1)
    assert context.get("count") == 3


def test_what_is_no_path_is_refused() -> None:
    with pytest.raises(ValueError, match="not a path"):
        Context().set("a..b", 1)


def test_a_change_that_fails_changes_nothing() -> None:
    context = Context()
    context.set("list", [1])

    def half(current: list[int]) -> list[int]:
        current.append(2)
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        context.update("list", half)
    assert context.get("list") == [1]
    assert context.update("count", lambda count: count + 1, 0) == 1


def test_scopes_are_apart_and_the_same_name_is_the_same_scope() -> None:
    store = ContextStore()
    store.scope("flow/a").set("x", 1)
    assert store.scope("flow/b").get("x") is None
    assert store.scope("flow/a").get("x") == 1


async def opened(folder: Path) -> tuple[ContextStore, Durability]:
    durability = Durability(folder, virtual_loop().clock(Calendar(zone=SHANGHAI)))
    store = ContextStore(durability)
    await durability.open()
    return store, durability


@asynccontextmanager
async def stored(folder: Path) -> AsyncIterator[ContextStore]:
    """A store from its start to its stop."""
    store, durability = await opened(folder)
    yield store
    await durability.close()
    store.close()


def again(folder: Path, scope: str = "global") -> Context:
    """The scope as a new start finds it."""

    async def main() -> Context:
        async with stored(folder) as store:
            return store.scope(scope)

    return run_virtual(main())


@pytest.fixture
def log() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as entries:
        yield entries


@settings(max_examples=12, deadline=None)
@given(values=st.dictionaries(names, values, min_size=1, max_size=4))
def test_all_scopes_are_there_again_after_a_stop(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, Any]
) -> None:
    folder = tmp_path_factory.mktemp("data")
    scopes = ["global", "flow/line-1", "node/line-1/dose", "node/line-1/dose/inner", "node/line-1/x.json"]

    async def main() -> None:
        async with stored(folder) as store:
            for scope in scopes:
                for key, value in values.items():
                    store.scope(scope).set((key,), value)

    run_virtual(main())
    for scope in scopes:
        kept = again(folder, scope)
        assert {key: kept.get((key,)) for key in kept.keys()} == values


def test_a_change_is_on_the_disk_about_a_second_later(tmp_path: Path) -> None:
    data = tmp_path / "data"

    async def main() -> None:
        async with stored(data) as store:
            await asyncio.sleep(0.05)  # what opening has to write is written, and takes nothing with it
            for count in range(10):
                store.scope("global").set("count", count)
                await asyncio.sleep(0.09)
            await after_a_kill(data, "early")
            await virtual_loop().advance_to(1.2)
            await after_a_kill(data, "counted")
            store.scope("global").delete("count")
            store.scope("global").set("other", 1)
            await virtual_loop().advance_to(2.3)
            await after_a_kill(data, "deleted")

    run_virtual(main())
    assert again(tmp_path / "early").keys() == []
    assert again(tmp_path / "counted").get("count") == 9
    assert again(tmp_path / "deleted").keys() == ["other"]


class Tick(Node):
    """Ticks off in its flow's context what has come."""

    type, title, writes = "t.tick", "tick", ()

    def receive(self, message: Message) -> Message:
        self.flow_context.set(("seen", str(message["payload"])), True)
        return message


async def waiting_and_seen(data: Path) -> tuple[set[str], set[str]]:
    """What waits on the durable wire of a flow, and what its context says was handled."""
    store, durability = await opened(data)
    (name,) = [name for name in durability.journal.lanes if name.startswith("test/")] or ["test/"]
    lane = durability.journal.lane(name)
    await lane.look_up(lambda first, count: None)
    waiting = {str(decode(entry.data)["payload"]) for entry in lane.entries()}
    await durability.close()
    return waiting, set(store.scope("flow/test").get("seen", {}))


@pytest.mark.parametrize("together", [1, 7])
def test_a_value_that_was_set_for_a_message_is_on_the_disk_when_the_message_leaves_its_durable_wire(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    data, copies = tmp_path / "data", list[Path]()
    total = 4 * together

    def reach(point: str) -> None:
        if point == "journal-after-commit":
            copies.append(shutil.copytree(data, data.with_name(f"copy-{len(copies)}")))

    monkeypatch.setattr(journal_file, "reach", reach)
    flow = flow_of({"in": Feed, "tick": Tick}, [("in", "tick", {"kind": "durable"})])

    async def main() -> None:
        async with RunningTest(flow, data=data) as test:
            for first in range(0, total, together):
                await test.send("in", *(new_message(first + number) for number in range(together)))
            await asyncio.sleep(2)

    run_virtual(main())
    monkeypatch.undo()
    assert len(copies) > 4
    for copy in copies:
        waiting, seen = run_virtual(waiting_and_seen(copy))
        assert not waiting & seen
        assert waiting | seen == {str(number) for number in range(len(waiting | seen))}, "one left without its value"
    assert seen == {str(number) for number in range(total)}


def test_naive_times_come_back_in_the_plants_zone(tmp_path: Path) -> None:
    async def main() -> None:
        async with stored(tmp_path) as store:
            store.scope("global").set("at", datetime(2026, 3, 1, 8))

    run_virtual(main())
    assert again(tmp_path).get("at") == datetime(2026, 3, 1, 8, tzinfo=SHANGHAI)


def test_what_json_cannot_carry_stays_in_memory_and_is_said_once(tmp_path: Path, log: list[Any]) -> None:
    async def main() -> None:
        async with stored(tmp_path) as store:
            scope = store.scope("flow/a")
            scope.set("handle", "a text that the handle takes the place of")
            for count in range(3):
                await asyncio.sleep(2)
                scope.set("handle", {"inner": {count}})
                scope.set("count", count)
            assert scope.get("handle") == {"inner": {2}}

    run_virtual(main())
    assert again(tmp_path, "flow/a").keys() == ["count"]
    (said,) = log
    assert (said["scope"], said["key"]) == ("flow/a", "handle")
    assert "inner is a live set" in said["why"]


def test_a_disk_that_takes_nothing_is_waited_for_and_what_was_kept_comes_beside_what_was_set(
    tmp_path: Path, log: list[Any]
) -> None:
    data, aside = tmp_path / "data", tmp_path / "aside"

    async def before() -> None:
        async with stored(data) as store:
            for key in ("kept", "set", "deleted"):
                store.scope("global").set(key, "before")

    async def main() -> None:
        data.rename(aside)
        data.write_text("a file where the folder should be")
        async with stored(data) as store:
            store.scope("global").set("set", "now")
            store.scope("global").delete("deleted")
            await asyncio.sleep(10)
            data.unlink()
            aside.rename(data)
            await asyncio.sleep(10)
            assert store.scope("global").get("kept") == "before"

    run_virtual(before())
    run_virtual(main())
    kept = again(data)
    assert (kept.get("kept"), kept.get("set")) == ("before", "now")
    assert [entry["log_level"] for entry in log] == ["error", "info"]


def test_changes_that_could_not_be_written_at_the_stop_are_said(tmp_path: Path, log: list[Any]) -> None:
    async def main() -> None:
        (tmp_path / "data").write_text("")
        async with stored(tmp_path / "data") as store:
            store.scope("flow/a").set("x", 1)

    run_virtual(main())
    assert log[-1]["scopes"] == ["flow/a"]


def test_a_stop_in_the_middle_of_a_write_loses_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        async with stored(tmp_path) as store:
            scope = store.scope("global")
            for count in range(30):
                scope.set("count", count)
                scope.set(f"k{count}", "x" * 10_000)
                await asyncio.sleep(0.3)
            await asyncio.sleep(0.999)
            scope.set("last", 1)
            for _ in range(5):
                await asyncio.sleep(0.0005)

    run_virtual(main())
    kept = again(tmp_path)
    assert (kept.get("count"), kept.get("last"), len(kept.keys())) == (29, 1, 32)


@pytest.mark.parametrize("damage", [b"", b"{", b"\0" * 100])
def test_values_in_a_damaged_journal_are_lost_and_the_store_goes_on(
    tmp_path: Path, log: list[Any], damage: bytes
) -> None:
    async def write() -> None:
        async with stored(tmp_path) as store:
            store.scope("global").set("x", 1)

    run_virtual(write())
    (tmp_path / "journal.db").write_bytes(damage)
    assert again(tmp_path).keys() == []
    run_virtual(write())
    assert again(tmp_path).get("x") == 1
