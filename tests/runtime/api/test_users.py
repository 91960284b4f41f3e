"""People, roles and API tokens as administrators manage them, and what the audit keeps of it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from tests.runtime.api.front import BASE, LINE, Answer, Front, opened
from tests.runtime.api.people import PASSWORD, add, browser, logged_in, quick

USERS = f"{BASE}/users"


async def put(front: Front, user: str, token: str | None = None, etag: str = "*", **body: Any) -> Answer:
    more = {"token": token} if token is not None else {}
    return await front.call("PUT", f"{USERS}/{user}", json=body, headers={"If-Match": etag}, **more)


def wide(name: str) -> str:
    """Latin letters in full width."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in name)


def test_people_are_added_changed_and_removed() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            quick(front)
            made = await add(front, "李伟", "operator", name="Li Wei", language="zh")
            assert made.status == 201
            assert made.json == {
                "user": "李伟", "name": "Li Wei", "language": "zh", "grants": [{"role": "operator", "area": None}],
                "password": True, "must_change": False, "disabled": False, "totp": False, "subject": None,
                "badges": 0, "pin": False, "seen": None, "etag": '"1"',
            }  # fmt: skip
            assert b"argon2" not in made.raw
            assert (await add(front, "李伟")).codes == ["user-exists"]
            assert (await add(front, wide("Wu"))).json["user"] == "Wu"  # as a Chinese keyboard may write it
            for same in ("wu", "WU", wide("wu")):
                assert (await add(front, same)).codes == ["user-exists"]
            async with browser(front) as page:
                assert (await page.log_in(wide("wU"))).status == 200
                assert (await front.get(f"{BASE}/users/Wu")).json["seen"] is not None
            for name in ("", "-a", "a b", "local", "x" * 65):
                assert (await add(front, name)).status == 422, name
            assert (await add(front, "zhao", "boss")).codes == ["unknown-role"]
            assert (await add(front, "zhao", ("viewer", "nowhere"))).codes == ["unknown-area"]
            path = f"{USERS}/%E6%9D%8E%E4%BC%9F"
            missing = await front.call("PUT", path, json={})
            assert (missing.status, missing.codes) == (428, ["precondition-missing"])
            changed = await put(front, "%E6%9D%8E%E4%BC%9F", etag='"1"', name="Li", grants=[{"role": "viewer"}])
            assert (changed.status, changed.json["etag"]) == (200, '"2"')
            stale = await put(front, "%E6%9D%8E%E4%BC%9F", etag='"1"', name="Old")
            assert (stale.status, stale.headers["ETag"]) == (412, '"2"')
            assert (await front.call("DELETE", path)).status == 204
            assert (await front.get(path)).codes == ["user-not-found"]
            entries = (await front.get(f"{BASE}/audit?target=%E6%9D%8E%E4%BC%9F")).json["items"]
            assert [one["action"] for one in entries] == ["user.delete", "user.change", "user.add"]
            assert entries[1]["before"]["title"] == "Li Wei"
            assert entries[1]["after"]["title"] == "Li"

    asyncio.run(main())


def test_a_hundred_people_come_in_pages() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            for number in range(5):
                await add(front, f"u{number}", password=None)
            seen, cursor = [], ""
            while cursor is not None:
                part = (await front.get(f"{USERS}?limit=2&cursor={cursor}")).json
                seen += [one["user"] for one in part["items"]]
                cursor = part["next"]
            assert seen == [f"u{number}" for number in range(5)]

    asyncio.run(main())


def test_the_last_administrator_stays() -> None:
    async def main() -> None:
        async with opened(LINE, lasting=True) as front:
            quick(front)
            await add(front, "boss", "admin")
            for refused in (
                await front.call("DELETE", f"{USERS}/boss"),
                await put(front, "boss", grants=[{"role": "admin"}], disabled=True),
                await put(front, "boss", grants=[{"role": "viewer"}]),
            ):
                assert (refused.status, refused.codes) == (409, ["last-admin"])
            await add(front, "second", "admin")
            assert (await put(front, "boss", grants=[{"role": "viewer"}])).status == 200

    asyncio.run(main())


