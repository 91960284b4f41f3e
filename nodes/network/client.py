"""The HTTP client: connects only where it may, follows redirects by itself, takes no more than it was told to."""

from __future__ import annotations

import re
import ssl
from asyncio import sleep
from base64 import b64encode
from collections.abc import Callable
from socket import AddressFamily
from typing import Any, NamedTuple

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from sinterflow.runtime import NodeError, NotConnected, SinterflowError, Text, reason, text

from .targets import Hosts, as_address

CONNECT = 10.0
"""Seconds to connect."""
MOST_REDIRECTS = 10
CHANGES_TO_GET = (301, 302, 303)
REDIRECTS = (301, 302, 303, 307, 308)
HARMLESS = frozenset(("accept", "accept-language", "content-type", "user-agent"))
"""Headers that another origin may see after a redirect; all others may prove who somebody is."""


class Failed(SinterflowError):
    """The request was made, and what became of it is not known or not good."""


class Asked(NamedTuple):
    method: str
    url: str
    headers: list[tuple[str, str]]
    body: bytes
    cookies: dict[str, str]
    seconds: float
    follow: bool


class Answered(NamedTuple):
    """`hops`: {location, cookies} of each redirect."""

    status: int
    headers: dict[str, Any]
    cookies: dict[str, Any]
    body: bytes
    url: str
    hops: list[dict[str, Any]]


class Settings(NamedTuple):
    """Of one node. `scheme` is none, basic, bearer or digest; `secret` its password or token."""

    hosts: Hosts
    largest: int
    parallel: int
    scheme: str
    user: str
    secret: str
    proxy: str
    verify: bool
    ca_file: str
    cert_file: str
    key_file: str


class Client:
    """One node's session. Made on the loop; `tls` is the settings' context, made off it."""

    def __init__(self, settings: Settings, tls: ssl.SSLContext | bool) -> None:
        self._settings = settings
        self._hosts = settings.hosts
        proxy = URL(settings.proxy).host if settings.proxy else None
        pinned = Hosts((), own=[proxy]) if proxy else settings.hosts
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=Pinned(pinned), limit=settings.parallel, ssl=tls),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": "sinterflow"},
            auto_decompress=True,
        )

    async def close(self) -> None:
        await self._session.close()

    async def fetch(self, asked: Asked) -> Answered:
        """Raises NotConnected and NodeError when nothing was sent, Failed when it was."""
        url = self._checked(asked.url, sent=False)
        origin, hops = url.origin(), list[dict[str, Any]]()
        limits = aiohttp.ClientTimeout(total=asked.seconds, sock_connect=min(CONNECT, asked.seconds))
        digest = self._digest()
        while True:
            answered = await self._once(asked, url, origin == url.origin(), limits, digest, bool(hops))
            location = answered.headers.get("location")
            if answered.status not in REDIRECTS or not asked.follow or not isinstance(location, str):
                return answered._replace(hops=hops)
            if len(hops) == MOST_REDIRECTS:
                raise _failed(f"more than {MOST_REDIRECTS} redirects", f"重定向超过 {MOST_REDIRECTS} 次")
            hops.append({"location": location, "cookies": answered.cookies})
            url = self._checked(str(_joined(url, location)), sent=True).with_user(None)
            if answered.status == 303 or (answered.status in CHANGES_TO_GET and asked.method == "POST"):
                asked = asked._replace(
                    method="HEAD" if asked.method == "HEAD" else "GET",
                    body=b"",
                    headers=[one for one in asked.headers if one[0].lower() != "content-type"],
                )
            await sleep(0)

    async def _once(
        self,
        asked: Asked,
        url: URL,
        own: bool,
        limits: aiohttp.ClientTimeout,
        digest: aiohttp.DigestAuthMiddleware | None,
        sent: bool,
    ) -> Answered:
        if own:
            headers = [*asked.headers, *self._credentials(asked)]
        else:
            headers = [one for one in asked.headers if one[0].lower() in HARMLESS]
        middlewares = (digest,) if digest is not None and own else ()
        try:
            async with self._session.request(
                asked.method,
                url,
                headers=headers,
                data=asked.body or None,
                allow_redirects=False,
                timeout=limits,
                proxy=self._settings.proxy or None,
                middlewares=middlewares,
            ) as response:
                body = await self._read(response)
                return _answered(response, body)
        except (NodeError, Failed):
            raise
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            said = _where(url, error)
            raise (Failed(said) if sent else NotConnected(said)) from None
        except TimeoutError:
            en, zh = (
                f"{url.host} did not answer within {asked.seconds:g} s",
                f"{url.host} 在 {asked.seconds:g} 秒内未应答",
            )
            raise _failed(en, zh) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise Failed(_where(url, error)) from None

    def _credentials(self, asked: Asked) -> list[tuple[str, str]]:
        """What the first origin is shown, and no other."""
        settings, found = self._settings, []
        if not any(name.lower() == "authorization" for name, _ in asked.headers):
            if settings.scheme == "bearer":
                found.append(("Authorization", f"Bearer {settings.secret}"))
            elif settings.scheme == "basic":
                both = b64encode(f"{settings.user}:{settings.secret}".encode()).decode()
                found.append(("Authorization", f"Basic {both}"))
        if asked.cookies:
            found.append(("Cookie", "; ".join(f"{name}={one}" for name, one in asked.cookies.items())))
        return found

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        parts, size, most = [], 0, self._settings.largest
        if (response.content_length or 0) > most:
            size = most + 1
        while size <= most and (part := await response.content.readany()):
            size += len(part)
            parts.append(part)
        if size > most:
            response.close()
            raise _failed(f"the answer is larger than {most} bytes (largest)", f"应答超过 {most} 字节（largest）")
        return b"".join(parts)

    def _checked(self, given: str, *, sent: bool) -> URL:
        """A URL that may be called. Raises NodeError, or Failed when something was sent before."""
        refuse: Callable[[Text], SinterflowError] = Failed if sent else NodeError
        try:
            url = URL(given)
            host = url.host or ""
        except ValueError:
            host = ""
        if not host or url.scheme not in ("http", "https"):
            raise refuse(_no_url(given))
        if not self._hosts.allows(host):
            raise refuse(
                text(
                    en=f"this node may not call the host {host}; name it in hosts if it should",
                    zh=f"此节点不允许访问主机 {host}；如需访问，请将其加入 hosts",
                )
            )
        if as_address(host) is not None and not self._hosts.allows_address(host, host):
            raise refuse(_forbidden(host, host))
        return url

    def _digest(self) -> aiohttp.DigestAuthMiddleware | None:
        settings = self._settings
        return aiohttp.DigestAuthMiddleware(settings.user, settings.secret) if settings.scheme == "digest" else None


