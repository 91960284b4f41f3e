"""What an editor asks of types before anything runs: connection types, and the ports that a config gives."""

from __future__ import annotations

import asyncio
from typing import Any

from sinterflow.runtime.registry import load
from tests.runtime.api.front import BASE, LINE, Plc, opened

REGISTRY = load()


def test_connection_types_are_described_as_node_types_are() -> None:
    async def main() -> None:
        async with opened(LINE, registry=REGISTRY) as front:
            answer = (await front.get(f"{BASE}/connection-types")).json
            found = {one["type"]: one for one in answer["items"]}
            assert answer["next"] is None
            sqlite, broker = found["database.sqlite"], found["mqtt.broker"]
            assert (sqlite["family"], sqlite["icon"], sqlite["testable"]) == ("database", "database", True)
            assert (sqlite["browsable"], broker["browsable"]) == (True, False)
            assert sqlite["title"] == {"en": "SQLite file", "zh": "SQLite 数据库"}
            assert sqlite["config"]["properties"]["file"]["x-sinterflow"]["title"]["zh"] == "文件"
            assert broker["config"]["properties"]["password"]["x-sinterflow"]["secret"] is True
        async with opened(LINE) as front:
            (plc,) = (await front.get(f"{BASE}/connection-types")).json["items"]
            assert (plc["type"], plc["testable"], plc["browsable"]) == (Plc.type, False, False)

    asyncio.run(main())


def test_ports_follow_the_config_that_is_being_written() -> None:
    rules = [{"op": "gt", "value": "${limit}"}, {"op": "else"}]
    nodes: dict[str, Any] = {
        "switch": {"type": "core.switch", "config": {"rules": rules}},
        "faulty": {"type": "core.switch", "config": {"rules": 5}},
        "code": {"type": "core.function", "config": {"code": "while True: pass", "outputs": 3}},
        "paced": {"type": "core.delay", "config": {"mode": "rate", "count": "${n}", "per": "1s", "full": "second"}},
        "limit": {"type": "rule.limit"},
        "unknown": {"type": "plant.unknown", "config": {}},
        "dose": {"type": "subflow:dose", "config": {}},
    }

    async def main() -> None:
        async with opened(LINE, registry=REGISTRY) as front:
            answer = await front.post(f"{BASE}/node-types/ports", {"nodes": nodes})
            ports = answer.json["ports"]
            outputs = {id: [one["name"] for one in each["outputs"]] for id, each in ports.items()}
            assert outputs == {
                "switch": ["1", "2"],
                "faulty": ["out"],
                "code": ["1", "2", "3"],
                "paced": ["out", "2"],
                "limit": ["ok", "breach", "clear"],
            }
            assert ports["switch"]["inputs"] == [{"name": "in", "title": ""}]
            assert ports["limit"]["outputs"][1]["title"]["zh"]
            many = {f"n{number}": {"type": "core.switch"} for number in range(1001)}
            assert (await front.post(f"{BASE}/node-types/ports", {"nodes": many})).status == 422

    asyncio.run(main())
