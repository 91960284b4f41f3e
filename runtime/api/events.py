"""`/events`: a WebSocket on which a caller subscribes to events and taps."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from aiohttp import WSMsgType, hdrs, web

from ..encoding import encode
from ..events import Subscriber
from ..faults import Fault, fault
from ..security.rights import Right
from ..taps import PREFIX, read_topic
from .guard import STILL, SUBPROTOCOL
from .metrics import TOPIC as METRICS
from .presence import TOPIC as PRESENCE
from .presence import Present
from .problem import Problem
from .routes import BASE, Call, Route
from .shown import faults_shown

TOPICS = (
    "status", "debug", "deploy", "dead-letters", "alarms", "metrics", "presence", "breakpoints", "health", "logs"
)  # fmt: skip
NEEDED: Mapping[str, Right] = {"logs": "maintain"}
"""Topics that need a right of their own."""
LARGEST_REQUEST = 1024 * 1024
MOST_TOPICS = 1000
"""Topics of one WebSocket."""
POLICY = 1008
"""Close code: the caller may not go on (RFC 6455, 7.4.1)."""
HEARTBEAT = 30.0
"""Seconds between two pings; a peer that does not answer is gone."""
SOCKETS = web.AppKey("sockets", set[web.WebSocketResponse])
"""The open ones, to be closed at the end."""


class Editing(msgspec.Struct, forbid_unknown_fields=True):
    """The flow that the caller edits, and the node in it (`instance/inner` in a subflow); null: none."""

    flow: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    node: Annotated[str, msgspec.Meta(max_length=1024)] | None = None


class Subscription(msgspec.Struct, forbid_unknown_fields=True):
    """What a caller sends."""

    subscribe: list[str] = []
    unsubscribe: list[str] = []
    presence: Editing | None = None


async def events(call: Call) -> web.StreamResponse:
    offered = call.request.headers.get(hdrs.SEC_WEBSOCKET_PROTOCOL)
    if offered is not None and SUBPROTOCOL not in [one.strip() for one in offered.split(",")]:
        raise Problem(400, fault("bad-request", said=f"Sec-WebSocket-Protocol: {SUBPROTOCOL}?"))
    socket = web.WebSocketResponse(
        protocols=(SUBPROTOCOL,), heartbeat=HEARTBEAT, compress=False, max_msg_size=LARGEST_REQUEST
    )
    await socket.prepare(call.request)
    sockets = call.request.app[SOCKETS]
    sockets.add(socket)
    try:
        await Reader(socket, call).run()
    except ConnectionError:
        pass  # the caller is gone
    finally:
        sockets.discard(socket)
    return socket


async def close_all(app: web.Application) -> None:
    """The server ends."""
    sockets = app[SOCKETS]
    await asyncio.gather(*(socket.close(code=1001) for socket in list(sockets)), return_exceptions=True)


class Reader:
    """One caller: what it watches, and where its events go."""

    def __init__(self, socket: web.WebSocketResponse, call: Call) -> None:
        served, transport = call.served, call.request.transport
        assert transport is not None
        self._socket = socket
        self._call = call
        self._served = served
        self._directory = served.security.directory
        self._events = served.engine.shared.events
        self._taps = served.engine.taps
        self._lang = call.lang
        sees = None if call.caller.rights.has("view") else self._sees
        self._subscriber: Subscriber = Subscriber(lambda: served.outbox.wake(self._subscriber, transport), sees)
        self._present = Present(call.caller.author, call.caller.station, served.engine.shared.clock.now())
        self._tapped: set[str] = set()
        self._closing: asyncio.Task[bool] | None = None

    async def run(self) -> None:
        """Until the caller or the server closes."""
        served = self._served
        served.outbox.readers += 1
        served.presence.come(self, self._present)
        self._directory.changed.add(self._look)
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    await self._asked(message.data)
        finally:
            served.outbox.readers -= 1
            served.presence.go(self)
            self._directory.changed.discard(self._look)
            self._events.unsubscribe(self._subscriber, list(self._subscriber.topics))
            served.outbox.forget(self._subscriber)
            await self._taps.remove(self._tapped)

    def _look(self) -> None:
        """Something about people has changed: who is out, or has other rights, is cut off and may come again."""
        call = self._call
        now = call.request[STILL]()
        if self._closing is not None or (now is not None and now.rights == call.caller.rights and not now.must_change):
            return
        self._events.unsubscribe(self._subscriber, list(self._subscriber.topics))
        self._subscriber.take()
        self._closing = asyncio.create_task(self._socket.close(code=POLICY, message=b"rights have changed"))

    def _sees(self, topic: str, data: Mapping[str, Any]) -> bool:
        """Whether a caller whose rights are limited to areas may see an event: the flows it is about say so."""
        if topic.startswith(PREFIX):
            found = read_topic(topic)
            flows = [found[0]] if found is not None else []
        elif topic.startswith(f"{METRICS}:"):
            flows = [topic.partition(":")[2]]
        else:
            flows = [data["flow"]] if "flow" in data else data.get("flows", [])
        return any(self._call.may("view", flow) for flow in flows)

    async def _asked(self, text: str) -> None:
        try:
            asked = msgspec.json.decode(text, type=Subscription)
        except (msgspec.DecodeError, RecursionError) as refused:
            faults = [fault("not-a-subscription", said=str(refused))]
        else:
            await self._unsubscribe(set(asked.unsubscribe) - set(asked.subscribe))
            faults = await self._subscribe([*dict.fromkeys(asked.subscribe)])
            if asked.presence is not None:
                self._served.presence.edits(self, asked.presence.flow, asked.presence.node)
        await self._answer(faults)

    async def _subscribe(self, topics: list[str]) -> list[Fault]:
        known = ", ".join(TOPICS)
        new = [topic for topic in topics if topic not in self._subscriber.topics]
        if len(new) + len(self._subscriber.topics) > MOST_TOPICS:
            return [fault("too-many-topics", limit=MOST_TOPICS)]
        taps = [topic for topic in new if topic.startswith(PREFIX)]
        faults = [fault("unknown-topic", topic=one, known=known) for one in new if not self._is_known(one)]
        if self._subscriber.sees is not None:
            author = self._call.caller.author
            unseen = [topic for topic in new if self._hides(topic)]
            faults += [fault("unseen-topic", topic=topic, author=author) for topic in unseen]
            taps = [topic for topic in taps if topic not in unseen]
        faults += [one for topic in new if (one := self._refused(topic)) is not None]
        self._tapped.update(taps)
        faults += await self._taps.add(taps)
        refused = {one.args["topic"] for one in faults}
        self._tapped -= refused
        self._events.subscribe(self._subscriber, [topic for topic in new if topic not in refused])
        if any(topic.startswith(METRICS) for topic in new):
            self._served.metrics.begin()
        if PRESENCE in new:
            self._served.presence.tell()
        return faults

    def _hides(self, topic: str) -> bool:
        """Whether this caller, whose rights are limited to areas, may see nothing of a topic."""
        return topic == METRICS or (topic.startswith((PREFIX, f"{METRICS}:")) and not self._sees(topic, {}))

    def _is_known(self, topic: str) -> bool:
        return topic in TOPICS or topic.startswith(PREFIX) or self._served.metrics.known(topic)

    def _refused(self, topic: str) -> Fault | None:
        right = NEEDED.get(topic)
        if right is None or right in self._call.caller.rights.everywhere:
            return None
        return fault("missing-right", author=self._call.caller.author, right=right, topic=topic)

    async def _unsubscribe(self, topics: set[str]) -> None:
        self._events.unsubscribe(self._subscriber, topics)
        taps = topics & self._tapped
        self._tapped -= taps
        await self._taps.remove(taps)

    async def _answer(self, faults: list[Fault]) -> None:
        """A caller that does not read its answers is not asked for more."""
        data: dict[str, Any] = {
            "topics": sorted(self._subscriber.topics),
            "faults": faults_shown(faults, self._lang),
        }
        await self._socket.send_frame(encode({"topic": "subscribed", "data": data}), WSMsgType.TEXT)


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/events",
        handler=events,
        summary="A WebSocket of events and taps; a browser gives its token as sub-protocol `bearer.<token>`.",
        of="anywhere",
        answers={101: None},
    )
]
