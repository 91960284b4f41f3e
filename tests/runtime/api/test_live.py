"""The topics `metrics` and `presence`, and one hundred people who edit at the same time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sinterflow.runtime.api import metrics, presence
from tests.runtime.api.front import BASE, LINE, Answer, Front, Pass, flow, opened


async def told(socket: Any, topic: str) -> Any:
    async with asyncio.timeout(20):
        while True:
            event = await socket.receive_json()
            if event["topic"] == topic:
                return event["data"]


def test_metrics_come_while_somebody_listens_and_are_counted_only_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "EVERY", 0.02)

    async def main() -> None:
        async with opened(LINE) as front:
            socket = await front.events()
            await socket.send_json({"subscribe": ["metrics", "metrics:line", "metrics:none"]})
            answer = await told(socket, "subscribed")
            assert answer["topics"] == ["metrics", "metrics:line"]
            assert [one["code"] for one in answer["faults"]] == ["unknown-topic"]
            await front.post(f"{BASE}/flows/line/nodes/feed/receive", {})
            while not (line := (await told(socket, "metrics"))["flows"]["line"])["received"]:
                pass
            assert (line["running"], line["depth"], line["errors"]) == (True, 0, 0)
            state = await told(socket, "metrics:line")
            assert (state["nodes"]["keep"]["received"], "feed:out>pass:in" in state["wires"]) == (1, True)
            await socket.close()
            other = await front.events()  # the server has seen the first one go when this one is answered
            await other.send_json({"subscribe": ["status"]})
            await told(other, "subscribed")
            assert not front.engine.shared.events.wanted("metrics")

    asyncio.run(main())


def test_presence_says_who_is_there_and_which_flow_they_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "PAUSE", 0.01)

    async def main() -> None:
        async with opened(LINE) as front:
            one, other = await front.events(), await front.events()
            await one.send_json({"subscribe": ["presence", "alarms"]})
            assert (await told(one, "subscribed"))["faults"] == []
            assert len((await told(one, "presence"))["people"]) == 2
            await other.send_json({"presence": {"flow": "line"}})
            people = (await told(one, "presence"))["people"]
            assert [(person["author"], person["flow"]) for person in people] == [("local", "line"), ("local", None)]
            await other.send_json({"presence": {"flow": "line", "node": "keep"}})
            people = (await told(one, "presence"))["people"]
            assert {(person["flow"], person["node"]) for person in people} == {("line", "keep"), (None, None)}
            await other.send_json({"presence": {"flow": None}})
            assert {person["flow"] for person in (await told(one, "presence"))["people"]} == {None}
            await other.close()
            while len((await told(one, "presence"))["people"]) != 1:
                pass
            await one.send_json({"presence": {"flow": 5}})
            assert (await told(one, "subscribed"))["faults"][0]["code"] == "not-a-subscription"

    asyncio.run(main())


EDITORS = 100


async def until_saved(front: Front, path: str, change: Any) -> Answer:
    """Change a draft as it is now: when somebody else was faster, read it again."""
    while True:
        found = await front.get(f"{BASE}/flows/{path}?version=draft")
        document = found.json
        change(document)
        headers = {"If-Match": found.headers["ETag"]}
        saved = await front.call("PUT", f"{BASE}/flows/{path}", json=document, headers=headers)
        if saved.status == 200:
            return saved
        assert saved.status == 412, saved.raw


async def edit(front: Front, number: int) -> None:
    """One editor: a change to the flow that all share or to one of three others, deployed with a reason."""
    id = "shared" if number % 2 else f"other-{number % 3}"

    def change(document: dict[str, Any]) -> None:
        parameter = document.setdefault("parameters", {}).setdefault("count", {"type": "integer", "default": 0})
        parameter["default"] += 1
        document["nodes"][f"by-{number}"] = {"type": "test.pass"}

    saved = await until_saved(front, id, change)
    etag = saved.json["etag"]
    while True:
        current = await front.get(f"{BASE}/flows/{id}")
        if f"by-{number}" in current.json["nodes"]:
            return  # somebody has deployed a draft in which this change was
        revision = (await front.get(f"{BASE}/history?limit=1")).json["items"][0]["revision"]
        order = {"revision": revision, "flows": {id: etag}, "reason": f"editor {number}"}
        done = await front.post(f"{BASE}/deploy", order)
        if done.status == 200:
            return
        assert done.status in (409, 412), done.raw
        if done.status == 412:
            etag = (await front.get(f"{BASE}/flows/{id}?version=draft")).headers["ETag"]


def test_a_hundred_editors_at_once_lose_no_change() -> None:
    flows = [flow(id, {"first": Pass}) for id in ("shared", "other-0", "other-1", "other-2")]

    async def main() -> None:
        async with opened(*flows) as front:
            await asyncio.gather(*(edit(front, number) for number in range(EDITORS)))
            seen: set[str] = set()
            count = 0
            for drawn in flows:
                document = (await front.get(f"{BASE}/flows/{drawn.id}")).json
                seen |= document["nodes"].keys() - {"first"}
                count += document["parameters"]["count"]["default"]
                assert document["nodes"].keys() == front.engine.flows[drawn.id].nodes.keys()
            assert seen == {f"by-{number}" for number in range(EDITORS)}
            assert count == EDITORS
            came: set[str] = set()
            history = (await front.get(f"{BASE}/history")).json["items"]
            assert [one["revision"] for one in history] == [*range(len(history), 0, -1)]
            for one in history[:-1]:
                changes = (await front.get(f"{BASE}/history/{one['revision']}")).json["changes"]
                came |= {change["owner"] for change in changes if change["kind"] == "node"}
            assert came == seen

    asyncio.run(main())
