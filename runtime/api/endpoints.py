"""The paths that flows serve, before all other routes: who may call, how much is read, and the answer on the wire."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from time import perf_counter, time
from typing import Any, NamedTuple

from aiohttp import StreamReader, hdrs, web
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import EMPTY_PAYLOAD

from ..endpoints import RESERVED, Endpoint, Endpoints, Found, Headers, HttpRefused, HttpReply, HttpRequest, Peer
from ..faults import fault
from .body import SLOWEST
from .guard import Guard, allowed_origin, missing
from .headers import add_headers
from .problem import Problem, problems
from .traffic import FLOWS, Traffic

Rest = Callable[[web.Request], Awaitable[web.StreamResponse]]

WHOLE = 64 * 1024
"""Bytes of an answer that are given to the socket without waiting for room."""
SLOWEST_READER = 60.0
"""Seconds within which the rest of a larger answer must have been taken."""
MOST_HEADS = 512
_BODILESS = frozenset((204, 304))
_BREAKS = frozenset("\r\n\0")
_ALWAYS = "Server: sinterflow\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
_SANDBOX = "Content-Security-Policy: sandbox allow-scripts allow-forms allow-popups allow-downloads\r\n"
"""A page of a flow comes from the address of the editor, but may not act as it."""


class Begun(NamedTuple):
    """A request that was given to its flow, and what came of that: the reply, what waits for it, or an error.

    `since`: when, on the clock of `perf_counter`, where it is counted from here.
    """

    endpoint: Endpoint
    reply: HttpReply | Awaitable[HttpReply] | Exception
    since: float = 0.0

    async def result(self) -> HttpReply:
        """The reply. Counts the request as no longer open."""
        try:
            if isinstance(self.reply, Exception):
                raise self.reply
            return self.reply if isinstance(self.reply, HttpReply) else await self.reply
        finally:
            self.endpoint.open -= 1

    def drop(self) -> None:
        """Nobody is there any more to be told."""
        self.endpoint.open -= 1
        if isinstance(self.reply, Coroutine):
            self.reply.close()


class FlowPaths:
    """Handles each request that the server takes: one for a path of a flow here, all others by the application.

    `writes` says of a flow whether it can reach a device: a path that asks for a right asks for that one too then.
    """

    def __init__(
        self,
        endpoints: Endpoints,
        guard: Guard,
        area_of: Callable[[str], str],
        writes: Callable[[str], bool],
        traffic: Traffic,
    ) -> None:
        self._writes = writes
        self._traffic = traffic
        self._endpoints = endpoints
        self._guard = guard
        self._area_of = area_of

    async def __call__(self, request: web.Request, rest: Rest) -> Any:
        protocol: Any = request.protocol
        begun: Begun | None = getattr(protocol, "begun", None)
        if begun is not None:
            protocol.begun = None
            answer = await _told(request, begun.endpoint, self._reply(request, begun))
            self.count(request.method, answer.status, begun.since)
            return answer
        since = perf_counter()
        path, _, query = request.raw_path.partition("?")
        if path[:1] != "/":  # a whole URL, as for a proxy
            path, query = request.rel_url.raw_path, request.rel_url.raw_query_string
        found = self._endpoints.find(request.method, path) if self._endpoints else None
        if found is None:
            return await rest(request) if self._endpoints.ready else await self._early(request, path, rest)
        answer = await _told(request, found.endpoint, self._answered(request, found, path, query))
        self.count(request.method, answer.status, since)
        return answer

    def count(self, method: str, status: int, since: float) -> None:
        """A request for a path of a flow was answered."""
        self._traffic.note(method, FLOWS, status, perf_counter() - since)

    def begin(self, message: RawRequestMessage, content: StreamReader, peer: Peer) -> Begun | None:
        """Give a request that has come whole to the flow whose open path it names; None: it is to be handled with care.

        It has no Origin.
        """
        path, _, query = message.path.partition("?")
        endpoint = self._endpoints.plain(message.method, path)
        if endpoint is None or endpoint.right is not None or endpoint.left or endpoint.open >= endpoint.most:
            return None
        if not endpoint.admits(peer.remote):
            return None
        endpoint.open += 1
        since = perf_counter()
        try:
            body = _bounded(content.read_nowait(), endpoint.largest) if content is not EMPTY_PAYLOAD else b""
            reply = endpoint.answer(HttpRequest(message.method, path, query, message.headers, {}, peer, body))
        except web.RequestPayloadError as error:
            return Begun(endpoint, _unreadable(error), since)
        except Exception as error:
            return Begun(endpoint, error, since)
        return Begun(endpoint, reply, since)

    async def _answered(self, request: web.Request, found: Found, path: str, query: str) -> Any:
        endpoint = found.endpoint
        if endpoint is None:
            return _other_method(request, found, path)
        if endpoint.left:
            endpoint, found = await self._successor(request.method, endpoint, path, found)
        caller = None
        if endpoint.right is not None or hdrs.ORIGIN in request.headers:
            flow = endpoint.owner.partition("/")[0]
            area = self._area_of(flow)
            caller = self._guard.endpoint(request, endpoint.right, area, endpoint.origins)
            if caller is not None and self._writes(flow) and not caller.rights.has("device-write", area):
                raise missing(caller, "device-write")
        if not endpoint.admits(request.remote):
            raise HttpRefused(429, "endpoint-rate", retry=1, most=endpoint.pace.most if endpoint.pace else 0)
        if endpoint.open >= endpoint.most:
            raise HttpRefused(503, "endpoint-busy", retry=1, most=endpoint.most)
        endpoint.open += 1
        try:
            body = await _read(request, endpoint.largest) if request.body_exists else b""
            asked = HttpRequest(request.method, path, query, request.headers, found.params, request, body)
            if caller is not None:
                asked.author, asked.person, asked.station = caller.author, caller.person, caller.station
            reply = endpoint.answer(asked)
        except BaseException:
            endpoint.open -= 1
            raise
        return await self._reply(request, Begun(endpoint, reply))

    async def _reply(self, request: web.Request, begun: Begun) -> Answer:
        reply = await begun.result()
        return Answer(reply, request, _cors(request, begun.endpoint) if begun.endpoint.origins else ())

    async def _successor(self, method: str, endpoint: Endpoint, path: str, found: Found) -> tuple[Endpoint, Found]:
        """The node is being replaced: whoever answers next takes the request."""
        await endpoint.followed()
        again = self._endpoints.find(method, path)
        if again is None or again.endpoint is None or again.endpoint.left:
            raise HttpRefused(503, "endpoint-away", retry=1)
        return again.endpoint, again

    async def _early(self, request: web.Request, path: str, rest: Rest) -> Any:
        """Flows have not begun: what is nobody's yet may be theirs in a moment."""
        own = path[1:].partition("/")[0].lower() in RESERVED
        answer = await rest(request) if own or request.method in ("GET", "HEAD") else None
        if answer is not None and (own or answer.status != 404):
            return answer
        return await _as_problem(request, _problem(HttpRefused(503, "endpoint-away", retry=1)))


