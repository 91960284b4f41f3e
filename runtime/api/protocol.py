"""One connection of a caller: how long a request may take to arrive, and what is said of one that is no HTTP."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import LineTooLong
from aiohttp.web_protocol import RequestHandler

from ..addresses import network
from ..faults import fault
from ..flow.document import HttpDocument
from .headers import HEADERS, SERVER
from .problem import Problem, answer_problem, failed
from .proxies import NO_PROXIES, Proxies

SLOWEST_HEAD = 15.0
"""Seconds within which the head of a request must have arrived, and the first one begun."""
MOST = 8192
"""Connections that are open at a time; more are closed at once, for each takes one of the files that the journal and
the devices need. It is above what `limits` lets be under way."""


class Callers:
    """The open connections by the address they come from, of which each may have `most`, but `proxies`."""

    def __init__(self, most: Callable[[], int], proxies: Proxies = NO_PROXIES) -> None:
        self._most = most
        self.proxies = proxies
        self._open: Counter[str] = Counter()

    def come(self, caller: str) -> bool:
        """Count another; false: it is one too many."""
        self._open[caller] += 1
        return self._open[caller] <= self._most()

    def go(self, caller: str) -> None:
        self._open[caller] -= 1
        if not self._open[caller]:
            del self._open[caller]


CALLERS = web.AppKey("callers", Callers)
"""Those of an application, whose project says how many connections each may have."""


class CallerConnection(RequestHandler):
    """Closes a connection whose request does not come to its end: a thousand of them would hold all there are."""

    __slots__ = ("_caller", "_callers", "_head")

    def __init__(self, manager: Any, *, loop: asyncio.AbstractEventLoop, **more: Any) -> None:
        super().__init__(manager, loop=loop, **more)
        self._callers: Callers = manager.callers
        self._caller: str | None = None
        self._head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._head = self._loop.call_later(SLOWEST_HEAD, self._too_slow)
        peer = transport.get_extra_info("peername")
        address = peer[0] if isinstance(peer, tuple) else ""
        self._caller = None if address in self._callers.proxies else network(address)
        if (self._caller is not None and not self._callers.come(self._caller)) or (
            self._manager and len(self._manager.connections) > MOST
        ):
            self.force_close()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch_head()

    def _watch_head(self, *, answered: bool = False) -> None:
        """After each reading; `answered`: what was read was a whole request, which has its answer."""
        waiter = self._waiter
        if waiter is not None and not waiter.done() and not answered:  # the head has begun and is not whole
            if self._head is None:
                self._head = self._loop.call_later(SLOWEST_HEAD, self._too_slow)
        elif self._head is not None:
            self._head.cancel()
            self._head = None

    def connection_lost(self, exc: BaseException | None) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None
        if self._caller is not None:
            self._callers.go(self._caller)
            self._caller = None
        super().connection_lost(exc)

    def _too_slow(self) -> None:
        self._head = None
        self.force_close()

    def handle_error(
        self, request: Any, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """What cannot be read as a request, and what went wrong outside the handlers, as a problem and no traceback."""
        if request.writer.output_size > 0:
            raise ConnectionError("the answer has begun")
        if status >= 500:
            problem = failed(request, exc)
        elif isinstance(exc, LineTooLong):
            problem = Problem(431, fault("head-too-large", limit=self.max_field_size))
        else:
            problem = Problem(status, fault("not-http"))
        response = answer_problem(request, problem)
        response.headers.update({**HEADERS, "Server": SERVER})
        response.force_close()
        return response


class _Connections(web.Server):
    callers: Callers

    def __call__(self) -> RequestHandler:
        return CallerConnection(self, loop=self._loop, **self._kwargs)


class Runner(web.AppRunner):
    """Serves an application over connections of this kind."""

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        made.__class__ = _Connections  # aiohttp has no other way to name the class of its connections
        assert isinstance(made, _Connections)
        made.callers = self.app.get(CALLERS) or Callers(lambda: HttpDocument().connections_each)
        made.request_factory = partial(_request, made.request_factory, made.callers.proxies)
        return made


def _request(make: Callable[..., web.BaseRequest], proxies: Proxies, *parts: Any) -> web.BaseRequest:
    return proxies.request(make(*parts))
