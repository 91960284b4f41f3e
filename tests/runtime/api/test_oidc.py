"""Logging in at an OpenID provider: a real one on loopback, small, with real keys, that can be told to misbehave."""

from __future__ import annotations

import asyncio
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiohttp import web
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from sinterflow.runtime.security.audit import Entry
from tests.runtime.api.front import BASE, LINE, Answer, Front, opened
from tests.runtime.api.people import Browser, add, browser, quick

KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})


class Idp:
    """A provider. `who` are the claims of the person who logs in there; `wrong` those that are false this time."""

    def __init__(self) -> None:
        self.issuer = ""
        self.who: dict[str, Any] = {"sub": "77", "preferred_username": "li", "name": "Li Wei", "groups": ["line-1"]}
        self.wrong: dict[str, Any] = {}
        self.key = KEY
        self.algorithm = "RS256"
        self.codes: dict[str, dict[str, str]] = {}

    async def discovery(self, request: web.Request) -> web.Response:
        ends = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "keys"}
        return web.json_response(
            {"issuer": self.issuer, **{name: f"{self.issuer}/{path}" for name, path in ends.items()}}
        )

    async def keys(self, request: web.Request) -> web.StreamResponse:
        """In two parts, as a longer list comes over any network."""
        raw = json.dumps(KeySet([KEY]).as_dict(private=False)).encode()
        answer = web.StreamResponse(headers={"Content-Type": "application/json"})
        await answer.prepare(request)
        await answer.write(raw[:100])
        await asyncio.sleep(0.05)  # without it both parts would be there when the first is asked for
        await answer.write(raw[100:])
        return answer

    async def auth(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        more = f"iss={self.issuer}&authuser=0&prompt=none"
        raise web.HTTPFound(f"{asked['redirect_uri']}?code={code}&state={asked['state']}&{more}")

    async def token(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        asked = self.codes.pop(str(form["code"]), None)
        challenge = urlsafe_b64encode(sha256(str(form["code_verifier"]).encode()).digest()).decode().rstrip("=")
        if (
            asked is None
            or challenge != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
            or form.get("client_secret") != "shared"
        ):
            return web.json_response({"error": "invalid_grant"}, status=400)
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": "gateway", "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= self.who | self.wrong
        signed = jwt.encode({"alg": self.algorithm, "kid": "one"}, claims, self.key, algorithms=[self.algorithm])
        return web.json_response({"access_token": "x", "token_type": "Bearer", "id_token": signed})


@asynccontextmanager
async def provider() -> AsyncIterator[tuple[Idp, Front, Browser]]:
    """A provider, a gateway that is set up for it, and a browser."""
    idp, app = Idp(), web.Application()
    app.router.add_get("/.well-known/openid-configuration", idp.discovery)
    app.router.add_get("/keys", idp.keys)
    app.router.add_get("/auth", idp.auth)
    app.router.add_post("/token", idp.token)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    idp.issuer = f"http://127.0.0.1:{runner.addresses[0][1]}"
    config = {
        "issuer": idp.issuer,
        "client_id": "gateway",
        "client_secret": "${secret:IDP}",
        "name": {"en": "Plant login", "zh": "工厂统一登录"},
        "roles": {"line-1": ["operator"], "chiefs": ["shift-leader"]},
    }
    try:
        async with opened(LINE) as front:
            quick(front)
            await asyncio.to_thread((front.security.data / "oidc.json").write_text, json.dumps(config))
            entry = Entry(author="local", action="secret.put", target="IDP")
            await front.security.store.asking(lambda: front.security.vault.put("IDP", "shared", entry))
            async with browser(front) as page:
                yield idp, front, page
    finally:
        await runner.cleanup()


async def there(page: Browser) -> str:
    """Where the provider leads the browser back to, once the person has logged in there."""
    begun = await page.get(f"{BASE}/oidc/login")
    assert begun.status == 303
    async with page.session.get(begun.headers["Location"], allow_redirects=False) as answer:
        parts = urlsplit(answer.headers["Location"])
        return f"{parts.path}?{parts.query}"


async def log_in(page: Browser) -> Answer:
    return await page.get(await there(page))


def test_who_logs_in_there_is_known_here_and_may_what_their_groups_say() -> None:
    async def main() -> None:
        async with provider() as (idp, front, page):
            shown = await front.get(f"{BASE}/login", token=None)
            assert shown.json == {
                "start_token": True,
                "provider": {"en": "Plant login", "zh": "工厂统一登录"},
                "session": None,
            }
            assert (await log_in(page)).headers["Location"] == "/"
            me = (await page.get(f"{BASE}/me")).json
            assert (me["user"], me["name"], me["rights"]) == ("li", "Li Wei", ["operate", "view"])
            idp.who |= {"groups": ["chiefs", "unknown"], "preferred_username": "renamed"}
            assert (await log_in(page)).headers["Location"] == "/"
            me = (await page.get(f"{BASE}/me")).json
            assert (me["user"], "confirm" in me["rights"]) == ("li", True)
            entries = (await front.get(f"{BASE}/audit?target=li")).json["items"]
            assert [one["action"] for one in entries] == ["session.begin", "user.change", "session.begin", "user.add"]
            off = {"disabled": True, "subject": f"{idp.issuer} 77"}
            await front.call("PUT", f"{BASE}/users/li", json=off, headers={"If-Match": "*"})
            assert (await log_in(page)).headers["Location"] == "/#refused=oidc-disabled"
            assert (await page.get(f"{BASE}/me")).status == 401

    asyncio.run(main())


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"nonce": "another"}, "oidc-token"),
        ({"iss": "http://127.0.0.1:1"}, "oidc-token"),
        ({"aud": "somebody-else"}, "oidc-token"),
        ({"aud": ["gateway", "x"], "azp": "x"}, "oidc-token"),
        ({"exp": 1}, "oidc-token"),
        ({"groups": []}, "oidc-no-role"),
        ({"preferred_username": "local/../x"}, "wrong-user-name"),
        ({"preferred_username": "boss"}, "oidc-user-taken"),
    ],
)
def test_what_does_not_hold_lets_nobody_in(wrong: dict[str, Any], code: str) -> None:
    async def main() -> None:
        async with provider() as (idp, front, page):
            await add(front, "boss", "viewer")
            idp.wrong = wrong
            assert (await log_in(page)).headers["Location"] == f"/#refused={code}"
            assert (await page.get(f"{BASE}/me")).codes == ["no-token"]

    asyncio.run(main())


