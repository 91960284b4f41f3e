"""Trying connections, and running flow tests, beside what runs."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

from sinterflow.nodes.mqtt.broker import Broker
from sinterflow.runtime import Connection, NodeConfig, NotConnected, text
from sinterflow.runtime import field as config_field
from sinterflow.runtime.registry import load
from tests.runtime.api import front as front_module
from tests.runtime.api.front import BASE, LINE, Front, Plc, opened


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
