"""Calls to the API of another gateway: one connection, no proxies, no redirects, a token that goes nowhere else."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from ...reasons import reason
from ...text import pick
from ..command import Refused
from ..language import language
from ..serving import is_loopback

BASE = "/api/v1"
PATIENCE = 120.0
"""Seconds for an answer: a deploy of a large project takes a while."""


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body) if self.body else None

    @property
    def etag(self) -> str:
        return self.headers.get("etag", "")


class Failed(Refused):
    """The gateway refused a call, or could not be reached. `problem` is what it answered (RFC 9457), if it did."""

    def __init__(self, *, en: str, zh: str, status: int = 0, problem: Mapping[str, Any] | None = None) -> None:
        super().__init__(en=en, zh=zh, code=1)
        self.status = status
        self.problem = problem or {}

    @property
    def codes(self) -> set[str]:
        return {one["code"] for one in self.problem.get("errors", ())}


class Remote:
    """One gateway. Raises Refused for an address that is none or would give the token away, Failed for the rest."""

    def __init__(self, url: str, token: str, *, ca: str | None = None, insecure: bool = False) -> None:
        try:
            parts = urlsplit(url if "//" in url else f"//{url}", scheme="https")
            host, port = parts.hostname, parts.port
        except ValueError:
            parts, host, port = urlsplit(""), None, None
        if parts.scheme not in ("http", "https") or not host or parts.path.strip("/") or parts.query:
            raise Refused(
                en=f"--to: {url} is not the address of a gateway; write one such as https://gateway:8480",
                zh=f"--to：{url} 不是网关地址；请写成 https://gateway:8480 这样的形式",
            )
        if parts.scheme == "http" and not is_loopback(host) and not insecure:
            raise Refused(
                en=f"--to {url}: without TLS everybody on the way can read the token; use https, or --insecure if you "
                "trust the network",
                zh=f"--to {url}：未启用 TLS 时令牌可被窃听；请使用 https，若确信网络可信可加 --insecure",
            )
        self.url = f"{parts.scheme}://{parts.netloc}"
        self._token = token
        self._connection = _connection(parts.scheme, host, port, ca)

    def close(self) -> None:
        self._connection.close()

    def get(self, path: str, *, headers: Mapping[str, str] | None = None, **query: str) -> Answer:
        return self.call("GET", path, headers=headers, query=query)

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        kind: str = "application/json",
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer when it is a good one. Raises Failed."""
        sent = {"Authorization": f"Bearer {self._token}", "Accept-Language": language(), **(headers or {})}
        if body is not None:
            sent["Content-Type"] = kind
        target = BASE + path + (f"?{urlencode(query)}" if query else "")
        try:
            self._connection.request(method, target, body, sent)
            answered = self._connection.getresponse()
            answer = Answer(
                answered.status, {name.lower(): value for name, value in answered.getheaders()}, answered.read()
            )
        except (OSError, HTTPException) as error:
            self._connection.close()
            raise self._unreachable(error) from error
        if answer.status < 300 or answer.status == 304:
            return answer
        raise self._refused(answer)

    def items(self, path: str, key: str = "items") -> Iterator[Any]:
        """All items of a list, page by page."""
        cursor = ""
        while True:
            page = self.call("GET", path, query={"cursor": cursor} if cursor else {}).json
            yield from page[key]
            cursor = page.get("next") or ""
            if not cursor:
                return

    @property
    def certificate_ends(self) -> datetime | None:
        """When the certificate that the gateway showed ends; None without TLS. To be asked after a call."""
        line = self._connection.sock
        shown: Any = line.getpeercert() if isinstance(line, ssl.SSLSocket) else None
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(shown["notAfter"]), UTC) if shown else None

    def _unreachable(self, error: Exception) -> Failed:
        if isinstance(error, ssl.SSLCertVerificationError):
            said = error.verify_message
            return Failed(
                en=f"{self.url} shows a certificate that is not trusted: {said}; give its authority with --ca FILE",
                zh=f"{self.url} 的证书不受信任：{said}；请用 --ca 指定其颁发机构的证书文件",
            )
        why = reason(error) if isinstance(error, OSError) else str(error) or type(error).__name__
        return Failed(
            en=f"{self.url} cannot be reached: {pick(why)}; check the address, and whether Sinterflow runs there",
            zh=f"无法连接 {self.url}：{pick(why, 'zh')}；请检查地址以及 Sinterflow 是否在运行",
        )

    def _refused(self, answer: Answer) -> Failed:
        try:
            problem = answer.json
        except ValueError:
            problem = None
        problem = problem if isinstance(problem, dict) else {}
        detail = problem.get("detail") or f"HTTP {answer.status}"
        hint = f"; {problem['hint']}" if problem.get("hint") else ""
        return Failed(
            en=f"{self.url} refuses: {detail}{hint}",
            zh=f"{self.url} 拒绝：{detail}{hint}",
            status=answer.status,
            problem=problem,
        )


def part(text: str) -> str:
    """A part of a path, encoded."""
    return quote(text, safe="")


def _connection(scheme: str, host: str, port: int | None, ca: str | None) -> HTTPConnection:
    if scheme == "http":
        return HTTPConnection(host, port or 80, timeout=PATIENCE)
    try:
        context = ssl.create_default_context(cafile=ca)
    except (OSError, ssl.SSLError) as error:
        why = "no certificate in it" if isinstance(error, ssl.SSLError) else pick(reason(error))
        raise Refused(
            en=f"--ca {ca} cannot be used: {why}; name a file with certificates in PEM form",
            zh=f"--ca {ca} 无法使用：{why}；请指定 PEM 格式的证书文件",
        ) from error
    return HTTPSConnection(host, port or 443, timeout=PATIENCE, context=context)
