"""`network.http-in`: a path that other programs and browsers can call."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Annotated, Any, Literal

from sinterflow.runtime import (
    Duration,
    Endpoint,
    Endpoints,
    HttpRefused,
    HttpReply,
    HttpRequest,
    Message,
    NodeConfig,
    Port,
    Source,
    field,
    new_id,
    pattern_of,
    seconds,
    text,
)

from .bodies import Payload, query_of
from .exchange import Exchange, Request
from .repeats import HEADER, Repeats, key_of
from .replies import TRACE

NodeType = type[Source]

PATIENCE = 5.0
"""Seconds for which a request waits for room in the flow."""
SUCCESSION = 0.5
"""Seconds for which the path of a node that is gone for good is still kept: its successor may be about to begin."""
OFF_LOOP = 64 * 1024
"""Larger bodies are read in a thread."""
ACCEPTED = HttpReply(202)
NOTHING = HttpReply(204)


class HttpIn(Source):
    """Serve a path of this machine over HTTP; each request is a message, answered by an HTTP response node behind it.

    `:name` stands for one part of the path, `*` at its end for the rest. A flow that ends without an answer gives 204,
    or 500 when its message became a dead letter. With `respond` accepted the caller is told 202 when all of the flow is
    done with the request; behind a durable wire that is when it is on the disk.
    """

    type = "network.http-in"
    title = text(en="HTTP in", zh="HTTP 输入")
    help = text(
        en="Serves a path over HTTP; each request is a message.", zh="通过 HTTP 提供一个路径；每个请求成为一条消息。"
    )
    icon = "globe"
    outputs = (Port("out"),)
    in_order = False
    deterministic = False

    class Config(NodeConfig, kw_only=True):
        method: Annotated[
            Literal["GET", "POST", "PUT", "DELETE", "PATCH"], field(title=text(en="Method", zh="请求方法"))
        ] = "GET"
        path: Annotated[
            str,
            field(
                title=text(en="Path", zh="路径"),
                help=text(
                    en="such as /line/:id; * at the end stands for the rest",
                    zh="例如 /line/:id；末尾的 * 匹配其余部分",
                ),
                min_length=1, max_length=500, example="/line/:id",
            ),
        ]  # fmt: skip
        auth: Annotated[
            Literal["right", "none"],
            field(
                title=text(en="Who may call", zh="访问权限"),
                choices={
                    "right": text(en="who has the right operate", zh="有 operate 权限的用户"),
                    "none": text(en="everybody who reaches this machine", zh="任何能访问本机的程序"),
                },
            ),
        ] = "right"
        respond: Annotated[
            Literal["flow", "accepted"],
            field(
                title=text(en="Answer", zh="应答方式"),
                choices={
                    "flow": text(en="by an HTTP response node", zh="由 HTTP 响应节点应答"),
                    "accepted": text(en="202 when it is taken (durable wires)", zh="接收完成后应答 202（持久连线）"),
                },
            ),
        ] = "flow"
        timeout: Annotated[
            Duration,
            field(
                title=text(en="Time limit", zh="应答时限"),
                help=text(en="without an answer by then: 504", zh="超时未应答则返回 504"),
                advanced=True,
            ),
        ] = "30s"
        largest: Annotated[
            int,
            field(title=text(en="Largest body", zh="请求体上限"), unit="B", ge=1, le=256 * 1024 * 1024, advanced=True),
        ] = 1024 * 1024
        most: Annotated[
            int,
            field(
                title=text(en="Open requests at most", zh="并发请求上限"),
                help=text(en="one more is answered 503", zh="超出时返回 503"),
                ge=1, le=10_000, advanced=True,
            ),
        ] = 1000  # fmt: skip
        rate: Annotated[
            int,
            field(
                title=text(en="Requests a second at most", zh="每秒请求上限"),
                help=text(
                    en="of one address, where everybody may call; one more is answered 429; 0: any number; this "
                    "machine itself is not counted",
                    zh="开放访问时，每个来源地址每秒的请求数；超出时返回 429；0 表示不限；本机不受限制",
                ),
                unit="1/s", ge=0, le=1_000_000, advanced=True,
            ),
        ] = 1000  # fmt: skip
        origins: Annotated[
            tuple[str, ...],
            field(
                title=text(en="Other sites", zh="允许的跨域来源"),
                help=text(
                    en="whose pages may call this, such as https://intranet.example; * for all",
                    zh="允许调用的网站，例如 https://intranet.example；* 表示全部",
                ),
                advanced=True,
            ),
        ] = ()

    @classmethod
    def variant(cls, config: Config) -> NodeType:
        return AcceptingHttpIn if config.respond == "accepted" else cls

    @classmethod
    def check(cls, config: Config) -> list[tuple[str, str, dict[str, Any]]]:
        try:
            pattern_of(config.path)
        except ValueError as error:
            return [("http-path", "path", {"given": config.path, "said": str(error)})]
        if "*" in config.origins and config.auth == "right":
            return [("any-origin", "origins", {})]
        return []

    @classmethod
    def claims(cls, config: Config) -> Sequence[str]:
        return [f"{config.method} /{'/'.join(pattern_of(config.path).shape)}"]

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.config: HttpIn.Config = config
        self._timeout = seconds(config.timeout)
        self._accepts = config.respond == "accepted"
        self._otherwise = ACCEPTED if self._accepts else NOTHING
        self._reads_query = config.method == "GET"
        self._endpoints: Endpoints
        self._endpoint: Endpoint | None = None
        self._repeats = Repeats()
        self._traces = False

    async def run(self) -> None:
        config = self.config
        self._endpoints = self.service(Endpoints)
        self._traces = self.traces
        self._repeats = Repeats(self.keys())
        self._endpoint = endpoint = Endpoint(
            f"{self.host.flow}/{self.id}",
            config.method,
            config.path,
            self._answer,
            right="operate" if config.auth == "right" else None,
            largest=config.largest,
            most=config.most,
            rate=config.rate if config.auth == "none" else 0,
            origins=[one.lower().rstrip("/") for one in config.origins],
        )
        self._endpoints.add(endpoint)
        self.status("ok")
        try:
            await asyncio.Event().wait()
        finally:
            self._endpoints.leave(endpoint)

    async def stop(self) -> None:
        if self._endpoint is not None:
            self._endpoints.leave(self._endpoint, SUCCESSION)

    def _answer(self, asked: HttpRequest) -> HttpReply | Awaitable[HttpReply]:
        if HEADER in asked.headers:
            return self._answer_once(asked, key_of(asked))
        exchange = Exchange(self._otherwise)
        if len(asked.body) > OFF_LOOP:
            return self._answer_large(asked, exchange, "")
        payload = Payload(asked.body, asked.headers.get("Content-Type", ""))
        value = query_of(asked.query) if self._reads_query and not asked.body else payload.value()
        return self._begun(self._message(asked, payload, value), exchange, "")

    async def _answer_once(self, asked: HttpRequest, key: str) -> HttpReply:
        before = self._repeats.before(key)
        if before is not None:
            return before
        exchange = Exchange(self._otherwise)
        self._repeats.began(key, exchange)
        try:
            return await self._answer_large(asked, exchange, key)
        finally:
            self._repeats.ended(key, exchange)

    async def _answer_large(self, asked: HttpRequest, exchange: Exchange, key: str) -> HttpReply:
        """A large body is read in a thread."""
        payload = Payload(asked.body, asked.headers.get("Content-Type", ""))
        if self._reads_query and not asked.body:
            value: Any = query_of(asked.query)
        else:
            value = await self.run_blocking(payload.value)
        reply = self._begun(self._message(asked, payload, value), exchange, key)
        return reply if isinstance(reply, HttpReply) else await reply

    def _begun(self, message: Message, exchange: Exchange, key: str) -> HttpReply | Awaitable[HttpReply]:
        """The answer of a flow that gives it at once, else what waits for it."""
        if not self.offer(message, done=exchange, key=key):
            return self._begun_later(message, exchange, key)
        outcome = exchange.outcome
        return outcome if isinstance(outcome, HttpReply) else exchange.wait(self._timeout, self._endpoints)

    async def _begun_later(self, message: Message, exchange: Exchange, key: str) -> HttpReply:
        try:
            async with asyncio.timeout(PATIENCE):
                while not self.offer(message, done=exchange, key=key):
                    await self.room()
        except TimeoutError:
            raise HttpRefused(503, "not-admitted", retry=1, id=self.id) from None
        return await exchange.wait(self._timeout, self._endpoints)

    def _message(self, asked: HttpRequest, payload: Payload, value: Any) -> Message:
        request: Any = Request(asked, payload)
        if self._accepts:
            files = request.files
            request = request.plain() | ({"files": files} if files else {})
        message: Message = {"payload": value, "topic": "", "_msgid": new_id(), "req": request}
        if asked.person or asked.station:
            message["actor"] = {"station": asked.station or None, "person": asked.person or None}
        if self._traces and (above := asked.headers.get(TRACE)) is not None:
            message[TRACE] = above
        return message


class AcceptingHttpIn(HttpIn):
    """An HTTP in node whose caller waits until all of the flow is done with the request."""

    acknowledges = True