async def _told(request: web.Request, endpoint: Endpoint | None, work: Coroutine[Any, Any, Any]) -> Any:
    """What comes of the work, or the problem that it ends in."""
    try:
        return await work
    except HttpRefused as refused:
        return await _as_problem(request, _problem(refused), endpoint)
    except (asyncio.CancelledError, ConnectionError):
        raise
    except Exception as error:
        return await _as_problem(request, error, endpoint)


async def _as_problem(request: web.Request, error: Exception, endpoint: Endpoint | None = None) -> web.StreamResponse:
    async def fail(request: web.Request) -> web.StreamResponse:
        raise error

    answer = await problems(request, fail)
    await add_headers(request, answer)
    if endpoint is not None:
        answer.headers.extend(_cors(request, endpoint))
    return answer


def _problem(refused: HttpRefused) -> Problem:
    headers = {} if refused.retry is None else {"Retry-After": str(refused.retry)}
    return Problem(refused.status, fault(refused.code, **refused.arguments), headers=headers)


def _other_method(request: web.Request, found: Found, path: str) -> Any:
    methods = sorted({*found.allowed, *(["HEAD"] if "GET" in found.allowed else []), "OPTIONS"})
    allowed = ", ".join(methods)
    if request.method != "OPTIONS":
        refused = fault("method-not-allowed", url=path, method=request.method, allowed=allowed)
        raise Problem(405, refused, headers={"Allow": allowed})
    wanted = found.allowed.get(request.headers.get(hdrs.ACCESS_CONTROL_REQUEST_METHOD, ""))
    cors = _cors(request, wanted) if wanted is not None else []
    if cors:
        cors += [
            (hdrs.ACCESS_CONTROL_ALLOW_METHODS, allowed),
            (hdrs.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type, Idempotency-Key"),
            (hdrs.ACCESS_CONTROL_MAX_AGE, "600"),
        ]
    return Answer(HttpReply(204, [("Allow", allowed)]), request, cors)


def _cors(request: web.Request, endpoint: Endpoint) -> list[tuple[str, str]]:
    """What lets a page of another site read the answer; credentials that a browser keeps are never let through."""
    origin = request.headers.get(hdrs.ORIGIN)
    if origin is None or not allowed_origin(origin, endpoint.origins):
        return []
    return [(hdrs.ACCESS_CONTROL_ALLOW_ORIGIN, origin), (hdrs.VARY, "Origin")]


async def _read(request: web.Request, largest: int) -> bytes:
    """The body, decompressed. Raises Problem: too large, too slow, not to be decoded."""
    if (request.content_length or 0) > largest:
        raise Problem(413, fault("request-too-large", limit=largest))
    content = request.content
    if request.headers.get(hdrs.EXPECT, "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    try:
        if content.is_eof():
            return _bounded(content.read_nowait(), largest)
        parts, size = [], 0
        async with asyncio.timeout(SLOWEST):
            while part := await content.readany():
                size += len(part)
                if size > largest:
                    raise Problem(413, fault("request-too-large", limit=largest))
                parts.append(part)
        return b"".join(parts)
    except TimeoutError:
        raise Problem(408, fault("request-too-slow", seconds=SLOWEST)) from None
    except web.RequestPayloadError as error:
        raise _unreadable(error) from None


def _unreadable(error: Exception) -> Problem:
    return Problem(400, fault("bad-request", said=str(error)))


def _bounded(body: bytes, largest: int) -> bytes:
    if len(body) > largest:
        raise Problem(413, fault("request-too-large", limit=largest))
    return body


class Answer:
    """A reply on its way: what aiohttp asks of a response, without the parts that a whole answer does not need."""

    __slots__ = ("_body", "_head", "body_length", "keep_alive", "status")

    def __init__(self, reply: HttpReply, request: web.Request, more: Headers = ()) -> None:
        self.status = reply.status
        self.keep_alive = request.keep_alive
        connection = ""
        if not self.keep_alive:
            connection = "Connection: close\r\n"
        elif request.version < (1, 1):
            connection = "Connection: keep-alive\r\n"
        self._head = head_of(reply, connection, more)
        self._body = reply.body if request.method != "HEAD" and reply.status not in _BODILESS else b""
        self.body_length = len(self._body)

    async def prepare(self, request: web.BaseRequest) -> None:
        transport = request.transport
        if transport is None:
            raise ConnectionResetError("the caller is gone")
        if self.body_length < WHOLE:
            transport.write(self._head + self._body)
            return
        transport.write(self._head)
        transport.write(self._body)
        try:
            async with asyncio.timeout(SLOWEST_READER):
                await request.writer.drain()
        except TimeoutError:
            transport.abort()
            raise ConnectionResetError("the caller does not read") from None

    async def write_eof(self) -> None:
        """All of it is written by `prepare`."""


def rendered(reply: HttpReply) -> bytes:
    """The whole answer to a caller of HTTP/1.1 who stays. Raises ValueError for headers that would break the line."""
    return head_of(reply) + reply.body if reply.status not in _BODILESS else head_of(reply)


def head_of(reply: HttpReply, connection: str = "", more: Headers = ()) -> bytes:
    """All that stands before the body."""
    status, headers, body = reply
    headers = (*headers, *more)
    head = _HEADS.get((status, headers)) or _head(status, headers)
    length = "" if status in _BODILESS else f"Content-Length: {len(body)}\r\n"
    return f"{head}{length}{connection}Date: {_date(int(time()))}\r\n\r\n".encode("latin-1")


_HEADS: dict[tuple[int, Headers], str] = {}
"""Beginnings of answers that were given before: a flow gives the same again and again."""


def _head(status: int, headers: Headers) -> str:
    names = {name.lower() for name, _ in headers}
    if any(set(name) & _BREAKS or set(value) & _BREAKS for name, value in headers):
        raise ValueError("a header has a line end in it")
    lines = [f"{name}: {value}\r\n" for name, value in headers]
    sandbox = "" if "content-security-policy" in names else _SANDBOX
    head = f"HTTP/1.1 {status} {_reason(status)}\r\n{''.join(lines)}{_ALWAYS}{sandbox}"
    if len(_HEADS) >= MOST_HEADS:
        _HEADS.clear()
    if len(head) < 4096:
        _HEADS[status, headers] = head
    return head


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


@lru_cache(maxsize=1)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)
