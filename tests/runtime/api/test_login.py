"""Logging in, sessions, and what a browser must show."""

from __future__ import annotations

import asyncio
from typing import Any

import pyotp
import pytest

from tests.runtime.api.front import BASE, LINE, opened
from tests.runtime.api.people import PASSWORD, add, browser, logged_in, quick


def test_a_session_is_a_cookie_that_only_the_browser_sees_and_a_header() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            quick(front)
            await add(front, "li", "operator", name="Li Wei", language="zh")
            async with browser(front) as page:
                answer = await page.log_in("li")
                assert answer.status == 200
                assert set(answer.json) == {"csrf", "must_change"}
                cookie = answer.headers["Set-Cookie"]
                assert cookie.startswith(f"sinterflow-{front.server.port}=")
                assert "HttpOnly" in cookie
                assert "SameSite=Strict" in cookie
                me = (await page.get(f"{BASE}/me")).json
                assert (me["user"], me["name"], me["language"], me["by"]) == ("li", "Li Wei", "zh", "session")
                assert me["rights"] == ["operate", "view"]
                assert me["csrf"] == answer.json["csrf"]
                assert (await page.get(f"{BASE}/login")).json["session"] == answer.json
                receive = f"{BASE}/flows/line/nodes/feed/receive"
                assert (await page.call("POST", receive, {})).status == 202
                refused = await page.call("POST", receive, {}, X_CSRF_Token="other")
                assert (refused.status, refused.codes) == (403, ["wrong-csrf"])
                assert (await page.call("POST", f"{BASE}/logout")).status == 204
                assert (await page.get(f"{BASE}/me")).status == 401

    asyncio.run(main())


def test_a_wrong_log_in_does_not_tell_which_users_there_are() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            quick(front)
            await add(front, "li")
            await add(front, "gone", disabled=True)
            await add(front, "oidc", password=None)
            async with browser(front) as page:
                wrong = [
                    await page.log_in(*pair) for pair in [("li", "x"), ("wu", "x"), ("gone", PASSWORD), ("oidc", "")]
                ]
                assert {(one.status, one.raw) for one in wrong} == {(401, wrong[0].raw)}
                assert wrong[0].codes == ["wrong-login"]

    asyncio.run(main())


def test_an_unknown_user_costs_the_same_hashing_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            quick(front)
            await add(front, "li")
            checked: list[str] = []
            hasher: Any = front.security.passwords._hasher
            verify = type(hasher).verify

            def check(self: Any, kept: str, given: str) -> bool:
                checked.append(kept)
                return bool(verify(self, kept, given))

            monkeypatch.setattr(type(hasher), "verify", check)
            async with browser(front) as page:
                for user in ("li", "wu"):
                    await page.log_in(user, "x")
            known, unknown = checked
            assert known.split("$")[:4] == unknown.split("$")[:4]  # kind, version, parameters
            assert [len(part) for part in known.split("$")] == [len(part) for part in unknown.split("$")]

    asyncio.run(main())


def test_after_some_wrong_attempts_the_next_must_wait_longer_and_longer() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            quick(front)
            await add(front, "li")
            now = [0.0]
            front.security.attempts._monotonic = lambda: now[0]
            async with browser(front) as page:
                for _ in range(5):
                    assert (await page.log_in("LI", "x")).status == 401
                waits = []
                for _ in range(7):
                    refused = await page.log_in("li")  # the right one is not even looked at
                    assert (refused.status, refused.codes) == (429, ["too-many-attempts"])
                    waits.append(int(refused.headers["Retry-After"]))
                    now[0] += waits[-1]
                    assert (await page.log_in("li", "x")).status == 401
                assert waits == [1, 2, 4, 8, 16, 30, 30]
                assert (await page.log_in("wu", "x")).status == 401  # others are not kept out
                now[0] += 30
                assert (await page.log_in("li")).status == 200
                assert (await page.log_in("li", "x")).status == 401  # nothing is held against the name any more

    asyncio.run(main())


def test_many_attempts_at_once_are_counted_like_one_after_the_other() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            quick(front)
            await add(front, "li")
            async with browser(front) as page:
                answers = await asyncio.gather(*(page.log_in("li", f"guess {number}") for number in range(40)))
            assert sorted(one.status for one in answers) == [401] * 5 + [429] * 35

    asyncio.run(main())


