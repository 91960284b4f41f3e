"""A shorter way through the server for requests that a flow answers at once.

aiohttp wakes a task for each connection, which makes a task for each request. A flow mostly has its answer before it
gives control back, so a request that has come whole, to an open path, is answered from where it was read. Everything
else goes aiohttp's way; so does every request if aiohttp is not built as this file knows it (`POSSIBLE`).
"""

from __future__ import annotations

from typing import Any

from aiohttp import hdrs, web
from aiohttp.http_parser import HttpRequestParser, RawRequestMessage
from aiohttp.http_writer import HttpVersion11
from aiohttp.web_protocol import RequestHandler

from ..endpoints import HttpReply
from .endpoints import WHOLE, Begun, FlowPaths, rendered
from .protocol import CallerConnection

_PARTS = (
    "_messages", "_waiter", "_parser", "_upgraded", "_close", "_force_close", "_buffer_paused", "_manager",
    "_next_keepalive_close_time", "_keepalive_timeout", "_current_request", "_loop",
)  # fmt: skip
POSSIBLE = all(hasattr(RequestHandler, name) for name in _PARTS) and hasattr(HttpRequestParser, "message_consumed")


class QuickServer(web.Server):
    """Makes the handlers of connections."""

    paths: FlowPaths

    def __call__(self) -> RequestHandler:
        handler = QuickHandler(self, loop=self._loop, **self._kwargs)
        handler.paths = self.paths
        return handler


class QuickHandler(CallerConnection):
    """One connection. `begun` is a request that could not be answered at once: it goes on where aiohttp handles it."""

    __slots__ = ("begun", "paths")
    paths: FlowPaths

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.begun: Begun | None = None

    @property
    def remote(self) -> str | None:
        """The address of the caller, as of a request."""
        peer = self.peername
        return peer[0] if isinstance(peer, tuple) else None

    def data_received(self, data: bytes) -> None:
        waiter = self._waiter
        if waiter is None or waiter.done():  # a request is being handled
            super().data_received(data)
            return
        messages = self._messages
        self._waiter = None  # nobody is woken for what is answered here, and what is read meanwhile only waits
        answered = False
        try:
            RequestHandler.data_received(self, data)
            while messages and not self._buffer_paused and self._answered(*messages[0]):
                messages.popleft()
                answered = True
        finally:
            self._waiter = waiter
        if self._close or self._force_close:
            waiter.cancel()
        elif messages:
            waiter.set_result(None)
        self._watch_head(answered=answered)

    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        begun, self.begun = self.begun, None
        if begun is not None:
            begun.drop()

    def _answered(self, message: Any, body: Any) -> bool:
        if type(message) is not RawRequestMessage or message.version != HttpVersion11:
            return False
        if message.should_close or message.upgrade or self._upgraded or self._close or self._force_close:
            return False
        if hdrs.ORIGIN in message.headers or not body.is_eof() or self.transport is None:
            return False
        begun = self.paths.begin(message, body, self._callers.proxies.peer(self, message.headers))
        if begun is None:
            return False
        reply = begun.reply
        if not isinstance(reply, HttpReply) or len(reply.body) >= WHOLE:
            self.begun = begun
            return False
        try:
            answer = rendered(reply)
        except ValueError as error:
            self.begun = begun._replace(reply=error)
            return False
        begun.endpoint.open -= 1
        self.paths.count(message.method, reply.status, begun.since)
        if self._parser is not None:
            self._parser.message_consumed()
        if self._manager is not None:
            self._manager.requests_count += 1
        self._next_keepalive_close_time = self._loop.time() + self._keepalive_timeout
        self.transport.write(answer)
        return True
