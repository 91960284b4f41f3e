"""Flow templates: each is good as it is shipped, and as a new project gets it through the API."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import pytest

from sinterflow.nodes import SHIPPED, TEMPLATES
from sinterflow.runtime import Connection, NodeConfig, field, text
from sinterflow.runtime.cli import main
from sinterflow.runtime.registry import Registry, load
from tests.runtime.api.front import BASE, Front, opened

REGISTRY = load()


def command(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


async def drafted(front: Front, template: dict[str, Any]) -> None:
    """As the editor does it: connections, tags, equipment and flows become drafts, and none has an error."""
    document = (await front.get(f"{BASE}/project/document")).json
    parts: dict[str, Any] = {"project/document": {**document, "connections": template["connections"]}}
    if template["equipment"]:
        parts["equipment/document"] = template["equipment"]
    parts |= {f"tags/files/{name}": content for name, content in template["tags"].items()}
    parts |= {f"flows/{one['id']}": one for one in template["flows"]}
    for path, content in parts.items():
        kind, data = ("text/csv", content) if isinstance(content, str) else ("application/json", json.dumps(content))
        new = {"If-Match": "*"} if path != f"flows/{template['flows'][0]['id']}" else {"If-None-Match": "*"}
        headers = {"Content-Type": kind, **new}
        saved = await front.call("PUT", f"{BASE}/{path}", data=data.encode(), headers=headers)
        assert saved.status == 200, saved.raw


@pytest.mark.parametrize("name", SHIPPED)
def test_a_new_project_gets_a_template_and_has_no_fault(name: str, tmp_path: Path) -> None:
    async def main() -> dict[str, Any]:
        async with opened(registry=REGISTRY) as front:
            found: dict[str, Any] = (await front.get(f"{BASE}/templates/{name}")).json
            await drafted(front, found)
            for one in found["flows"]:
                checked = await front.post(f"{BASE}/flows/{one['id']}/validate?version=draft", one)
                assert checked.json == {"faults": []}
            return found

    found = asyncio.run(main())
    assert found["title"]["zh"]
    assert found["description"]["zh"]
    project = tmp_path / "plant"
    assert command("init", str(project)) == 0
    shared = project / "project.json"
    shared.write_text(json.dumps({**json.loads(shared.read_text()), "connections": found["connections"]}))
    (project / "equipment.json").write_text(json.dumps(found["equipment"]))
    for list_, content in found["tags"].items():
        (project / "tags" / f"{list_}.csv").write_text(content, encoding="utf-8")
    for one in found["flows"]:
        (project / "flows" / f"{one['id']}.json").write_text(json.dumps(one))
    assert command("check", str(project)) == 0


@pytest.mark.parametrize("name", SHIPPED)
def test_the_tests_of_a_template_pass(name: str) -> None:
    assert command("test", str(TEMPLATES / name)) == 0


def test_templates_say_what_they_need() -> None:
    assert sorted(one.name for one in TEMPLATES.iterdir()) == list(SHIPPED)

    async def main() -> None:
        async with opened(registry=REGISTRY) as front:
            items = (await front.get(f"{BASE}/templates")).json["items"]
            assert tuple(one["id"] for one in items) == SHIPPED
            alarm = items[2]
            title = {"en": "Modbus TCP device", "zh": "Modbus TCP 设备"}
            assert alarm["connections"][0] == {"id": "plc", "type": "modbus.tcp", "title": title}
            assert (alarm["flows"], alarm["tags"]) == (["limit-alarm"], ["OVEN.PV"])
            assert (await front.get(f"{BASE}/templates/none")).codes == ["template-not-found"]

    asyncio.run(main())


def test_what_is_posted_to_the_http_template_is_kept_and_what_cannot_be_is_refused(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(registry=REGISTRY, data=tmp_path) as front:
            await drafted(front, (await front.get(f"{BASE}/templates/http-to-sqlite")).json)
            made = await front.post(f"{BASE}/deploy", {"revision": 1, "flows": None})
            assert made.status == 200, made.raw
            kept = await front.post("/records", {"code": "A1"})
            assert (kept.status, kept.json) == (201, {"code": "A1"})
            refused = await front.post("/records", 5)
            assert refused.status == 422
            assert refused.raw

    asyncio.run(main())


class Secretive(Connection):
    """Has a password."""

    type = "test.secretive"
    title = text(en="Secretive", zh="保密")

    class Config(NodeConfig):
        host: str
        password: Annotated[str, field(title=text(en="Password", zh="密码"), secret=True)] = ""
        token: Annotated[str, field(title=text(en="Token", zh="令牌"), secret=True)] = ""


def test_a_template_gives_away_no_secret_and_one_with_faults_is_left_out(tmp_path: Path) -> None:
    config = {"host": "a", "password": "geheim", "token": "${secret:token}"}
    good = {"format": 1, "name": "Good", "connections": {"a": {"type": Secretive.type, "config": config}}}
    for name, document in (("good", good), ("bad", {**good, "nonsense": 1})):
        (tmp_path / name / "flows").mkdir(parents=True)
        (tmp_path / name / "project.json").write_text(json.dumps(document))
    registry = Registry(connections=[Secretive])
    registry.templates = [tmp_path / "bad", tmp_path / "good"]

    async def main() -> None:
        async with opened(registry=registry) as front:
            assert [one["id"] for one in (await front.get(f"{BASE}/templates")).json["items"]] == ["good"]
            shown = (await front.get(f"{BASE}/templates/good")).json
            assert shown["connections"]["a"]["config"] == {"host": "a", "token": "${secret:token}"}

    asyncio.run(main())