def test_until_the_password_is_changed_nothing_else_is_allowed() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            quick(front)
            await add(front, "li", "engineer", must_change=True)
            async with logged_in(front, "li") as page, logged_in(front, "li") as other:
                assert (await page.get(f"{BASE}/me")).json["must_change"] is True
                for method, path in (("GET", "flows"), ("GET", "me/sessions"), ("POST", "me/totp")):
                    refused = await page.call(method, f"{BASE}/{path}")
                    assert (refused.status, refused.codes) == (403, ["password-to-change"]), path
                change = f"{BASE}/me/password"
                for new, code in (("short", "password-length"), ("aaaaaaaaaa", "password-known"), (PASSWORD,) * 2):
                    refused = await page.call("PUT", change, {"old": PASSWORD, "new": new})
                    assert (refused.status, refused.codes) == (422, ["password-same" if code == PASSWORD else code])
                wrong = await page.call("PUT", change, {"old": "x", "new": "another tall oak"})
                assert (wrong.status, wrong.codes) == (401, ["wrong-login"])
                changed = await page.call("PUT", change, {"old": PASSWORD, "new": "another tall oak"})
                assert changed.status == 204
                assert (await page.get(f"{BASE}/flows")).status == 200
                assert (await other.get(f"{BASE}/me")).codes == ["session-over"]
                assert (await other.log_in("li")).status == 401
                assert (await other.log_in("li", "another tall oak")).json["must_change"] is False

    asyncio.run(main())


def test_a_hash_of_other_parameters_counts_and_is_renewed() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            quick(front)
            await add(front, "li", "viewer")
            before = front.security.directory.known.people["li"].password
            from argon2 import PasswordHasher

            front.security.passwords._hasher = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
            async with logged_in(front, "li"):
                after = front.security.directory.known.people["li"].password
            assert ("t=1" in before, "t=2" in after) == (True, True)
            async with logged_in(front, "li"):
                assert front.security.directory.known.people["li"].password == after

    asyncio.run(main())


def test_sessions_end_by_themselves_and_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    from sinterflow.runtime.security import sessions

    async def main() -> None:
        async with opened(LINE) as front:
            quick(front)
            await add(front, "li", "viewer")
            ahead = [0.0]
            wall = front.security.directory._now
            front.security.directory._now = lambda: wall() + ahead[0]
            async with logged_in(front, "li") as page, logged_in(front, "li") as other:
                listed = (await page.get(f"{BASE}/me/sessions")).json["items"]
                assert [one["current"] for one in listed] == [True, False]
                theirs = listed[1]["id"]
                assert (await page.call("DELETE", f"{BASE}/me/sessions/{theirs}")).status == 204
                assert (await other.get(f"{BASE}/me")).codes == ["session-over"]
                assert (await page.call("DELETE", f"{BASE}/me/sessions/{theirs}")).codes == ["session-not-found"]
                for _ in range(int(sessions.LONGEST // (sessions.IDLE - 60))):
                    ahead[0] += sessions.IDLE - 60
                    assert (await page.get(f"{BASE}/me")).status == 200  # used within a shift
                ahead[0] = sessions.LONGEST + 60
                assert (await page.get(f"{BASE}/me")).codes == ["session-over"]  # not for ever
                await page.log_in("li")
                ahead[0] += sessions.IDLE
                assert (await page.get(f"{BASE}/me")).codes == ["session-over"]

    asyncio.run(main())


def test_one_time_passwords_are_set_up_with_a_first_code_and_count_once() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            quick(front)
            await add(front, "li", "viewer")
            async with logged_in(front, "li") as page:
                path = f"{BASE}/me/totp"
                assert (await page.call("POST", path, {"password": "x"})).codes == ["wrong-login"]
                made = (await page.call("POST", path, {"password": PASSWORD})).json
                assert made["uri"].startswith("otpauth://totp/")
                assert made["svg"].startswith("<svg")
                app = pyotp.parse_uri(made["uri"])
                assert isinstance(app, pyotp.TOTP)
                assert made["secret"] == app.secret
                wrong = await page.call("PUT", path, {"setup": made["setup"], "code": "000000"})
                assert wrong.codes == ["wrong-code"]
                assert (await page.get(f"{BASE}/me")).json["totp"] is False
                now = front.security.now().timestamp()
                confirmed = await page.call("PUT", path, {"setup": made["setup"], "code": app.at(int(now))})
                assert confirmed.status == 204
                kept = front.security.directory.known.people["li"].totp
                assert kept is not None
                assert made["secret"].encode() not in kept
                assert (await page.log_in("li")).codes == ["code-needed"]
                assert (await page.log_in("li", code=app.at(int(now)))).codes == ["wrong-code"]  # it was used
                assert (await page.log_in("li", code=app.at(int(now) + 30))).status == 200
                assert (await page.log_in("li", code=app.at(int(now) + 30))).codes == ["wrong-code"]
                damaged = "update people set totp = x'0102'"
                await front.security.directory.change(lambda db: db.execute(damaged).rowcount)
                assert (await page.log_in("li", code=app.at(int(now) + 60))).codes == ["wrong-code"]
                await front.call("DELETE", f"{BASE}/users/li/totp")
                assert (await page.log_in("li")).status == 200

    asyncio.run(main())