def test_two_administrators_who_remove_each_other_at_once_leave_one() -> None:
    async def main() -> None:
        async with opened(LINE, lasting=True) as front:
            quick(front)
            await add(front, "one", "admin")
            await add(front, "two", "admin")
            both = await asyncio.gather(*(front.call("DELETE", f"{USERS}/{user}") for user in ("one", "two")))
            assert sorted(one.status for one in both) == [204, 409]

    asyncio.run(main())


def test_nobody_gives_or_takes_rights_that_they_do_not_have() -> None:
    async def main() -> None:
        async with opened(LINE, lasting=True) as front:
            quick(front)
            await add(front, "boss", "admin")
            await add(front, "helper", "viewer")
            role = {"title": {"en": "Personnel", "zh": "人事"}, "rights": ["users", "view"]}
            made = await front.call("PUT", f"{BASE}/roles/personnel", json=role, headers={"If-None-Match": "*"})
            assert made.status == 200
            await add(front, "hr", "personnel")
            async with logged_in(front, "hr") as page:
                match = {"If_Match": "*"}
                for refused in (
                    await page.call("POST", USERS, {"user": "x", "grants": [{"role": "admin"}]}),
                    await page.call("PUT", f"{USERS}/helper", {"grants": [{"role": "operator"}]}, **match),
                    await page.call("PUT", f"{USERS}/hr", {"grants": [{"role": "admin"}]}, **match),
                    await page.call("PUT", f"{USERS}/boss/password", {"password": "to become the boss"}),
                    await page.call("DELETE", f"{USERS}/boss"),
                    await page.call("DELETE", f"{USERS}/boss/totp"),
                    await page.call("PUT", f"{BASE}/roles/personnel", {"title": "x", "rights": ["deploy"]}, **match),
                    await page.call("POST", f"{BASE}/tokens", {"name": "x", "rights": ["deploy"]}),
                ):
                    assert (refused.status, refused.codes) == (403, ["beyond-own-rights"])
                assert (await page.call("POST", USERS, {"user": "x", "grants": [{"role": "viewer"}]})).status == 201

    asyncio.run(main())


def test_roles_of_the_plant_stand_beside_the_built_in_ones() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            quick(front)
            new, path = {"If-None-Match": "*"}, f"{BASE}/roles/trainee"
            made = await front.call("PUT", path, json={"title": "Trainee", "rights": ["view"]}, headers=new)
            assert made.json == {
                "role": "trainee", "title": "Trainee", "rights": ["view"], "builtin": False, "etag": '"1"',
            }  # fmt: skip
            builtin = await front.call("PUT", f"{BASE}/roles/viewer", json={"title": "V", "rights": []}, headers=new)
            assert builtin.codes == ["wrong-role-name"]
            again = await front.call("PUT", path, json={"title": "Trainee", "rights": []}, headers=new)
            assert (again.status, again.headers["ETag"]) == (412, '"1"')
            await add(front, "li", "trainee")
            async with logged_in(front, "li") as page:
                assert (await page.get(f"{BASE}/flows")).status == 200
                body = {"title": "Trainee", "rights": []}
                await front.call("PUT", path, json=body, headers={"If-Match": '"1"'})
                assert (await page.get(f"{BASE}/flows")).codes == ["missing-right"]
            assert (await front.call("DELETE", path)).codes == ["role-in-use"]
            await put(front, "li")
            assert (await front.call("DELETE", path)).status == 204
            listed = (await front.get(f"{BASE}/roles")).json["items"]
            assert [one["role"] for one in listed if one["builtin"]] == [one["role"] for one in listed]

    asyncio.run(main())


