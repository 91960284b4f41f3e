"""OpenID Connect: people log in where they do so anyway (OpenID Connect Core 1.0, authorization code flow with PKCE).

It is set up in `oidc.json` of the data folder, not in the project: who may deploy a project could else say who is an
administrator.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from base64 import urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import msgspec

from ..errors import FaultError
from ..faults import fault
from ..flow.outside import Outside
from ..text import Text
from .people import NAME, Grant

if TYPE_CHECKING:
    import aiohttp

FILE = "oidc.json"
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
"""Signatures that are taken: with keys that the provider alone has."""
SLACK = 60
"""Seconds by which the clocks of gateway and provider may differ."""
SLOWEST = 10.0
LARGEST = 1024 * 1024
PENDING = 1000
"""Log-ins that may be under way; the oldest goes first."""
LASTS = 600.0
"""Seconds within which a person must have logged in there."""
_SECRET = re.compile(r"\$\{secret:([A-Za-z0-9_.-]+)\}")


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`oidc.json`. `client_secret`: `${secret:NAME}`, or nothing for a public client. `name`: what stands on the
    button. `base`: the address of this gateway as the provider knows it (that of the request). `user` and `groups` are
    claims of the ID token. `roles`: what each group may do, as `role` or `role:area`; who has no such group is not let
    in. `ca`: a file of certificates with which the provider's is checked."""

    issuer: str
    client_id: str
    client_secret: str = ""
    name: Text = "OpenID"
    base: str = ""
    scopes: tuple[str, ...] = ("openid", "profile")
    user: str = "preferred_username"
    groups: str = "groups"
    roles: dict[str, list[str]]
    ca: str = ""

    def grants(self, groups: list[str]) -> tuple[Grant, ...]:
        """What somebody in these groups may do."""
        given = (one.partition(":") for group in groups for one in self.roles.get(group, ()))
        return tuple(dict.fromkeys(Grant(role, area or None) for role, _, area in given))


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A log-in that is under way. `bound` is what the browser has that began it."""

    nonce: str
    verifier: str
    redirect: str
    bound: str
    until: float


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Who the provider says it is. `subject` is theirs for ever: issuer, a space, and the provider's id."""

    subject: str
    user: str
    name: str
    grants: tuple[Grant, ...]


class Oidc:
    """The provider of one data folder, if there is one; what is under way is kept in memory.

    `secrets_now`: the secrets of the machine, as they are at each moment.
    """

    def __init__(self, data: Path, secrets_now: Callable[[], Mapping[str, str]]) -> None:
        self._secrets_now = secrets_now
        self._path = data / FILE
        self._begun: OrderedDict[str, Begun] = OrderedDict()

    def config(self) -> Config | None:
        """As the file says now; None without one. Blocks. Raises FaultError for one that is no good."""
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _refused("oidc-config", said=str(error)) from error
        try:
            found = msgspec.json.decode(raw, type=Config)
        except msgspec.DecodeError as error:
            raise _refused("oidc-config", said=str(error)) from error
        _check_url(found.issuer)
        return found

    async def begin(self, base: str, now: float) -> tuple[str, str, str]:
        """Where the browser is to go, the state, and what the browser is to keep. Raises FaultError."""
        config = await self._configured()
        state, nonce, verifier, bound = (secrets.token_urlsafe(32) for _ in range(4))
        redirect = f"{config.base or base}/api/v1/oidc/callback"
        async with await _client(config) as client:
            endpoint = (await _discover(client, config))["authorization_endpoint"]
        self._begun[state] = Begun(nonce=nonce, verifier=verifier, redirect=redirect, bound=bound, until=now + LASTS)
        while len(self._begun) > PENDING:
            self._begun.popitem(last=False)
        asked = {
            "response_type": "code",
            "client_id": config.client_id,
            "redirect_uri": redirect,
            "scope": " ".join(config.scopes),
            "state": state,
            "nonce": nonce,
            "code_challenge": _encoded(sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}", state, bound

    async def end(self, state: str, code: str, bound: str, now: float) -> Identity:
        """Who came back with this code; once. Raises FaultError."""
        begun = self._begun.pop(state, None)
        if (
            begun is None
            or now > begun.until
            or not secrets.compare_digest(begun.bound.encode(), bound.encode(errors="replace"))
        ):
            raise _refused("oidc-not-begun")
        config = await self._configured()
        async with await _client(config) as client:
            found = await _discover(client, config)
            secret = _secret(config.client_secret, self._secrets_now())
            token = await _exchange(client, config, found["token_endpoint"], begun, code, secret)
            keys = await _json(client.get(found["jwks_uri"]))
        loop = asyncio.get_running_loop()
        claims = await loop.run_in_executor(None, _verified, token, keys, config, begun.nonce, now)
        groups = claims.get(config.groups) or []
        grants = config.grants([str(one) for one in groups] if isinstance(groups, list) else [str(groups)])
        user = str(claims.get(config.user) or claims["sub"])
        if not grants:
            raise _refused("oidc-no-role", user=user)
        if not NAME.fullmatch(user):
            raise _refused("wrong-user-name", given=user)
        name = str(claims.get("name") or user)[:200]
        return Identity(subject=f"{config.issuer} {claims['sub']}", user=user, name=name, grants=grants)

    async def _configured(self) -> Config:
        config = await asyncio.get_running_loop().run_in_executor(None, self.config)
        if config is None:
            raise _refused("oidc-not-set-up", place=str(self._path))
        return config


async def _client(config: Config) -> aiohttp.ClientSession:
    import ssl

    import aiohttp

    context: ssl.SSLContext | bool = True
    if config.ca:
        made = partial(ssl.create_default_context, cafile=config.ca)
        try:
            context = await asyncio.get_running_loop().run_in_executor(None, made)
        except OSError as error:
            raise _refused("oidc-config", said=f"ca: {config.ca}: {error.strerror or error}") from error
    timeout = aiohttp.ClientTimeout(total=SLOWEST)
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=context), timeout=timeout)


