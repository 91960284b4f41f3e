"""HTTP paths that flows serve: nodes say which they answer, the API hands the requests over."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from time import monotonic
from typing import Any, Literal, NamedTuple, Protocol
from urllib.parse import unquote

from .addresses import is_loopback, network
from .errors import NodeError
from .pace import Pace
from .text import text

RESERVED = frozenset(("api", "assets", "epcis", "healthz", "metrics", "readyz"))
"""First parts of paths that are the program's own."""
GRACE = 5.0
"""Seconds for which a path whose node has left waits for the node's successor."""

Headers = Sequence[tuple[str, str]]
Params = dict[str, str]


class Peer(Protocol):
    """Who makes a request."""

    @property
    def remote(self) -> str | None: ...


class HttpRequest:
    """One request to a path of a flow, read whole. `query` is as it came, without the question mark.

    `headers` may be asked for in any case. `author` is who makes it, `person` who is signed on and `station` the device
    they do it at; all empty on open paths, the last two where there are none.
    """

    __slots__ = ("_peer", "author", "body", "headers", "method", "params", "path", "person", "query", "station")

    def __init__(
        self,
        method: str,
        path: str,
        query: str,
        headers: Mapping[str, str],
        params: Params,
        peer: Peer,
        body: bytes = b"",
        author: str = "",
        person: str = "",
        station: str = "",
    ) -> None:
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.params = params
        self._peer = peer
        self.body = body
        self.author = author
        self.person = person
        self.station = station

    @property
    def remote(self) -> str:
        """The address that the request comes from; empty when the caller is gone."""
        return self._peer.remote or ""


class HttpReply(NamedTuple):
    """What a request is answered with. Framing (length, connection) is not the replier's business."""

    status: int
    headers: Headers = ()
    body: bytes = b""


class HttpRefused(Exception):
    """Ends a request with a fault of the catalogue, in the caller's language; `retry` says after how many seconds to
    try again."""

    def __init__(self, status: int, code: str, *, retry: int | None = None, **arguments: Any) -> None:
        super().__init__(status, code)
        self.status = status
        self.code = code
        self.retry = retry
        self.arguments = arguments


class Pattern(NamedTuple):
    """A path as it is declared, in parts. `shape` is what two that match the same have in common."""

    parts: tuple[str, ...]
    rest: bool

    @property
    def shape(self) -> tuple[str, ...]:
        return (*(":" if part[:1] == ":" else part for part in self.parts), *(("*",) if self.rest else ()))

    def match(self, parts: Sequence[str]) -> Params | None:
        """The values of its parameters when it matches; the rest of the path is called `0`."""
        count = len(self.parts)
        if len(parts) < count or (len(parts) > count and not self.rest):
            return None
        params: Params = {}
        for own, given in zip(self.parts, parts, strict=False):
            if own[:1] == ":":
                if not given:
                    return None
                params[own[1:]] = given
            elif own != given:
                return None
        if self.rest:
            params["0"] = "/".join(parts[count:])
        return params


def pattern_of(path: str) -> Pattern:
    """Raises ValueError with the reason when flows may not serve such a path."""
    parts = path.removeprefix("/").rstrip("/").split("/")
    rest = parts[-1] == "*"
    if rest:
        parts.pop()
    if not parts or not parts[0] or parts[0][:1] == ":":
        raise ValueError("its first part must be a name of its own")
    if parts[0].lower() in RESERVED:
        raise ValueError(f"/{parts[0]} belongs to the program")
    names = [part[1:] for part in parts if part[:1] == ":"]
    if len(set(names)) < len(names):
        raise ValueError("two of its parameters have the same name")
    for part in parts:
        name = part.removeprefix(":")
        if not name or name in (".", "..") or set(name) & set(':*?#%\\"<> \0\r\n\t'):
            raise ValueError(f"{part!r} is no part of a path")
    return Pattern(tuple(parts), rest)


class Endpoint:
    """What one node (`owner`, as `flow/node`) answers. Raises ValueError for a path that is none.

    `right`: None is open to everybody. `largest`: bytes of a body. `most`: requests that may be open at the same time.
    `rate`: requests a second that one address may make, 0: any number; this machine itself is not counted.
    `origins`: sites whose pages may call it, `*` for all. `answer` gives the reply, at once or to be awaited, or raises
    HttpRefused.
    """

    def __init__(
        self,
        owner: str,
        method: str,
        path: str,
        answer: Callable[[HttpRequest], HttpReply | Awaitable[HttpReply]],
        *,
        right: Literal["operate"] | None,
        largest: int,
        most: int,
        rate: int = 0,
        origins: Sequence[str] = (),
    ) -> None:
        self.owner = owner
        self.method = method
        self.path = path
        self.pattern = pattern_of(path)
        self.answer = answer
        self.right = right
        self.largest = largest
        self.most = most
        self.pace = Pace(rate) if rate else None
        self.origins = tuple(origins)
        self.open = 0
        self.left = False
        self._followed = asyncio.Event()

    def admits(self, address: str | None) -> bool:
        """Whether another request may come from there; if so, it is counted."""
        if self.pace is None or address is None:
            return True
        caller = network(address)
        return is_loopback(caller) or self.pace.admits(caller, monotonic())

    def follow(self) -> None:
        """Somebody else answers now, or nobody ever will."""
        self._followed.set()

    async def followed(self) -> None:
        """Wait until it is known who answers instead."""
        try:
            async with asyncio.timeout(GRACE):
                await self._followed.wait()
        except TimeoutError:
            return