def test_who_is_disabled_or_gets_another_password_is_out_at_once() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            quick(front)
            await add(front, "li", "viewer")
            async with logged_in(front, "li") as page:
                given = await front.call("PUT", f"{USERS}/li/password", json={"password": "a new tall oak"})
                assert given.status == 204
                assert (await page.get(f"{BASE}/me")).codes == ["session-over"]
                assert (await page.log_in("li", "a new tall oak")).json["must_change"] is True
                assert len((await front.get(f"{USERS}/li/sessions")).json["items"]) == 1
                assert (await front.call("DELETE", f"{USERS}/li/sessions")).status == 204
                assert (await page.get(f"{BASE}/me")).codes == ["session-over"]
                await page.log_in("li", "a new tall oak")
                await put(front, "li", grants=[{"role": "viewer"}], disabled=True)
                assert (await page.get(f"{BASE}/me")).codes == ["session-over"]

    asyncio.run(main())


def test_the_start_token_ends_when_an_administrator_has_a_password_of_their_own() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            quick(front)
            await add(front, "li", "viewer")
            await add(front, "admin", "admin", must_change=True)
            assert (await front.get(f"{BASE}/flows")).status == 200
            assert (await front.get(f"{BASE}/login", token=None)).json["start_token"] is True
            async with logged_in(front, "admin") as page:
                body = {"old": PASSWORD, "new": "another tall oak"}
                assert (await page.call("PUT", f"{BASE}/me/password", body)).status == 204
                assert (await front.get(f"{BASE}/flows")).codes == ["start-token-over"]
                assert (await front.get(f"{BASE}/login", token=None)).json["start_token"] is False
                assert (await page.get(f"{BASE}/users")).status == 200

    asyncio.run(main())


def test_an_api_token_may_what_it_was_made_for_and_never_more_than_its_owner() -> None:
    async def main() -> None:
        async with opened(LINE, lasting=True) as front:
            quick(front)
            await add(front, "boss", "admin")
            await add(front, "other", "admin")
            async with logged_in(front, "boss") as page:
                body = {"name": "mes", "rights": ["view", "operate"]}
                made = (await page.call("POST", f"{BASE}/tokens", body)).json
            token = made["token"]
            assert token.startswith("sft_")
            me = (await front.get(f"{BASE}/me", token=token)).json
            assert (me["author"], me["user"], me["rights"], me["csrf"]) == (
                "token:mes",
                None,
                ["operate", "view"],
                None,
            )
            assert (await front.post(f"{BASE}/flows/line/nodes/feed/receive", {}, token=token)).status == 202
            assert (await front.get(f"{BASE}/users", token=token)).codes == ["missing-right"]
            (listed,) = (await front.get(f"{BASE}/tokens")).json["items"]
            assert "token" not in listed
            assert listed["used"] is not None
            await put(front, "boss", grants=[{"role": "viewer"}])
            assert (await front.get(f"{BASE}/me", token=token)).json["rights"] == ["view"]
            await put(front, "boss", grants=[{"role": "viewer"}], disabled=True)
            assert (await front.get(f"{BASE}/me", token=token)).codes == ["wrong-token"]
            await put(front, "boss", grants=[{"role": "viewer"}])
            assert (await front.call("DELETE", f"{BASE}/tokens/{listed['id']}")).status == 204
            assert (await front.get(f"{BASE}/me", token=token)).codes == ["wrong-token"]

    asyncio.run(main())


def test_a_token_makes_none_that_outlives_its_owner_or_itself() -> None:
    async def main() -> None:
        async with opened(LINE, lasting=True) as front:
            quick(front)
            await add(front, "boss", "admin")
            await add(front, "other", "admin")
            async with logged_in(front, "boss") as page:
                until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
                body = {"name": "first", "rights": ["view", "users"], "expires": until}
                first = (await page.call("POST", f"{BASE}/tokens", body)).json
            second = await front.post(f"{BASE}/tokens", {"name": "second", "rights": ["view"]}, token=first["token"])
            assert (second.json["owner"], second.json["expires"]) == ("boss", first["expires"])
            await put(front, "boss", grants=[{"role": "admin"}], disabled=True)
            assert (await front.get(f"{BASE}/me", token=second.json["token"])).codes == ["wrong-token"]

    asyncio.run(main())


