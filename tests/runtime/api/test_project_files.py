"""What flows share, through the API: tag lists, equipment, subflows and the parts of project.json."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]

from sinterflow.runtime.api.tags import EXCEL
from sinterflow.runtime.security.rights import EVERY_RIGHT
from sinterflow.runtime.tag import Seen
from tests.runtime.api.front import BASE, LINE, Answer, Front, Pass, flow, opened

HEAD = "id,name_en,name_zh,connection,address,unit\n"
TAGS = f"{HEAD}F1.PV,Zone 1,一区,plc-1,40001,°C\nF1.SP,Set point,设定,plc-1,holding:7,°C\n".encode()
PROJECT: dict[str, Any] = {"connections": {"plc-1": {"type": "test.plc", "config": {"password": "secret"}}}}
SUBFLOW = {
    "format": 1, "id": "dose", "name": "Dose", "inputs": {"in": ["n1:in"]}, "outputs": {"out": ["n1:out"]},
    "nodes": {"n1": {"type": "test.pass"}}, "wires": [],
}  # fmt: skip


async def put(front: Front, path: str, body: Any = None, *, kind: str = "application/json", **more: Any) -> Answer:
    """A draft on top of what is there."""
    found = await front.get(f"{BASE}/equipment/document?version=draft")
    headers = {"If-Match": found.headers["ETag"], "Content-Type": kind, **more.pop("headers", {})}
    data = {"data": body} if isinstance(body, bytes) else {"json": body}
    return await front.call("PUT", f"{BASE}{path}", headers=headers, **data, **more)


async def deploy(front: Front) -> None:
    project = (await front.get(f"{BASE}/tags/files")).json["etag"]
    revision = (await front.get(f"{BASE}/project")).json["revision"]
    answer = await front.post(f"{BASE}/deploy", {"revision": revision, "flows": {}, "project": project})
    assert answer.status == 200, answer.json


def test_a_tag_list_is_drafted_as_csv_and_deployed_and_shows_what_tags_were_last() -> None:
    async def main() -> None:
        async with opened(LINE, project=PROJECT) as front:
            saved = await put(front, "/tags/files/furnace", TAGS, kind="text/csv")
            assert (saved.status, saved.json["faults"]) == (200, [])
            assert (await front.get(f"{BASE}/tags")).json["items"] == []
            drafted = (await front.get(f"{BASE}/tags?version=draft")).json["items"]
            assert [tag["id"] for tag in drafted] == ["F1.PV", "F1.SP"]
            await deploy(front)
            front.engine.shared.seen["F1.PV"] = Seen(1150, "good", datetime(2026, 1, 1, tzinfo=UTC))
            shown = (await front.get(f"{BASE}/tags?search=zone")).json["items"]
            assert [(tag["id"], tag["name"]["zh"], tag["place"]) for tag in shown] == [
                ("F1.PV", "一区", {"classic": "40001", "named": "holding:0"})
            ]
            assert shown[0]["seen"] == {
                "value": 1150, "quality": "good", "time": "2026-01-01T00:00:00Z", "reason": "",
            }  # fmt: skip
            first = (await front.get(f"{BASE}/tags?limit=1")).json
            assert first["next"] == "F1.PV"
            assert [t["id"] for t in (await front.get(f"{BASE}/tags?cursor=F1.PV")).json["items"]] == ["F1.SP"]
            (file,) = (await front.get(f"{BASE}/tags/files")).json["items"]
            assert file == {"name": "furnace", "deployed": True, "draft": None}
            whole = await front.get(f"{BASE}/tags/files/furnace")
            assert (whole.raw, whole.headers["Content-Type"]) == (TAGS, "text/csv")

    asyncio.run(main())


def test_faults_of_a_tag_list_name_file_row_and_column_in_the_callers_language() -> None:
    async def main() -> None:
        async with opened(LINE, project=PROJECT) as front:
            bad = f"{HEAD}F1.PV,a,b,nowhere,40001,C\n,a,b,plc-1,x1,C\n".encode()
            saved = await put(front, "/tags/files/bad", bad, kind="text/csv", headers={"Accept-Language": "zh"})
            places = [(one["code"], one["file"], one["row"], one["column"]) for one in saved.json["faults"]]
            assert ("unknown-connection", "tags/bad.csv", 2, 4) in places
            assert ("cell-missing", "tags/bad.csv", 3, 1) in places
            assert "没有" in next(one for one in saved.json["faults"] if one["row"] == 2)["message"]
            gone = await front.call("DELETE", f"{BASE}/tags/files/bad?draft=1")
            assert gone.status == 200
            assert (await front.get(f"{BASE}/tags/files")).json["items"] == []

    asyncio.run(main())


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_tag_list_with_other_separators_is_kept_with_commas(separator: str) -> None:
    head = HEAD.strip().replace(",", separator)
    row = separator.join(["F1.PV", '"Zone 1, upper"', '"say ""hot"""', "plc-1", "40001", "C"])

    async def main() -> None:
        async with opened(LINE, project=PROJECT) as front:
            saved = await put(front, "/tags/files/furnace", f"{head}\r\n{row}\r\n".encode(), kind="text/csv")
            assert (saved.status, saved.json["faults"]) == (200, [])
            (tag,) = (await front.get(f"{BASE}/tags?version=draft")).json["items"]
            assert (tag["id"], tag["name"]) == ("F1.PV", {"en": "Zone 1, upper", "zh": 'say "hot"'})

    asyncio.run(main())


