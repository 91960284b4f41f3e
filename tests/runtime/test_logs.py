"""What a log looks like, which lines are wanted, and what becomes of too many."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from sinterflow.runtime import Message, Node, logs, text
from sinterflow.runtime.logbook.book import Logbook
from sinterflow.runtime.logbook.flood import Flood
from sinterflow.runtime.logbook.writer import Writer
from tests.runtime.api.front import BASE, Fail, Feed, Keep, flow, opened

OUTAGE = text(en="no answer", zh="没有应答")


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    logs.set_up().levels.apply()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def written(capsys: pytest.CaptureFixture[str]) -> list[Any]:
    """The lines on standard error, from JSON."""
    logs.book().flush()
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_elsewhere_than_on_a_terminal_a_line_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("zh")
    structlog.get_logger("sinterflow.node").bind(node="zone-1").warning("connection lost", reason=OUTAGE)
    (line,) = written(capsys)
    assert line["event"] == "connection lost"
    assert (line["level"], line["logger"], line["node"]) == ("warning", "sinterflow.node", "zone-1")
    assert line["reason"] == "没有应答"
    assert line["timestamp"].endswith("Z")


def test_a_line_for_people_has_the_event_and_its_values(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("en", as_json=False)
    structlog.get_logger("sinterflow.node").error("connection lost", reason=OUTAGE)
    logs.book().flush()
    line = capsys.readouterr().err
    assert "connection lost" in line
    assert "no answer" in line


def test_a_library_is_heard_only_when_it_warns(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    logging.getLogger("pymodbus.logging").info("connecting")
    logging.getLogger("pymodbus.logging").warning("frame lost")
    (line,) = written(capsys)
    assert line["event"] == "frame lost"


def test_an_exception_comes_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    try:
        raise ValueError("broken")
    except ValueError:
        structlog.get_logger("x").exception("failed")
    assert "ValueError: broken" in written(capsys)[0]["exception"]


@pytest.mark.parametrize("value", [object(), {1: 2}, "\ud800", 1 << 100, float("nan"), b"raw"])
def test_what_is_no_json_is_shown_all_the_same(capsys: pytest.CaptureFixture[str], value: Any) -> None:
    logs.set_up()
    structlog.get_logger("x").info("odd", value=value)
    (line,) = written(capsys)
    assert line["event"] == "odd"


class Says(Node):
    """Logs what it gets."""

    type = "test.says"
    title = text(en="Says", zh="记录")

    def receive(self, message: Message, port: str = "in") -> Message:
        self.log.debug("a detail", payload=message["payload"])
        self.log.info("got it")
        return message


class SaysLater(Says):
    type = "test.says-later"

    async def receive(self, message: Message, port: str = "in") -> Message:  # type: ignore[override]
        await asyncio.sleep(0)
        self._say()
        return message

    def _say(self) -> None:
        self.log.info("later")


LINE = flow(
    "line", {"feed": Feed, "says": Says, "later": SaysLater, "fail": Fail}, "feed>says", "says>later", "later>fail"
)
QUIET = flow("quiet", {"feed": Feed, "says": Says, "keep": Keep}, "feed>says", "says>keep")


def test_lines_of_nodes_name_flow_node_and_message_and_levels_change_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up()

    async def main() -> tuple[list[str], list[Any], list[Any]]:
        async with opened(LINE, QUIET) as front:
            levels = f"{BASE}/logs/levels"
            ids = []
            for change in (None, ("PUT", "line", {"level": "debug"}), ("PUT", "line%2Fsays", {"level": "error"})):
                if change is not None:
                    method, target, body = change
                    kind = {"Content-Type": "application/json"}
                    answer = await front.call(method, f"{levels}/{target}", data=json.dumps(body), headers=kind)
                    assert answer.status == 200
                for name in ("line", "quiet"):
                    given = await front.post(
                        f"{BASE}/flows/{name}/nodes/feed/receive?wait=1m", {"message": {"payload": 1}}
                    )
                    ids.append(given.json["_msgid"])
            first = await front.get(f"{BASE}/logs?flow=line&node=says")
            shown = await front.get(levels)
            assert shown.json["items"][0]["until"] is not None  # debug is not left on for years
            assert (await front.call("DELETE", f"{levels}/line")).status == 200
            assert (await front.call("DELETE", f"{levels}/line")).status == 404
            assert (await front.call("DELETE", f"{levels}/a%20b")).codes == ["not-a-log-target"]
            audit = await front.security.store.reading(
                lambda db: db.execute("select action, target from audit").fetchall()
            )
            return ids, first.json["items"], audit

    ids, found, audit = asyncio.run(main())
    assert audit == [("log-level.set", "line"), ("log-level.set", "line/says"), ("log-level.remove", "line")]
    said = [(line["event"], line["_msgid"]) for line in reversed(found)]
    assert said == [
        ("got it", ids[0]),
        ("a detail", ids[2]),
        ("got it", ids[2]),
    ]  # the third time it may say errors only
    lines = written(capsys)
    assert [one["_msgid"] for one in lines if one["event"] == "later"] == [ids[0], ids[2], ids[4]]
    assert {one["_msgid"] for one in lines if one["event"] == "message not handled"} <= {ids[0], ids[2], ids[4]}
    assert [one["event"] for one in lines if one.get("flow") == "quiet"] == ["got it"] * 3


def test_who_subscribes_sees_lines_from_any_thread_as_they_come() -> None:
    logs.set_up()

    async def main() -> dict[str, Any]:
        async with opened(QUIET) as front:
            socket = await front.events()
            await socket.send_json({"subscribe": ["logs"]})
            assert (await socket.receive_json())["data"]["topics"] == ["logs"]
            await asyncio.to_thread(structlog.get_logger("x").warning, "from a thread")
            found: dict[str, Any] = await socket.receive_json()
            await socket.close()
            return found

    found = asyncio.run(main())
    assert (found["topic"], found["data"]["event"]) == ("logs", "from a thread")


def test_without_the_right_to_maintain_there_are_no_logs() -> None:
    async def main() -> None:
        async with opened(QUIET, rights=frozenset({"view"})) as front:
            assert (await front.get(f"{BASE}/logs")).codes == ["missing-right"]
            socket = await front.events()
            await socket.send_json({"subscribe": ["logs", "status"]})
            answer = (await socket.receive_json())["data"]
            assert answer["topics"] == ["status"]
            assert [one["code"] for one in answer["faults"]] == ["missing-right"]
            await socket.close()

    asyncio.run(main())


def test_levels_are_kept_over_a_restart_until_they_end(tmp_path: Path) -> None:
    async def set_it(target: str, **order: Any) -> None:
        async with opened(QUIET) as front:
            await asyncio.to_thread(logs.book().levels.load, tmp_path)
            kind = {"Content-Type": "application/json"}
            body = json.dumps({"level": "debug", **order})
            await front.call("PUT", f"{BASE}/logs/levels/{target}", data=body, headers=kind)

    logs.set_up()
    asyncio.run(set_it("quiet"))
    asyncio.run(set_it("logger:sinterflow.api", **{"for": None}))
    levels = logs.set_up().levels
    assert levels.load(tmp_path) == ""
    assert set(levels.rules) == {"quiet", "logger:sinterflow.api"}
    until = levels.rules["quiet"].until
    assert until is not None
    assert levels.expire(until) == ["quiet"]
    assert set(levels.rules) == {"logger:sinterflow.api"}
    (tmp_path / "log-levels.json").write_text("{")
    assert logs.set_up().levels.load(tmp_path)


def test_the_last_lines_are_bounded_and_read_page_by_page() -> None:
    async def main() -> tuple[list[int], list[int]]:
        book = logs.set_up()
        log = structlog.get_logger("x")
        for number in range(5):
            log.info("line", number=number)
        log.warning("worse", number=5)
        async with opened(QUIET) as front:
            first = (await front.get(f"{BASE}/logs?logger=x&limit=4")).json
            second = (await front.get(f"{BASE}/logs?logger=x&limit=4&cursor={first['next']}")).json
            assert second["next"] is None
            worse = (await front.get(f"{BASE}/logs?logger=x&level=warning")).json["items"]
            assert [line["event"] for line in worse] == ["worse"]
            book.lines._most = 2000
            log.info("long", text="x" * 1900)
            left = (await front.get(f"{BASE}/logs")).json["items"]
            assert [line["event"] for line in left] == ["long"]
        return [one["number"] for one in first["items"]], [one["number"] for one in second["items"]]

    assert asyncio.run(main()) == ([5, 4, 3, 2], [1, 0])


def test_a_flood_of_one_line_is_counted_and_others_are_heard() -> None:
    now = 0.0
    flood = Flood(lambda: now)

    def passes(event: str) -> dict[str, Any] | None:
        try:
            return dict(flood(None, "info", {"event": event, "level": "info", "logger": "x", "node": "n"}))
        except structlog.DropEvent:
            return None

    assert sum(passes("again") is not None for _ in range(500)) == 100
    assert passes("other") is not None
    now += 1
    assert passes("again") == {"event": "again", "level": "info", "logger": "x", "node": "n", "left_out": 400}
    assert sum(passes("again") is not None for _ in range(50)) == 9
    assert list(flood.ended()) == []
    now += 11
    assert list(flood.ended()) == [{"event": "again", "node": "n", "level": "info", "logger": "x", "left_out": 41}]
    assert list(flood.ended()) == []


def test_a_flood_of_a_library_or_of_a_node_is_summed_up(capsys: pytest.CaptureFixture[str]) -> None:
    book, now = logs.set_up(), 0.0
    book.flood._now = lambda: now  # on a slow machine lines would pass between
    for _ in range(1000):
        logging.getLogger("some.library").warning("frame lost")
        structlog.get_logger("sinterflow.node").bind(flow="line", node="a").warning("slow")
    now += 60
    book.sum_up()
    lines = written(capsys)
    assert [sum(one["event"] == said for one in lines) for said in ("frame lost", "slow")] == [100, 100]
    summed = {one["line"]: one for one in lines if "line" in one}
    assert (summed["slow"]["node"], summed["slow"]["left_out"]) == ("a", 900)
    assert (summed["frame lost"]["of"], summed["frame lost"]["left_out"]) == ("some.library", 900)


def test_a_pipe_that_nobody_reads_holds_nothing_up_and_lost_lines_are_counted() -> None:
    read, write = os.pipe()
    stream = os.fdopen(write, "w")

    def send(text: str) -> None:
        stream.write(text)
        stream.flush()

    writer = Writer(send, lambda lost: f"lost {lost}", most=200_000)
    for number in range(5000):
        writer.put(f"{number:0100}")  # more than a pipe and the queue hold
    assert writer.lost > 0
    assert not writer.flush(0.01)
    arrived: list[str] = []

    def read_all() -> None:
        with os.fdopen(read) as lines:
            arrived.extend(lines)

    reader = threading.Thread(target=read_all)
    reader.start()
    assert writer.flush(10)
    writer.put("after")
    assert writer.flush(10)
    stream.close()
    reader.join()
    said = [int(line.split()[1]) for line in arrived if line.startswith("lost")]
    assert sum(said) == writer.lost
    assert len(arrived) == 5000 - writer.lost + len(said) + 1
    assert arrived[-1] == "after\n"


def test_a_log_file_is_rotated_within_its_bound(tmp_path: Path) -> None:
    book: Logbook = logs.set_up(file=tmp_path / "logs" / "gateway.log", file_bytes=50_000)
    for number in range(1000):
        structlog.get_logger("x").bind(node=number % 50).info("line", number=number)
    book.flush(10)
    files = sorted((tmp_path / "logs").iterdir())
    assert len(files) == 5
    assert 30_000 < sum(file.stat().st_size for file in files) <= 50_000
    last = (tmp_path / "logs" / "gateway.log").read_text().splitlines()[-1]
    assert json.loads(last)["number"] == 999


def test_a_process_that_ends_has_written_its_last_line() -> None:
    code = (
        "from sinterflow.runtime import logs; import structlog; logs.set_up(); structlog.get_logger('x').error('bye')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stderr)["event"] == "bye"
