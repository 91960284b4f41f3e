"""Protected flows: what changes one is deployed only when a second person has signed just that."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from sinterflow.runtime import NodeConfig, text
from sinterflow.runtime import field as config_field
from tests.runtime.api.front import BASE, LINE, Answer, Feed, Front, Keep, flow, opened
from tests.runtime.api.people import PASSWORD, Browser, add, logged_in, quick

OTHER = flow("other", {"feed": Feed, "keep": Keep}, "feed>keep")
PROJECT = {"protected": ["line"]}


@asynccontextmanager
async def plant(**more: Any) -> AsyncIterator[tuple[Front, Browser]]:
    async with opened(LINE, OTHER, project={**PROJECT, **more}, lasting=True) as front:
        quick(front)
        for user, role in (("chen", "engineer"), ("zhao", "engineer"), ("li", "operator")):
            assert (await add(front, user, role)).status == 201
        async with logged_in(front, "chen") as page:
            yield front, page


async def renamed(page: Browser, id: str, name: str) -> str:
    """Draft another name of a flow; the draft's ETag."""
    there = await page.get(f"{BASE}/flows/{id}")
    body = {**there.json, "name": name}
    saved = await page.call("PUT", f"{BASE}/flows/{id}", body, If_Match=there.headers["ETag"])
    assert saved.status == 200, saved.raw
    return str(saved.headers["ETag"])


async def deploy(page: Browser, revision: int, path: str = "deploy", **order: Any) -> Answer:
    return await page.call("POST", f"{BASE}/{path}", {"revision": revision, "reason": "test", **order})


async def sign(page: Browser, user: str, record: Any, meaning: str = "confirm", **more: Any) -> Answer:
    body = {"signer": {"user": user, "password": PASSWORD}, "meaning": meaning, "record": record, **more}
    return await page.call("POST", f"{BASE}/signatures", body)


def test_a_protected_flow_is_deployed_once_somebody_else_has_signed() -> None:
    async def main() -> None:
        async with plant() as (_, page):
            flows = {"line": await renamed(page, "line", "Line A")}
            planned = (await deploy(page, 1, "deploy/plan", flows=flows)).json
            assert planned["protected"] == ["line"]
            refused = await deploy(page, 1, flows=flows)
            assert (refused.status, refused.codes) == (403, ["second-person-needed"])
            assert refused.json["record"] == planned["record"]
            await sign(page, "chen", planned["record"])
            assert (await deploy(page, 1, flows=flows)).status == 403
            assert (await sign(page, "li", planned["record"])).codes == ["missing-right"]
            assert (await sign(page, "zhao", planned["record"])).status == 201
            done = await deploy(page, 1, flows=flows)
            assert (done.status, done.json["revision"]) == (200, 2)

    asyncio.run(main())


def test_nobody_is_the_second_person_of_their_own_token() -> None:
    async def main() -> None:
        async with plant() as (front, page):
            assert (await add(front, "root", "admin")).status == 201
            flows = {"line": await renamed(page, "line", "Line A")}
            record = (await deploy(page, 1, "deploy/plan", flows=flows)).json["record"]
            async with logged_in(front, "root") as admin:
                body = {"name": "mine", "rights": ["view", "deploy"]}
                token = (await admin.call("POST", f"{BASE}/tokens", body)).json["token"]
            order = {"revision": 1, "flows": flows}
            await sign(page, "root", record)
            refused = await front.post(f"{BASE}/deploy", order, token=token)
            assert refused.codes == ["second-person-needed"]
            await sign(page, "zhao", record)
            assert (await front.post(f"{BASE}/deploy", order, token=token)).status == 200

    asyncio.run(main())


def test_who_may_confirm_in_another_area_is_no_second_person() -> None:
    areas = {"settings": {"areas": {"sinter": {"flows": ["other"]}, "press": {"flows": ["line"]}}}}

    async def main() -> None:
        async with plant(**areas) as (front, page):
            for user, area in (("sun", "sinter"), ("peng", "press")):
                assert (await add(front, user, ("engineer", area))).status == 201
            flows = {"line": await renamed(page, "line", "Line A")}
            record = (await deploy(page, 1, "deploy/plan", flows=flows)).json["record"]
            assert (await sign(page, "sun", record, area="sinter")).status == 201
            assert (await deploy(page, 1, flows=flows)).codes == ["second-person-needed"]
            assert (await sign(page, "peng", record, area="press")).status == 201
            assert (await deploy(page, 1, flows=flows)).status == 200

    asyncio.run(main())


