"""Stations: devices that are paired once, at which people sign on with what they have at hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sinterflow.runtime.security.badges import scanned
from tests.runtime.api.front import BASE, LINE, Answer, Front, opened
from tests.runtime.api.people import PASSWORD, Browser, add, browser, codes, logged_in, quick

BADGE = "0004711234"
AREAS = {"settings": {"areas": {"press": {"flows": ["line"]}, "sinter": {"flows": []}}}}


@asynccontextmanager
async def plant(**more: Any) -> AsyncIterator[Front]:
    """A gateway with an operator and a shift leader, who have badges and PINs."""
    async with opened(LINE, project=AREAS, lasting=True, **more) as front:
        quick(front)
        for user, role, badge in (
            ("li", "operator", BADGE),
            ("wang", "shift-leader", "B-0022"),
            ("root", "admin", "B-0033"),
        ):
            assert (await add(front, user, role)).status == 201
            assert (await front.post(f"{BASE}/users/{user}/badges", {"number": badge, "label": user})).status == 201
            assert (await front.call("PUT", f"{BASE}/users/{user}/pin", **json_body({"pin": "8305"}))).status == 204
            shown = (await front.get(f"{BASE}/users/{user}")).json
            assert (shown["badges"], shown["pin"]) == (1, True)
        yield front


def json_body(body: Any) -> dict[str, Any]:
    return {"json": body}


async def station(front: Front, page: Browser, id: str = "press-1", **wanted: Any) -> str:
    """Make `page` the device of a station; its token."""
    made = await front.call("PUT", f"{BASE}/stations/{id}", **json_body(wanted))
    assert made.status in (200, 201), made.raw
    code = (await front.post(f"{BASE}/stations/{id}/pairing", {})).json["code"]
    paired = await page.call("POST", f"{BASE}/station/pair", {"code": code})
    assert paired.status == 200, paired.raw
    page.csrf = paired.json["csrf"]
    token: str = paired.json["token"]
    return token


async def sign_on(page: Browser, **shown: str) -> Answer:
    answer = await page.call("POST", f"{BASE}/station/sign-on", shown)
    if answer.status == 200:
        page.csrf = answer.json["csrf"]
    return answer


async def send(page: Browser, message: Any = None) -> Answer:
    return await page.call("POST", f"{BASE}/flows/line/nodes/pass/receive", {"message": message or {"payload": 1}})


def test_a_device_that_is_paired_looks_on_until_somebody_signs_on() -> None:
    async def main() -> None:
        async with plant() as front, browser(front) as page:
            await station(front, page, name={"en": "Press 1", "zh": "压机 1"}, area="press")
            here = (await page.get(f"{BASE}/station")).json
            assert (here["station"], here["area"], here["person"]) == ("press-1", "press", None)
            assert (await page.get(f"{BASE}/flows/line/state")).status == 200
            refused = await send(page)
            assert (refused.status, refused.codes) == (401, ["sign-on-needed"])
            assert (await sign_on(page, badge=BADGE)).status == 200
            assert (await page.get(f"{BASE}/station")).json["person"] == "li"
            assert (await send(page)).status == 202

    asyncio.run(main())


def test_what_a_person_does_at_a_station_names_both() -> None:
    async def main() -> None:
        async with plant() as front, browser(front) as page:
            await station(front, page)
            await sign_on(page, badge=BADGE)
            await send(page, {"payload": 5, "actor": {"person": "somebody else"}})
            assert front.node("line", "keep").seen[-1]["actor"] == {"station": "press-1", "person": "li"}
            await front.post(f"{BASE}/flows/line/nodes/pass/receive", {"message": {"payload": 6, "actor": "li"}})
            assert "actor" not in front.node("line", "keep").seen[-1]
            await page.call("POST", f"{BASE}/flows/line/nodes/feed/receive", {})
            assert front.node("line", "keep").seen[-1]["payload"] == "its own"

    asyncio.run(main())


def test_a_change_of_hands_is_one_scan_and_signing_off_leaves_the_station_alone() -> None:
    async def main() -> None:
        async with plant() as front, browser(front) as page:
            await station(front, page)
            await sign_on(page, badge=BADGE)
            await sign_on(page, badge="B-0022", pin="8305")
            assert (await page.get(f"{BASE}/me")).json["author"] == "wang"
            assert [one.person for one in front.security.directory.known.sessions.values()] == ["wang"]
            assert (await page.call("POST", f"{BASE}/station/sign-off")).status == 204
            assert (await page.get(f"{BASE}/me")).json["author"] == "station:press-1"

    asyncio.run(main())


def test_a_badge_is_known_however_the_reader_sends_it() -> None:
    async def main() -> None:
        assert scanned(" ab\uff11\uff123\r\n") == scanned("AB123") == "AB123"
        async with plant() as front, browser(front) as page:
            await station(front, page)
            assert (await sign_on(page, badge="\uff10\uff10\uff104711234\r")).status == 200

    asyncio.run(main())


def test_the_policy_says_which_sign_on_opens_what() -> None:
    async def main() -> None:
        async with plant() as front, browser(front) as page:
            await station(front, page)
            await sign_on(page, badge="B-0022")
            assert "device-write" not in (await page.get(f"{BASE}/me")).json["rights"]
            await sign_on(page, badge="B-0022", pin="8305")
            assert "device-write" in (await page.get(f"{BASE}/me")).json["rights"]
            await sign_on(page, badge="B-0033", pin="8305")
            refused = await page.get(f"{BASE}/users")
            assert (refused.status, refused.codes) == (403, ["sign-on-too-weak"])
            assert "password" in refused.json["hint"]
            await sign_on(page, user="root", password=PASSWORD)
            assert (await page.get(f"{BASE}/users")).status == 200
            set_to = await page.call("PUT", f"{BASE}/policy", {"least": {"operate": "pin"}})
            assert set_to.json["least"]["operate"] == "pin"
            await sign_on(page, badge=BADGE)
            assert (await send(page)).codes == ["sign-on-too-weak"]
            await sign_on(page, user="li", pin="8305")
            assert (await send(page)).status == 202

    asyncio.run(main())


def test_nobody_sets_a_policy_that_locks_them_out() -> None:
    async def main() -> None:
        async with plant() as front, logged_in(front, "root") as admin:
            refused = await admin.call("PUT", f"{BASE}/policy", {"least": {"users": "password+code"}})
            assert (refused.status, refused.codes) == (409, ["policy-locks-out"])

    asyncio.run(main())


def test_who_is_kept_from_a_right_by_the_policy_does_not_change_the_policy() -> None:
    async def main() -> None:
        async with plant() as front, logged_in(front, "root") as admin:
            strict = {"least": {"install": "password+code"}}
            assert (await admin.call("PUT", f"{BASE}/policy", strict)).status == 200
            refused = await admin.call("PUT", f"{BASE}/policy", {"least": {"view": "pin"}})
            assert (refused.status, refused.codes) == (403, ["beyond-own-rights"])
            both = {"least": {"view": "pin", "install": "password+code"}}
            assert (await admin.call("PUT", f"{BASE}/policy", both)).status == 200

    asyncio.run(main())


def test_nobody_takes_badge_or_pin_from_somebody_with_more_rights() -> None:
    async def main() -> None:
        async with plant() as front:
            etag = {"If-None-Match": "*"}
            role = {"title": "Clerk", "rights": ["users", "view"]}
            made = await front.call("PUT", f"{BASE}/roles/clerk", headers=etag, **json_body(role))
            assert made.status == 200, made.raw
            assert (await add(front, "clerk", "clerk")).status == 201
            (badge,) = (await front.get(f"{BASE}/users/root/badges")).json["items"]
            async with logged_in(front, "clerk") as page:
                for path in (f"badges/{badge['id']}", "pin"):
                    refused = await page.call("DELETE", f"{BASE}/users/root/{path}")
                    assert (refused.status, refused.codes) == (403, ["beyond-own-rights"])

    asyncio.run(main())


def test_wrong_badges_and_codes_at_one_place_hold_up_no_other() -> None:
    async def main() -> None:
        async with plant() as front, browser(front) as page, browser(front) as other:
            await station(front, page)
            await station(front, other, "press-2")
            for _ in range(6):
                last = await sign_on(page, badge="unknown")
            assert last.status == 429
            assert (await sign_on(other, badge=BADGE)).status == 200
            for _ in range(6):
                last = await other.call("POST", f"{BASE}/station/pair", {"code": "22222222"})
            assert last.status == 429
            assert (await sign_on(other, badge=BADGE)).status == 200

    asyncio.run(main())


def test_a_device_that_was_lost_does_not_come_back_with_the_next_one() -> None:
    async def main() -> None:
        async with plant() as front, browser(front) as lost, browser(front) as new:
            await station(front, lost)
            await sign_on(lost, badge=BADGE)
            assert (await front.call("DELETE", f"{BASE}/stations/press-1/device")).status == 204
            await station(front, new)
            assert (await send(lost)).status == 401
            await sign_on(new, badge=BADGE)
            await station(front, lost)
            assert (await send(new)).status == 401, "its code was given to another device"

    asyncio.run(main())


def test_at_a_station_of_an_area_nothing_counts_elsewhere() -> None:
    async def main() -> None:
        async with plant() as front, browser(front) as page:
            await station(front, page, area="sinter")
            assert (await page.get(f"{BASE}/flows/line/state")).status in (401, 403)
            await sign_on(page, badge=BADGE)
            assert (await send(page)).codes == ["missing-right"]
            await station(front, page, area="press")
            await sign_on(page, badge=BADGE)
            assert (await send(page)).status == 202

    asyncio.run(main())


def test_a_person_is_signed_off_when_nothing_is_done_for_a_while() -> None:
    async def main() -> None:
        async with plant() as front, browser(front) as page:
            await station(front, page, idle=60)
            await sign_on(page, badge=BADGE)
            (session,) = front.security.directory.known.sessions.values()
            session.used -= 59
            assert (await page.get(f"{BASE}/station")).json["person"] == "li"
            session.used -= 61
            here = (await page.get(f"{BASE}/station")).json
            assert here["person"] is None
            page.csrf = here["csrf"]
            assert (await sign_on(page, badge=BADGE)).status == 200

    asyncio.run(main())


def test_a_pairing_code_counts_once_and_a_wrong_one_not_at_all() -> None:
    async def main() -> None:
        async with plant() as front, browser(front) as page, browser(front) as other:
            await front.call("PUT", f"{BASE}/stations/press-1", **json_body({}))
            code = (await front.post(f"{BASE}/stations/press-1/pairing", {})).json["code"]
            assert (await other.call("POST", f"{BASE}/station/pair", {"code": "22222222"})).status == 401
            typed = f"{code[:4].lower()} {code[4:]}"
            assert (await page.call("POST", f"{BASE}/station/pair", {"code": typed})).status == 200
            again = await other.call("POST", f"{BASE}/station/pair", {"code": code})
            assert (again.status, again.codes) == (401, ["wrong-pairing-code"])

    asyncio.run(main())


def test_a_station_that_is_disabled_unpaired_or_deleted_is_out_with_whoever_is_signed_on() -> None:
    async def main() -> None:
        async with plant() as front, browser(front) as page:
            await station(front, page)
            await sign_on(page, badge=BADGE)
            await front.call("PUT", f"{BASE}/stations/press-1", **json_body({"disabled": True}))
            assert (await send(page)).codes == ["station-unpaired"]
            await front.call("PUT", f"{BASE}/stations/press-1", **json_body({}))
            assert (await send(page)).status == 202
            assert (await front.call("DELETE", f"{BASE}/stations/press-1/device")).status == 204
            assert (await send(page)).codes == ["station-unpaired"]
            await station(front, page)
            assert (await front.call("DELETE", f"{BASE}/stations/press-1")).status == 204
            assert (await page.get(f"{BASE}/station")).codes == ["station-unpaired"]

    asyncio.run(main())


def test_a_device_that_is_no_browser_shows_its_token() -> None:
    async def main() -> None:
        async with plant() as front, browser(front) as page, browser(front) as device:
            token = await station(front, page)
            bearer = {"Authorization": f"Bearer {token}"}
            assert (await device.call("GET", f"{BASE}/station", **bearer)).json["station"] == "press-1"
            signed_on = await device.call("POST", f"{BASE}/station/sign-on", {"badge": BADGE}, **bearer)
            assert signed_on.status == 200
            assert (await device.call("GET", f"{BASE}/station", **bearer)).json["person"] == "li"

    asyncio.run(main())


def test_wrong_badges_and_pins_are_answered_alike_and_slower_and_slower() -> None:
    async def main() -> None:
        async with plant() as front, browser(front) as page:
            await station(front, page)
            wrong = [
                await sign_on(page, badge="unknown"),
                await sign_on(page, badge=BADGE, pin="9999"),
                await sign_on(page, badge="unknown", pin="9999"),
                await sign_on(page, user="li", pin="9999"),
                await sign_on(page, user="nobody", pin="9999"),
            ]
            assert {one.status for one in wrong} == {401}
            assert set(codes(wrong)) == {"wrong-sign-on"}
            for _ in range(4):
                last = await sign_on(page, user="li", pin="9999")
            assert (last.status, last.codes) == (429, ["too-many-attempts"])
            assert (await sign_on(page)).codes == ["evidence-incomplete"]

    asyncio.run(main())


def test_a_person_who_is_disabled_or_gone_has_no_badge_any_more() -> None:
    async def main() -> None:
        async with plant() as front, browser(front) as page:
            await station(front, page)
            etag = (await front.get(f"{BASE}/users/li")).headers["ETag"]
            body = {"grants": [{"role": "operator"}], "disabled": True}
            changed = await front.call("PUT", f"{BASE}/users/li", headers={"If-Match": etag}, **json_body(body))
            assert changed.status == 200, changed.raw
            assert (await sign_on(page, badge=BADGE)).codes == ["wrong-sign-on"]
            assert (await front.call("DELETE", f"{BASE}/users/li")).status == 204
            given = await front.post(f"{BASE}/users/wang/badges", {"number": BADGE})
            assert given.status == 201, given.raw

    asyncio.run(main())


def test_a_badge_has_one_holder_and_can_be_taken_away() -> None:
    async def main() -> None:
        async with plant() as front:
            taken = await front.post(f"{BASE}/users/wang/badges", {"number": BADGE.lower()})
            assert (taken.status, taken.codes) == (409, ["badge-taken"])
            (badge,) = (await front.get(f"{BASE}/users/li/badges")).json["items"]
            assert BADGE not in str(badge)
            assert (await front.call("DELETE", f"{BASE}/users/li/badges/{badge['id']}")).status == 204
            assert (await front.get(f"{BASE}/users/li/badges")).json["items"] == []
            assert (await front.post(f"{BASE}/users/li/badges", {"number": "\t\r"})).codes == ["wrong-badge"]

    asyncio.run(main())


def test_a_pin_that_is_guessed_first_is_refused_and_the_own_one_needs_the_password() -> None:
    async def main() -> None:
        async with plant() as front, logged_in(front, "li") as li:
            given = {"password": PASSWORD}
            for pin in ("1111", "1234", "9876"):
                assert (await li.call("PUT", f"{BASE}/me/pin", {"pin": pin, **given})).codes == ["weak-pin"]
            assert (await li.call("PUT", f"{BASE}/me/pin", {"pin": "7203", "password": "wrong"})).status == 401
            assert (await li.call("PUT", f"{BASE}/me/pin", {"pin": "7203", "password": PASSWORD})).status == 204

    asyncio.run(main())


def test_no_file_holds_the_number_of_a_badge_or_a_pin() -> None:
    async def main() -> None:
        async with plant() as front:
            kept = await front.security.store.reading(lambda db: "\n".join(db.iterdump()))
            assert BADGE not in kept
            assert "8305" not in kept

    asyncio.run(main())


def test_a_damaged_key_of_the_badges_is_named_and_badges_are_given_anew() -> None:
    async def main() -> None:
        async with plant() as front, browser(front) as page:
            await station(front, page)
            store = front.security.store
            await asyncio.to_thread(store.write, lambda db: db.execute("update badge_key set sealed = zeroblob(60)"))
            refused = await sign_on(page, badge=BADGE)
            assert (refused.status, refused.codes) == (503, ["badges-damaged"])
            refused = await front.post(f"{BASE}/users/li/badges", {"number": "B-0044"})
            assert (refused.status, refused.codes) == (503, ["badges-damaged"])
            assert (await sign_on(page, user="li", pin="8305")).status == 200
            for user in ("li", "wang", "root"):
                (badge,) = (await front.get(f"{BASE}/users/{user}/badges")).json["items"]
                assert (await front.call("DELETE", f"{BASE}/users/{user}/badges/{badge['id']}")).status == 204
            assert (await front.post(f"{BASE}/users/li/badges", {"number": BADGE})).status == 201
            assert (await sign_on(page, badge=BADGE)).status == 200

    asyncio.run(main())
