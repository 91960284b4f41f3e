"""Who is let in."""

from __future__ import annotations

import asyncio

import pytest

from tests.runtime.api.front import BASE, LINE, TOKEN, Front, opened

GUARDED = [f"{BASE}/flows", f"{BASE}/openapi.json", f"{BASE}/project", "/metrics", f"{BASE}/no-such-call"]


def test_everything_but_pages_and_health_needs_the_token() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            for path in GUARDED:
                refused = await front.get(path, token=None)
                assert (refused.status, refused.codes) == (401, ["no-token"]), path
                assert refused.headers["WWW-Authenticate"].startswith("Bearer")
            for path in ("/", "/healthz", "/readyz"):
                for method in ("GET", "HEAD"):
                    assert (await front.call(method, path, token=None)).status == 200, path

    asyncio.run(main())


@pytest.mark.parametrize("token", ["wrong", TOKEN + "x", TOKEN[:-1], "令牌"])
def test_a_token_that_is_not_the_one_is_refused(token: str) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            given = {"Authorization": f"Bearer {token}".encode().decode("latin-1")}
            refused = await front.get(f"{BASE}/flows", token=None, headers=given)
            assert (refused.status, refused.codes) == (401, ["wrong-token"])

    asyncio.run(main())


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Basic abc", TOKEN])
def test_an_authorization_without_a_bearer_token_is_none(authorization: str) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            refused = await front.get(f"{BASE}/flows", token=None, headers={"Authorization": authorization})
            assert (refused.status, refused.codes) == (401, ["no-token"])

    asyncio.run(main())


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8480", "localhost.evil.example", "10.0.0.1", "["])
@pytest.mark.parametrize("path", ["/", "/healthz", f"{BASE}/flows"])
def test_a_foreign_host_header_is_refused_everywhere(host: str, path: str) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            refused = await front.get(path, headers={"Host": host})
            assert (refused.status, refused.codes) == (403, ["foreign-host"])

    asyncio.run(main())


@pytest.mark.parametrize("host", ["localhost", "localhost:9000", "127.0.0.1:9000", "[::1]:8480", "Plant-PC:8480"])
def test_names_of_this_machine_are_let_in_by_any_port(host: str) -> None:
    async def main() -> None:
        async with opened(LINE, host="plant-pc") as front:
            assert (await front.get(f"{BASE}/flows", headers={"Host": host})).status == 200

    asyncio.run(main())


def test_names_that_are_told_are_names_of_this_machine() -> None:
    async def main() -> None:
        async with opened(LINE, names=["Gateway-1", "*.plant.example", "10.1.2.3"]) as front:
            for host, status in (
                ("gateway-1:8480", 200),
                ("a.plant.example", 200),
                ("10.1.2.3", 200),
                ("plant.example", 403),
                ("b.a.plant.example", 403),
                ("gateway-2", 403),
            ):
                assert (await front.get(f"{BASE}/flows", headers={"Host": host})).status == status, host

    asyncio.run(main())


def test_pages_of_other_sites_may_not_call() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            for origin in ("https://evil.example", "null", front.server.url + "0"):
                refused = await front.post(f"{BASE}/flows/line/nodes/feed/receive", headers={"Origin": origin})
                assert (refused.status, refused.codes) == (403, ["foreign-origin"]), origin
            own = await front.post(f"{BASE}/flows/line/nodes/feed/receive", {}, headers={"Origin": front.server.url})
            assert own.status == 202

    asyncio.run(main())


def test_the_start_token_counts_on_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The peer's address cannot be another one here, so what is known of it is."""
    from sinterflow.runtime.api import guard

    monkeypatch.setattr(guard, "is_loopback", lambda address: False)

    async def main() -> None:
        async with opened(LINE) as front:
            refused = await front.get(f"{BASE}/flows")
            assert (refused.status, refused.codes) == (403, ["not-loopback"])
            assert "127.0.0.1" in refused.json["detail"]
            assert (await front.get("/healthz")).status == 200

    asyncio.run(main())


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.168.1.9", False),
        ("::ffff:10.0.0.1", False),
        ("0.0.0.0", False),
        ("evil", False),
        ("", False),
    ],
)
def test_loopback_is_told_from_other_addresses(address: str, own: bool) -> None:
    from sinterflow.runtime.addresses import is_loopback

    assert is_loopback(address) is own


SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Server": "sinterflow",
}


@pytest.mark.parametrize("path", ["/", "/healthz", f"{BASE}/flows", f"{BASE}/nothing", "/%00"])
def test_every_answer_says_what_a_browser_may_do_with_it(path: str) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            headers = (await front.get(path)).headers
            assert {name: headers[name] for name in SAFE} == SAFE
            policy = headers["Content-Security-Policy"]
            wanted = "'self'" if path == "/" else "'none'"  # that one is a page
            assert f"default-src {wanted}" in policy
            assert "frame-ancestors 'none'" in policy
            assert headers["Permissions-Policy"].startswith("camera=(self)")
            assert headers["Cache-Control"] == "no-store"
            assert "Strict-Transport-Security" not in headers, "in the clear it would count for nothing"

    asyncio.run(main())


async def _inject(front: Front) -> int:
    return (await front.post(f"{BASE}/flows/line/nodes/feed/receive", {})).status


def test_looking_is_not_giving() -> None:
    async def main() -> None:
        async with opened(LINE, rights=frozenset(["view"])) as front:
            assert (await front.get(f"{BASE}/flows/line/state")).status == 200
            assert await _inject(front) == 403
        async with opened(LINE, rights=frozenset(["view", "operate"])) as front:
            assert await _inject(front) == 202

    asyncio.run(main())
