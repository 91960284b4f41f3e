"""Flows that do not run, because they could not start or are held after crashes, and deploys of others and of them."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime import Node, NodeConfig, text
from sinterflow.runtime.held import HeldFlow
from tests.runtime.api.front import BASE, LINE, Front, Keep, Pass, flow, opened


class Refuse(NodeConfig):
    refuse: bool = True


class Broken(Node):
    """Does not start, until its config lets it."""

    type = "test.broken"
    title = text(en="Broken", zh="故障")
    Config = Refuse

    async def start(self) -> None:
        if self.config.refuse:
            raise ValueError("no such port")

    def receive(self, message: Any, port: str = "in") -> None:
        """Nothing."""


BROKEN = flow("broken", {"broken": Broken})


async def deploy(front: Front, id: str, document: dict[str, Any]) -> Any:
    now = await front.get(f"{BASE}/flows/{id}?version=draft")
    headers = {"If-Match": now.headers["ETag"], "Content-Type": "application/json"}
    saved = await front.call("PUT", f"{BASE}/flows/{id}", data=json.dumps(document).encode(), headers=headers)
    assert saved.status == 200, saved.json
    (newest, *_) = (await front.get(f"{BASE}/history")).json["items"]
    body = {"revision": newest["revision"], "flows": {id: saved.headers["ETag"]}}
    return await front.post(f"{BASE}/deploy", body)


def with_label(label: str) -> dict[str, Any]:
    nodes = {**LINE.document["nodes"], "pass": {"type": Pass.type, "config": {"label": label}}}
    return {**LINE.document, "nodes": nodes}


def test_a_flow_that_could_not_start_stands_in_the_way_of_no_other() -> None:
    async def main() -> None:
        async with opened(LINE, BROKEN) as front:
            assert "no such port" in str(front.engine.failed["broken"])
            answer = await deploy(front, "line", with_label("new"))
            assert answer.status == 200, answer.json
            assert answer.json["restart"] == ["line/pass"]
            assert "broken" not in front.engine.flows
            assert "no such port" in str(front.engine.failed["broken"])
            mended = {**BROKEN.document, "nodes": {"broken": {"type": Broken.type, "config": {"refuse": False}}}}
            answer = await deploy(front, "broken", mended)
            assert answer.json["start"] == ["broken/broken"]
            assert front.engine.flows["broken"].running
            assert front.engine.failed == {}

    asyncio.run(main())


@pytest.mark.parametrize("changed", ["line", "other"])
def test_a_held_flow_is_started_by_a_deploy_of_it_and_by_no_other(tmp_path: Path, changed: str) -> None:
    other = flow("other", {"keep": Keep})

    async def main() -> None:
        async with opened(LINE, other) as front:
            deployer, engine = front.deployer, front.engine
            deployer.on_hold.keep([HeldFlow("line", datetime.now(UTC))])
            running = engine.flows.pop("line")
            await running.stop_sources()
            await running.stop()
            document = with_label("mended") if changed == "line" else {**other.document, "name": "Another"}
            answer = await deploy(front, changed, document)
            assert answer.status == 200, answer.json
            assert ("line" in engine.flows) is (changed == "line")
            assert ("line" in deployer.on_hold.flows) is (changed != "line")

    asyncio.run(main())
