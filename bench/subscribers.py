"""A thousand WebSockets that subscribe to a hundred events a second: what that takes from the flows beside them."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import resource
import threading
from collections.abc import Callable
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from . import ours
from .child import Child, Wrong
from .measure import OPTIONS, Row, limited, number, ratios
from .redeploy import Api

READERS = 1000
EACH = 100
"""Events a second."""
MESSAGES = 1_000_000
SECONDS = 5.0
GOAL = 0.8
"""What is left of the throughput with readers beside, by processor time: the readers run on this machine too."""


def flows() -> list[dict[str, Any]]:
    """One that is as fast as it can be, one that makes the events."""
    count = {"type": "bench.count", "config": {"value": "message['payload']"}}
    feed = {"type": "bench.feed", "config": {"make": "{'payload': n % 7, 'topic': '', '_msgid': 'm'}"}}
    inner = [ours.change({"op": "set", "path": f"key{place}", "to": {"value": place}}) for place in range(8)]
    inject = {"type": "core.inject", "config": {"every": f"{1000 // EACH}ms"}}
    events = ours.with_catch("events", {"inject": inject, "debug": {"type": "core.debug"}}, [["inject", "debug"]])
    return [ours.chain(feed, *inner, count), events]


def run() -> list[Row]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 8192)), hard))
    without: list[Speed] = []
    beside: list[Speed] = []
    cost: list[float] = []
    events: list[float] = []
    lost: list[float] = []
    with ours.start(*flows()) as child:
        _throughput(child)
        for _ in range(OPTIONS.rounds):
            without.append(_throughput(child))
            idle = _share(child)
            with Readers(child, round(READERS * max(OPTIONS.scale, 0.05))) as readers:
                beside.append(_throughput(child))
                api, before = Api(child), readers.got
                published = _published(api)
                cost.append(100 * (_share(child) - idle))
                events.append(_check(readers.got - before, _published(api) - published, readers.count))
                lost.append(readers.lost)
    wall, _, _ = ratios([one.wall for one in beside], [one.wall for one in without])
    middle, low, high = ratios([one.cpu for one in beside], [one.cpu for one in without])
    work = f"{READERS:,} WebSockets, {EACH} events a second"
    kept = Row(
        work=f"{work}: messages beside (msg/s)",
        ours=number(median(one.wall for one in beside)),
        peers={},
        ratio=f"{wall:.3g}× of {number(median(one.wall for one in without))} without",
        spread=f"{low:.3g}–{high:.3g}",
        goal=f"≥ {GOAL:g}×",
        reached=middle >= GOAL,
        cpu=f"{middle:.3g}×",
    )
    return [
        kept,
        limited("the same: events to each", "1/s", events, None),
        limited("the same: processor", "% of a core", cost, None),
        limited("the same: lost", "events", lost, 0),
    ]


class Speed(NamedTuple):
    """Messages a second, and for a second of processor time."""

    wall: float
    cpu: float


def _throughput(child: Child) -> Speed:
    count, before = max(20_000, round(MESSAGES * OPTIONS.scale)), child.cpu()
    seconds = child.ask(messages=count, expected=count)["seconds"]
    return Speed(count / seconds, count / (child.cpu() - before))


def _share(child: Child) -> float:
    """The part of a core that the program takes at rest."""
    before = child.cpu()
    threading.Event().wait(SECONDS)
    return (child.cpu() - before) / SECONDS


def _published(api: Api) -> int:
    nodes = api.call("GET", "/api/v1/flows/events/state")[0]["nodes"]
    return int(nodes["debug"]["received"])


def _check(got: int, published: int, readers: int) -> float:
    """Events a second to each reader; those of half a second may be on their way."""
    if not readers * (published - EACH / 2) <= got <= readers * (published + EACH / 2):
        raise Wrong(f"{readers} readers got {got} events, {published} were published")
    return got / readers / SECONDS


class Readers:
    """So many WebSockets in a thread of their own; they count events by their topics and read nothing else of them."""

    def __init__(self, child: Child, count: int) -> None:
        _, _, url, self._token = child.said("url ").split()
        self._address = urlsplit(url)
        self.count = count
        self.got = self.lost = 0
        self._up = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=[self._run()], daemon=True)
        self._over = asyncio.Event()
        self.all_subscribed = asyncio.Event()

    def __enter__(self) -> Readers:
        self._thread.start()
        if not self._up.wait(60):
            raise Wrong(f"{self.count} WebSockets could not be opened")
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(60)

    async def _run(self) -> None:
        self._subscribing = self.count
        made = [await self._loop.create_connection(lambda: _Reader(self), *self._place) for _ in range(self.count)]
        await self.all_subscribed.wait()
        self._up.set()
        await self._over.wait()
        for transport, _ in made:
            transport.abort()

    def one_more(self) -> None:
        """Somebody is subscribed."""
        self._subscribing -= 1
        if not self._subscribing:
            self.all_subscribed.set()

    @property
    def _place(self) -> tuple[str, int]:
        return str(self._address.hostname), int(self._address.port or 0)

    @property
    def head(self) -> bytes:
        key = base64.b64encode(os.urandom(16)).decode()
        return (
            f"GET /api/v1/events HTTP/1.1\r\nHost: {self._address.netloc}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
            f"Authorization: Bearer {self._token}\r\n\r\n"
        ).encode()


class _Reader(asyncio.Protocol):
    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._see: Callable[[bytes], None] = self._opening
        self._subscribed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._readers.head)

    def data_received(self, data: bytes) -> None:
        self._see(data)

    def _opening(self, data: bytes) -> None:
        if not data.startswith(b"HTTP/1.1 101"):
            raise Wrong(f"the WebSocket was refused: {data[:300]!r}")
        text = json.dumps({"subscribe": ["debug"]}).encode()
        self._transport.write(bytes((0x81, 0x80 | len(text))) + b"\0\0\0\0" + text)
        self._see = self._events

    def _events(self, data: bytes) -> None:
        if not self._subscribed:
            self._subscribed = True
            self._readers.one_more()
        self._readers.got += data.count(b'"topic":"debug"')
        self._readers.lost += data.count(b'"topic":"lost"')
