"""Context: nobody sees another's later change, and what JSON can carry is there again after a restart."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from sinterflow.runtime.atomic import write_atomic
from sinterflow.runtime.context import Context, ContextStore
from sinterflow.runtime.errors import NodeError
from sinterflow.runtime.message import copy_value
from sinterflow.runtime.virtual import run_virtual, virtual_loop

SHANGHAI = ZoneInfo("Asia/Shanghai")

names = st.sampled_from(["a", "b", "zone 1", "$x", "[0]"])
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


async def opened(folder: Path) -> ContextStore:
    store = ContextStore(folder, SHANGHAI)
    await store.open()
    return store


def again(folder: Path, scope: str = "global") -> Context:
    """The scope as a new start finds it."""

    async def main() -> Context:
        return (await opened(folder)).scope(scope)

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
        store = await opened(folder)
        for scope in scopes:
            for key, value in values.items():
                store.scope(scope).set((key,), value)
        await store.close()

    run_virtual(main())
    for scope in scopes:
        kept = again(folder, scope)
        assert {key: kept.get((key,)) for key in kept.keys()} == values


def test_a_change_is_on_the_disk_about_a_second_later(tmp_path: Path) -> None:
    async def main() -> None:
        store = await opened(tmp_path)
        for count in range(10):
            store.scope("global").set("count", count)
            await asyncio.sleep(0.09)
        assert not await asyncio.to_thread(lambda: list(tmp_path.rglob("*.json")))
        await virtual_loop().advance_to(1.1)
        assert (await opened(tmp_path)).scope("global").get("count") == 9
        store.scope("global").delete("count")
        store.scope("global").set("other", 1)
        await virtual_loop().advance_to(2.2)
        assert (await opened(tmp_path)).scope("global").keys() == ["other"]
        await store.close()

    run_virtual(main())


def test_naive_times_come_back_in_the_plants_zone(tmp_path: Path) -> None:
    async def main() -> None:
        store = await opened(tmp_path)
        store.scope("global").set("at", datetime(2026, 3, 1, 8))
        await store.close()

    run_virtual(main())
    assert again(tmp_path).get("at") == datetime(2026, 3, 1, 8, tzinfo=SHANGHAI)


def test_what_json_cannot_carry_stays_in_memory_and_is_said_once(tmp_path: Path, log: list[Any]) -> None:
    async def main() -> None:
        store = await opened(tmp_path)
        scope = store.scope("flow/a")
        for count in range(3):
            scope.set("handle", {"inner": {count}})
            scope.set("count", count)
            await asyncio.sleep(2)
        assert scope.get("handle") == {"inner": {2}}
        await store.close()

    run_virtual(main())
    assert again(tmp_path, "flow/a").keys() == ["count"]
    (said,) = log
    assert (said["scope"], said["key"]) == ("flow/a", "handle")
    assert "inner is a live set" in said["why"]


@pytest.mark.parametrize("damage", [b"", b"{", b"\0" * 100, b"[]", b'{"format":2,"values":{}}', b"[" * 5000])
def test_a_damaged_file_is_set_aside_and_the_others_are_read(tmp_path: Path, log: list[Any], damage: bytes) -> None:
    async def write() -> None:
        store = await opened(tmp_path)
        store.scope("global").set("x", 1)
        store.scope("flow/a").set("x", 2)
        await store.close()

    for _ in range(2):
        run_virtual(write())
        file = tmp_path / "global" / "_values.json"
        file.write_bytes(damage)
        assert again(tmp_path).keys() == []
        assert again(tmp_path, "flow/a").get("x") == 2
    assert sorted(path.read_bytes() for path in (tmp_path / "global").glob("*.damaged-*")) == [damage, damage]
    assert [entry["log_level"] for entry in log] == ["error", "error"]
    assert log[0]["file"].endswith(".damaged-1")


def test_a_folder_that_takes_nothing_is_said_once_and_tried_again(tmp_path: Path, log: list[Any]) -> None:
    folder = tmp_path / "context"

    async def main() -> None:
        store = await opened(folder)
        await asyncio.to_thread(folder.write_text, "a file where the folder should be")
        store.scope("global").set("x", 1)
        await asyncio.sleep(10)
        store.scope("global").set("x", 2)
        await asyncio.sleep(10)
        await asyncio.to_thread(folder.unlink)
        await asyncio.sleep(10)
        await store.close()

    run_virtual(main())
    assert again(folder).get("x") == 2
    assert [entry["log_level"] for entry in log] == ["error", "info"]


def test_changes_that_could_not_be_written_at_the_stop_are_said(tmp_path: Path, log: list[Any]) -> None:
    async def main() -> None:
        store = await opened(tmp_path / "context")
        await asyncio.to_thread((tmp_path / "context").write_text, "")
        store.scope("flow/a").set("x", 1)
        await store.close()

    run_virtual(main())
    assert log[-1]["scopes"] == ["flow/a"]


def test_a_stop_in_the_middle_of_a_write_loses_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        store = await opened(tmp_path)
        scope = store.scope("global")
        for count in range(30):
            scope.set("count", count)
            scope.set(f"k{count}", "x" * 10_000)
            await asyncio.sleep(0.3)
        await asyncio.sleep(0.999)
        scope.set("last", 1)
        for _ in range(5):
            await asyncio.sleep(0.0005)
        await store.close()

    run_virtual(main())
    kept = again(tmp_path)
    assert (kept.get("count"), kept.get("last"), len(kept.keys())) == (29, 1, 32)


def test_a_stop_waits_for_the_write_under_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on, at_once = threading.Event(), threading.Event(), list[int]()
    writing: list[Path] = []

    def slowly(path: Path, data: bytes) -> None:
        writing.append(path)
        at_once.append(len(writing))
        begun.set()
        go_on.wait()
        write_atomic(path, data)
        writing.pop()

    monkeypatch.setattr("sinterflow.runtime.context_files.write_atomic", slowly)

    async def main() -> None:
        store = await opened(tmp_path)
        store.scope("global").set("x", 1)
        await asyncio.sleep(1)
        await asyncio.to_thread(begun.wait)
        store.scope("global").set("x", 2)
        closing = asyncio.create_task(store.close())
        for _ in range(10):
            await asyncio.sleep(0)
        go_on.set()
        await closing

    run_virtual(main())
    assert again(tmp_path).get("x") == 2
    assert at_once == [1, 1]


def test_a_left_over_of_an_unfinished_write_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "global").mkdir()
    (tmp_path / "global" / "_values.json.new").write_bytes(b'{"for')

    async def main() -> None:
        store = await opened(tmp_path)
        store.scope("global").set("x", 1)
        await store.close()

    run_virtual(main())
    assert again(tmp_path).get("x") == 1
    assert os.listdir(tmp_path / "global") == ["_values.json"]


def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    async def main() -> None:
        store = await opened(tmp_path)
        for name in ("../x", "flow/../../x", "/x", "flow/", "flow//x", ""):
            with pytest.raises(ValueError, match="no name of a context"):
                store.scope(name)

    run_virtual(main())


def test_a_store_with_files_is_opened_before_it_is_used(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="open"):
        ContextStore(tmp_path).scope("global")
