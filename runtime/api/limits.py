"""How much may be under way at once, in all and for one caller: who asks for more is told so, and nobody else waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from ..faults import fault
from .guard import CALLER
from .problem import Problem

REQUESTS = 1024
"""Requests that are handled at a time."""
REQUESTS_EACH = 256
"""Of one caller. A request that waits (`wait`, a replay) counts all the time."""
SOCKETS = 4096
"""WebSockets that are open at a time."""
SOCKETS_EACH = 2048
LONGEST_QUERY = 4096
"""Characters after the `?`."""


class Limits:
    """Two middlewares: `check` before anything is known of the caller, `check_caller` after."""

    def __init__(self) -> None:
        self._requests = _Share(REQUESTS, REQUESTS_EACH)
        self._sockets = _Share(SOCKETS, SOCKETS_EACH)

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if len(request.rel_url.raw_query_string) > LONGEST_QUERY:
            raise Problem(400, fault("query-too-long", limit=LONGEST_QUERY))
        with self._share(request).one():
            return await handler(request)

    @web.middleware
    async def check_caller(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        caller = request.get(CALLER)
        who = f"{caller.author} {caller.station}" if caller is not None else request.remote or ""
        with self._share(request).one_of(who):
            return await handler(request)

    def _share(self, request: web.Request) -> _Share:
        return self._sockets if request.headers.get(hdrs.UPGRADE, "").lower() == "websocket" else self._requests


class _Share:
    def __init__(self, most: int, most_each: int) -> None:
        self._most = most
        self._most_each = most_each
        self._count = 0
        self._each: Counter[str] = Counter()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Raises Problem 503."""
        if self._count >= self._most:
            raise Problem(503, fault("server-busy", limit=self._most), headers={"Retry-After": "1"})
        self._count += 1
        try:
            yield
        finally:
            self._count -= 1

    @contextmanager
    def one_of(self, who: str) -> Iterator[None]:
        """Raises Problem 429."""
        if self._each[who] >= self._most_each:
            raise Problem(429, fault("caller-busy", limit=self._most_each), headers={"Retry-After": "1"})
        self._each[who] += 1
        try:
            yield
        finally:
            self._each[who] -= 1
            if not self._each[who]:
                del self._each[who]