class Pinned(AbstractResolver):
    """Looks a name up once: what was looked at here is what is connected to, whatever the name stands for later."""

    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: AddressFamily = AddressFamily.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        good = [one for one in found if self._hosts.allows_address(host, one["host"])]
        if found and not good:
            raise NodeError(_forbidden(host, found[0]["host"]))
        return good

    async def close(self) -> None:
        await self._resolver.close()


def tls_of(settings: Settings) -> ssl.SSLContext | bool:
    """The TLS context of these settings. Blocks: it reads files. Raises NodeError for files that cannot be used."""
    if settings.verify and not settings.ca_file and not settings.cert_file:
        return True
    try:
        context = ssl.create_default_context(cafile=settings.ca_file or None)
        if settings.cert_file:
            context.load_cert_chain(settings.cert_file, settings.key_file or None)
    except (OSError, ssl.SSLError) as error:
        raise NodeError(
            text(en=f"the certificate files cannot be used: {reason(error)}", zh=f"证书文件无法使用：{reason(error)}")
        ) from None
    if not settings.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def with_query(url: str, payload: dict[str, Any]) -> str:
    """The URL with the members of `payload` in its query. Raises NodeError."""
    pairs = []
    for name, value in payload.items():
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                pairs.append((str(name), str(one).lower() if isinstance(one, bool) else str(one)))
    try:
        return str(URL(url).extend_query(pairs))
    except (ValueError, TypeError):
        raise NodeError(_no_url(url)) from None


def host_of(url: str) -> str:
    """The host of a URL; empty when it has none."""
    try:
        return URL(url).host or ""
    except ValueError:
        return ""


def _joined(url: URL, location: str) -> URL:
    try:
        return url.join(URL(location))
    except ValueError:
        raise _failed(f"redirected to {location!r}, which is no URL", f"重定向到无效的地址 {location!r}") from None


def _answered(response: aiohttp.ClientResponse, body: bytes) -> Answered:
    headers: dict[str, Any] = {}
    for name, value in response.headers.items():
        name = name.lower()
        if name == "set-cookie":
            headers.setdefault(name, []).append(value)
        else:
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    cookies = {
        name: {"value": one.value, **{key: said for key, said in one.items() if said}}
        for name, one in response.cookies.items()
    }
    return Answered(response.status, headers, cookies, body, str(response.url.with_user(None).with_fragment(None)), [])


def _no_url(given: str) -> Text:
    """Says it without what may stand before the host: a user and a password."""
    shown = re.sub(r"//[^/@]*@", "//…@", given)[:200]
    return text(en=f"{shown!r} is no http or https URL", zh=f"{shown!r} 不是有效的 http 或 https 地址")


def _forbidden(host: str, address: str) -> Text:
    return text(
        en=f"{host} stands for {address}, which may not be called; name that address in hosts if it should",
        zh=f"{host} 指向 {address}，该地址不允许访问；如确需访问，请将该地址加入 hosts",
    )


def _failed(en: str, zh: str) -> Failed:
    return Failed(text(en=en, zh=zh))


def _where(url: URL, error: Exception) -> Text:
    if isinstance(error, aiohttp.ClientResponseError):  # its own text shows the URL with all that is in it
        said = f"{error.status} {error.message}"
    else:
        said = str(error) or type(error).__name__
    return text(en=f"{url.host}:{url.port}: {said}", zh=f"{url.host}:{url.port}：{said}")