def test_who_is_disabled_meanwhile_is_no_second_person() -> None:
    async def main() -> None:
        async with plant() as (front, page):
            assert (await add(front, "root", "admin")).status == 201
            flows = {"line": await renamed(page, "line", "Line A")}
            record = (await deploy(page, 1, "deploy/plan", flows=flows)).json["record"]
            assert (await sign(page, "zhao", record)).status == 201
            async with logged_in(front, "root") as admin:
                there = await admin.get(f"{BASE}/users/zhao")
                body = {"grants": there.json["grants"], "disabled": True}
                saved = await admin.call("PUT", f"{BASE}/users/zhao", body, If_Match=there.headers["ETag"])
                assert saved.status == 200, saved.raw
            assert (await deploy(page, 1, flows=flows)).codes == ["second-person-needed"]

    asyncio.run(main())


def test_a_signature_is_for_one_content_only() -> None:
    async def main() -> None:
        async with plant() as (_, page):
            flows = {"line": await renamed(page, "line", "Line A")}
            await sign(page, "zhao", (await deploy(page, 1, flows=flows)).json["record"])
            flows = {"line": await renamed_again(page)}
            assert (await deploy(page, 1, flows=flows)).codes == ["second-person-needed"]

    asyncio.run(main())


async def renamed_again(page: Browser) -> str:
    there = await page.get(f"{BASE}/flows/line?version=draft")
    body = {**there.json, "name": "Line B"}
    saved = await page.call("PUT", f"{BASE}/flows/line", body, If_Match=there.headers["ETag"])
    return str(saved.headers["ETag"])


def test_other_flows_need_nobody() -> None:
    async def main() -> None:
        async with plant() as (_, page):
            done = await deploy(page, 1, flows={"other": await renamed(page, "other", "Other A")})
            assert (done.status, done.json["protected"]) == (200, [])

    asyncio.run(main())


def test_protection_is_not_taken_away_alone() -> None:
    async def main() -> None:
        async with plant() as (_, page):
            there = await page.get(f"{BASE}/project/document")
            body = {**there.json, "protected": []}
            saved = await page.call("PUT", f"{BASE}/project/document", body, If_Match=there.headers["ETag"])
            assert saved.status == 200, saved.raw
            order = {"flows": {}, "project": saved.headers["ETag"]}
            refused = await deploy(page, 1, **order)
            assert refused.codes == ["second-person-needed"]
            await sign(page, "zhao", refused.json["record"])
            assert (await deploy(page, 1, **order)).status == 200

    asyncio.run(main())


def test_a_rollback_of_a_protected_flow_needs_the_second_person_too() -> None:
    async def main() -> None:
        async with plant() as (_, page):
            flows = {"line": await renamed(page, "line", "Line A")}
            await sign(page, "zhao", (await deploy(page, 1, flows=flows)).json["record"])
            assert (await deploy(page, 1, flows=flows)).status == 200
            refused = await page.call("POST", f"{BASE}/rollback/1", {"reason": "back"})
            assert refused.codes == ["second-person-needed"]
            await sign(page, "zhao", refused.json["record"])
            done = await page.call("POST", f"{BASE}/rollback/1", {"reason": "back"})
            assert done.status == 200, json.dumps(done.json)

    asyncio.run(main())


class Reads(NodeConfig):
    connection: Annotated[str, config_field(title=text(en="Connection", zh="连接"), connection="test.plc")] = "plc"


class ByPlc(Keep):
    """Goes by a connection."""

    type = "test.by-plc"
    Config = Reads


def test_where_a_protected_flow_writes_to_is_not_changed_alone() -> None:
    flow_by = flow("line", {"feed": Feed, "by": ByPlc}, "feed>by")
    shared = {"protected": ["line"], "connections": {"plc": {"type": "test.plc", "config": {"password": "a"}}}}

    async def main() -> None:
        async with opened(flow_by, project=shared) as front:
            path = f"{BASE}/project/document"
            there = await front.get(path)
            connections = {"plc": {"type": "test.plc", "config": {"password": "b"}}}
            body = {**there.json, "connections": connections}
            saved = await front.call("PUT", path, json=body, headers={"If-Match": there.headers["ETag"]})
            assert saved.json["faults"] == []
            refused = await front.post(f"{BASE}/deploy", {"revision": 1, "flows": {}, "project": saved.json["etag"]})
            assert refused.codes == ["second-person-needed"]

    asyncio.run(main())
