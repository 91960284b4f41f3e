"""The matrix: every call and every role, as docs/rights.md says it; and rights that count in an area only."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime.api.app import ROUTES
from sinterflow.runtime.security.roles import ROLES
from tests.runtime.api.front import BASE, Answer, Fail, Feed, Front, Keep, flow, opened
from tests.runtime.api.people import Browser, add, logged_in, quick

EVERYBODY = "viewer operator shift-leader quality maintenance process-engineer engineer admin"
OPERATE = "operator shift-leader quality maintenance process-engineer engineer admin"
EDIT = "maintenance process-engineer engineer admin"
DEPLOY = "process-engineer engineer admin"
MAINTAIN = "maintenance engineer admin"
SECRETS = "engineer admin"
ADMIN = "admin"
AUDIT = "quality admin"
BACKUP = "engineer admin"
ANYBODY = "without logging in"

MATRIX = {
    "GET /healthz": ANYBODY,
    "GET /readyz": ANYBODY,
    "GET /metrics": EVERYBODY,
    "GET /api/v1/health": EVERYBODY,
    "GET /api/v1/node-types": EVERYBODY,
    "POST /api/v1/node-types/ports": EVERYBODY,
    "GET /api/v1/connection-types": EVERYBODY,
    "GET /api/v1/templates": EVERYBODY,
    "GET /api/v1/templates/{id}": EVERYBODY,
    "GET /api/v1/flows": EVERYBODY,
    "GET /api/v1/flows/{id}": EVERYBODY,
    "POST /api/v1/flows/{id}/validate": EDIT,
    "PUT /api/v1/flows/{id}": EDIT,
    "DELETE /api/v1/flows/{id}": EDIT,
    "GET /api/v1/flows/{id}/state": EVERYBODY,
    "POST /api/v1/flows/{id}/nodes/{node}/receive": OPERATE,
    "POST /api/v1/flows/{id}/release": MAINTAIN,
    "POST /api/v1/deploy/plan": DEPLOY,
    "POST /api/v1/deploy": DEPLOY,
    "POST /api/v1/rollback/{revision}/plan": DEPLOY,
    "POST /api/v1/rollback/{revision}": DEPLOY,
    "GET /api/v1/history": EVERYBODY,
    "GET /api/v1/history/diff": EVERYBODY,
    "GET /api/v1/history/{revision}": EVERYBODY,
    "GET /api/v1/dead-letters": EVERYBODY,
    "DELETE /api/v1/dead-letters": OPERATE,
    "POST /api/v1/dead-letters/retry": OPERATE,
    "GET /api/v1/dead-letters/handled": EVERYBODY,
    "GET /api/v1/dead-letters/{id}": EVERYBODY,
    "DELETE /api/v1/dead-letters/{id}": OPERATE,
    "POST /api/v1/dead-letters/{id}/retry": OPERATE,
    "PUT /api/v1/dead-letters/{id}/owner": OPERATE,
    "GET /api/v1/recordings": EVERYBODY,
    "POST /api/v1/recordings": OPERATE,
    "GET /api/v1/recordings/{id}": EVERYBODY,
    "POST /api/v1/recordings/{id}/stop": OPERATE,
    "DELETE /api/v1/recordings/{id}": OPERATE,
    "GET /api/v1/recordings/{id}/records": EVERYBODY,
    "POST /api/v1/replay": OPERATE,
    "POST /api/v1/shadow": OPERATE,
    "GET /api/v1/project": EVERYBODY,
    "GET /api/v1/project/document": DEPLOY,
    "PUT /api/v1/project/document": DEPLOY,
    "DELETE /api/v1/project/drafts/{file}": DEPLOY,
    "GET /api/v1/flows/{id}/breakpoints": EVERYBODY,
    "PUT /api/v1/flows/{id}/breakpoints/{wire}": EDIT,
    "DELETE /api/v1/flows/{id}/breakpoints/{wire}": EDIT,
    "POST /api/v1/flows/{id}/breakpoints/{wire}/step": EDIT,
    "GET /api/v1/project/parts/{part}": EVERYBODY,
    "PUT /api/v1/project/parts/{part}": EDIT,
    "POST /api/v1/connections/{id}/test": EDIT,
    "POST /api/v1/connections/{id}/browse": EDIT,
    "GET /api/v1/tests": EVERYBODY,
    "POST /api/v1/tests/run": EDIT,
    "POST /api/v1/tests/renamed": EDIT,
    "GET /api/v1/tags": EVERYBODY,
    "GET /api/v1/tags/files": EVERYBODY,
    "GET /api/v1/tags/files/{file}": EVERYBODY,
    "PUT /api/v1/tags/files/{file}": EDIT,
    "POST /api/v1/tags/files/{file}/validate": EDIT,
    "DELETE /api/v1/tags/files/{file}": EDIT,
    "GET /api/v1/equipment": EVERYBODY,
    "GET /api/v1/equipment/document": EVERYBODY,
    "PUT /api/v1/equipment/document": EDIT,
    "DELETE /api/v1/equipment/document": EDIT,
    "GET /api/v1/subflows": EVERYBODY,
    "GET /api/v1/subflows/{id}": EVERYBODY,
    "PUT /api/v1/subflows/{id}": EDIT,
    "DELETE /api/v1/subflows/{id}": EDIT,
    "GET /api/v1/events": EVERYBODY,
    "GET /api/v1/audit": AUDIT,
    "GET /api/v1/audit/verify": AUDIT,
    "GET /api/v1/backup": BACKUP,
    "POST /api/v1/backup": BACKUP,
    "POST /api/v1/backup/download": BACKUP,
    "GET /api/v1/backup/files/{name}": BACKUP,
    "POST /api/v1/backup/recovery": ADMIN,
    "POST /api/v1/login": ANYBODY,
    "GET /api/v1/login": ANYBODY,
    "GET /api/v1/oidc/login": ANYBODY,
    "GET /api/v1/oidc/callback": ANYBODY,
    "POST /api/v1/logout": EVERYBODY,
    "GET /api/v1/me": EVERYBODY,
    "PUT /api/v1/me/password": EVERYBODY,
    "PUT /api/v1/me/language": EVERYBODY,
    "GET /api/v1/me/sessions": EVERYBODY,
    "DELETE /api/v1/me/sessions/{id}": EVERYBODY,
    "POST /api/v1/me/totp": EVERYBODY,
    "PUT /api/v1/me/totp": EVERYBODY,
    "DELETE /api/v1/me/totp": EVERYBODY,
    "GET /api/v1/users": ADMIN,
    "POST /api/v1/users": ADMIN,
    "GET /api/v1/users/{user}": ADMIN,
    "PUT /api/v1/users/{user}": ADMIN,
    "DELETE /api/v1/users/{user}": ADMIN,
    "PUT /api/v1/users/{user}/password": ADMIN,
    "DELETE /api/v1/users/{user}/totp": ADMIN,
    "GET /api/v1/users/{user}/sessions": ADMIN,
    "DELETE /api/v1/users/{user}/sessions": ADMIN,
    "DELETE /api/v1/users/{user}/sessions/{id}": ADMIN,
    "GET /api/v1/rights": EVERYBODY,
    "GET /api/v1/roles": ADMIN,
    "PUT /api/v1/roles/{role}": ADMIN,
    "DELETE /api/v1/roles/{role}": ADMIN,
    "GET /api/v1/tokens": ADMIN,
    "POST /api/v1/tokens": ADMIN,
    "DELETE /api/v1/tokens/{id}": ADMIN,
    "GET /api/v1/stations": ADMIN,
    "PUT /api/v1/stations/{id}": ADMIN,
    "DELETE /api/v1/stations/{id}": ADMIN,
    "POST /api/v1/stations/{id}/pairing": ADMIN,
    "DELETE /api/v1/stations/{id}/device": ADMIN,
    "POST /api/v1/station/pair": ANYBODY,
    "GET /api/v1/station": EVERYBODY,
    "POST /api/v1/station/sign-on": EVERYBODY,
    "POST /api/v1/station/sign-off": EVERYBODY,
    "GET /api/v1/users/{user}/badges": ADMIN,
    "POST /api/v1/users/{user}/badges": ADMIN,
    "DELETE /api/v1/users/{user}/badges/{badge}": ADMIN,
    "PUT /api/v1/users/{user}/pin": ADMIN,
    "DELETE /api/v1/users/{user}/pin": ADMIN,
    "PUT /api/v1/me/pin": EVERYBODY,
    "GET /api/v1/policy": ADMIN,
    "PUT /api/v1/policy": ADMIN,
    "POST /api/v1/signatures": EVERYBODY,
    "GET /api/v1/signatures": EVERYBODY,
    "GET /api/v1/signatures/{number}": EVERYBODY,
    "GET /api/v1/logs": MAINTAIN,
    "GET /api/v1/logs/levels": MAINTAIN,
    "PUT /api/v1/logs/levels/{target}": MAINTAIN,
    "DELETE /api/v1/logs/levels/{target}": MAINTAIN,
    "GET /api/v1/secrets": EDIT,
    "PUT /api/v1/secrets/{name}": SECRETS,
    "DELETE /api/v1/secrets/{name}": SECRETS,
    "POST /api/v1/secrets/rotate": SECRETS,
    "GET /ca": ANYBODY,
    "GET /ca.pem": ANYBODY,
    "GET /ca.crt": ANYBODY,
    "GET /ca.mobileconfig": ANYBODY,
    "GET /api/v1/plugins": EVERYBODY,
}
"""Who may call what. A call that is not here fails the test: say first who is to have it."""

CALLS = [f"{one.method} {one.path}" for one in ROUTES]
REFUSALS = {"missing-right", "no-token"}


def test_every_call_is_in_the_matrix_and_in_the_page_about_it() -> None:
    assert sorted(MATRIX) == sorted(CALLS)
    page = (Path(__file__).parents[3] / "docs" / "rights.md").read_text(encoding="utf-8")
    said = dict(re.findall(r"^\| `([A-Z]+ /\S+)` \| ([^|]+) \|", page, re.M))
    assert {call: " ".join(roles.replace(",", "").split()) for call, roles in said.items()} == MATRIX


def test_the_page_says_what_each_right_allows_and_so_does_the_api() -> None:
    page = (Path(__file__).parents[3] / "docs" / "rights.md").read_text(encoding="utf-8")
    said = dict(re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \|", page, re.M))

    async def main() -> None:
        async with opened(LINE) as front:
            shown = (await front.get(f"{BASE}/rights")).json["items"]
            assert {one["right"]: one["title"]["en"] for one in shown} == said
            assert all(one["title"]["zh"] for one in shown)

    asyncio.run(main())


def filled(path: str) -> str:
    return re.sub(r"{(\w+)}", lambda part: {"id": "line", "node": "feed"}.get(part[1], "1"), path)


def refused(answer: Answer) -> bool:
    """Whether the caller was not let in; that the request itself is no good does not count."""
    kind = answer.headers.get("Content-Type", "")
    return kind.startswith("application/problem+json") and bool(REFUSALS & set(answer.codes))


@pytest.mark.parametrize("role", [*ROLES, ANYBODY])
def test_each_role_may_call_what_the_matrix_says_and_nothing_else(role: str) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            quick(front)
            token = None if role == ANYBODY else await token_of(front, role)
            last = [call for call in MATRIX if "logout" in call]
            for call in [*(one for one in MATRIX if one not in last), *last]:
                method, path = call.split()
                answer = await front.call(method, filled(path), token=token)
                expected = MATRIX[call] == ANYBODY or role in MATRIX[call].split()
                assert refused(answer) is not expected, (call, answer.status, answer.raw)

    asyncio.run(main())


async def token_of(front: Front, role: str) -> str:
    body = {"name": "matrix", "rights": sorted(ROLES[role].rights)}
    made = await front.post(f"{BASE}/tokens", body)
    assert made.status == 201
    found: str = made.json["token"]
    return found


LINE = flow("line", {"feed": Feed, "keep": Keep}, "feed>keep")
PRESS = flow("press", {"feed": Feed, "fail": Fail}, "feed>fail")
AREAS = {"settings": {"areas": {"pressing": {"name": "Pressing", "flows": ["press", "press-2"]}}}}
SCOPED = ("engineer", "pressing")


def document(id: str) -> dict[str, Any]:
    return {"format": 1, "id": id, "nodes": {}, "wires": []}


async def draft(page: Browser, id: str) -> Answer:
    return await page.call("PUT", f"{BASE}/flows/{id}", document(id), If_None_Match="*")


def test_rights_of_an_area_count_for_its_flows_alone() -> None:
    async def main() -> None:
        async with opened(LINE, PRESS, project=AREAS) as front:
            quick(front)
            assert (await add(front, "li", SCOPED)).status == 201
            async with logged_in(front, "li") as page:
                me = (await page.get(f"{BASE}/me")).json
                assert (me["rights"], list(me["areas"])) == ([], ["pressing"])
                listed = (await page.get(f"{BASE}/flows")).json["items"]
                assert [one["id"] for one in listed] == ["press"]
                assert (await page.get(f"{BASE}/project")).json["flows"] == ["press"]
                for path in ("flows/{}", "flows/{}/state"):
                    assert (await page.get(f"{BASE}/{path.format('press')}")).status == 200
                    assert (await page.get(f"{BASE}/{path.format('line')}")).codes == ["missing-right"]
                receive = f"{BASE}/flows/{{}}/nodes/feed/receive"
                assert (await page.call("POST", receive.format("press"), {})).status == 202
                assert (await page.call("POST", receive.format("line"), {})).codes == ["missing-right"]
                assert (await draft(page, "press-2")).status == 200
                assert (await draft(page, "line-2")).codes == ["missing-right"]
                assert (await page.get("/metrics")).codes == ["missing-right"]

    asyncio.run(main())


def test_shared_subflows_are_read_with_a_right_in_one_area_and_changed_with_the_right_everywhere() -> None:
    inner = {**document("dose"), "inputs": {"in": ["pass"]}, "nodes": {"pass": {"type": "test.keep"}}}
    path = f"{BASE}/subflows/dose"

    async def main() -> None:
        async with opened(PRESS, project=AREAS, files={"subflows/dose.json": json.dumps(inner).encode()}) as front:
            quick(front)
            await add(front, "li", SCOPED)
            await add(front, "wu")
            async with logged_in(front, "li") as page:
                listed = await page.get(f"{BASE}/subflows")
                assert [one["name"] for one in listed.json["items"]] == ["dose"]
                shown = await page.get(path)
                assert (shown.status, shown.json["inputs"]) == (200, {"in": ["pass"]})
                assert (await page.call("PUT", path, inner, If_Match=shown.headers["ETag"])).codes == ["missing-right"]
                assert (await page.call("DELETE", path, If_Match=shown.headers["ETag"])).codes == ["missing-right"]
            async with logged_in(front, "wu") as nobody:
                for one in (f"{BASE}/subflows", path):
                    assert (await nobody.get(one)).codes == ["missing-right"]

    asyncio.run(main())


def test_what_flows_share_is_in_no_history_of_an_area() -> None:
    shared = {**AREAS, "name": "Plant of secrets"}

    async def main() -> None:
        async with opened(LINE, PRESS, project=AREAS) as front:
            quick(front)
            await add(front, "li", SCOPED)
            path = f"{BASE}/project/document"
            etag = (await front.get(f"{path}?version=draft")).headers["ETag"]
            document = {**(await front.get(path)).json, **shared}
            saved = await front.call("PUT", path, json=document, headers={"If-Match": etag})
            order = {"revision": 1, "flows": {}, "project": saved.json["etag"]}
            assert (await front.post(f"{BASE}/deploy", order)).status == 200
            assert b"Plant of secrets" in (await front.get(f"{BASE}/history/2")).raw
            async with logged_in(front, "li") as page:
                seen = (await page.get(f"{BASE}/history/2?documents=true")).json
                assert (seen["changes"], list(seen["documents"])) == ([], ["flows/press.json"])
                assert (await page.get(f"{BASE}/history/diff?from=1&to=2")).json["changes"] == []

    asyncio.run(main())


def test_who_deploys_in_an_area_cannot_take_anything_else_along_or_move_a_flow() -> None:
    async def main() -> None:
        async with opened(LINE, PRESS, project=AREAS) as front:
            quick(front)
            await add(front, "li", SCOPED)
            theirs = await front.call(
                "PUT", f"{BASE}/flows/line-2", json=document("line-2"), headers={"If-None-Match": "*"}
            )
            async with logged_in(front, "li") as page:
                etag = (await draft(page, "press-2")).json["etag"]
                deploy = f"{BASE}/deploy"
                for flows, project in (
                    (None, None),
                    ({}, None),
                    ({"press-2": etag}, '"x"'),
                    ({"press-2": etag, "line-2": theirs.json["etag"]}, None),
                ):
                    order = {"revision": 1, "flows": flows, "project": project}
                    assert (await page.call("POST", deploy, order)).codes == ["missing-right"], order
                made = await page.call("POST", deploy, {"revision": 1, "flows": {"press-2": etag}, "reason": "why"})
                assert (made.status, made.json["revision"]) == (200, 2)
                assert (await page.call("PUT", f"{BASE}/project/document", {}, If_Match="*")).codes == ["missing-right"]
                assert (await page.call("POST", f"{BASE}/rollback/1", {})).codes == ["missing-right"]
                history = (await page.get(f"{BASE}/history/2")).json
                assert history["flows"] == ["press-2"]
            (entry,) = (await front.get(f"{BASE}/audit?target=revision%202")).json["items"]
            assert (entry["author"], entry["action"], entry["reason"]) == ("li", "project.deploy", "why")
            assert entry["area"] == "pressing"
            assert entry["before"] == {"revision": 1, "files": {"flows/press-2.json": None}}
            assert len(entry["after"]["files"]["flows/press-2.json"]) == 64

    asyncio.run(main())


def test_dead_letters_of_other_areas_are_not_seen_sent_or_deleted() -> None:
    other = flow("other", {"feed": Feed, "fail": Fail}, "feed>fail")

    async def main() -> None:
        async with opened(PRESS, other, project=AREAS) as front:
            quick(front)
            await add(front, "li", SCOPED)
            for id in ("press", "other"):
                await front.post(f"{BASE}/flows/{id}/nodes/feed/receive?wait=1m", {})
            letters = {one["flow"]: one["id"] for one in (await front.get(f"{BASE}/dead-letters")).json["items"]}
            async with logged_in(front, "li") as page:
                seen = (await page.get(f"{BASE}/dead-letters")).json["items"]
                assert [one["flow"] for one in seen] == ["press"]
                theirs = f"{BASE}/dead-letters/{letters['other']}"
                for method, path in (("GET", theirs), ("DELETE", theirs), ("POST", f"{theirs}/retry")):
                    assert (await page.call(method, path)).codes == ["missing-right"]
                gone = await page.call("DELETE", f"{BASE}/dead-letters", {"all": True})
                assert gone.json["deleted"] == [letters["press"]]
                assert [one["flow"] for one in (await page.get(f"{BASE}/dead-letters/handled")).json["items"]] == [
                    "press"
                ]
            assert [one["flow"] for one in (await front.get(f"{BASE}/dead-letters")).json["items"]] == ["other"]

    asyncio.run(main())


def test_events_and_taps_of_other_areas_are_not_seen() -> None:
    async def main() -> None:
        other = flow("other", {"feed": Feed, "fail": Fail}, "feed>fail")
        async with opened(PRESS, other, project=AREAS) as front:
            quick(front)
            await add(front, "li", SCOPED)
            async with logged_in(front, "li") as page:
                socket = await page.session.ws_connect(f"{front.server.url}{BASE}/events")
                taps = ["tap:press/feed/out:out", "tap:other/feed/out:out"]
                await socket.send_json({"subscribe": ["dead-letters", *taps]})
                answer = (await socket.receive_json())["data"]
                assert answer["topics"] == ["dead-letters", taps[0]]
                assert [one["code"] for one in answer["faults"]] == ["unseen-topic"]
                for id in ("other", "press"):
                    await front.post(f"{BASE}/flows/{id}/nodes/feed/receive?wait=1m", {})
                first, second = await socket.receive_json(), await socket.receive_json()
                assert {first["topic"], second["topic"]} == {"dead-letters", taps[0]}
                assert "other" not in f"{first}{second}"
                await socket.close()

    asyncio.run(main())


def test_a_socket_ends_with_the_session_and_when_rights_are_taken() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            quick(front)
            etag = (await add(front, "li", "viewer")).json["etag"]
            async with logged_in(front, "li") as page:
                socket = await page.session.ws_connect(f"{front.server.url}{BASE}/events")
                await socket.send_json({"subscribe": ["status"]})
                await socket.receive_json()
                await add(front, "wu", "viewer")  # somebody else's business
                await socket.send_json({"subscribe": ["debug"]})
                assert (await socket.receive_json())["topic"] == "subscribed"
                body: dict[str, Any] = {"grants": []}
                changed = await front.call("PUT", f"{BASE}/users/li", json=body, headers={"If-Match": etag})
                assert changed.status == 200
                await socket.receive()
                assert socket.close_code == 1008
                restored = {"grants": [{"role": "viewer"}]}
                await front.call("PUT", f"{BASE}/users/li", json=restored, headers={"If-Match": "*"})
                again = await page.session.ws_connect(f"{front.server.url}{BASE}/events")
                await page.call("POST", f"{BASE}/logout")
                await again.receive()
                assert again.close_code == 1008

    asyncio.run(main())


def test_a_flow_in_two_areas_is_a_fault() -> None:
    areas = {"a": {"flows": ["line"]}, "b": {"flows": ["line"]}}

    async def main() -> None:
        async with opened(LINE, project={"settings": {"areas": areas}}) as front:
            found = front.deployer.opened.faults
            assert [(one.code, one.path) for one in found] == [("flow-in-two-areas", "/settings/areas/b/flows/0")]

    asyncio.run(main())
