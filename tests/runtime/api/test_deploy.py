"""Drafts, plans, deploys and rollbacks, as another program sees them."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime import text
from sinterflow.runtime.change import change
from sinterflow.runtime.deploy import deployer as deploying
from sinterflow.runtime.deploy.history import History
from sinterflow.runtime.held import HeldFlow
from sinterflow.runtime.target import NotChanged
from tests.runtime.api.front import BASE, LINE, Answer, Front, Keep, Pass, flow, opened

OTHER = flow("other", {"keep": Keep})
SHORT: dict[str, Any] = {**LINE.document, "nodes": {"feed": {"type": "test.feed"}}, "wires": []}


async def put(front: Front, id: str, document: Any, etag: str | None = None, **headers: str) -> Answer:
    if etag is not None:
        headers["If-Match"] = etag
    data = json.dumps(document) if not isinstance(document, bytes) else document
    said = {"Content-Type": "application/json", **headers}
    return await front.call("PUT", f"{BASE}/{id}", data=data, headers=said)


async def draft(front: Front, id: str, document: dict[str, Any]) -> str:
    """Save a draft over whatever is there; its entity tag."""
    now = await front.get(f"{BASE}/flows/{id}?version=draft")
    headers = {"If-Match": now.headers["ETag"]} if "ETag" in now.headers else {"If-None-Match": "*"}
    answer = await put(front, f"flows/{id}", document, **headers)
    assert answer.status == 200, answer.json
    return str(answer.headers["ETag"])


async def deploy(front: Front, revision: int, flows: Any = None, **more: Any) -> Answer:
    return await front.post(f"{BASE}/deploy", {"revision": revision, "flows": flows, **more})


async def items(front: Front) -> dict[str, Any]:
    return {item["id"]: item for item in (await front.get(f"{BASE}/flows")).json["items"]}


def test_a_draft_changes_nothing_until_it_is_deployed() -> None:
    async def main() -> None:
        async with opened(LINE, OTHER) as front:
            old = await front.get(f"{BASE}/flows/line")
            etag = await draft(front, "line", SHORT)
            assert etag != old.headers["ETag"]
            assert (await front.get(f"{BASE}/flows/line?version=draft")).json["nodes"] == SHORT["nodes"]
            assert (await front.get(f"{BASE}/flows/line?version=deployed")).json == old.json
            item = (await items(front))["line"]
            assert (item["changed"], item["nodes"], item["draft"]["author"]) == (True, 3, "local")
            assert (item["draft"]["revision"], item["draft"]["etag"]) == (1, etag)
            assert (await items(front))["other"]["changed"] is False
            kept = front.node("other", "keep")
            answer = await deploy(front, 1, {"line": etag}, reason="shorter")
            assert answer.status == 200
            assert answer.json["revision"] == 2
            assert sorted(answer.json["stop"]) == ["line/keep", "line/pass"]
            assert answer.json["faults"] == []
            assert "line: node pass: removed" in [one["line"] for one in answer.json["changes"]]
            assert list(front.engine.flows["line"].nodes) == ["feed"]
            assert front.node("other", "keep") is kept
            assert (await items(front))["line"] | {"received": 0} == {**(await items(front))["line"], "received": 0}
            assert (await items(front))["line"]["draft"] is None
            assert json.loads((front.folder / "flows" / "line.json").read_text())["nodes"] == SHORT["nodes"]

    asyncio.run(main())


def test_the_plan_says_what_the_deploy_then_does() -> None:
    async def main() -> None:
        async with opened(LINE, OTHER) as front:
            etag = await draft(front, "line", SHORT)
            order = {"revision": 1, "flows": {"line": etag}}
            plan = (await front.post(f"{BASE}/deploy/plan", order)).json
            assert plan["revision"] == 1
            done = (await front.post(f"{BASE}/deploy", order)).json
            assert {**plan, "revision": 2} == done
            assert done.keys() >= {"revision", "restart", "keep", "start", "stop", "faults"}

    asyncio.run(main())


def test_a_new_flow_stands_among_the_others_where_it_will_stand_once_it_is_deployed() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            etag = (await front.get(f"{BASE}/project/parts/flow_order")).headers["ETag"]
            assert (await put(front, "project/parts/flow_order", [], **{"If-Match": etag})).status == 200
            assert (await deploy(front, 1)).status == 200
            new = {**OTHER.document, "id": "begin"}
            assert (await put(front, "flows/begin", new, **{"If-None-Match": "*"})).status == 200
            drafted = list(await items(front))
            assert (await deploy(front, 2)).status == 200
            assert drafted == list(await items(front)) == ["begin", "line"]

    asyncio.run(main())


def test_a_new_flow_is_created_deployed_and_deleted() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            new = {**OTHER.document, "id": "new"}
            assert (await put(front, "flows/new", new, **{"If-None-Match": "*"})).status == 200
            item = (await items(front))["new"]
            assert (item["deployed"], item["running"], item["nodes"], item["changed"]) == (False, False, 1, True)
            assert (await front.get(f"{BASE}/flows/new")).status == 404
            assert (await put(front, "flows/new", new, **{"If-None-Match": "*"})).status == 412
            assert (await deploy(front, 1)).status == 200
            assert (await items(front))["new"]["running"] is True
            etag = (await front.get(f"{BASE}/flows/new")).headers["ETag"]
            gone = await front.call("DELETE", f"{BASE}/flows/new", headers={"If-Match": etag})
            assert gone.status == 200
            assert (await items(front))["new"]["draft"]["deleted"] is True
            assert (await front.get(f"{BASE}/flows/new?version=draft")).codes == ["draft-deletes"]
            assert (await front.get(f"{BASE}/flows/new")).status == 200
            answer = await deploy(front, 2, {"new": gone.json["etag"]})
            assert (answer.status, answer.json["stop"]) == (200, ["new/keep"])
            assert list(await items(front)) == ["line"]
            assert not (front.folder / "flows" / "new.json").exists()

    asyncio.run(main())


def test_a_deleted_flow_leaves_the_project_s_order_and_parameters_too() -> None:
    async def main() -> None:
        other = flow("other", {"keep": Keep}, parameters={"limit": {"type": "number", "default": 1}})
        async with opened(LINE, other, project={"parameters": {"other": {"limit": 2}}}) as front:
            etag = (await front.get(f"{BASE}/flows/other")).headers["ETag"]
            await front.call("DELETE", f"{BASE}/flows/other", headers={"If-Match": etag})
            assert (await deploy(front, 1)).status == 200
            project = (await front.get(f"{BASE}/project/document")).json
            assert project["flow_order"] == ["line"]
            assert "parameters" not in project

    asyncio.run(main())


def test_a_writer_that_has_not_seen_the_present_state_is_refused() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            assert (await put(front, "flows/line", SHORT)).codes == ["precondition-missing"]
            assert (await put(front, "flows/line", SHORT)).status == 428
            stale = await put(front, "flows/line", SHORT, '"other"')
            now = (await front.get(f"{BASE}/flows/line?version=draft")).headers["ETag"]
            assert (stale.status, stale.codes, stale.headers["ETag"]) == (412, ["changed-meanwhile"], now)
            assert (await put(front, "flows/line", SHORT, "*")).status == 200
            assert (await put(front, "flows/line", SHORT, now)).status == 412
            assert (await put(front, "flows/nowhere", {"id": "nowhere"}, "*")).status == 412
            assert (await front.call("DELETE", f"{BASE}/flows/line")).status == 428
            assert (await front.call("DELETE", f"{BASE}/flows/line", headers={"If-Match": now})).status == 412
            assert (await front.call("DELETE", f"{BASE}/flows/no", headers={"If-Match": "*"})).status == 404

    asyncio.run(main())


def test_half_finished_work_is_saved_and_its_faults_told_but_it_is_not_deployed() -> None:
    async def main() -> None:
        async with opened(LINE, OTHER) as front:
            half = {"format": 1, "id": "line", "nodes": {"a": {"type": "test.nothing"}, "b": {}}, "wires": [["a", "c"]]}
            etag = (await front.get(f"{BASE}/flows/line")).headers["ETag"]
            answer = await put(front, "flows/line", half, etag, **{"Accept-Language": "zh"})
            assert answer.status == 200
            codes = {one["code"]: one for one in answer.json["faults"]}
            assert codes.keys() == {"unknown-node-type", "missing-key", "unknown-node"}
            assert codes["unknown-node-type"]["file"] == "flows/line.json"
            assert (await front.get(f"{BASE}/flows/line?version=draft")).json == half
            order = {"revision": 1, "flows": {"line": answer.json["etag"]}}
            plan = await front.post(f"{BASE}/deploy/plan", order)
            refused = await front.post(f"{BASE}/deploy", order)
            assert (plan.status, refused.status) == (200, 422)
            assert sorted(refused.codes) == sorted(one["code"] for one in plan.json["faults"]) == sorted(codes)
            assert (await items(front))["line"]["running"] is True

    asyncio.run(main())


@pytest.mark.parametrize(
    ("id", "document", "status", "code"),
    [
        ("line", b'{"id": "line",}', 400, "json-syntax"),
        ("line", [1], 422, "not-a-flow"),
        ("line", {"id": "line", "nodes": []}, 422, "not-a-flow"),
        ("line", {"id": "other"}, 422, "id-not-file-name"),
        ("line", {}, 422, "id-not-file-name"),
        ("a%2Fb", {"id": "a/b"}, 422, "wrong-flow-id"),
        ("..", {"id": ".."}, 422, "wrong-flow-id"),
        ("LINE", {"id": "LINE"}, 422, "same-id"),
    ],
)
def test_what_cannot_be_a_draft_of_the_flow_is_refused(id: str, document: Any, status: int, code: str) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            answer = await put(front, f"flows/{id}", document, "*")
            if id != "line":
                answer = await put(front, f"flows/{id}", document, **{"If-None-Match": "*"})
            assert answer.status == status
            assert answer.codes == [code]
            assert not (front.folder / "data" / "drafts").exists()

    asyncio.run(main())


def test_a_flow_that_is_broken_already_does_not_keep_others_from_being_deployed() -> None:
    async def main() -> None:
        broken = {
            "flows/torn.json": b'{"format": 1, ',
            "flows/what.json": b'{"format":1,"id":"what","nodes":{"n":{"type":"x.y"}}}',
        }
        async with opened(LINE, files=broken) as front:
            etag = await draft(front, "line", SHORT)
            assert (await deploy(front, 1, {"line": etag})).status == 200
            assert (await items(front))["what"]["reason"]
            assert (await items(front))["line"]["running"] is True

    asyncio.run(main())


def test_a_project_draft_that_breaks_a_flow_is_refused_with_the_flow_s_faults() -> None:
    async def main() -> None:
        other = flow("other", {"keep": Keep}, parameters={"plc": {"type": "connection", "default": "plc-1"}})
        plc = {"plc-1": {"type": "test.plc", "config": {"password": "secret"}}}
        async with opened(LINE, other, project={"connections": plc}) as front:
            now = await front.get(f"{BASE}/project/document")
            bare = {name: one for name, one in now.json.items() if name != "connections"}
            saved = await put(front, "project/document", bare, now.headers["ETag"])
            assert (saved.status, [one["code"] for one in saved.json["faults"]]) == (200, ["unknown-connection"])
            order = {"revision": 1, "flows": {}, "project": saved.json["etag"]}
            assert (await front.post(f"{BASE}/deploy", order)).codes == ["unknown-connection"]
            renamed = {**now.json, "name": "Plant 2"}
            etag = (await put(front, "project/document", renamed, saved.json["etag"])).json["etag"]
            assert (await front.post(f"{BASE}/deploy", order)).status == 412
            done = await front.post(f"{BASE}/deploy", {**order, "project": etag})
            assert (done.status, done.json["restart"]) == (200, [])
            assert (await front.get(f"{BASE}/project")).json["name"] == "Plant 2"
            assert json.loads((front.folder / "project.json").read_text())["name"] == "Plant 2"

    asyncio.run(main())


def test_an_old_revision_is_told_who_deployed_what_since() -> None:
    async def main() -> None:
        async with opened(LINE, OTHER) as front:
            etag = await draft(front, "line", SHORT)
            assert (await deploy(front, 1, {"line": etag})).status == 200
            other = await draft(front, "other", {**OTHER.document, "description": "x"})
            for path in ("deploy", "deploy/plan"):
                answer = await front.post(f"{BASE}/{path}", {"revision": 1, "flows": {"other": other}})
                assert (answer.status, answer.codes) == (409, ["revision-old", "deployed-meanwhile"])
                assert answer.json["conflicts"] == [
                    {"flow": "line", "file": "flows/line.json", "author": "local", "revision": 2}
                ]
            assert (await deploy(front, 7, {"other": other})).status == 409
            assert (await deploy(front, 2, {"other": other})).status == 200

    asyncio.run(main())


def test_a_stale_draft_is_not_deployed() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            etag = await draft(front, "line", SHORT)
            await draft(front, "line", {**SHORT, "description": "x"})
            assert (await deploy(front, 1, {"line": etag})).status == 412
            assert (await deploy(front, 1, {"nowhere": etag})).codes == ["draft-changed"]
            assert (await front.get(f"{BASE}/history")).json["items"][0]["revision"] == 1

    asyncio.run(main())


def test_a_draft_that_says_what_is_deployed_is_no_draft() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            deployed = await front.get(f"{BASE}/flows/line")
            await draft(front, "line", SHORT)
            etag = await draft(front, "line", {**deployed.json, "disabled": False})
            assert etag == deployed.headers["ETag"]
            assert (await items(front))["line"]["changed"] is False
            await draft(front, "line", SHORT)
            back = await front.call("DELETE", f"{BASE}/flows/line?draft=1")
            assert (back.status, back.json["etag"]) == (200, etag)
            assert (await front.call("DELETE", f"{BASE}/flows/line?draft=1")).codes == ["no-draft"]

    asyncio.run(main())


def test_of_a_hundred_writers_who_saw_the_same_draft_one_wins() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            etag = (await front.get(f"{BASE}/flows/line")).headers["ETag"]
            for _ in range(3):
                documents = [{**SHORT, "description": f"{etag} {number}"} for number in range(100)]
                answers = await asyncio.gather(*(put(front, "flows/line", one, etag) for one in documents))
                assert sorted(one.status for one in answers) == [200] + [412] * 99
                (winner,) = [number for number, one in enumerate(answers) if one.status == 200]
                now = await front.get(f"{BASE}/flows/line?version=draft")
                assert now.json["description"] == documents[winner]["description"]
                etag = now.headers["ETag"]

    asyncio.run(main())


def test_two_deploys_at_once_are_done_one_after_the_other() -> None:
    async def main() -> None:
        async with opened(LINE, OTHER) as front:
            one = await draft(front, "line", SHORT)
            other = await draft(front, "other", {**OTHER.document, "description": "x"})
            answers = await asyncio.gather(deploy(front, 1, {"line": one}), deploy(front, 1, {"other": other}))
            assert sorted(answer.status for answer in answers) == [200, 409]

    asyncio.run(main())


def test_the_history_tells_who_changed_what_when_and_why_and_a_rollback_is_a_new_revision() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            before = (await front.get(f"{BASE}/flows/line")).json
            etag = await draft(front, "line", SHORT)
            await deploy(front, 1, {"line": etag}, reason="shorter")
            newest, first = (await front.get(f"{BASE}/history")).json["items"]
            assert (newest["revision"], newest["author"], newest["reason"]) == (2, "local", "shorter")
            assert (newest["flows"], newest["shared"], bool(newest["time"])) == (["line"], [], True)
            assert (first["revision"], first["author"], first["reason"]["zh"]) == (1, "local", "磁盘上现有的文件")
            page = (await front.get(f"{BASE}/history?limit=1")).json
            assert (page["items"][0]["revision"], page["next"]) == (2, "2")
            assert (await front.get(f"{BASE}/history?cursor=2")).json["items"] == [first]
            one = (await front.get(f"{BASE}/history/2?documents=true")).json
            assert one["documents"]["flows/line.json"]["nodes"] == SHORT["nodes"]
            lines = [change["line"] for change in one["changes"]]
            assert "line: node keep: removed" in lines
            diff = (await front.get(f"{BASE}/history/diff?from=2&to=1")).json
            assert "line: node keep: added" in [change["line"] for change in diff["changes"]]
            plan = (await front.post(f"{BASE}/rollback/1/plan", {"revision": 2})).json
            assert (plan["revision"], plan["start"], plan["rights"]) == (2, ["line/keep", "line/pass"], [])
            assert "line: node keep: added" in [change["line"] for change in plan["changes"]]
            assert (await front.post(f"{BASE}/rollback/1/plan", {"revision": 1})).status == 409
            assert (await front.post(f"{BASE}/rollback/9/plan", {})).codes == ["revision-not-found"]
            assert (await front.get(f"{BASE}/history")).json["items"][0]["revision"] == 2
            back = await front.post(f"{BASE}/rollback/1", {"reason": "too short"})
            assert (back.status, back.json["revision"]) == (200, 3)
            assert back.json["start"] == ["line/keep", "line/pass"]
            assert (await front.get(f"{BASE}/flows/line")).json == before
            assert json.loads((front.folder / "flows" / "line.json").read_text()) == before
            assert (await front.get(f"{BASE}/history")).json["items"][0]["reason"] == "too short"
            assert (await front.post(f"{BASE}/rollback/9", {})).codes == ["revision-not-found"]
            assert (await front.post(f"{BASE}/rollback/1", {"revision": 2})).status == 409
            assert (await front.get(f"{BASE}/history/9")).status == 404
            assert (await front.get(f"{BASE}/history/diff?from=1&to=9")).status == 404

    asyncio.run(main())


def test_a_deploy_is_told_to_who_listens() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            socket = await front.events()
            await socket.send_json({"subscribe": ["deploy"]})
            await socket.receive_json()
            await draft(front, "line", SHORT)
            await deploy(front, 1, reason="shorter")
            event = await socket.receive_json()
            told = {"revision": 2, "author": "local", "reason": "shorter", "flows": ["line"]}
            assert (event["topic"], event["data"]) == ("deploy", told)
            await socket.close()

    asyncio.run(main())


def test_without_the_right_to_deploy_everything_can_be_seen_but_the_configs_of_connections() -> None:
    async def main() -> None:
        plc = {"plc-1": {"type": "test.plc", "config": {"password": "secret"}}}
        async with opened(LINE, project={"connections": plc}, rights=frozenset(("view",))) as front:
            assert (await put(front, "flows/line", SHORT, "*")).status == 403
            for method, path in (
                ("POST", "deploy"),
                ("POST", "deploy/plan"),
                ("POST", "rollback/1"),
                ("POST", "rollback/1/plan"),
                ("DELETE", "flows/line"),
            ):
                assert (await front.call(method, f"{BASE}/{path}")).status == 403
            assert (await front.get(f"{BASE}/project/document")).status == 403
            seen = await front.get(f"{BASE}/history/1?documents=true")
            assert list(seen.json["documents"]) == ["flows/line.json"]
            assert b"secret" not in seen.raw

    asyncio.run(main())


def test_a_flow_is_not_released_beside_a_deploy_that_may_start_it_too() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            held = front.deployer.on_hold
            held.keep([HeldFlow("line", datetime.now(UTC))])
            async with front.deployer.nothing_deployed():
                asked = asyncio.create_task(front.post(f"{BASE}/flows/line/release"))
                for _ in range(5):  # what is asked later is answered meanwhile
                    await front.get(f"{BASE}/flows")
                assert "line" in held.flows
            assert (await asked).status == 200
            assert held.flows == {}

    asyncio.run(main())


def test_held_flows_can_be_repaired_without_starting_any() -> None:
    async def main() -> None:
        async with opened(LINE, held=True) as front:
            etag = await draft(front, "line", SHORT)
            answer = await deploy(front, 1, {"line": etag})
            assert (answer.status, answer.json["revision"], answer.json["start"]) == (200, 2, [])
            assert front.engine.flows == {}

    asyncio.run(main())


def test_when_a_node_does_not_start_nothing_is_deployed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuses(engine: Any, target: Any) -> None:
        raise NotChanged("line/feed", text(en="port locked", zh="端口被锁定"), {"line/feed": 0.5})

    async def main() -> None:
        async with opened(LINE) as front:
            monkeypatch.setattr(deploying, "change", refuses)
            etag = await draft(front, "line", SHORT)
            answer = await deploy(front, 1, {"line": etag})
            assert (answer.status, answer.codes, answer.json["gaps"]) == (422, ["node-not-started"], {"line/feed": 0.5})
            assert (answer.json["errors"][0]["node"], answer.json["errors"][0]["file"]) == ("feed", "flows/line.json")
            assert (await front.get(f"{BASE}/history")).json["items"][0]["revision"] == 1
            assert (await items(front))["line"]["draft"]["etag"] == etag

    asyncio.run(main())


@pytest.mark.parametrize(
    ("failure", "refusal"),
    [(OSError(28, "No space left on device"), (503, ["not-kept"])), (ValueError("no text"), (500, ["internal-error"]))],
)
def test_when_the_revision_cannot_be_kept_what_ran_runs_again(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, refusal: Any
) -> None:
    def full(*arguments: Any) -> None:
        raise failure

    async def main() -> None:
        async with opened(LINE) as front:
            etag = await draft(front, "line", SHORT)
            with monkeypatch.context() as patched:
                patched.setattr(History, "add", full)
                answer = await deploy(front, 1, {"line": etag})
            assert (answer.status, answer.codes) == refusal
            assert list(front.engine.flows["line"].nodes) == ["feed", "pass", "keep"]
            assert (await deploy(front, 1, {"line": etag})).status == 200

    asyncio.run(main())


def test_a_deploy_that_is_not_kept_says_why_also_when_what_ran_does_not_start_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times: list[None] = []

    async def only_once(engine: Any, target: Any) -> Any:
        times.append(None)
        if len(times) > 1:
            raise RuntimeError("the device is gone")
        return await change(engine, target)

    def full(*arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    async def main() -> None:
        async with opened(LINE) as front:
            etag = await draft(front, "line", SHORT)
            with monkeypatch.context() as patched:
                patched.setattr(deploying, "change", only_once)
                patched.setattr(History, "add", full)
                answer = await deploy(front, 1, {"line": etag})
            assert (answer.status, answer.codes) == (503, ["not-kept"])
            assert (await deploy(front, 1, {"line": etag})).status == 200

    asyncio.run(main())


def changed(path: Path, **keys: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **keys}))


def test_a_file_changed_on_disk_is_a_draft_and_deployed_like_one() -> None:
    async def main() -> None:
        async with opened(LINE, OTHER) as front:
            line, flows = front.folder / "flows" / "line.json", front.folder / "flows"
            changed(line, description="by hand")
            (flows / "new.json").write_text(json.dumps({**OTHER.document, "id": "new"}))
            (flows / "other.json").unlink()
            (front.folder / "equipment.json").write_text('{"f1": {"area": "sintering"}}')
            found = await items(front)
            drafts = {
                id: (one["draft"]["author"], one["draft"]["on_disk"], one["draft"]["deleted"])
                for id, one in found.items()
            }
            assert drafts == {
                "line": ("disk", True, False), "other": ("disk", True, True), "new": ("disk", True, False),
            }  # fmt: skip
            assert list((await front.get(f"{BASE}/project")).json["drafts"]) == ["equipment.json"]
            assert "description" not in (await front.get(f"{BASE}/flows/line")).json
            draft_of_line = await front.get(f"{BASE}/flows/line?version=draft")
            assert draft_of_line.json["description"] == "by hand"
            written = line.read_bytes()
            done = await deploy(front, 1)
            assert (done.status, done.json["start"], done.json["stop"]) == (200, ["new/keep"], ["other/keep"])
            assert line.read_bytes() == written
            assert {id: one["changed"] for id, one in (await items(front)).items()} == {"line": False, "new": False}
            shared = (await front.get(f"{BASE}/history")).json["items"][0]["shared"]
            assert shared == ["equipment.json", "project.json"]

    asyncio.run(main())


def test_a_file_that_only_looks_different_is_no_draft_and_is_left_as_it_is() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            line = front.folder / "flows" / "line.json"
            line.write_text(json.dumps(json.loads(line.read_text()), indent=7))
            written = line.read_bytes()
            assert (await items(front))["line"]["changed"] is False
            assert (await deploy(front, 1)).status == 200
            assert line.read_bytes() == written
            await draft(front, "line", SHORT)
            assert (await deploy(front, 2)).status == 200
            assert b'\n  "id": "line",\n' in line.read_bytes()

    asyncio.run(main())


def test_a_change_on_disk_that_nobody_has_seen_survives_the_deploy_of_another_draft() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            etag = await draft(front, "line", SHORT)
            changed(front.folder / "flows" / "line.json", description="by hand")
            assert (await items(front))["line"]["draft"]["etag"] == etag
            assert (await deploy(front, 1)).status == 200
            after = (await items(front))["line"]
            assert (after["nodes"], after["draft"]["author"]) == (1, "disk")
            assert (await front.get(f"{BASE}/flows/line?version=draft")).json["description"] == "by hand"

    asyncio.run(main())


def test_a_draft_saved_over_a_change_on_disk_takes_its_place_there_too() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            file = front.folder / "flows" / "line.json"
            changed(file, description="by hand")
            await draft(front, "line", SHORT)
            assert json.loads(file.read_text())["description"] == "by hand"
            assert (await deploy(front, 1)).status == 200
            assert "description" not in json.loads(file.read_text())
            assert (await items(front))["line"]["draft"] is None

    asyncio.run(main())


def test_a_change_on_disk_that_is_discarded_is_taken_back_there() -> None:
    async def main() -> None:
        async with opened(LINE, OTHER) as front:
            flows = front.folder / "flows"
            changed(flows / "line.json", description="by hand")
            (flows / "other.json").unlink()
            (flows / "new.json").write_text(json.dumps({**OTHER.document, "id": "new"}))
            for id in ("line", "other", "new"):
                assert (await front.call("DELETE", f"{BASE}/flows/{id}?draft=1")).status == 200
            assert "description" not in json.loads((flows / "line.json").read_text())
            assert (flows / "other.json").exists()
            assert (not (flows / "new.json").exists(), (flows / ".new.json.bak").exists()) == (True, True)
            assert not any(one["changed"] for one in (await items(front)).values())

    asyncio.run(main())


def test_a_damaged_file_on_disk_is_a_draft_that_cannot_be_deployed() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            (front.folder / "flows" / "line.json").write_bytes(b'{"format": 1, ')
            assert (await items(front))["line"]["draft"]["author"] == "disk"
            torn = await front.get(f"{BASE}/flows/line?version=draft")
            assert (torn.status, torn.codes) == (409, ["json-truncated"])
            assert (await deploy(front, 1)).status == 422
            assert (await items(front))["line"]["running"] is True
            assert (await draft(front, "line", SHORT)).startswith('"')
            assert (await deploy(front, 1)).status == 200
            assert json.loads((front.folder / "flows" / "line.json").read_text())["nodes"] == SHORT["nodes"]

    asyncio.run(main())


def test_a_tag_list_and_a_subflow_changed_on_disk_are_deployed_with_all_drafts() -> None:
    async def main() -> None:
        plc = {"plc-1": {"type": "test.plc", "config": {"password": "secret"}}}
        subflow = {"format": 1, "id": "dose", "nodes": {"p": {"type": "test.pass"}}}
        user = flow("user", {"pass": Pass})
        user.document["nodes"]["dose"] = {"type": "subflow:dose"}
        files = {"subflows/dose.json": json.dumps(subflow).encode()}
        async with opened(user, project={"connections": plc}, files=files) as front:
            (front.folder / "tags").mkdir()
            (front.folder / "tags" / "f.csv").write_text("id,connection,address\nF1.PV,plc-1,40001\n")
            changed(
                front.folder / "subflows" / "dose.json", nodes={"p": {"type": "test.pass"}, "q": {"type": "test.pass"}}
            )
            etag = (await front.get(f"{BASE}/project/document?version=draft")).headers["ETag"]
            drafts = (await front.get(f"{BASE}/project")).json["drafts"]
            assert list(drafts) == ["subflows/dose.json", "tags/f.csv"]
            (front.folder / "equipment.json").write_text("{}")
            for file, status in (("equipment.json", 200), ("equipment.json", 404), ("flows%2Fuser.json", 404)):
                assert (await front.call("DELETE", f"{BASE}/project/drafts/{file}")).status == status
            assert not (front.folder / "equipment.json").exists()
            none = await deploy(front, 1, {})
            assert (none.status, none.json["start"], none.json["changes"]) == (200, [], [])
            done = await deploy(front, 2, {}, project=etag)
            assert (done.status, done.json["start"]) == (200, ["user/dose/q"])
            assert ("tag", "F1.PV") in [(one["kind"], one["owner"]) for one in done.json["changes"]]

    asyncio.run(main())


def test_what_cannot_be_kept_or_mirrored_is_said_and_nothing_is_lost() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            drafts, flows = front.folder / "data" / "drafts", front.folder / "flows"
            drafts.write_bytes(b"a file where a folder should be")
            refused = await put(front, "flows/line", SHORT, "*")
            assert (refused.status, refused.codes) == (503, ["not-kept"])
            assert (await items(front))["line"]["draft"] is None
            drafts.unlink()
            await draft(front, "line", SHORT)
            before = (flows / "line.json").read_bytes()
            (flows / ".line.json.new").mkdir()
            done = await deploy(front, 1)
            assert (done.status, [one["code"] for one in done.json["faults"]]) == (200, ["not-mirrored"])
            assert ((flows / "line.json").read_bytes(), (await items(front))["line"]["draft"]) == (before, None)
            (flows / ".line.json.new").rmdir()
            await draft(front, "line", {**SHORT, "description": "x"})
            assert (await deploy(front, 2)).json["faults"] == []
            assert json.loads((flows / "line.json").read_text())["description"] == "x"

    asyncio.run(main())


def test_a_revision_that_rotted_is_told_apart_from_one_that_is_not_there() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            await draft(front, "line", SHORT)
            await deploy(front, 1)
            await asyncio.to_thread(spoil, front.folder / "data" / "history.db")
            assert (await front.get(f"{BASE}/history/2")).codes == ["revision-damaged"]
            assert (await front.post(f"{BASE}/rollback/1", {})).codes == ["revision-damaged"]
            assert (await front.get(f"{BASE}/history")).status == 200

    asyncio.run(main())


def spoil(history: Path) -> None:
    with sqlite3.connect(history) as db:
        db.execute("update contents set data = zeroblob(20)")
    db.close()