class Found(NamedTuple):
    """`endpoint` None: the path is served, but not for this method; `allowed` are those for which it is."""

    endpoint: Endpoint | None
    params: Params
    allowed: dict[str, Endpoint]


Table = dict[str, Endpoint]


class Endpoints:
    """All paths that running flows serve. A service: nodes reach it by `self.service(Endpoints)`."""

    def __init__(self) -> None:
        self.ready = False
        """Flows have been started: what is not here now is not served."""
        self.waiting: set[asyncio.Future[HttpReply]] = set()
        """Answers that somebody waits for; when the engine ends, nobody is left to give them."""
        self._plain: dict[str, Table] = {}
        self._first: dict[str, list[tuple[Pattern, Table]]] = {}

    def __bool__(self) -> bool:
        return bool(self._first)

    def add(self, endpoint: Endpoint) -> None:
        """From now on it answers. Raises NodeError when another node answers the same."""
        pattern = endpoint.pattern
        table = next((table for other, table in self._of(pattern) if other.shape == pattern.shape), None)
        if table is None:
            table = {}
            rows = self._first.setdefault(pattern.parts[0], [])
            rows.append((pattern, table))
            rows.sort(key=lambda row: _rank(row[0]))
            if not pattern.rest and not any(part[:1] == ":" for part in pattern.parts):
                self._plain["/" + "/".join(pattern.parts)] = table
        before = table.get(endpoint.method)
        if before is not None and not before.left and before.owner != endpoint.owner:
            raise NodeError(
                text(
                    en=f"{endpoint.method} {endpoint.path} is answered by node {before.owner} already; "
                    "give one of the two another path",
                    zh=f"{endpoint.method} {endpoint.path} 已由节点 {before.owner} 应答；请为其中一个改用其他路径",
                )
            )
        table[endpoint.method] = endpoint
        if before is not None:
            before.follow()

    def leave(self, endpoint: Endpoint, seconds: float = GRACE) -> None:
        """Its node ends; a successor may come. Requests wait for that so long; then it answers no more."""
        endpoint.left = True
        asyncio.get_running_loop().call_later(seconds, self.remove, endpoint)

    def remove(self, endpoint: Endpoint) -> None:
        """It answers no more, unless its successor does already."""
        rows = self._first.get(endpoint.pattern.parts[0], [])
        for row in [row for row in rows if row[1].get(endpoint.method) is endpoint]:
            del row[1][endpoint.method]
            if not row[1]:
                rows.remove(row)
                self._plain.pop("/" + "/".join(row[0].parts), None)
        if not rows:
            self._first.pop(endpoint.pattern.parts[0], None)
        endpoint.follow()

    def find(self, method: str, path: str) -> Found | None:
        """Who answers; None when no flow serves this path. `path` is percent-encoded, without the query."""
        if (endpoint := self.plain(method, path)) is not None:
            return Found(endpoint, {}, self._plain[path])
        allowed: Table = {}
        found = None
        for params, table in self._matching(path):
            allowed = {**table, **allowed}
            endpoint = table.get(method) or (table.get("GET") if method == "HEAD" else None)
            if endpoint is not None:
                return Found(endpoint, params, allowed)
            found = Found(None, params, allowed)
        return None if found is None else found._replace(allowed=allowed)

    def plain(self, method: str, path: str) -> Endpoint | None:
        """Who answers a path without parameters that is written just so: the quick half of `find`."""
        table = self._plain.get(path)
        return None if table is None else table.get(method)

    def open(self) -> None:
        """Sources have said what they serve: a path that is nobody's now is not there."""
        self.ready = True

    def close(self) -> None:
        """The engine has ended."""
        for one in self.waiting:
            if not one.done():
                one.set_exception(HttpRefused(503, "endpoint-away", retry=1))
        self.waiting.clear()

    def _matching(self, path: str) -> Iterator[tuple[Params, Table]]:
        parts = path[1:].split("/")
        if len(parts) > 1 and not parts[-1]:
            parts.pop()
        if "%" in path:
            parts = [unquote(part) for part in parts]
        for pattern, table in self._first.get(parts[0], ()):
            params = pattern.match(parts)
            if params is not None:
                yield params, table

    def _of(self, pattern: Pattern) -> list[tuple[Pattern, Table]]:
        return self._first.get(pattern.parts[0], [])


def _rank(pattern: Pattern) -> tuple[Any, ...]:
    """What says more comes first: names before parameters, parameters before whatever follows."""
    return (pattern.rest, -len(pattern.parts), [part[:1] == ":" for part in pattern.parts])
