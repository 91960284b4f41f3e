"""Requests that name themselves: sent again, on durable wires and after kills, they have their effect once."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

import pytest

from tests.nodes.network.plant import RESPONSE, flow, http_in, write
from tests.nodes.network.test_http_in import deployed, held, run
from tests.nodes.peers import free_port, until
from tests.runtime.api.front import Front
from tests.runtime.cli.running import Running, started

DURABLE = {"policy": "durable"}


def taken(**config: Any) -> dict[str, Any]:
    """Each request is on a durable wire before it is answered."""
    return flow({"in": http_in(respond="accepted", **config), "got": ("test.collect", {})}, ["in", "got", DURABLE])


async def post(front: Front, key: str, body: Any, path: str = "/x") -> Any:
    return await front.call("POST", path, token=None, json=body, headers={"Idempotency-Key": key})


def test_a_request_is_accepted_once_it_is_on_the_disk() -> None:
    async def scenario(front: Front) -> None:
        answer = await front.call(
            "POST", "/x?a=1", token=None, json={"n": 1}, headers={"Authorization": "Basic secret"}
        )
        assert (answer.status, answer.raw) == (202, b"")
        (message,) = await front.node("web", "got").count(1)
        assert (message["payload"], message["req"]["query"]) == ({"n": 1}, {"a": "1"})
        assert "secret" not in str(message)

    run(scenario, taken(), durable=True)


def test_a_request_that_comes_again_is_answered_alike_and_taken_once() -> None:
    async def scenario(front: Front) -> None:
        answers = await asyncio.gather(*(post(front, "k", {"n": 1}) for _ in range(10)))
        assert {one.status for one in answers} <= {202, 409}
        assert (await post(front, '"k"', {"n": 1})).status == 202
        assert (await post(front, "other", {"n": 2})).status == 202
        messages = await front.node("web", "got").count(2)
        assert [one["payload"]["n"] for one in messages] == [1, 2]

    run(scenario, taken(), durable=True)


def test_the_same_key_for_something_else_is_refused_also_after_a_redeploy() -> None:
    async def scenario(front: Front) -> None:
        assert (await post(front, "k", {"n": 1})).status == 202
        for _ in range(2):
            answer = await post(front, "k", {"n": 2})
            assert (answer.status, answer.codes) == (422, ["idempotency-key-reused"])
            await deployed(front, taken(most=77))
            assert (await post(front, "k", {"n": 1})).status == 202
        assert len(front.node("web", "got").messages) == 1

    run(scenario, taken(), durable=True)


@pytest.mark.parametrize("key", ["", '""', "x" * 256])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    async def scenario(front: Front) -> None:
        answer = await post(front, key, {"n": 1})
        assert (answer.status, answer.codes) == (400, ["bad-idempotency-key"])

    run(scenario, taken())


def test_an_answer_of_the_flow_is_given_again_without_the_flow() -> None:
    code = "n = 1 + (node.context.get('n') or 0)\nnode.context.set('n', n)\nreturn {'payload': n}"
    document = flow(
        {"in": http_in(), "count": ("core.function", {"code": code}), "out": RESPONSE}, "in>count", "count>out"
    )

    async def scenario(front: Front) -> None:
        found = [(await post(front, key, None)).json for key in ("a", "a", "b", "a", "b")]
        assert found == [1, 1, 2, 1, 2]

    run(scenario, document)


def test_while_the_first_is_under_way_the_second_is_told_so() -> None:
    async def scenario(front: Front) -> None:
        first = asyncio.create_task(post(front, "k", {"n": 1}))
        hold = front.node("web", "hold")
        await hold.came.acquire()
        answer = await post(front, "k", {"n": 1})
        assert (answer.status, answer.codes, answer.headers["Retry-After"]) == (409, ["request-under-way"], "1")
        hold.free.set()
        assert (await first).status == 200
        assert (await post(front, "k", {"n": 1})).status == 200

    run(scenario, held())


def test_what_failed_may_be_asked_again_under_its_key() -> None:
    async def scenario(front: Front) -> None:
        assert (await post(front, "k", {"n": 1})).status == 504
        front.node("web", "hold").free.set()
        await until(lambda: not front.node("web", "in").host._running.origin.open)
        assert (await post(front, "k", {"n": 1})).status == 200

    run(scenario, held(timeout="50ms"))


def test_accepted_requests_do_not_wait_for_those_before_them() -> None:
    nodes = {"in": http_in(respond="accepted"), "hold": ("test.hold", {}), "quick": ("core.switch", {"rules": [
        {"op": "eq", "value": "slow"}, {"op": "else"}]})}  # fmt: skip

    async def scenario(front: Front) -> None:
        slow = asyncio.create_task(front.call("POST", "/x", token=None, data="slow"))
        await front.node("web", "hold").came.acquire()
        assert (await front.call("POST", "/x", token=None, data="quick")).status == 202
        front.node("web", "hold").free.set()
        assert (await slow).status == 202

    run(scenario, flow(nodes, "in>quick", ["quick:1", "hold"]))


# kills


class Caller(Thread):
    """Posts numbered requests, each again until it is accepted."""

    def __init__(self, port: int, numbers: range) -> None:
        super().__init__(daemon=True)
        self.port = port
        self.numbers = numbers
        self.accepted = 0
        self.again = 0
        self.wrong: list[str] = []

    def run(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        for number in self.numbers:
            while not self._posted(connection, number):
                self.again += 1
                connection.close()
                time.sleep(0.02)
            self.accepted += 1
        connection.close()

    def _posted(self, connection: HTTPConnection, number: int) -> bool:
        try:
            connection.request(
                "POST",
                "/scan",
                json.dumps({"n": number}),
                {"Content-Type": "application/json", "Idempotency-Key": f"scan-{number}"},
            )
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException):
            return False
        if answer.status not in (202, 503, 409):
            self.wrong.append(f"{number}: {answer.status}")
        return answer.status == 202


def test_a_caller_who_repeats_what_was_not_accepted_loses_nothing_and_does_nothing_twice(tmp_path: Path) -> None:
    """A real process, killed again and again."""
    columns = {"n": {"from": "msg", "path": "payload.n"}}
    nodes = {
        "scan": http_in(path="/scan", respond="accepted"),
        "row": ("database.write", {"connection": "records", "table": "scans", "columns": columns}),
    }
    write(tmp_path, flow(nodes, ["scan", "row", DURABLE]))
    records = {"records": {"type": "database.sqlite", "config": {"file": "records.db"}}}
    (tmp_path / "project.json").write_text(json.dumps({"format": 1, "name": "Plant", "connections": records}))
    port, chance = free_port(), Random(7)
    callers = [Caller(port, range(first, 800, 4)) for first in range(4)]
    for one in callers:
        one.start()
    kills = 0
    while any(one.is_alive() for one in callers):
        with _plant(tmp_path, port) as plant:
            _until(lambda: not any(one.is_alive() for one in callers), chance.uniform(0.1, 0.3) if kills < 3 else 60.0)
            if any(one.is_alive() for one in callers):
                kills += 1
                assert plant.end(signal.SIGKILL) == -signal.SIGKILL
    with _plant(tmp_path, port):
        _until(lambda: len(_numbers(tmp_path)) >= 800, 30.0)
    assert [one.wrong for one in callers] == [[]] * 4
    assert kills >= 2
    assert sum(one.again for one in callers) > 0
    assert sorted(_numbers(tmp_path)) == list(range(800))


def _plant(folder: Path, port: int) -> Any:
    class Started:
        def __enter__(self) -> Running:
            more = ("--release", "web")  # three kills would hold the flow
            self._context = started("run", str(folder), "--headless", "--port", str(port), *more, cwd=folder)
            plant = self._context.__enter__()
            plant.until("Ctrl-C")
            return plant

        def __exit__(self, *error: Any) -> None:
            self._context.__exit__(*error)

    return Started()


def _until(true: Any, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.01)


def _numbers(folder: Path) -> list[int]:
    with suppress(sqlite3.Error):
        file = sqlite3.connect(folder / "data" / "records.db")
        try:
            return [n for (n,) in file.execute("SELECT n FROM scans")]
        finally:
            file.close()
    return []
