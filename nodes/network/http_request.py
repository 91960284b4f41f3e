"""`network.http-request`: ask another program over HTTP."""

from __future__ import annotations

from hashlib import blake2b
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import urlencode

from sinterflow.runtime import (
    Message,
    Node,
    NodeError,
    NotConnected,
    SinterflowError,
    seconds,
    text,
)

from .bodies import FORM, MULTIPART, body_of, read_json
from .forms import write_form
from .http_response import header_faults
from .repeats import HEADER
from .replies import FRAMING, MARK, TRACE, cookie_pair, headers_of, mark_of
from .request_config import METHODS, RequestConfig
from .targets import Hosts
from .url import Url

if TYPE_CHECKING:
    from .client import Answered, Asked, Client, Settings

NodeType = type[Node]

OFF_LOOP = 64 * 1024
"""Larger answers are read in a thread."""
REPEATABLE = frozenset(("GET", "HEAD", "OPTIONS", "PUT", "DELETE"))
"""Methods that may be used twice (RFC 9110, 9.2.2)."""
WITH_BODY = frozenset(("POST", "PUT", "PATCH", "DELETE"))


class HttpRequest(Node):
    """Make an HTTP request and go on with its answer: payload, statusCode, headers, responseUrl and responseCookies.

    A host that the message names must be in `hosts`; addresses at which clouds give out secrets only if they are named
    there. POST and PATCH must not happen twice, so they are refused when the message is old and never silently
    repeated; where the other side knows the header Idempotency-Key, `effect` idempotent says that they may be.
    """

    type = "network.http-request"
    title = text(en="HTTP request", zh="HTTP 请求")
    help = text(en="Asks another program over HTTP.", zh="通过 HTTP 向其他程序发出请求。")
    icon = "globe"
    effect: ClassVar[Literal["idempotent", "once"]] = "once"
    deterministic = False
    writes = ("payload", "statusCode", "headers", "responseUrl", "responseCookies", "redirectList")

    Config = RequestConfig

    @classmethod
    def variant(cls, config: RequestConfig) -> NodeType:
        by_method = "idempotent" if config.method in REPEATABLE else "once"
        effect = by_method if config.effect == "auto" else config.effect
        return RepeatableRequest if effect == "idempotent" else cls

    @classmethod
    def check(cls, config: RequestConfig) -> list[tuple[str, str, dict[str, Any]]]:
        found = header_faults(config.headers)
        try:
            Hosts(config.hosts)
        except ValueError as error:
            found.append(("bad-hosts", "hosts", {"said": str(error)}))
        try:
            url = Url(config.url)
        except ValueError as error:
            return [*found, ("bad-url", "url", {"given": config.url, "said": str(error)})]
        if not url.fixed and not config.hosts:
            found.append(("hosts-needed", "hosts", {}))
        if url.fixed and url.scheme not in ("http", "https"):
            found.append(("bad-url", "url", {"given": config.url, "said": "http or https"}))
        return found

    def __init__(self, config: RequestConfig) -> None:
        super().__init__(config)
        self.config: RequestConfig = config
        self.concurrency = config.parallel  # type: ignore[misc] # of this instance
        self._url = Url(config.url)
        self._seconds = seconds(config.timeout)
        self._traces = False
        self._library: ModuleType
        self._client: Client | None = None

    async def start(self) -> None:
        self._traces = self.traces
        self._library = library = await self.run_blocking(load_client)
        settings = self._settings()
        self._client = library.Client(settings, await self.run_blocking(library.tls_of, settings))

    async def stop(self) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def receive(self, message: Message) -> Message:
        assert self._client is not None
        try:
            answered = await self._client.fetch(self._asked(message))
            self.status("ok")
        except (NotConnected, self._library.Failed) as error:
            self.status("disconnected" if isinstance(error, NotConnected) else "warning", error.text)
            if self.config.errors != "never":
                raise
            return _unanswered(message, error)
        return await self._taken(message, answered)

    def outcome(self, message: Message) -> dict[str, Any]:
        """The request that would be made, without what proves who somebody is."""
        self._library = load_client()
        asked = self._asked(message)
        secret = ("authorization", "cookie", "proxy-authorization", *(name.lower() for name in self.config.headers))
        headers = [[name, said] for name, said in asked.headers if name.lower() not in secret]
        return {"method": asked.method, "url": asked.url, "headers": headers, "body": asked.body}

    def _asked(self, message: Message) -> Asked:
        config = self.config
        method = config.method if config.method != "message" else str(message.get("method") or "GET").upper()
        if method not in METHODS:
            raise NodeError(text(en=f"{method!r} is no method of HTTP", zh=f"{method!r} 不是 HTTP 请求方法"))
        url = self._target(message)
        lines = [*config.headers.items()]
        known = {name.lower() for name in config.headers} | FRAMING | {"host"}
        lines += [(name, said) for name, said in headers_of(message.get("headers")) if name.lower() not in known]
        where = config.payload
        if where == "auto":
            where = "body" if method in WITH_BODY else "ignore"
        body = b""
        if where == "body":
            body, lines = self._body(message.get("payload"), lines)
        elif where == "query" and message.get("payload") is not None:
            url = self._library.with_query(url, _object(message["payload"]))
        if method not in ("GET", "HEAD", "OPTIONS"):
            lines += self._key(lines)
        if self._traces:
            lines += self._trace(message, lines)
        follow = config.follow and message.get("followRedirects") is not False
        cookies = _cookies(message.get("cookies"))
        asked: Asked = self._library.Asked(method, url, lines, body, cookies, self._limit(message), follow)
        return asked

    def _target(self, message: Message) -> str:
        if self.config.url:
            return self._url.filled(message)
        given = message.get("url")
        if not isinstance(given, str) or not given:
            raise NodeError(text(en="neither the node nor the message has a url", zh="节点和消息都没有提供 url"))
        return given if "://" in given else f"http://{given}"

    def _body(self, payload: Any, lines: list[tuple[str, str]]) -> tuple[bytes, list[tuple[str, str]]]:
        said = next((value for name, value in lines if name.lower() == "content-type"), "")
        kind = said.partition(";")[0].strip().lower()
        if isinstance(payload, dict) and kind == FORM:
            return urlencode(payload, doseq=True).encode(), lines
        if isinstance(payload, dict) and kind == MULTIPART:
            body, boundary = write_form(payload)
            return body, [*(one for one in lines if one[0].lower() != "content-type"), ("Content-Type", boundary)]
        body, kind = body_of(payload)
        return body, lines if said or not kind else [*lines, ("Content-Type", kind)]

    def _key(self, lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """What tells the other side that a request comes again (draft-ietf-httpapi-idempotency-key-header)."""
        key = self.effect_key()
        if key is None or any(name.lower() == HEADER.lower() for name, _ in lines):
            return []
        said = f"{key.wire}:{key.offset}@{key.sink}#{key.ordinal}"
        return [(HEADER, f'"{blake2b(said.encode(), digest_size=16).hexdigest()}"')]

    def _trace(self, message: Message, lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Which trace the request belongs to, unless the message or the config says it."""
        above = self.traceparent(message)
        return [] if above is None or any(name.lower() == TRACE for name, _ in lines) else [(TRACE, above)]

    def _limit(self, message: Message) -> float:
        """Seconds: a message may ask for less than the node's limit, in milliseconds."""
        given = message.get("requestTimeout")
        if isinstance(given, int | float) and not isinstance(given, bool) and given > 0:
            return min(self._seconds, given / 1000)
        return self._seconds

    async def _taken(self, message: Message, answered: Answered) -> Message:
        if self.config.errors == "status" and answered.status >= 400:
            raise self._library.Failed(
                text(
                    en=f"{answered.url} answered with status {answered.status}",
                    zh=f"{answered.url} 返回状态码 {answered.status}",
                )
            )
        message["payload"] = await self._payload(answered)
        message["statusCode"] = answered.status
        message["headers"] = {**answered.headers, MARK: mark_of(answered.headers)}
        message["responseUrl"] = answered.url
        message["responseCookies"] = answered.cookies
        message["redirectList"] = answered.hops
        return message

    async def _payload(self, answered: Answered) -> Any:
        body = answered.body
        if self.config.answer == "bytes":
            return body
        if self.config.answer == "text":
            return body.decode("utf-8", "replace")
        if not body:
            return None
        try:
            return await self.run_blocking(read_json, body) if len(body) > OFF_LOOP else read_json(body)
        except ValueError as error:
            raise self._library.Failed(
                text(
                    en=f"the answer of {answered.url} (status {answered.status}) is not JSON: {error}",
                    zh=f"{answered.url} 的应答（状态码 {answered.status}）不是有效的 JSON：{error}",
                )
            ) from None

    def _settings(self) -> Settings:
        config, library = self.config, self._library
        own = [library.host_of(config.url.partition("{{")[0])] if self._url.fixed else []
        made: Settings = library.Settings(
            hosts=Hosts(config.hosts, own=[one for one in own if one]),
            largest=config.largest,
            parallel=config.parallel,
            scheme=config.auth,
            user=config.user,
            secret=config.password,
            proxy=config.proxy,
            verify=config.verify,
            ca_file=config.ca_file,
            cert_file=config.cert_file,
            key_file=config.key_file,
        )
        return made


class RepeatableRequest(HttpRequest):
    """A request that may be made twice."""

    effect = "idempotent"


def _unanswered(message: Message, error: SinterflowError) -> Message:
    message["payload"] = str(error)
    message["statusCode"] = type(error).__name__
    return message


def _object(payload: Any) -> dict[str, Any]:
    if isinstance(payload, dict):
        return payload
    raise NodeError(text(en="a payload for the query must be an object", zh="作为查询参数的载荷必须是对象"))


def _cookies(given: Any) -> dict[str, str]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise NodeError(text(en="msg.cookies is not an object", zh="msg.cookies 不是对象"))
    found = {}
    for name, one in given.items():
        value = one.get("value") if isinstance(one, dict) else one
        if value is not None:
            found[name] = cookie_pair(name, value)
    return found


def load_client() -> ModuleType:
    """aiohttp's client is imported when the first node of this type starts."""
    from . import client

    return client