async def _discover(client: aiohttp.ClientSession, config: Config) -> dict[str, str]:
    """The provider's endpoints (OpenID Connect Discovery 1.0)."""
    found = await _json(client.get(f"{config.issuer.rstrip('/')}/.well-known/openid-configuration"))
    if found.get("issuer") != config.issuer:
        raise _refused("oidc-provider", said=f"issuer {found.get('issuer')} ≠ {config.issuer}")
    endpoints = {}
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        endpoints[name] = str(found.get(name) or "")
        _check_url(endpoints[name])
    return endpoints


async def _exchange(
    client: aiohttp.ClientSession, config: Config, endpoint: str, begun: Begun, code: str, secret: str
) -> str:
    """The ID token for a code; `secret` is that of the client, if it has one."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": begun.redirect,
        "client_id": config.client_id,
        "code_verifier": begun.verifier,
    }
    if secret:
        form["client_secret"] = secret
    answer = await _json(client.post(endpoint, data=form, headers={"Accept": "application/json"}))
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise _refused("oidc-provider", said="no id_token")
    return token


def _verified(token: str, keys: dict[str, Any], config: Config, nonce: str, now: float) -> dict[str, Any]:
    """The claims of an ID token that is good (OpenID Connect Core 1.0, 3.1.3.7). Blocks."""
    from joserfc import jwt  # only where it is used: a gateway that needs no provider is spared the memory
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    try:
        claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type] # JSON of the provider
        jwt.JWTClaimsRegistry(
            now=int(now),
            leeway=SLACK,
            iss={"essential": True, "value": config.issuer},
            aud={"essential": True, "value": config.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise _refused("oidc-token", said=f"{type(error).__name__}: {error}") from error
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else config.client_id) != config.client_id:
        raise _refused("oidc-token", said=f"azp {claims.get('azp')}")
    return dict(claims)


async def _json(asking: Any) -> dict[str, Any]:
    """An answer of the provider, bounded."""
    import aiohttp

    try:
        async with asking as answer:
            if answer.status >= 400:
                raise _refused("oidc-provider", said=f"{answer.url.origin()} {answer.status}")
            raw = bytearray()
            while part := await answer.content.readany():  # `read` gives what is there, be it the first part alone
                raw += part
                if len(raw) > LARGEST:
                    raise _refused("oidc-provider", said=f"{answer.url.origin()}: > {LARGEST} B")
            found = msgspec.json.decode(raw)
    except (aiohttp.ClientError, TimeoutError, msgspec.DecodeError) as error:
        raise _refused("oidc-provider", said=str(error) or type(error).__name__) from error
    if not isinstance(found, dict):
        raise _refused("oidc-provider", said="not an object")
    return found


def _secret(given: str, known: Mapping[str, str]) -> str:
    """The client's secret: never in the file itself. Empty for a public client."""
    if not given:
        return ""
    named = _SECRET.fullmatch(given)
    value = Outside(secrets=known).secret(named[1]) if named else None
    if value is None:
        raise _refused("oidc-config", said="client_secret: ${secret:NAME}?")
    return value


def _check_url(url: str) -> None:
    """Codes and tokens go over TLS, or do not leave the machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")):
        return
    raise _refused("oidc-config", said=f"https://…? {url}")


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _refused(code: str, **said: str) -> FaultError:
    return FaultError([fault(code, **said)])