def test_a_token_ends_when_it_is_said_to() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            ahead = [timedelta()]
            front.security.directory._now = lambda: (datetime.now(UTC) + ahead[0]).timestamp()
            body = {"name": "mes", "rights": ["view"], "expires": "2001-01-01T00:00:00Z"}
            assert (await front.post(f"{BASE}/tokens", body)).codes == ["expires-in-past"]
            body["expires"] = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
            token = (await front.post(f"{BASE}/tokens", body)).json["token"]
            assert (await front.get(f"{BASE}/flows", token=token)).status == 200
            ahead[0] = timedelta(hours=1, seconds=1)
            assert (await front.get(f"{BASE}/flows", token=token)).codes == ["wrong-token"]

    asyncio.run(main())


def test_every_change_is_in_the_audit_and_a_cut_off_tail_is_noticed() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            quick(front)
            await add(front, "li", "engineer")
            async with logged_in(front, "li") as page:
                document = (await page.get(f"{BASE}/flows/line")).json
                etag = (await page.get(f"{BASE}/flows/line")).headers["ETag"]
                document["name"] = "changed"
                saved = await page.call("PUT", f"{BASE}/flows/line", document, If_Match=etag)
                await page.call("DELETE", f"{BASE}/flows/line?draft=1")
            found = (await front.get(f"{BASE}/audit?author=li&limit=2")).json
            assert [one["action"] for one in found["items"]] == ["draft.discard", "draft.save"]
            assert (found["items"][1]["before"], found["items"][1]["after"]) == (etag, saved.json["etag"])
            more = (await front.get(f"{BASE}/audit?author=li&limit=2&cursor={found['next']}")).json
            assert [one["action"] for one in more["items"]] == ["session.begin"]
            assert more["next"] is None
            for query, expected in (
                ("author=li&action=draft", ["draft.discard", "draft.save"]),
                ("author=li&action=draft.save", ["draft.save"]),
                ("action=draf", []),
                (f"author=li&until={quote(found['items'][0]['time'])}", ["draft.save", "session.begin"]),
                (f"author=li&since={quote(found['items'][0]['time'])}", ["draft.discard"]),
            ):
                answer = await front.get(f"{BASE}/audit?{query}")
                assert [one["action"] for one in answer.json["items"]] == expected, query
            whole = (await front.get(f"{BASE}/audit/verify")).json
            assert (whole["whole"], whole["broken"], whole["missing"]) == (True, None, None)
            await asyncio.to_thread(front.security.checkpoint.keep)

            def cut(db: Any) -> None:
                db.execute("drop trigger audit_is_kept")
                db.execute("delete from audit where number = ?", (whole["entries"],))

            await front.security.store.writing(cut)
            cut_off = (await front.get(f"{BASE}/audit/verify")).json
            assert (cut_off["whole"], cut_off["broken"], cut_off["missing"]) == (False, None, whole["entries"])

    asyncio.run(main())


def test_what_another_process_changes_is_noticed() -> None:
    from sinterflow.runtime.security import people
    from sinterflow.runtime.security.security import Security

    async def main() -> None:
        async with opened(LINE) as front:
            quick(front)
            await add(front, "li", "viewer")
            async with logged_in(front, "li") as page, browser(front):
                other = await asyncio.to_thread(Security, front.security.data, front.security.now)
                told = asyncio.Event()
                front.security.directory.changed.add(told.set)
                await asyncio.to_thread(other.directory.change_now, lambda db: people.remove(db, "li"))
                await told.wait()
                assert (await page.get(f"{BASE}/me")).codes == ["session-over"]
                await asyncio.to_thread(other.close)

    asyncio.run(main())