def test_a_tag_list_comes_and_goes_as_an_excel_workbook_too() -> None:
    book, made = Workbook(), io.BytesIO()
    for row in (HEAD.strip().split(","), ["F1.PV", "Zone 1", "一区", "plc-1", 40001, "=1+1"]):
        book.active.append(row)
    book.save(made)

    async def main() -> None:
        async with opened(LINE, project=PROJECT) as front:
            saved = await put(front, "/tags/files/furnace", made.getvalue(), kind=EXCEL)
            assert (saved.status, saved.json["faults"]) == (200, [])
            written = (await front.get(f"{BASE}/tags/files/furnace")).raw.decode()
            assert written.splitlines()[1] == "F1.PV,Zone 1,一区,plc-1,40001,"
            sheet = load_workbook(io.BytesIO((await front.get(f"{BASE}/tags/files/furnace?format=xlsx")).raw)).active
            assert [cell.value for cell in sheet[2]][:5] == ["F1.PV", "Zone 1", "一区", "plc-1", "40001"]
            for junk in (b"PK\x03\x04 no zip", b"", made.getvalue()[:-40]):
                refused = await put(front, "/tags/files/furnace", junk, kind=EXCEL)
                assert (refused.status, refused.codes) == (422, ["not-a-workbook"])

    asyncio.run(main())


def test_names_of_files_that_lead_elsewhere_or_mean_a_device_are_refused() -> None:
    async def main() -> None:
        async with opened(LINE, project=PROJECT) as front:
            for name in (
                "..%2Fx",
                "a%2Fb",
                ".hidden",
                "con",
                "NUL.x",
                "a%00b",
                "a%0Ab",
                "%5C..%5Cx",
                "x." + "y" * 70,
                "a:b",
            ):
                answer = await put(front, f"/tags/files/{name}", TAGS, kind="text/csv")
                assert (answer.status, answer.codes) == (422, ["wrong-file-name"]), name
            await put(front, "/tags/files/Furnace", TAGS, kind="text/csv")
            twin = await put(front, "/tags/files/furnace", TAGS, kind="text/csv")
            assert twin.codes == ["same-id"]

    asyncio.run(main())


def test_a_subflow_is_drafted_used_and_deleted() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            assert (await put(front, "/subflows/dose", {**SUBFLOW, "id": "other"})).codes == ["id-not-file-name"]
            assert (await put(front, "/subflows/dose", [])).codes == ["not-a-document"]
            assert (await front.call("PUT", f"{BASE}/subflows/dose", json=SUBFLOW)).status == 428
            assert (await put(front, "/subflows/dose", SUBFLOW)).json["faults"] == []
            user = {"format": 1, "id": "user", "nodes": {"one": {"type": "subflow:dose"}}, "wires": []}
            url = f"{BASE}/flows/user/validate"
            assert (await front.post(url, user)).json["faults"][0]["code"] == "unknown-subflow"
            assert (await front.post(f"{url}?version=draft", user)).json["faults"] == []
            await deploy(front)
            assert (await front.post(url, user)).json["faults"] == []
            assert (await front.get(f"{BASE}/subflows/dose")).json["id"] == "dose"
            headers = {"If-Match": (await front.get(f"{BASE}/subflows")).headers["ETag"]}
            await front.call("DELETE", f"{BASE}/subflows/dose", headers=headers)
            (item,) = (await front.get(f"{BASE}/subflows")).json["items"]
            assert (item["deployed"], item["draft"]["deleted"]) == (True, True)
            await deploy(front)
            assert (await front.get(f"{BASE}/subflows/dose")).status == 404

    asyncio.run(main())


