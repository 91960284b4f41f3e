"""What keeps recordings: rings, restarts, redeploys, kills, full disks and damaged files."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime.flow.load import load_flow
from sinterflow.runtime.flow.resolve import resolve
from sinterflow.runtime.recording import buffer, keeper, writer
from sinterflow.runtime.recording.buffer import Waiting
from sinterflow.runtime.recording.keeper import Keeper
from sinterflow.runtime.recording.reading import FIRST, Span, page
from sinterflow.runtime.recording.records import MICRO, Recording, line_writer
from tests.runtime.api.front import BASE
from tests.runtime.cli.running import started
from tests.runtime.recording.plant import Plant, limit_flow, plant, written

SECOND = 1.0


def recording(id: str = "r", **more: Any) -> Recording:
    limits = {"max_bytes": 1_000_000, "max_age": None, **more}
    return Recording(id=id, name=id, places=("line",), author="test", started=0.0, **limits)


def lines(*payloads: Any, id: str = "r", begin: float = 0.0) -> list[Waiting]:
    """One a second."""
    from datetime import UTC

    line = line_writer(0, "in", "out", UTC)
    return [Waiting(id, line(int((begin + number) * MICRO), {"payload": one})) for number, one in enumerate(payloads)]


def kept(file: Keeper, id: str = "r") -> list[Any]:
    found = page(file.path, id, Span(), lambda record: True, FIRST, 100_000).records
    return [json.loads(record.encoded)["payload"] for record in found]


async def payloads(front: Plant, id: str) -> list[Any]:
    found = await front.get(f"{BASE}/recordings/{id}/records")
    return [one["message"]["payload"] for one in found.json["items"]]


def test_a_full_ring_loses_its_oldest_messages(tmp_path: Path) -> None:
    file = Keeper(tmp_path / "r.db")
    mine = recording(max_bytes=64 * 1024)
    for number in range(300):
        file.write(lines("x" * 1000, begin=number), {"r": mine}, 0.0)
    held = file.held("r")
    assert 56 * 1024 < held.bytes <= 64 * 1024
    assert held.last == 299 * MICRO
    assert held.first == (300 - held.messages) * MICRO
    assert len(kept(file)) == held.messages
    assert sum(one.stat().st_size for one in tmp_path.iterdir()) < 6_000_000  # the log of SQLite included
    file.close()


def test_many_messages_at_once_leave_a_ring_as_full_as_it_may_be(tmp_path: Path) -> None:
    file = Keeper(tmp_path / "r.db")
    file.write(lines(*["x" * 1000] * 3000), {"r": recording(max_bytes=200_000)}, 0.0)
    assert 180_000 < file.held("r").bytes <= 200_000
    file.close()


def test_what_is_too_old_is_forgotten_also_when_nothing_comes(tmp_path: Path) -> None:
    file = Keeper(tmp_path / "r.db")
    mine = {"r": recording(max_age=10.0)}
    file.write(lines(1), mine, 0.0)
    file.write(lines(2, begin=8), mine, 8.0)
    file.write([], mine, 12.0)
    assert kept(file) == [2]
    file.write([], mine, 30.0)
    assert (kept(file), file.held("r").messages) == ([], 0)
    file.close()


def test_rings_do_not_disturb_each_other_and_a_deleted_one_is_gone(tmp_path: Path) -> None:
    file = Keeper(tmp_path / "r.db")
    one, other = recording("one"), recording("other", max_bytes=64 * 1024)
    both = {"one": one, "other": other}
    file.write([*lines(1, id="one"), *lines(*["x" * 5000] * 30, id="other")], both, 0.0)
    assert kept(file, "one") == [1]
    assert 0 < len(kept(file, "other")) < 30
    file.write([], {"one": one}, 0.0)
    assert kept(file, "other") == []
    file.close()
    again = Keeper(tmp_path / "r.db")
    assert [found.id for found in again.open()] == ["one"]
    assert again.held("one").messages == 1
    again.close()


@pytest.mark.parametrize("damage", [b"this is no database" * 500, None])
def test_a_damaged_file_is_set_aside_and_begun_anew(tmp_path: Path, damage: bytes | None) -> None:
    file = Keeper(tmp_path / "r.db")
    file.write(lines(*["x" * 3000] * 100), {"r": recording()}, 0.0)
    file.close()
    if damage is None:
        with (tmp_path / "r.db").open("r+b") as raw:
            raw.seek(4096)
            raw.write(os.urandom(8192))
    else:
        (tmp_path / "r.db").write_bytes(damage)
    again = Keeper(tmp_path / "r.db")
    assert again.open() == []
    again.write(lines(1), {"r": recording()}, 0.0)
    assert kept(again) == [1]
    assert (tmp_path / "r.db.damaged").exists()
    again.close()


def test_a_file_of_another_make_is_set_aside(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "r.db") as other:
        other.execute("CREATE TABLE recordings (x)")
        other.execute("PRAGMA user_version=7")
    other.close()
    file = Keeper(tmp_path / "r.db")
    file.write(lines(1), {"r": recording()}, 0.0)
    assert kept(file) == [1]
    file.close()


def test_recordings_are_deleted_first_when_the_disk_is_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            id = await front.record()
            await front.send("in", 1)
            assert await payloads(front, id) == [1]
            monkeypatch.setattr(keeper, "is_short", lambda disk: True)
            await front.send("in", 2)
            shown = (await front.get(f"{BASE}/recordings/{id}")).json
            assert "nearly full" in shown["outage"]["en"]
            assert shown["messages"] == 0
            assert not [*(tmp_path / "data").glob("recordings.db*")]
            monkeypatch.undo()
            await front.send("in", 3)
            assert await payloads(front, id) == [2, 3]
            assert (await front.get(f"{BASE}/recordings/{id}")).json["outage"] is None

    asyncio.run(main())


def test_a_write_that_fails_for_a_reason_nobody_foresaw_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("nobody foresaw this")

    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            id = await front.record()
            monkeypatch.setattr(Keeper, "write", broken)
            await front.send("in", 1)
            assert "nobody foresaw this" in (await front.get(f"{BASE}/recordings/{id}")).json["outage"]
            monkeypatch.undo()
            await front.send("in", 2)
            assert await payloads(front, id) == [1, 2]

    asyncio.run(main())


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], check=False)
    if mounted.returncode:
        pytest.skip("a disk of its own needs root and the right to mount")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_is_said_and_recording_goes_on_when_there_is_room(
    tiny_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "is_short", lambda disk: False)
    file = Keeper(tiny_disk / "r.db")
    mine = {"r": recording(max_bytes=10_000_000)}
    file.write(lines(1), mine, 0.0)
    (tiny_disk / "filler").write_bytes(b"x" * 700_000)
    with pytest.raises(keeper.NotWritten, match="the disk is full"):
        file.write(lines(*["x" * 1000] * 500), mine, 0.0)
    (tiny_disk / "filler").unlink()
    file.write(lines(2, begin=1), mine, 0.0)
    assert kept(file) == [1, 2]
    file.close()


def test_a_busy_flow_loses_records_rather_than_waiting_for_a_slow_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buffer, "MOST_LINES", 100)
    monkeypatch.setattr(writer, "GATHER", 0.0)
    go_on = threading.Event()

    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            id = await front.record()
            write = front.runtime.recordings._writer._keeper.write

            def slow(*arguments: Any) -> None:
                go_on.wait(60)
                write(*arguments)

            monkeypatch.setattr(front.runtime.recordings._writer._keeper, "write", slow)
            node = front.node("line", "in")
            for number in range(1000):
                await node.send({"payload": number % 90, "_msgid": str(number)})
            assert front.engine.flows["line"].program.received("seen") == 1000
            go_on.set()
            shown = (await front.get(f"{BASE}/recordings/{id}")).json
            assert (shown["recorded"], shown["messages"] + shown["lost"]) == (1000, 1000)
            assert 100 <= shown["messages"] < 1000
            assert (await payloads(front, id))[-1] == 999 % 90
            assert (await front.replay(id))["lost"] == shown["lost"]

    asyncio.run(main())


def test_a_message_that_cannot_be_recorded_is_counted_and_goes_its_way(tmp_path: Path) -> None:
    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            id = await front.record(max_bytes=64 * 1024)
            endless: Any = []
            for _ in range(300):
                endless = [endless]
            node = front.node("line", "in")
            for more in (endless, "x" * 100_000):
                await node.send({"payload": 1, "_msgid": "m", "more": more})
            shown = (await front.get(f"{BASE}/recordings/{id}")).json
            assert (shown["lost"], shown["messages"]) == (2, 0)
            assert front.engine.flows["line"].program.received("seen") == 2

    asyncio.run(main())


def test_a_recording_goes_on_after_a_restart(tmp_path: Path) -> None:
    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            id, stopped = await front.record(), await front.record()
            await front.send("in", 1)
            assert (await front.post(f"{BASE}/recordings/{stopped}/stop")).json["running"] is False
        async with plant(tmp_path) as front:
            await front.send("in", 2)
            assert await payloads(front, id) == [1, 2]
            assert await payloads(front, stopped) == [1]
            shown = (await front.get(f"{BASE}/recordings/{id}")).json
            assert (shown["running"], shown["recorded"], shown["lost"]) == (True, 2, 0)

    asyncio.run(main())


def test_a_recording_goes_on_in_a_flow_that_was_started_anew_with_other_sources(tmp_path: Path) -> None:
    changed = limit_flow()
    changed["nodes"]["second"] = {"type": "core.inject"}
    changed["wires"].append(["second", "check"])
    del changed["nodes"]["wait"]
    changed["wires"] = [wire for wire in changed["wires"] if "wait" not in wire]

    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            id = await front.record("line", "line/wait")
            await front.send("in", 1)
            engine = front.engine
            flow = engine.flows.pop("line")
            await flow.stop_sources()
            await flow.stop()
            document, _, _ = load_flow(json.dumps(changed).encode(), None)
            assert document is not None
            resolved, _ = resolve(document, front.runtime.deployer.opened.project, engine.registry)
            assert resolved is not None
            await engine.run([resolved])
            await front.send("second", 2)
            await front.send("in", 3)
            assert await payloads(front, id) == [1, 2, 3]
            assert (await front.get(f"{BASE}/recordings/{id}")).json["missing"] == ["line/wait"]

    asyncio.run(main())


def test_a_killed_process_leaves_what_it_had_written(tmp_path: Path) -> None:
    folder = written(tmp_path / "plant", limit_flow())

    def post(url: str, token: str, body: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(url, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    with started("run", "plant", "--port", "0", cwd=tmp_path) as process:
        process.until("Log in:")
        made = post(f"{process.url}{BASE}/recordings", process.token, {"name": "r", "places": ["line"]})
        for number in range(20):
            url = f"{process.url}{BASE}/flows/line/nodes/in/receive"
            post(url, process.token, {"message": {"payload": number}})
        process.get(f"{BASE}/recordings/{made['id']}")  # now all of it is written
        assert process.end(signal.SIGKILL) == -signal.SIGKILL

    async def main() -> None:
        async with plant(folder) as front:
            assert await payloads(front, made["id"]) == [*range(20)]
            assert (await front.replay(made["id"]))["records"] == 20

    asyncio.run(main())
