"""Signatures: a person shows again who they are, and what they mean, about one record."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import pytest

from sinterflow.runtime.security.signatures import record_hash
from tests.runtime.api.front import BASE, Answer
from tests.runtime.api.people import PASSWORD, Browser, browser, logged_in
from tests.runtime.api.test_stations import plant, sign_on, station

RECORD = {"interlock": "furnace-door", "until": "14:00"}


async def sign(page: Browser, signer: dict[str, str], meaning: str = "bypass", **more: Any) -> Answer:
    body = {"signer": signer, "meaning": meaning, "record": RECORD, **more}
    return await page.call("POST", f"{BASE}/signatures", body)


def test_a_second_person_signs_at_the_station_of_the_first() -> None:
    async def main() -> None:
        async with plant() as front, browser(front) as page:
            await station(front, page)
            await sign_on(page, badge="0004711234")
            made = await sign(page, {"badge": "B-0022", "pin": "8305"}, reason="door switch is being changed")
            assert made.status == 201, made.raw
            said = made.json
            assert (said["person"], said["station"], said["meaning"]) == ("wang", "press-1", "bypass")
            assert (said["method"], said["record"], said["hash"]) == ("badge+pin", RECORD, record_hash(RECORD))
            assert (await page.get(f"{BASE}/me")).json["author"] == "li"
            read = await front.get(f"{BASE}/signatures/{said['number']}")
            assert read.json == said
            listed = await front.get(f"{BASE}/signatures?hash={said['hash']}")
            assert [one["person"] for one in listed.json["items"]] == ["wang"]

    asyncio.run(main())


def test_who_signs_needs_the_right_and_shows_enough() -> None:
    async def main() -> None:
        async with plant() as front, logged_in(front, "li") as page:
            assert (await sign(page, {"user": "li", "password": PASSWORD})).codes == ["missing-right"]
            assert (await sign(page, {"badge": "B-0022"})).codes == ["sign-on-too-weak"]
            assert (await sign(page, {"badge": "B-0022", "pin": "1111"})).codes == ["wrong-sign-on"]
            assert (await sign(page, {})).codes == ["evidence-incomplete"]
            assert (await sign(page, {"user": "wang", "password": PASSWORD})).status == 201

    asyncio.run(main())


def test_nobody_signs_with_a_password_that_somebody_else_has_given() -> None:
    async def main() -> None:
        async with plant() as front, logged_in(front, "li") as page:
            given = "given by the admin"
            body = {"password": given, "must_change": True}
            assert (await front.call("PUT", f"{BASE}/users/wang/password", json=body)).status == 204
            refused = await sign(page, {"user": "wang", "password": given})
            assert (refused.status, refused.codes) == (403, ["password-to-change"])
            assert (await front.get(f"{BASE}/signatures")).json["items"] == []

    asyncio.run(main())


def test_a_signature_is_bound_to_its_record_and_cannot_be_changed() -> None:
    async def main() -> None:
        async with plant() as front, logged_in(front, "li") as page:
            await sign(page, {"user": "wang", "password": PASSWORD})
            await sign(page, {"user": "root", "password": PASSWORD})
            for record, people in (
                (dict(reversed(RECORD.items())), ["wang", "root"]),
                ({**RECORD, "until": "15:00"}, []),
            ):
                found = (await front.get(f"{BASE}/signatures?hash={record_hash(record)}")).json["items"]
                assert [one["person"] for one in found] == people
            store = front.security.store
            for statement in ("delete from signatures", "update signatures set person = 'li'"):
                with pytest.raises(sqlite3.IntegrityError, match="signatures are kept"):
                    await store.writing(lambda db, say=statement: db.execute(say))  # type: ignore[misc]

    asyncio.run(main())


def test_signatures_are_paged_and_an_unknown_one_is_said() -> None:
    async def main() -> None:
        async with plant() as front, logged_in(front, "li") as page:
            for _ in range(3):
                await sign(page, {"user": "wang", "password": PASSWORD})
            first = (await front.get(f"{BASE}/signatures?limit=2")).json
            assert [one["number"] for one in first["items"]] == [3, 2]
            rest = (await front.get(f"{BASE}/signatures?limit=2&before={first['next']}")).json
            assert ([one["number"] for one in rest["items"]], rest["next"]) == ([1], None)
            for unknown in ("4", "x", "9" * 30):
                assert (await front.get(f"{BASE}/signatures/{unknown}")).codes == ["signature-not-found"]

    asyncio.run(main())