def test_equipment_is_drafted_and_listed() -> None:
    table = {"F1": {"name": {"en": "Furnace 1", "zh": "一号炉"}, "area": "sinter"}, "F1-Z1": {"parent": "F1"}}

    async def main() -> None:
        async with opened(LINE) as front:
            assert (await front.get(f"{BASE}/equipment/document")).json == {}
            wrong = await put(front, "/equipment/document", {"F1": {"parent": "none"}})
            assert [one["code"] for one in wrong.json["faults"]] == ["unknown-equipment"]
            assert (await put(front, "/equipment/document", table)).json["faults"] == []
            await deploy(front)
            assert [one["id"] for one in (await front.get(f"{BASE}/equipment?parent=F1")).json["items"]] == ["F1-Z1"]
            assert [
                one["id"] for one in (await front.get(f"{BASE}/equipment?search=%E4%B8%80%E5%8F%B7")).json["items"]
            ] == ["F1"]

    asyncio.run(main())


def test_a_part_of_the_project_changes_and_the_others_stay_as_they_were_written() -> None:
    async def main() -> None:
        parameters: dict[str, Any] = {"line": {}}
        async with opened(LINE, flow("other", {"pass": Pass}), project={**PROJECT, "parameters": parameters}) as front:
            order = f"{BASE}/project/parts/flow_order"
            assert (await front.get(order)).json == ["line", "other"]
            assert (await put(front, "/project/parts/flow_order", ["other", "line"])).json["faults"] == []
            await deploy(front)
            assert [one["id"] for one in (await front.get(f"{BASE}/flows")).json["items"]] == ["other", "line"]
            assert (await front.get(f"{BASE}/project/parts/connections")).json == PROJECT["connections"]
            assert (await put(front, "/project/parts/connections", [])).codes == ["not-a-document"]
            wrong = await put(front, "/project/parts/connections", {"a": 5})
            assert wrong.json["faults"]
            assert (await front.get(f"{BASE}/project/parts/nothing")).status == 404
        async with opened(LINE, project=PROJECT, rights=EVERY_RIGHT - {"deploy"}) as front:
            assert (await front.get(f"{BASE}/project/parts/connections")).status == 403
            assert (await front.get(f"{BASE}/project/parts/settings")).json == {"timezone": "Asia/Shanghai"}

    asyncio.run(main())


def test_a_tag_list_is_checked_with_the_other_drafts_and_nothing_is_saved() -> None:
    async def main() -> None:
        async with opened(LINE, project={}) as front:
            path = "/tags/files/furnace"
            headers = {"Content-Type": "text/csv"}
            rows = f"{HEAD}区.PV,Zone,一区,plc-1,40001,°C\n".encode("gb18030")
            alone = await front.call("POST", f"{BASE}{path}/validate", headers=headers, data=rows)
            assert [(one["code"], one["row"], one["column"]) for one in alone.json["faults"]] == [
                ("unknown-connection", 2, 4)
            ]
            await put(front, "/project/parts/connections", PROJECT["connections"])
            together = await front.call("POST", f"{BASE}{path}/validate", headers=headers, data=rows)
            assert together.json["faults"] == []
            assert together.json["content"].splitlines()[1].startswith("区.PV")
            assert (await front.get(f"{BASE}/tags/files")).json["items"] == []
            assert (await put(front, path, rows, kind="text/csv")).json["faults"] == []
            named = (await front.get(f"{BASE}/tags?version=draft&ids=%E5%8C%BA.PV%20other")).json["items"]
            assert [tag["id"] for tag in named] == ["区.PV"]

    asyncio.run(main())
