"""One HTTP request on its way through a flow: what the flow sees of it, and the answer that somebody waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from sinterflow.runtime import Endpoints, HttpRefused, HttpReply, HttpRequest

from .bodies import Payload, cookies_of, query_of


class Request:
    """`msg.req`: a live handle, so it cannot enter a durable wire, behind which nobody waits for the answer any more.

    Each part is made when it is asked for, and anew, so that no branch sees what another one does to it.
    """

    __slots__ = ("_asked", "_payload")
    PARTS = ("method", "url", "path", "params", "query", "headers", "cookies", "body", "files", "ip", "author")

    def __init__(self, asked: HttpRequest, payload: Payload) -> None:
        self._asked = asked
        self._payload = payload

    def __getattr__(self, name: str) -> Any:
        if name not in self.PARTS:
            raise AttributeError(name)
        return getattr(self, f"_{name}")()

    def __getitem__(self, name: str) -> Any:
        if name not in self.PARTS:
            raise KeyError(name)
        return getattr(self, f"_{name}")()

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self.PARTS else default

    def __contains__(self, name: object) -> bool:
        return name in self.PARTS

    def __iter__(self) -> Iterator[str]:
        return iter(self.PARTS)

    def __deepcopy__(self, memo: Any) -> Request:
        return self

    def plain(self) -> dict[str, Any]:
        """What of it may be kept: without the body, which is the payload, and without what proves who somebody is."""
        headers = {name: said for name, said in self._headers().items() if name not in ("authorization", "cookie")}
        parts = {name: self[name] for name in ("method", "url", "path", "params", "query", "ip", "author")}
        return {**parts, "headers": headers}

    def _method(self) -> str:
        return self._asked.method

    def _url(self) -> str:
        return f"{self._asked.path}?{self._asked.query}" if self._asked.query else self._asked.path

    def _path(self) -> str:
        return self._asked.path

    def _params(self) -> dict[str, str]:
        return dict(self._asked.params)

    def _query(self) -> dict[str, Any]:
        return query_of(self._asked.query)

    def _headers(self) -> dict[str, str]:
        """By name in small letters. A token of ours is nobody's business in a flow."""
        found: dict[str, str] = {}
        for name, value in self._asked.headers.items():
            name = name.lower()
            found[name] = f"{found[name]}, {value}" if name in found else value
        if self._asked.author:
            found.pop("authorization", None)
            found.pop("cookie", None)
        return found

    def _cookies(self) -> dict[str, str]:
        return {} if self._asked.author else cookies_of(self._asked.headers.get("Cookie", ""))

    def _body(self) -> Any:
        return self._payload.value()

    def _files(self) -> list[dict[str, Any]]:
        return self._payload.files()

    def _ip(self) -> str:
        return self._asked.remote

    def _author(self) -> str:
        return self._asked.author


class Exchange:
    """Waits for the answer to one request. It is the `done` of the request's delivery, and so found by who answers.

    A flow that ends without an answer gives `otherwise`, or 500 when something of it has become a dead letter.
    """

    __slots__ = ("_future", "_otherwise", "letter", "outcome", "over")

    def __init__(self, otherwise: HttpReply) -> None:
        self.outcome: HttpReply | HttpRefused | None = None
        self.letter = ""
        self.over = False
        """Nobody waits any more: the time is up."""
        self._otherwise = otherwise
        self._future: asyncio.Future[HttpReply] | None = None

    def __call__(self) -> None:
        """All of its delivery has ended."""
        if self.outcome is None:
            self._settle(HttpRefused(500, "endpoint-failed", letter=self.letter) if self.letter else self._otherwise)

    def kept(self, letter: str) -> None:
        """A message of it has become a dead letter."""
        self.letter = letter

    def answer(self, reply: HttpReply) -> bool:
        """False when it was answered before."""
        if self.outcome is not None:
            return False
        self._settle(reply)
        return True

    async def wait(self, seconds: float, endpoints: Endpoints) -> HttpReply:
        """The answer. Raises HttpRefused: not in time, or what became of it instead."""
        outcome = self.outcome
        if outcome is None:
            loop = asyncio.get_running_loop()
            self._future = future = loop.create_future()
            endpoints.waiting.add(future)
            timer = loop.call_later(seconds, self._too_late, seconds)
            try:
                reply: HttpReply = await future
                return reply
            finally:
                timer.cancel()
                endpoints.waiting.discard(future)
        if isinstance(outcome, HttpRefused):
            raise outcome
        return outcome

    def _too_late(self, seconds: float) -> None:
        if self.outcome is None:
            self.over = True
            self._settle(HttpRefused(504, "endpoint-slow", seconds=f"{seconds:g}"))

    def _settle(self, outcome: HttpReply | HttpRefused) -> None:
        self.outcome = outcome
        if self._future is not None and not self._future.done():
            if isinstance(outcome, HttpRefused):
                self._future.set_exception(outcome)
            else:
                self._future.set_result(outcome)
