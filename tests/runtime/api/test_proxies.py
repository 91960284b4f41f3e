"""Callers behind a reverse proxy: who they are is told by the proxy, and by nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from ipaddress import ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from sinterflow.runtime.api import server
from sinterflow.runtime.api.proxies import Proxies
from tests.nodes.network.plant import flow, http_in, plant
from tests.runtime.api.front import BASE, LINE, Answer, Front, opened
from tests.runtime.api.people import PASSWORD, quick

HERE = Proxies([ip_network("127.0.0.1")])
LIAN, WU = "203.0.113.5", "2001:db8::7"


async def add(front: Front, user: str) -> None:
    body = {"user": user, "grants": [], "password": PASSWORD, "must_change": False}
    assert (await front.post(f"{BASE}/users", body, headers={"X-Forwarded-For": "127.0.0.1"})).status == 201


async def log_in(front: Front, user: str, caller: str, password: str = PASSWORD, **more: str) -> Answer:
    headers = {"X-Forwarded-For": caller, **{name.replace("_", "-"): value for name, value in more.items()}}
    return await front.post(f"{BASE}/login", {"user": user, "password": password}, token=None, headers=headers)


async def attempts(front: Front, callers: Iterable[str]) -> list[int]:
    return [(await log_in(front, f"nobody-{n}", caller, "x")).status for n, caller in enumerate(callers)]


def test_wrong_log_ins_are_counted_by_the_caller_whom_the_proxy_names() -> None:
    async def main() -> None:
        async with opened(LINE, proxies=HERE) as front:
            quick(front)
            assert await attempts(front, [LIAN] * 21) == [401] * 20 + [429]
            assert await attempts(front, [WU, f"{LIAN}, {WU}"]) == [401, 401]
            assert await attempts(front, [f"{WU}, {LIAN}", f"{WU}, {LIAN}, 127.0.0.1"]) == [429, 429]

    asyncio.run(main())


def test_who_is_no_proxy_cannot_call_in_the_name_of_others() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            quick(front)
            assert await attempts(front, (f"203.0.113.{n}" for n in range(21))) == [401] * 20 + [429]
            answer = await log_in(front, "li", WU, X_Forwarded_Proto="https")
            assert "Strict-Transport-Security" not in answer.headers

    asyncio.run(main())


def test_the_start_token_counts_on_the_machine_itself_and_not_by_way_of_the_proxy() -> None:
    async def main() -> None:
        async with opened(LINE, proxies=HERE) as front:
            for told in (LIAN, f"unknown, {LIAN}", f"{LIAN}, 127.0.0.1"):
                refused = await front.get(f"{BASE}/flows", headers={"X-Forwarded-For": told})
                assert (refused.status, refused.codes) == (403, ["not-loopback"]), told
            for told in ("unknown", f"{LIAN}:5555, 127.0.0.1", ""):
                refused = await front.get(f"{BASE}/flows", headers={"X-Forwarded-For": told} if told else {})
                assert (refused.status, refused.codes) == (403, ["proxy-silent"]), told
            assert (await front.get(f"{BASE}/flows", headers={"X-Forwarded-For": "127.0.0.1"})).status == 200

    asyncio.run(main())


def test_behind_a_proxy_with_https_the_cookie_is_sent_over_nothing_else() -> None:
    async def main() -> None:
        async with opened(LINE, proxies=HERE) as front:
            quick(front)
            await add(front, "li")
            answer = await log_in(front, "li", LIAN, X_Forwarded_Proto="https")
            assert answer.status == 200
            assert answer.headers["Set-Cookie"].startswith("__Host-sinterflow")
            assert "Secure" in answer.headers["Set-Cookie"]
            assert "Strict-Transport-Security" in answer.headers
            plain = await log_in(front, "li", LIAN)
            assert "Secure" not in plain.headers["Set-Cookie"]

    asyncio.run(main())


@pytest.mark.parametrize("short", [True, False])
def test_a_flow_is_told_the_caller_and_each_has_the_rate(short: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "POSSIBLE", short)
    nodes = {
        "in": http_in(rate=2),
        "tell": ("core.function", {"code": "return {**msg, 'payload': msg['req']['ip']}"}),
        "out": ("network.http-response", {}),
    }

    async def main() -> None:
        async with plant(flow(nodes, "in>tell", "tell>out"), proxies=HERE) as front:

            async def call(caller: str) -> tuple[int, Any]:
                answer = await front.post("/x", 1, token=None, headers={"X-Forwarded-For": caller})
                return answer.status, answer.raw.decode() if answer.status == 200 else None

            assert [await call(LIAN) for _ in range(3)] == [(200, LIAN), (200, LIAN), (429, None)]
            assert await call(WU) == (200, WU)

    asyncio.run(main())


@given(st.lists(st.one_of(st.ip_addresses().map(str), st.text("abc,. :[]", max_size=9))))
def test_what_a_caller_writes_into_the_header_itself_changes_nothing(written: list[str]) -> None:
    headers = CIMultiDict([("X-Forwarded-For", each) for each in written] + [("X-Forwarded-For", f"{LIAN}, 10.0.0.2")])
    assert Proxies([ip_network("10.0.0.0/8"), ip_network("127.0.0.1")]).caller(headers) == LIAN
