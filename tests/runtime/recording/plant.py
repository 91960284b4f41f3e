"""A project at work in this process, with real node types, a real file of recordings, and its API."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from sinterflow.runtime.deploy.desk import Desk
from sinterflow.runtime.registry import load
from sinterflow.runtime.start import Runtime
from tests.runtime.api.front import BASE, Answer, Front

PROJECT = {
    "format": 1,
    "name": "Plant",
    "connections": {
        "db": {"type": "database.sqlite", "config": {"file": "records.db"}},
        "broker": {"type": "mqtt.broker", "config": {"host": "127.0.0.1", "port": 1}},
    },
}


def limit_flow(high: float = 100) -> dict[str, Any]:
    """A source, a limit, rows for what is beyond it, a delayed publication of what is normal."""
    return {
        "format": 1,
        "id": "line",
        "nodes": {
            "in": {"type": "core.inject"},
            "check": {"type": "rule.limit", "config": {"high": high, "key": None}},
            "row": {
                "type": "core.change",
                "config": {"rules": [{"op": "set", "path": "payload", "to": {"from": "expression", "path": ROW}}]},
            },
            "write": {"type": "database.write", "config": {"connection": "db", "table": "breaches"}},
            "wait": {"type": "core.delay", "config": {"mode": "delay", "for": "2s"}},
            "out": {"type": "mqtt.out", "config": {"connection": "broker", "topic": "normal", "qos": 0}},
            "seen": {"type": "core.debug"},
        },
        "wires": [
            ["in", "check"],
            ["check:breach", "row"],
            ["row", "write"],
            ["check:ok", "wait"],
            ["wait", "out"],
            ["check:ok", "seen"],
        ],
    }


ROW = '{"pv": msg.payload, "limit": msg.verdict.limit}'


@dataclass
class Plant(Front):
    """`call` and the like as the owner of the start token."""

    runtime: Runtime

    async def call(self, method: str, path: str, *, token: str | None = "", **more: Any) -> Answer:
        return await super().call(method, path, token=self.runtime.token if token == "" else token, **more)

    async def send(self, node: str, *payloads: Any) -> None:
        """Let nodes of the flow have messages."""
        for payload in payloads:
            given = await self.post(f"{BASE}/flows/line/nodes/{node}/receive", {"message": {"payload": payload}})
            assert given.status == 202, given.raw

    async def record(self, *places: str, **more: Any) -> str:
        """Begin a recording; its id."""
        made = await self.post(f"{BASE}/recordings", {"name": "r", "places": places or ["line"], **more})
        assert made.status == 201, made.raw
        id: str = made.json["id"]
        return id

    async def replay(self, recording: str, **more: Any) -> Any:
        answer = await self.post(f"{BASE}/replay", {"recording": recording, "flow": "line", **more})
        assert answer.status == 200, answer.raw
        return answer.json

    async def shadow(self, recording: str, document: Any, **more: Any) -> Any:
        body = {"recording": recording, "flow": "line", "document": document, **more}
        answer = await self.post(f"{BASE}/shadow", body)
        assert answer.status == 200, answer.raw
        return answer.json


def written(folder: Path, *flows: dict[str, Any]) -> Path:
    (folder / "flows").mkdir(parents=True, exist_ok=True)
    (folder / "project.json").write_text(json.dumps(PROJECT))
    for flow in flows:
        (folder / "flows" / f"{flow['id']}.json").write_text(json.dumps(flow))
    return folder


@asynccontextmanager
async def plant(folder: Path, *flows: dict[str, Any]) -> AsyncIterator[Plant]:
    """The project of this folder at work; flows that are given are written there first."""

    def opened() -> Runtime:
        registry = load()
        return Runtime(Desk(written(folder, *flows), registry, folder / "data"), folder / "data")

    runtime = await asyncio.to_thread(opened)
    server = await runtime.start(port=0)
    assert not runtime.engine.failed, runtime.engine.failed
    try:
        async with aiohttp.ClientSession() as session:
            yield Plant(runtime.engine, server, session, folder, runtime.deployer, runtime.security, runtime)
    finally:
        await runtime.stop(drain=0.05)
