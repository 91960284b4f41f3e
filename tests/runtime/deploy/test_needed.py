"""Which rights a change needs: new code and new writes to devices take one of their own, limits do not."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

import pytest

from sinterflow.runtime import Message, Node, NodeConfig, field, text
from sinterflow.runtime.deploy.needed import needed_rights
from sinterflow.runtime.registry import Registry
from tests.runtime.api.front import BASE, Feed, Pass, Write, flow, opened


class Step(NodeConfig):
    run: Annotated[str, field(title="Code", code="python")] = ""


class Code(Node):
    """Holds code, and something else."""

    type = "test.code"
    title = text(en="Code", zh="代码")

    class Config(NodeConfig):
        code: Annotated[str, field(title="Code", code="python")] = ""
        page: Annotated[str, field(title="Page", code="jinja")] = ""
        limit: float = 1.0
        steps: tuple[Step, ...] = ()

    def receive(self, message: Message) -> Message:
        return message


class Program(Node):
    """Runs what its config says."""

    type = "test.program"
    title = text(en="Program", zh="程序")
    code = True

    class Config(NodeConfig):
        command: str = ""

    def receive(self, message: Message) -> Message:
        return message


REGISTRY = Registry([Code, Program, Write, Pass])


def files(nodes: dict[str, Any], wires: list[Any] | None = None, name: str = "flows/a.json", **more: Any) -> Any:
    document = {"format": 1, "id": "a", "nodes": nodes, "wires": wires or [], **more}
    return {name: json.dumps(document).encode()}


def code(**config: Any) -> dict[str, Any]:
    return {"type": "test.code", "config": config}


WRITE = {"type": "test.write"}
PASS = {"type": "test.pass"}
OLD = {"c": code(code="a = 1", limit=5), "p": PASS, "w": WRITE}


@pytest.mark.parametrize(
    ("after", "needed"),
    [
        (files(OLD), set()),
        (files({**OLD, "c": code(code="a = 1", limit=9), "p": {**PASS, "config": {"label": "x"}}}), set()),
        (files({**OLD, "c": code(code="a = 1", page="{{payload}}")}), set()),
        (files({**OLD, "copy": code(code="a = 1")}), set()),
        (files({"p": PASS}), set()),
        ({}, set()),
        (files({**OLD, "c": code(code="a = 2")}), {"install"}),
        (files({**OLD, "d": code(steps=[{"run": "b"}])}), {"install"}),
        (files({**OLD, "d": {**code(anything="b"), "version": 7}}), {"install"}),
        (files({**OLD, "d": {"type": "test.program", "config": {"command": "ls"}}}), {"install"}),
        (files({**OLD, "d": {"type": "nobody.knows"}}), {"install"}),
        (files({**OLD, "w2": WRITE}), {"device-write"}),
        (files({**OLD, "w": {**WRITE, "config": {"to": 1}}}), {"device-write"}),
        (files(OLD, [["p", "w"]]), {"device-write"}),
        (files(OLD, [["p", "w:in", {"policy": "durable"}]]), {"device-write"}),
        (files(OLD, [["p", "c"]]), set()),
        (files({"p": PASS}, subflows={"s": {"nodes": {"c": code(code="b"), "w": WRITE}}}), {"install", "device-write"}),
        ({"subflows/s.json": files({"c": code(code="b")})["flows/a.json"]}, {"install"}),
        (files({"x": 7, "y": {"type": []}, "z": code(code=7)}), {"install"}),
        ({"flows/a.json": b"{", "tags/t.csv": b"x", "project.json": b"{}"}, set()),
    ],
)
def test_what_a_change_needs(after: dict[str, bytes], needed: set[str]) -> None:
    assert needed_rights(files(OLD), after, REGISTRY) == needed


MOVE = json.dumps({"format": 1, "id": "move", "nodes": {"w": WRITE}, "wires": []}).encode()
TWICE = json.dumps({"format": 1, "id": "twice", "nodes": {"m": {"type": "subflow:move"}}, "wires": []}).encode()
INSTANCE = {"type": "subflow:move", "parameters": {"to": 1}}


@pytest.mark.parametrize(
    ("after", "needed"),
    [
        (files({**OLD, "i": INSTANCE}), set()),
        (files({**OLD, "i": {**INSTANCE, "parameters": {"to": 2}}}), set()),
        (files({**OLD, "i": INSTANCE, "j": INSTANCE}), {"device-write"}),
        (files({**OLD, "i": INSTANCE, "j": {"type": "subflow:twice"}}), {"device-write"}),
        (files({**OLD, "i": INSTANCE, "j": {"type": "subflow:nobody"}}), set()),
        (files({**OLD, "i": INSTANCE}, [["p", "i:in"]]), {"device-write"}),
        (files({**OLD, "j": {"type": "subflow:move"}}, subflows={"move": {"nodes": {"p": PASS}}}), set()),
        (files({**OLD, "j": {"type": "subflow:own"}}, subflows={"own": {"nodes": {"m": INSTANCE}}}), {"device-write"}),
    ],
)
def test_an_instance_of_a_subflow_that_writes_to_devices_is_a_write(after: dict[str, bytes], needed: set[str]) -> None:
    shared = {"subflows/move.json": MOVE, "subflows/twice.json": TWICE}
    before = {**files({**OLD, "i": INSTANCE}), **shared}
    assert needed_rights(before, {**after, **shared}, REGISTRY) == needed


def test_a_draft_of_a_subflow_brings_no_code_without_the_right() -> None:
    made = flow("line", {"feed": Feed, "code": Code}, "feed>code")
    subflow = {"format": 1, "id": "s", "name": "S", "wires": [], "nodes": {"c": code(code="import os")}}

    async def main() -> None:
        for rights, status in (({"view", "edit"}, 403), ({"view", "edit", "install"}, 200)):
            async with opened(made, project={}, rights=frozenset(rights)) as front:
                answer = await front.call("PUT", f"{BASE}/subflows/s", json=subflow, headers={"If-Match": "*"})
                assert answer.status == status, answer.raw

    asyncio.run(main())


def test_who_may_deploy_changes_limits_but_neither_code_nor_writes() -> None:
    made = flow("line", {"feed": Feed, "code": Code, "write": Write}, "feed>code", "code>write")
    made.document["nodes"]["code"]["config"] = {"code": "a = 1", "limit": 5}
    engineer = frozenset({"view", "edit", "deploy", "install", "device-write"})

    def changed(**config: Any) -> dict[str, Any]:
        nodes = {**made.document["nodes"], "code": {"type": "test.code", "config": {"code": "a = 1", **config}}}
        return {**made.document, "nodes": nodes}

    async def put(front: Any, document: Any) -> Any:
        etag = (await front.get(f"{BASE}/flows/line?version=draft")).headers["ETag"]
        return await front.call("PUT", f"{BASE}/flows/line", json=document, headers={"If-Match": etag})

    async def main() -> None:
        async with opened(made, rights=frozenset({"view", "edit", "deploy"})) as front:
            assert (await put(front, changed(limit=9))).status == 200
            refused = await put(front, changed(code="import os"))
            assert (refused.status, refused.codes) == (403, ["missing-right"])
            assert "install" in refused.json["detail"]
            writes = changed(limit=9)
            writes["nodes"]["second"] = {"type": "test.write"}
            assert (await put(front, writes)).codes == ["missing-right"]
            plan = (await front.post(f"{BASE}/deploy/plan", {"revision": 1})).json
            assert plan["rights"] == []
            assert (await front.post(f"{BASE}/deploy", {"revision": 1})).status == 200

            file = front.folder / "flows" / "line.json"
            await asyncio.to_thread(file.write_text, json.dumps(changed(code="import os")))
            plan = (await front.post(f"{BASE}/deploy/plan", {"revision": 2})).json
            assert plan["rights"] == ["install"]
            refused = await front.post(f"{BASE}/deploy", {"revision": 2})
            assert (refused.status, refused.codes) == (403, ["missing-right"])
            assert (await front.post(f"{BASE}/rollback/1", {})).status == 200, "what was deployed once may come back"
        async with opened(made, rights=engineer) as front:
            assert (await put(front, changed(code="import os"))).status == 200
            assert (await front.post(f"{BASE}/deploy", {"revision": 1})).status == 200

    asyncio.run(main())
