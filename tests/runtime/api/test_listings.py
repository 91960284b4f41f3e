"""Node types, the project, dead letters and the description of it all."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sinterflow.runtime.api.app import ROUTES
from sinterflow.runtime.api.openapi import describe
from tests.runtime.api.front import BASE, LINE, TYPES, Fail, Front, Pass, flow, opened


def test_node_types_have_all_that_an_editor_draws() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            items = {item["type"]: item for item in (await front.get(f"{BASE}/node-types")).json["items"]}
            assert list(items) == sorted(kind.type for kind in TYPES)
            shown = items["test.pass"]
            assert shown["title"] == {"en": "Pass", "zh": "传递"}
            assert shown["help"] == {"en": "Hands on what it gets.", "zh": "原样传递。"}
            assert (shown["family"], shown["icon"], shown["source"]) == ("test", "pass", False)
            assert shown["config"]["properties"]["label"] == {"type": "string", "default": "none"}
            assert items["test.write"]["effect"] == "physical"
            assert items["test.feed"]["source"] is True
            assert items["test.split"]["inputs"][1] == {
                "name": "second", "title": {"en": "Second", "zh": "第二"}, "schema": {}, "message": True,
            }  # fmt: skip

    asyncio.run(main())


def test_the_project_shows_connections_but_not_their_secrets() -> None:
    async def main() -> None:
        connections = {"plc-1": {"type": "test.plc", "config": {"password": "secret"}}}
        async with opened(LINE, project={"connections": connections}) as front:
            shown = await front.get(f"{BASE}/project")
            assert shown.json == {
                "name": {"en": "Plant 1", "zh": "一厂"},
                "settings": {
                    "timezone": "Asia/Shanghai",
                    "day_start": "00:00",
                    "shifts": {},
                    "calendar": [],
                    "areas": {},
                    "time_server": "",
                    "limits": {},
                    "http": {},
                    "traces": None,
                    "backup": None,
                },
                "flows": ["line"],
                "connections": {"plc-1": {"type": "test.plc", "state": "ok", "text": ""}},
                "revision": 1,
                "drafts": {},
            }
            assert b"secret" not in shown.raw

    asyncio.run(main())


async def fail(front: Front, flow_id: str, **message: Any) -> None:
    await front.post(f"{BASE}/flows/{flow_id}/nodes/fail/receive?wait=1m", {"message": message})


def test_dead_letters_hold_the_message_and_the_reason() -> None:
    async def main() -> None:
        async with opened(flow("a", {"fail": Fail}), flow("b", {"fail": Fail})) as front:
            await fail(front, "a", payload={"$bytes": "AP8="}, _msgid="1")
            await fail(front, "b", payload=2, _msgid="2")
            both = (await front.get(f"{BASE}/dead-letters")).json
            assert [letter["flow"] for letter in both["items"]] == ["a", "b"]
            (letter,) = (await front.get(f"{BASE}/dead-letters?flow=a")).json["items"]
            assert letter["message"] == {"payload": {"$bytes": "AP8="}, "topic": "", "_msgid": "1"}
            assert letter["error"] == {"message": "no good", "kind": "ValueError", "node": "fail", "count": 1}
            first = (await front.get(f"{BASE}/dead-letters?limit=1")).json
            rest = (await front.get(f"{BASE}/dead-letters?cursor={first['next']}")).json
            assert [letter["flow"] for letter in rest["items"]] == ["b"]

    asyncio.run(main())


def test_a_page_of_dead_letters_ends_before_it_is_too_large() -> None:
    async def main() -> None:
        async with opened(flow("a", {"fail": Fail})) as front:
            for number in range(4):
                await fail(front, "a", payload="x" * 2_500_000, _msgid=str(number))
            ids: list[str] = []
            cursor = ""
            while cursor is not None:
                part = await front.get(f"{BASE}/dead-letters?cursor={cursor}")
                assert len(part.raw) < 6_000_000
                ids += [letter["message"]["_msgid"] for letter in part.json["items"]]
                cursor = part.json["next"]
            assert ids == ["0", "1", "2", "3"]

    asyncio.run(main())


def test_the_description_lists_every_call_and_its_references_lead_somewhere() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            described = (await front.get(f"{BASE}/openapi.json")).json
            calls = {(method.upper(), path) for path, methods in described["paths"].items() for method in methods}
            assert calls == {(route.method, route.path) for route in ROUTES} | {("GET", f"{BASE}/openapi.json")}
            for reference in references(described):
                name = reference.removeprefix("#/components/schemas/")
                assert name in described["components"]["schemas"]

    asyncio.run(main())


def references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [found for inner in node for found in references(inner)]
    if not isinstance(node, dict):
        return []
    own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
    return own + [found for inner in node.values() for found in references(inner)]


ANSWERED = {
    "/api/v1/node-types": "/api/v1/node-types",
    "/api/v1/flows": "/api/v1/flows",
    "/api/v1/flows/{id}": "/api/v1/flows/a",
    "/api/v1/flows/{id}/state": "/api/v1/flows/a/state",
    "/api/v1/dead-letters": "/api/v1/dead-letters",
    "/api/v1/dead-letters/handled": "/api/v1/dead-letters/handled",
    "/api/v1/health": "/api/v1/health",
    "/api/v1/project": "/api/v1/project",
    "/healthz": "/healthz",
    "/readyz": "/readyz",
}


@pytest.mark.parametrize("path", ANSWERED)
def test_answers_are_as_the_description_says(path: str) -> None:
    described = describe(ROUTES)

    async def main() -> None:
        async with opened(flow("a", {"fail": Fail, "pass": Pass}, "fail>pass")) as front:
            await fail(front, "a", payload=1)
            answer = await front.get(ANSWERED[path])
            content = described["paths"][path]["get"]["responses"][str(answer.status)]["content"]
            check(described, content["application/json"]["schema"], answer.json)

    asyncio.run(main())


def test_problems_and_admissions_are_as_the_description_says() -> None:
    described = describe(ROUTES)
    call = described["paths"]["/api/v1/flows/{id}/nodes/{node}/receive"]["post"]

    async def main() -> None:
        async with opened(LINE) as front:
            for node in ("pass", "nobody"):
                answer = await front.post(f"{BASE}/flows/line/nodes/{node}/receive", {})
                (content,) = call["responses"][str(answer.status)]["content"].values()
                check(described, content["schema"], answer.json)

    asyncio.run(main())


def check(described: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    Draft202012Validator({**schema, "components": described["components"]}).validate(value)
