"""Requests that name themselves (`Idempotency-Key`): sent again, they are answered as before, without a new effect."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from hashlib import blake2b

from sinterflow.runtime import HttpRefused, HttpReply, HttpRequest

from .exchange import Exchange

HEADER = "Idempotency-Key"
LONGEST = 255
MOST_ANSWERS = 1000
MOST_BYTES = 16 * 1024 * 1024
MOST_KEYS = 65_536
"""As many as the engine remembers of one source."""


def key_of(asked: HttpRequest) -> str:
    """The key of a request as a durable wire knows it: whose and which, a dot, and what was asked. Empty: it has none.

    Raises HttpRefused for a key that is none.
    """
    given = asked.headers.get(HEADER)
    if given is None:
        return ""
    key = given.strip().strip('"')
    if not key or len(key) > LONGEST:
        raise HttpRefused(400, "bad-idempotency-key", limit=LONGEST)
    what = "\0".join((asked.method, asked.path, asked.query)).encode() + b"\0" + asked.body
    return f"{_digest(f'{asked.author}/{key}'.encode())}.{_digest(what)}"


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=12).hexdigest()


class Repeats:
    """What was asked under which key, and the exchanges that answered the last of it, while this node lives."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self._asked: OrderedDict[str, str] = OrderedDict()
        self._exchanges: OrderedDict[str, Exchange] = OrderedDict()
        self._sizes: dict[str, int] = {}
        self._bytes = 0
        for key in keys:
            self._note(key)

    def before(self, key: str) -> HttpReply | None:
        """The answer that was given to the same request. Raises HttpRefused: the key stands for another request, or the
        first one is still under way."""
        name, _, what = key.partition(".")
        if self._asked.get(name, what) != what:
            raise HttpRefused(422, "idempotency-key-reused")
        exchange = self._exchanges.get(key)
        if exchange is None:
            return None
        if exchange.outcome is None:
            raise HttpRefused(409, "request-under-way", retry=1)
        return exchange.outcome if isinstance(exchange.outcome, HttpReply) else None

    def began(self, key: str, exchange: Exchange) -> None:
        self._note(key)
        self._exchanges[key] = exchange
        self._exchanges.move_to_end(key)

    def ended(self, key: str, exchange: Exchange) -> None:
        """Keep a good answer; what failed may be asked again."""
        if self._exchanges.get(key) is not exchange:
            return
        reply = exchange.outcome
        if not isinstance(reply, HttpReply) or reply.status >= 500:
            self._drop(key)
            return
        self._sizes[key] = len(reply.body)
        self._bytes += len(reply.body)
        while len(self._sizes) > MOST_ANSWERS or self._bytes > MOST_BYTES:
            self._drop(next(iter(self._sizes)))

    def _drop(self, key: str) -> None:
        self._exchanges.pop(key, None)
        self._bytes -= self._sizes.pop(key, 0)

    def _note(self, key: str) -> None:
        name, _, what = key.partition(".")
        self._asked[name] = what
        self._asked.move_to_end(name)
        if len(self._asked) > MOST_KEYS:
            self._asked.popitem(last=False)
