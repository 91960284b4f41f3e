"""What changes something through the API is in the audit, and what does not is not."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.runtime.api.front import BASE, LINE, Fail, Front, audited, flow, opened


async def draft(front: Front, label: str) -> str:
    url = f"{BASE}/flows/line"
    found = await front.get(f"{url}?version=draft")
    document = found.json
    document["nodes"]["pass"]["config"] = {"label": label}
    saved = await front.call("PUT", url, json=document, headers={"If-Match": found.headers["ETag"]})
    etag: str = saved.json["etag"]
    return etag


def test_drafts_deploys_and_letters_are_in_the_audit_and_looking_is_not() -> None:
    async def main() -> None:
        async with opened(LINE, flow("failing", {"fail": Fail})) as front:
            etag = await draft(front, "one")
            await front.post(f"{BASE}/deploy/plan", {"revision": 1})
            await front.post(f"{BASE}/flows/line/validate", {})
            deployed = await front.post(f"{BASE}/deploy", {"revision": 1, "flows": {"line": etag}, "reason": "why"})
            assert deployed.status == 200
            await front.post(f"{BASE}/rollback/1", {})
            await draft(front, "two")
            await front.call("DELETE", f"{BASE}/flows/line?draft=1")
            await front.post(f"{BASE}/flows/failing/nodes/fail/receive?wait=1m", {})
            letter = (await front.get(f"{BASE}/dead-letters")).json["items"][0]["id"]
            await front.call("PUT", f"{BASE}/dead-letters/{letter}/owner", json={"owner": "Li"})
            await front.call("DELETE", f"{BASE}/dead-letters/{letter}", json={"reason": "seen"})
            assert await audited(front) == [
                *("draft.save", "project.deploy", "project.rollback", "draft.save", "draft.discard"),
                *("dead-letter.owner", "dead-letter.delete"),
            ]

    asyncio.run(main())


def test_a_refused_change_is_not_in_the_audit(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(LINE, data=tmp_path) as front:
            url = f"{BASE}/flows/line"
            assert (await front.call("PUT", url, json=LINE.document)).status == 428
            assert (await front.call("PUT", url, json=LINE.document, headers={"If-Match": '"old"'})).status == 412
            assert (await front.post(f"{BASE}/deploy", {"revision": 7})).status == 409
            assert await audited(front) == []

    asyncio.run(main())