def test_a_token_that_somebody_else_has_signed_is_refused() -> None:
    async def main() -> None:
        async with provider() as (idp, _, page):
            idp.key = OTHER
            assert (await log_in(page)).headers["Location"] == "/#refused=oidc-token"

    asyncio.run(main())


def test_a_way_back_counts_once_and_only_in_the_browser_that_set_out() -> None:
    async def main() -> None:
        async with provider() as (_, front, page), browser(front) as other:
            back = await there(page)
            stolen = await other.get(back)
            assert stolen.headers["Location"] == "/#refused=oidc-not-begun"
            assert (await page.get(back)).headers["Location"] == "/#refused=oidc-not-begun"
            cookie = f"sinterflow-oidc-{front.server.port}=鼠"
            strange = await front.call("GET", await there(page), token=None, headers={"Cookie": cookie})
            assert strange.status != 500, strange.raw
            again = await there(page)
            query = dict(parse_qsl(urlsplit(again).query))
            forged = again.replace(query["state"], "x" * 43)
            assert (await page.get(forged)).headers["Location"] == "/#refused=oidc-not-begun"
            assert (await page.get(again)).headers["Location"] == "/"
            assert (await page.get(again)).headers["Location"] == "/#refused=oidc-not-begun"

    asyncio.run(main())


def test_without_a_provider_or_while_it_is_away_the_reason_is_said() -> None:
    async def main() -> None:
        async with opened(LINE) as front, browser(front) as page:
            assert (await page.get(f"{BASE}/login")).json == {"start_token": True, "provider": None, "session": None}
            assert (await page.get(f"{BASE}/oidc/login")).headers["Location"] == "/#refused=oidc-not-set-up"
            file = front.security.data / "oidc.json"
            away, missing = "http://127.0.0.1:1", str(file.with_name("no-ca.pem"))
            for issuer, ca, code in (
                (away, "", "oidc-provider"), ("http://idp.plant", "", "oidc-config"), (away, missing, "oidc-config")
            ):  # fmt: skip
                config = {"issuer": issuer, "client_id": "x", "roles": {}, "ca": ca}
                await asyncio.to_thread(file.write_text, json.dumps(config))
                assert (await page.get(f"{BASE}/oidc/login")).headers["Location"] == f"/#refused={code}"

    asyncio.run(main())
