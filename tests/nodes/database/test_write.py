"""`database.write` into a real SQLite file."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinterflow.nodes.database.rows import utc_text
from sinterflow.nodes.database.write import DatabaseWrite
from sinterflow.runtime import new_message
from tests.nodes.peers import RunFlow, decode, until

FILE = {"db": ("database.sqlite", {"file": "plant/records.db"})}
WIRES = [("send", "write"), ("write", "got")]


def flow(**config: Any) -> dict[str, Any]:
    return {
        "send": ("test.emit", {}),
        "write": ("database.write", {"connection": "db", "table": "readings", **config}),
        "got": ("test.collect", {}),
    }


def table(data: Path, sql: str = 'SELECT * FROM "readings"') -> list[dict[str, Any]]:
    """What another program reads from the file."""
    with sqlite3.connect(data / "plant/records.db") as file:
        file.row_factory = sqlite3.Row
        return [dict(row) for row in file.execute(sql)]


def written(run_flow: RunFlow, data: Path, *payloads: Any, **config: Any) -> list[str]:
    """Write payloads (or whole messages) one after the other; the errors that came."""

    async def scenario() -> list[str]:
        async with run_flow(flow(**config), WIRES, FILE, data=data) as plant:
            for kept in plant.letters:
                plant.engine.shared.tray.take(kept.id)
            for payload in payloads:
                whole = isinstance(payload, dict) and "payload" in payload
                await plant.node("send").handled(new_message() | payload if whole else new_message(payload))
            return [letter.failure.message for letter in plant.letters]

    return asyncio.run(scenario())


def test_a_payload_becomes_a_row_with_columns_of_its_types(run_flow: RunFlow, tmp_path: Path) -> None:
    row = {
        "pv": 1120.5, "count": 3, "ok": True, "code": "A-7", "raw": b"\x00\xff", "none": None,
        "at": datetime(2026, 11, 23, 14, 5, tzinfo=timezone(timedelta(hours=8))), "day": date(2026, 11, 23),
        "zones": [850, 1120], "more": {"温区": 1},
    }  # fmt: skip
    assert written(run_flow, tmp_path, row) == []
    (found,) = table(tmp_path)
    assert found == {
        "pv": 1120.5, "count": 3, "ok": 1, "code": "A-7", "raw": b"\x00\xff",
        "at": "2026-11-23T06:05:00.000000Z", "day": "2026-11-23",
        "zones": "[850, 1120]", "more": json.dumps({"温区": 1}, ensure_ascii=False),
    }  # fmt: skip
    types = {one["name"]: one["type"] for one in table(tmp_path, "PRAGMA table_info(readings)")}
    assert (types["pv"], types["count"], types["raw"], types["zones"]) == ("REAL", "INTEGER", "BLOB", "TEXT")


def test_a_list_becomes_one_row_each_and_new_keys_new_columns(run_flow: RunFlow, tmp_path: Path) -> None:
    assert written(run_flow, tmp_path, [{"a": 1}, {"a": 2, "b": "x"}], {"a": None, "c": 1.5}, {"A": 4}) == []
    assert table(tmp_path) == [
        {"a": 1, "b": None, "c": None},
        {"a": 2, "b": "x", "c": None},
        {"a": None, "b": None, "c": 1.5},
        {"a": 4, "b": None, "c": None},
    ]


def test_a_column_takes_its_type_from_its_first_value_not_from_a_null(run_flow: RunFlow, tmp_path: Path) -> None:
    written(run_flow, tmp_path, {"tag": "Z1", "pv": None}, {"tag": "Z1", "pv": 850})
    assert table(tmp_path) == [{"tag": "Z1", "pv": None}, {"tag": "Z1", "pv": 850}]


def test_columns_take_typed_values(run_flow: RunFlow, tmp_path: Path) -> None:
    columns = {
        "line": {"value": "L1"},
        "pv": {"from": "msg", "path": "payload.zones[0].pv"},
        "kelvin": {"from": "expression", "path": "msg.payload.zones[0].pv + 273"},
        "source": "PLC",
    }
    assert written(run_flow, tmp_path, {"zones": [{"pv": 850}]}, columns=columns) == []
    assert table(tmp_path) == [{"line": "L1", "pv": 850, "kelvin": 1123, "source": "PLC"}]


def test_with_a_key_a_row_replaces_the_one_that_is_there(run_flow: RunFlow, tmp_path: Path) -> None:
    rows = [{"tray": "T1", "pos": 1, "state": "in"}, {"tray": "T1", "pos": 2, "state": "in"}]
    more = [*rows, {"tray": "T1", "pos": 1, "state": "out"}, [{"tray": "T2", "pos": 1}]]
    assert written(run_flow, tmp_path, *more, key=["tray", "pos"]) == []
    assert table(tmp_path) == [
        {"tray": "T1", "pos": 1, "state": "out"},
        {"tray": "T1", "pos": 2, "state": "in"},
        {"tray": "T2", "pos": 1, "state": None},
    ]
    (error,) = written(run_flow, tmp_path, {"tray": "T1", "state": "in"}, key=["tray", "pos"])
    assert "no value for its key pos" in error


def test_a_table_that_was_there_gets_the_unique_key_it_needs(run_flow: RunFlow, tmp_path: Path) -> None:
    written(run_flow, tmp_path, {"tray": "T1", "state": "in"})
    assert written(run_flow, tmp_path, {"tray": "T1", "state": "out"}, key=["tray"]) == []
    assert table(tmp_path) == [{"tray": "T1", "state": "out"}]


@pytest.mark.parametrize("index", ["(tray) WHERE state = 'in'", "(lower(tray))"])
def test_an_index_over_a_part_of_the_rows_or_an_expression_is_no_key(
    run_flow: RunFlow, tmp_path: Path, index: str
) -> None:
    written(run_flow, tmp_path, {"tray": "T1", "state": "in"})
    table(tmp_path, f'CREATE UNIQUE INDEX own ON "readings" {index}')
    assert written(run_flow, tmp_path, {"tray": "T1", "state": "out"}, key=["tray"]) == []
    assert table(tmp_path) == [{"tray": "T1", "state": "out"}]


@pytest.mark.parametrize("name", ['a"b', "order", "读数", "a b; DROP TABLE readings", "x'y"])
def test_any_name_is_only_a_name(run_flow: RunFlow, tmp_path: Path, name: str) -> None:
    assert written(run_flow, tmp_path, {name: 1}, {name: 2}, table=name, key=[name]) == []
    quoted = name.replace('"', '""')
    assert table(tmp_path, f'SELECT * FROM "{quoted}"') == [{name: 1}, {name: 2}]


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (5, "not an object"),
        ([], "not an object"),
        ([{"a": 1}, 5], "not an object"),
        ({}, "not an object"),
        ({"a": 1, "A": 2}, "cannot be a column"),
        ({"": 1}, "cannot be a column"),
        ({"a": 2**70}, "more than 64 bits"),
    ],
)
def test_what_is_no_row_is_an_error_of_its_message_only(
    run_flow: RunFlow, tmp_path: Path, payload: Any, words: str
) -> None:
    (error,) = written(run_flow, tmp_path, {"a": 0}, payload, {"a": 3})
    assert words in error
    assert table(tmp_path) == [{"a": 0}, {"a": 3}]


def test_without_create_what_is_missing_is_named(run_flow: RunFlow, tmp_path: Path) -> None:
    assert written(run_flow, tmp_path, {"a": 1}, create=False) == ["the database has no table readings"]
    written(run_flow, tmp_path, {"a": 1})
    assert written(run_flow, tmp_path, {"a": 2, "b": 1}, create=False) == ["the table readings has no column b"]
    assert table(tmp_path) == [{"a": 1}]


def test_messages_that_wait_share_a_commit_and_keep_their_order(run_flow: RunFlow, tmp_path: Path) -> None:
    async def scenario() -> tuple[list[Any], int]:
        async with run_flow(flow(), WIRES, FILE, data=tmp_path) as plant:
            groups: list[int] = []
            store = plant.connection("db")._store
            write = store.write
            store.write = lambda jobs: groups.append(len(jobs)) or write(jobs)  # type: ignore[func-returns-value]
            for number in range(500):
                await plant.node("send").send(new_message({"number": number}))
            await plant.node("got").count(500)
            return [one["number"] for one in plant.node("got").payloads], len(groups)

    order, commits = asyncio.run(scenario())
    assert order == list(range(500))
    assert [row["number"] for row in table(tmp_path)] == order
    assert commits < 250


def test_one_bad_row_does_not_undo_those_it_shares_a_commit_with(run_flow: RunFlow, tmp_path: Path) -> None:
    written(run_flow, tmp_path, {"id": 1, "v": "old"}, key=["id"])

    async def scenario() -> list[str]:
        async with run_flow(flow(), WIRES, FILE, data=tmp_path) as plant:
            for number in (2, 1, 3):
                await plant.node("send").send(
                    new_message([{"id": 10 * number, "v": "new"}, {"id": number, "v": "new"}])
                )
            await until(lambda: len(plant.node("got").messages) + len(plant.letters) == 3)
            return [letter.failure.message for letter in plant.letters]

    (error,) = asyncio.run(scenario())
    assert "UNIQUE" in error
    assert [row["id"] for row in table(tmp_path, "SELECT id FROM readings ORDER BY id")] == [1, 2, 3, 20, 30]


def test_a_batch_is_written_when_it_is_full_or_when_its_time_is_up(run_flow: RunFlow, tmp_path: Path) -> None:
    async def scenario() -> None:
        config = {"batch": {"size": 3, "for": "200ms"}}
        async with run_flow(flow(**config), WIRES, FILE, data=tmp_path) as plant:
            send, got = plant.node("send"), plant.node("got")
            await send.send(new_message({"n": 1}))
            await send.send(new_message({"n": 2}))
            for _ in range(100):
                await asyncio.sleep(0)
            assert got.messages == []
            await send.send(new_message({"n": 3}))
            await got.count(3)
            await send.handled(new_message({"n": 4}))
            assert [one["n"] for one in got.payloads] == [1, 2, 3, 4]

    asyncio.run(scenario())
    assert [row["n"] for row in table(tmp_path)] == [1, 2, 3, 4]


def test_a_database_locked_by_another_program_is_an_outage_that_ends_by_itself(
    run_flow: RunFlow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sinterflow.nodes.database.store.BUSY_TIME", 0.05)
    written(run_flow, tmp_path, {"n": 0})

    async def scenario() -> None:
        async with run_flow(flow(), WIRES, FILE, data=tmp_path) as plant:
            other = sqlite3.connect(tmp_path / "plant/records.db", isolation_level=None)
            other.execute("BEGIN EXCLUSIVE")
            await plant.node("send").handled(new_message({"n": 1}))
            (letter,) = plant.letters
            assert letter.failure.kind == "NotConnected"
            assert "another program is writing" in letter.failure.message
            other.execute("ROLLBACK")
            other.close()
            await plant.connection("db").connected.wait()
            await plant.node("send").handled(new_message({"n": 2}))

    asyncio.run(scenario())
    assert [row["n"] for row in table(tmp_path)] == [0, 2]


def test_a_full_disk_is_an_outage_and_no_row_is_half_written(run_flow: RunFlow, tmp_path: Path) -> None:
    written(run_flow, tmp_path, {"n": 0, "text": ""})

    async def scenario() -> None:
        async with run_flow(flow(), WIRES, FILE, data=tmp_path) as plant:
            plant.connection("db")._store._file.execute("PRAGMA max_page_count = 3")
            await plant.node("send").handled(new_message([{"n": 1, "text": "x"}, {"n": 2, "text": "x" * 100_000}]))
            (letter,) = plant.letters
            assert letter.failure.kind == "NotConnected"
            assert "the disk is full" in letter.failure.message
            await until(plant.connection("db").connected.is_set)
            await plant.node("send").handled(new_message({"n": 3, "text": "y"}))

    asyncio.run(scenario())
    assert [row["n"] for row in table(tmp_path)] == [0, 3]


def test_a_file_that_is_no_database_is_said_at_once(run_flow: RunFlow, tmp_path: Path) -> None:
    (tmp_path / "plant").mkdir()
    (tmp_path / "plant/records.db").write_bytes(b"no database " * 1000)

    async def scenario() -> None:
        async with run_flow(flow(), WIRES, FILE, data=tmp_path, connected=False) as plant:
            link = plant.engine.shared.links["db"]
            await until(lambda: link.state == "disconnected")
            assert "not a SQLite database" in link.said["en"]
            assert "不是 SQLite 数据库" in link.said["zh"]

    asyncio.run(scenario())


def test_what_was_committed_survives_without_a_goodbye(run_flow: RunFlow, tmp_path: Path) -> None:
    """Another program sees the row while ours is still running, in WAL mode with full synchronisation."""

    async def scenario() -> None:
        async with run_flow(flow(), WIRES, FILE, data=tmp_path) as plant:
            await plant.node("send").handled(new_message({"n": 1}))
            assert await asyncio.to_thread(table, tmp_path) == [{"n": 1}]
            file = plant.connection("db")._store._file
            assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert file.execute("PRAGMA synchronous").fetchone() == (2,)

    asyncio.run(scenario())


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)), st.integers(-14 * 60, 14 * 60))
def test_times_in_any_zone_are_the_same_moment_in_utc(moment: datetime, minutes: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    said = utc_text(moment.replace(tzinfo=zone), UTC)
    assert datetime.fromisoformat(said) == moment.replace(tzinfo=zone)
    assert said == utc_text(moment, zone)
    assert len(said) == 27


def test_a_column_value_that_cannot_be_read_is_a_fault() -> None:
    config = decode(
        DatabaseWrite, {"connection": "db", "table": "t", "columns": {"a": {"from": "msg", "path": "a..b"}}}
    )
    assert [(code, field) for code, field, _ in DatabaseWrite.check(config)] == [("value-path", "columns.a")]
