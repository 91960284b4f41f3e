"""The flows, their documents and what they do."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from sinterflow.runtime import SinterflowError, text
from tests.runtime.api.front import BASE, LINE, Fail, Feed, Front, Keep, Pass, Slow, flow, opened


async def sent(front: Front, node: str, times: int = 1) -> None:
    for _ in range(times):
        assert (await front.post(f"{BASE}/flows/{node}/receive", {})).status == 202


def test_the_list_says_what_each_flow_does() -> None:
    async def main() -> None:
        failing = flow("failing", {"fail": Fail})
        async with opened(LINE, failing) as front:
            await sent(front, "line/nodes/pass", 2)
            await sent(front, "failing/nodes/fail", 3)
            line, bad = (await front.get(f"{BASE}/flows")).json["items"]
            assert line == {
                "id": "line", "name": "Line", "disabled": False, "running": True, "nodes": 3, "received": 4,
                "sent": 2, "errors": 0, "dead_letters": 0, "reason": None, "faults": [],
                "deployed": True, "changed": False, "draft": None,
            }  # fmt: skip
            assert (bad["received"], bad["errors"], bad["dead_letters"]) == (3, 3, 3)

    asyncio.run(main())


class NoStart(Pass):
    """Its device is not there."""

    type = "test.no-start"

    async def start(self) -> None:
        raise SinterflowError(text(en="the port is locked", zh="端口被锁定"))


def test_a_flow_that_could_not_start_says_why_in_the_caller_s_language() -> None:
    async def main() -> None:
        async with opened(LINE, flow("bad", {"no": NoStart})) as front:
            bad = (await front.get(f"{BASE}/flows", headers={"Accept-Language": "zh"})).json["items"][1]
            assert (bad["running"], bad["reason"]) == (False, "流程无法启动：端口被锁定")
            assert [fault["code"] for fault in bad["faults"]] == ["flow-not-started"]
            ready = await front.get("/readyz", token=None)
            assert (ready.status, ready.json) == (503, {"ready": False, "flows": 2, "running": 1})
            state = (await front.get(f"{BASE}/flows/bad/state")).json
            assert state == {"running": False, "nodes": {}, "wires": {}}

    asyncio.run(main())


def test_flows_that_are_not_meant_to_run_do_not_keep_it_from_being_ready() -> None:
    async def main() -> None:
        idle = flow("idle", {"keep": Keep}, disabled=True)
        async with opened(LINE, idle) as front:
            assert (await front.get("/readyz", token=None)).json == {"ready": True, "flows": 1, "running": 1}
            assert (await front.get(f"{BASE}/flows")).json["items"][1]["disabled"] is True
        async with opened(LINE, held=True) as front:
            assert (await front.get("/readyz", token=None)).json == {"ready": True, "flows": 0, "running": 0}

    asyncio.run(main())


def test_a_long_list_comes_in_pages() -> None:
    async def main() -> None:
        async with opened(*(flow(f"f{number}", {"keep": Keep}) for number in range(5))) as front:
            first = (await front.get(f"{BASE}/flows?limit=2")).json
            second = (await front.get(f"{BASE}/flows?limit=2&cursor={first['next']}")).json
            third = (await front.get(f"{BASE}/flows?limit=2&cursor={second['next']}")).json
            ids = [[item["id"] for item in part["items"]] for part in (first, second, third)]
            assert ids == [["f0", "f1"], ["f2", "f3"], ["f4"]]
            assert third["next"] is None

    asyncio.run(main())


def test_a_document_is_not_sent_again_while_it_is_the_same() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            whole = await front.get(f"{BASE}/flows/line?version=deployed")
            assert whole.json["id"] == "line"
            etag = whole.headers["ETag"]
            same = await front.get(f"{BASE}/flows/line", headers={"If-None-Match": f'"other", {etag}'})
            assert (same.status, same.raw, same.headers["ETag"]) == (304, b"", etag)
            assert (await front.get(f"{BASE}/flows/line", headers={"If-None-Match": '"other"'})).status == 200
            assert (await front.get(f"{BASE}/flows/line?version=next")).status == 400

    asyncio.run(main())


def test_state_shows_nodes_and_wires_of_every_kind() -> None:
    async def main() -> None:
        slow = flow(
            "f", {"feed": Feed, "pass": Pass, "slow": Slow, "keep": Keep}, "feed>pass", "pass>slow", "slow>keep"
        )
        async with opened(slow) as front:
            front.node("f", "slow").status("warning", text(en="hot", zh="过热"))
            await sent(front, "f/nodes/feed", 3)
            for _ in range(2):
                await front.node("f", "slow").arrived.acquire()
            state = (await front.get(f"{BASE}/flows/f/state")).json
            assert state["running"] is True
            assert state["nodes"]["pass"] == {"state": "ok", "text": "", "received": 3, "sent": 3, "errors": 0}
            assert state["nodes"]["slow"]["text"] == {"en": "hot", "zh": "过热"}
            direct, queued = state["wires"]["feed:out>pass:in"], state["wires"]["pass:out>slow:in"]
            assert direct == {"policy": "direct", "count": 3, "rate": None, "depth": None, "latency": None}
            assert {**queued, "latency": 0.0} == {
                "policy": "bounded", "count": 3, "rate": None, "depth": 1, "bytes": queued["bytes"], "dropped": 0,
                "latency": 0.0,
            }  # fmt: skip
            front.node("f", "slow").go_on.set()

    asyncio.run(main())


def test_a_state_that_is_asked_for_again_shows_what_has_happened_since(tmp_path: Path) -> None:
    pair = flow("f", {"pass": Pass, "slow": Slow, "fail": Fail}, "pass>slow", "pass>fail", "slow>fail")

    async def main() -> None:
        async with opened(pair, data=tmp_path) as front:

            async def shown() -> dict[str, Any]:
                state = (await front.get(f"{BASE}/flows/f/state")).json
                nodes = {
                    id: [node[name] for name in ("received", "sent", "errors")] for id, node in state["nodes"].items()
                }
                return nodes | {"direct": [wire["count"] for wire in state["wires"].values() if wire["depth"] is None]}

            assert await shown() == {"pass": [0, 0, 0], "slow": [0, 0, 0], "fail": [0, 0, 0], "direct": [0, 0]}
            await sent(front, "f/nodes/pass", 2)
            assert await shown() == {"pass": [2, 2, 0], "slow": [2, 0, 0], "fail": [2, 0, 2], "direct": [2, 0]}
            program: Any = front.engine.flows["f"].program
            program.sample()
            front.node("f", "slow").status("warning", "hot")
            await sent(front, "f/nodes/pass", 2)
            assert await shown() == {"pass": [4, 4, 0], "slow": [2, 0, 0], "fail": [4, 0, 4], "direct": [4, 0]}
            assert (await front.get(f"{BASE}/flows/f/state")).json["nodes"]["slow"]["text"] == "hot"
            front.node("f", "slow").go_on.set()
            found = await front.get(f"{BASE}/flows/f")
            changed = found.json | {"nodes": {id: node for id, node in found.json["nodes"].items() if id != "slow"}}
            changed["wires"] = [wire for wire in found.json["wires"] if "slow" not in str(wire)]
            headers = {"If-Match": found.headers["ETag"]}
            assert (await front.call("PUT", f"{BASE}/flows/f", json=changed, headers=headers)).status == 200
            assert (await front.post(f"{BASE}/deploy", {"revision": 1, "flows": None})).status == 200
            await sent(front, "f/nodes/pass")
            now = await shown()
            assert (now["pass"], now["fail"][0], now["direct"]) == ([5, 5, 0], 9, [5])

    asyncio.run(main())


def test_names_with_other_characters_are_percent_encoded() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            assert "a/b 中" in (await front.get(f"{BASE}/flows/a%2Fb%20%E4%B8%AD")).json["detail"]

    asyncio.run(main())


def test_a_text_that_is_half_a_character_does_not_hide_the_rest() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            front.node("line", "pass").status("info", "\ud83d")
            state = await front.get(f"{BASE}/flows/line/state")
            assert json.loads(state.raw)["nodes"]["pass"]["text"] == "\ud83d"

    asyncio.run(main())


def test_long_answers_come_compressed_when_that_is_taken() -> None:
    async def main() -> None:
        many = flow("many", {f"n{number}": Keep for number in range(100)})
        async with opened(many) as front:
            long = await front.get(f"{BASE}/flows/many/state", headers={"Accept-Encoding": "gzip"})
            assert long.headers["Content-Encoding"] == "gzip"
            assert len(long.json["nodes"]) == 100
            plain = await front.get(f"{BASE}/flows/many/state", headers={"Accept-Encoding": "identity"})
            assert "Content-Encoding" not in plain.headers

    asyncio.run(main())


def test_a_flow_that_cannot_be_read_or_resolved_is_listed_with_its_faults() -> None:
    async def main() -> None:
        wrong = flow("wrong", {"keep": Keep}, "keep:second>nobody")
        async with opened(LINE, wrong, files={"flows/torn.json": b'{"format": 1, '}) as front:
            items = {item["id"]: item for item in (await front.get(f"{BASE}/flows")).json["items"]}
            assert items.keys() == {"line", "wrong", "torn"}
            assert items["torn"]["running"] is items["wrong"]["running"] is False
            assert items["torn"]["faults"][0]["code"] == "json-truncated"
            assert items["wrong"]["reason"] == items["wrong"]["faults"][0]["message"]
            assert (await front.get("/readyz", token=None)).json == {"ready": False, "flows": 3, "running": 1}
            assert (await front.get(f"{BASE}/flows/wrong")).json["id"] == "wrong"
            torn = await front.get(f"{BASE}/flows/torn")
            assert (torn.status, torn.codes) == (409, ["json-truncated"])

    asyncio.run(main())


def test_a_document_is_checked_without_being_saved() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            good = (await front.get(f"{BASE}/flows/line")).json
            assert (await front.post(f"{BASE}/flows/line/validate", good)).json == {"faults": []}
            bad = {**good, "nodes": {**good["nodes"], "pass": {"type": "test.pas"}}, "wires": [["feed", "nobody"]]}
            answer = await front.post(f"{BASE}/flows/line/validate", bad, headers={"Accept-Language": "zh"})
            assert answer.status == 200
            codes = {fault["code"]: fault for fault in answer.json["faults"]}
            assert codes["unknown-node-type"]["node"] == "pass"
            assert len(codes) > 1
            assert (await front.get(f"{BASE}/flows/line")).json == good
            new = await front.post(f"{BASE}/flows/new/validate", {**good, "id": "other"})
            assert [fault["code"] for fault in new.json["faults"]] == ["id-not-file-name"]
            torn = await front.call(
                "POST", f"{BASE}/flows/line/validate", data=b'{"a": 1,}', headers={"Content-Type": "application/json"}
            )
            assert (torn.status, torn.json["errors"][0]["row"]) == (400, 1)

    asyncio.run(main())


def test_a_flow_that_a_broken_subflow_keeps_from_running_says_so() -> None:
    async def main() -> None:
        user = flow("user", {"keep": Keep})
        user.document["nodes"]["dose"] = {"type": "subflow:dose"}
        async with opened(LINE, user, files={"subflows/dose.json": b"{"}) as front:
            line, bad = (await front.get(f"{BASE}/flows")).json["items"]
            assert (line["running"], line["faults"]) == (True, [])
            assert bad["running"] is False
            assert bad["faults"]
            assert bad["reason"]

    asyncio.run(main())
