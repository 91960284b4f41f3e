"""Trying connections, and running flow tests, beside what runs."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import pytest

from sinterflow.nodes.mqtt.broker import Broker
from sinterflow.runtime import Browsed, Connection, NodeConfig, NotConnected, text
from sinterflow.runtime import field as config_field
from sinterflow.runtime.registry import load
from tests.runtime.api import front as front_module
from tests.runtime.api.front import BASE, LINE, Answer, Front, Plc, opened


class Shelf(Connection):
    """Tells what its peer has, when it is asked for what is there."""

    type = "test.shelf"
    title = text(en="Shelf", zh="货架")

    class Config(NodeConfig):
        password: Annotated[str, config_field(title=text(en="Password", zh="密码"), secret=True)] = ""

    async def browse(self, path: Sequence[str], search: str) -> list[Browsed]:
        assert self.connected.is_set()
        if [*path] == ["down"]:
            raise NotConnected(f"{self.config.password} was refused")
        if [*path] == ["bug"]:
            raise ValueError(self.config.password)
        if [*path] == ["hang"]:
            await asyncio.Event().wait()
        if path:
            raise KeyError(path[0])
        temperature = Browsed("t", "point", text(en="Temperature", zh="温度"), "40001", "int16", "°C")
        return [one for one in (Browsed("zone", "folder"), temperature) if search in one.id]


class Picky(Connection):
    """Says why it does not open, and more than it should."""

    type = "test.picky"
    title = text(en="Picky", zh="挑剔")
    opens = 0
    closes = 0

    class Config(NodeConfig):
        password: Annotated[str, config_field(title=text(en="Password", zh="密码"), secret=True)] = ""
        fails: str = ""

    async def open(self) -> None:
        type(self).opens += 1
        if self.config.fails == "hang":
            await asyncio.Event().wait()
        if self.config.fails == "bug":
            raise ValueError(f"no idea what {self.config.password} is")
        if self.config.fails:
            raise NotConnected(text(en=f"{self.config.password} was refused", zh=f"{self.config.password} 被拒绝"))

    async def close(self) -> None:
        type(self).closes += 1


def project(**config: Any) -> dict[str, Any]:
    return {"connections": {"one": {"type": "test.picky", "config": {"password": "geheim", **config}}}}


async def tried(front: Front, query: str = "") -> Any:
    answer = await front.post(f"{BASE}/connections/one/test{query}")
    assert answer.status == 200, answer.raw
    assert b"geheim" not in answer.raw
    return answer.json


def test_a_trial_opens_a_client_of_its_own_and_says_in_plain_words_what_is_wrong(monkeypatch: Any) -> None:
    monkeypatch.setattr(front_module, "CONNECTIONS", [Plc, Picky])
    monkeypatch.setattr("sinterflow.runtime.trial.PATIENCE", 0.1)

    async def main() -> None:
        async with opened(LINE, project=project()) as front:
            before = Picky.opens
            made = await tried(front)
            assert (made["ok"], made["text"], Picky.opens) == (True, "", before + 1)
            assert front.engine.shared.links["one"].state == "ok"
            found = await front.get(f"{BASE}/project/document")
            for fails, said in (("refused", "••• was refused"), ("bug", "•••"), ("hang", "no answer within")):
                await front.call(
                    "PUT",
                    f"{BASE}/project/document",
                    json={**found.json, **project(fails=fails)},
                    headers={"If-Match": "*"},
                )
                made = await tried(front)
                shown = made["text"]["en"] if isinstance(made["text"], dict) else made["text"]
                assert not made["ok"]
                assert said in shown
                assert (await tried(front, "?version=deployed"))["ok"]
            wrong = {**found.json, **project(fails=5)}
            await front.call("PUT", f"{BASE}/project/document", json=wrong, headers={"If-Match": "*"})
            refused = await front.post(f"{BASE}/connections/one/test")
            assert (refused.status, refused.json["errors"][0]["node"]) == (422, "one")
            assert (await front.post(f"{BASE}/connections/none/test")).codes == ["connection-not-found"]

    asyncio.run(main())


async def browsed(front: Front, id: str, *path: str, search: str = "", query: str = "") -> Answer:
    return await front.post(f"{BASE}/connections/{id}/browse{query}", {"path": path, "search": search})


def test_what_a_peer_has_can_be_browsed_before_anything_is_deployed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sinterflow.runtime.trial.PATIENCE", 0.1)
    shelf = {"type": "test.shelf", "config": {"password": "geheim"}}
    connections = {"shelf": shelf, "plc": {"type": "test.plc", "config": {"password": "geheim"}}}

    async def main() -> None:
        async with opened(LINE, project={"connections": connections}, connections=[Shelf]) as front:
            folder = {"id": "zone", "title": "zone", "kind": "folder", "address": "", "type": "", "unit": ""}
            title = {"en": "Temperature", "zh": "温度"}
            point = {"id": "t", "title": title, "kind": "point", "address": "40001", "type": "int16", "unit": "°C"}
            assert (await browsed(front, "shelf")).json == {"items": [folder, point], "next": None}
            first = (await browsed(front, "shelf", query="?limit=1")).json
            assert first == {"items": [folder], "next": "zone"}
            rest = (await browsed(front, "shelf", query=f"?cursor={first['next']}")).json
            assert (await browsed(front, "shelf", search="t")).json == rest == {"items": [point], "next": None}
            for path, said in (("down", "••• was refused"), ("bug", "•••"), ("hang", "no answer within")):
                refused = await browsed(front, "shelf", path)
                assert (refused.status, refused.codes) == (409, ["not-browsed"])
                assert said in refused.json["detail"]
                assert b"geheim" not in refused.raw
            missing = await browsed(front, "shelf", "none")
            assert (missing.status, missing.codes) == (404, ["no-such-folder"])
            deaf = await browsed(front, "plc")
            assert (deaf.status, deaf.codes) == (422, ["not-browsable"])
            assert (await browsed(front, "none")).codes == ["connection-not-found"]

    asyncio.run(main())


def test_the_tables_and_columns_of_a_database_can_be_browsed(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "records.db")) as database:
        database.execute("CREATE TABLE scans (code TEXT, weight REAL)")
        database.execute("CREATE TABLE readings (time TEXT)")
    registry = load()
    connections = {"records": {"type": "database.sqlite", "config": {"file": "records.db"}}}

    async def main() -> None:
        more: dict[str, Any] = {"registry": registry, "data": tmp_path}
        async with opened(LINE, project={"connections": connections}, **more) as front:
            tables = (await browsed(front, "records")).json["items"]
            assert [(one["id"], one["kind"]) for one in tables] == [("readings", "folder"), ("scans", "folder")]
            columns = (await browsed(front, "records", "scans")).json["items"]
            assert [(one["address"], one["type"]) for one in columns] == [
                ("scans.code", "TEXT"),
                ("scans.weight", "REAL"),
            ]
            found = (await browsed(front, "records", search="TIME")).json["items"]
            assert [one["id"] for one in found] == ["readings.time"]
            assert (await browsed(front, "records", "none")).codes == ["no-such-folder"]

    asyncio.run(main())


def test_a_trial_does_not_take_over_the_session_of_the_client_that_runs() -> None:
    given = Broker.Config(host="a", client_id="line-1", clean_start=False, session_expiry=60)
    made = Broker.for_trial(given)
    assert (made.host, made.client_id, made.clean_start, made.session_expiry) == ("a", "", True, 0)


DOUBLE = {
    "format": 1, "id": "double", "name": "Double",
    "nodes": {
        "from": {"type": "core.inject"},
        "twice": {"type": "core.change", "config": {"rules": [{"op": "set", "path": "payload", "to": {"value": 2}}]}},
        "to": {"type": "core.debug"},
    },
    "wires": [["from", "twice"], ["twice", "to"]],
}  # fmt: skip
CASE = {
    "name": "two comes out", "stub": {"from": "source", "to": "sink"},
    "steps": [
        {"send": {"from": "from", "message": {"payload": 1}}},
        {"expect": {"at": "to", "count": 1, "messages": [{"payload": 2}]}},
    ],
}  # fmt: skip
TEST = {"format": 1, "flow": "double", "cases": [CASE]}


def test_flow_tests_run_against_what_is_deployed_or_drafted() -> None:
    registry = load()

    async def main() -> None:
        files = {"flows/double.json": json.dumps(DOUBLE).encode()}
        async with opened(LINE, files=files, registry=registry) as front:
            tests = front.folder / "tests"
            await asyncio.to_thread(tests.mkdir)
            await asyncio.to_thread((tests / "double.json").write_text, json.dumps(TEST))
            await asyncio.to_thread((tests / "broken.json").write_text, "{")
            broken, good = (await front.get(f"{BASE}/tests")).json["items"]
            assert good == {"file": "double.json", "flow": "double", "cases": ["two comes out"], "faults": []}
            assert (broken["file"], broken["flow"]) == ("broken.json", None)
            assert broken["faults"]
            ran = (await front.post(f"{BASE}/tests/run", {"flow": "double", "version": "deployed"})).json
            assert (ran["passed"], ran["failed"]) == (1, 0)
            assert ran["cases"][0]["file"] == "double.json"
            document = json.loads(json.dumps(DOUBLE))
            document["nodes"]["twice"]["config"]["rules"][0]["to"] = {"value": 3}
            saved = await front.call("PUT", f"{BASE}/flows/double", json=document, headers={"If-Match": "*"})
            assert saved.status == 200
            ran = (await front.post(f"{BASE}/tests/run", {"document": TEST})).json
            assert (ran["passed"], ran["failed"]) == (0, 1)
            assert "3" in ran["cases"][0]["message"]
            missing = await front.post(f"{BASE}/tests/run", {"files": ["none.json"]})
            assert (missing.status, missing.codes) == (404, ["file-not-found"])

    asyncio.run(main())


def test_flow_tests_follow_nodes_that_are_renamed_and_their_files_once_that_is_deployed() -> None:
    registry = load()
    inner = {"times": {"type": "core.change"}}
    dose = {"format": 1, "id": "dose", "inputs": {"in": ["times"]}, "outputs": {"out": ["times"]}, "nodes": inner}
    document = json.loads(json.dumps(DOUBLE))
    document["nodes"]["dose-a"] = {"type": "subflow:dose"}
    document["wires"].append(["twice", "dose-a"])
    case = json.loads(json.dumps(CASE))
    case["steps"].append({"expect": {"at": "dose-a/times", "count": 1, "messages": [{"payload": 2}]}})
    names = {"twice": "second", "from": "feed", "dose-a": "dose"}

    def other(value: str) -> str:
        for name, to in names.items():
            value = value.replace(f'"{name}"', f'"{to}"')
        return value

    async def main() -> None:
        files = {"flows/double.json": json.dumps(document).encode(), "subflows/dose.json": json.dumps(dose).encode()}
        async with opened(LINE, files=files, registry=registry) as front:
            test = front.folder / "tests" / "double.json"
            await asyncio.to_thread(test.parent.mkdir)
            await asyncio.to_thread(test.write_text, json.dumps({**TEST, "cases": [case]}))

            async def passed(version: str) -> tuple[int, int]:
                ran = (await front.post(f"{BASE}/tests/run", {"flow": "double", "version": version})).json
                return ran["passed"], ran["failed"]

            async def draft(text: str) -> None:
                headers = {"If-Match": "*"}
                saved = await front.call("PUT", f"{BASE}/flows/double", json=json.loads(text), headers=headers)
                assert (saved.status, saved.json["faults"]) == (200, [])

            await draft(other(json.dumps(document)))
            assert await passed("draft") == (0, 1)
            # One after the other, and an instance with what is inside.
            renames = [{"double/from": "double/first"}, {"double/first": "double/feed"}]
            renames.append({"double/twice": "double/second", "double/dose-a": "double/dose"})
            for one in renames:
                assert (await front.post(f"{BASE}/tests/renamed", {"renamed": one})).status == 204
            assert await passed("draft") == (1, 0)
            assert await passed("deployed") == (1, 0)
            assert "dose-a/times" in await asyncio.to_thread(test.read_text)

            await draft(json.dumps(document))  # undone: nothing is to follow
            assert await passed("draft") == (1, 0)

            await draft(other(json.dumps(document)))
            deployed = await front.post(f"{BASE}/deploy", {"revision": 1, "flows": None})
            assert (deployed.status, deployed.json["faults"]) == (200, [])
            assert await passed("deployed") == (1, 0)
            written = json.loads(await asyncio.to_thread(test.read_text))["cases"][0]
            assert written["stub"] == {"feed": "source", "to": "sink"}
            assert written["steps"][0]["send"] == {"from": "feed", "message": {"payload": 1}}
            assert [step["expect"]["at"] for step in written["steps"][1:]] == ["to", "dose/times"]
            assert json.loads(await asyncio.to_thread((front.folder / "data" / "renamed.json").read_text)) == {}

            for to in ("other/a", "double/a/b"):  # another flow; deeper within it
                elsewhere = await front.post(f"{BASE}/tests/renamed", {"renamed": {"double/a": to}})
                assert (elsewhere.status, elsewhere.codes) == (422, ["wrong-rename"])

    asyncio.run(main())


def test_flow_tests_follow_a_connection_that_a_parameter_is_given() -> None:
    registry = load()
    flow = json.loads(json.dumps(DOUBLE)) | {"parameters": {"broker": {"type": "connection", "default": "one"}}}
    test = {**TEST, "cases": [{**CASE, "parameters": {"broker": "one"}}]}
    broker = {"type": "mqtt.broker", "config": {"host": "127.0.0.1", "port": 1}}

    async def main() -> None:
        files = {"flows/double.json": json.dumps(flow).encode()}
        async with opened(LINE, project={"connections": {"one": broker}}, files=files, registry=registry) as front:
            path = front.folder / "tests" / "double.json"
            await asyncio.to_thread(path.parent.mkdir)
            await asyncio.to_thread(path.write_text, json.dumps(test))
            assert (await front.post(f"{BASE}/tests/renamed", {"renamed": {"one": "other"}})).status == 204
            flow["parameters"]["broker"]["default"] = "other"
            headers = {"If-Match": "*"}
            await front.call("PUT", f"{BASE}/project/parts/connections", json={"other": broker}, headers=headers)
            await front.call("PUT", f"{BASE}/flows/double", json=flow, headers=headers)
            deployed = await front.post(f"{BASE}/deploy", {"revision": 1, "flows": None})
            assert (deployed.status, deployed.json["faults"]) == (200, [])
            assert json.loads(await asyncio.to_thread(path.read_text))["cases"][0]["parameters"] == {"broker": "other"}

    asyncio.run(main())
