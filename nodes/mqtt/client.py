"""One connection to a broker: what is sent, what is waited for. Imported when a broker is first opened."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from sinterflow.runtime import NotConnected, Text, fault_point, pick, text

from .packets import (
    PING,
    PUBACK,
    PUBCOMP,
    PUBREC,
    PUBREL,
    REFUSED,
    Handler,
    Link,
    Protocol,
    publication,
    refusal,
    subscription,
    unsubscription,
)
from .texts import lost, no_answer, refused, refused_topic, unreachable

if TYPE_CHECKING:
    from .acknowledgements import UserProperties
    from .broker import Broker

ANSWER_TIME = 10.0
"""Seconds within which a broker answers before the link counts as lost; longer for what takes long to write."""
SLOWEST = 50_000
"""Bytes that a slow link takes in a second."""
RECEIVE_MAXIMUM = 1000
"""Messages of QoS 1 and 2 that an MQTT 5 broker may send without being acknowledged."""
WRITE_AT_ONCE = 65536


class Listener(NamedTuple):
    """Who is told what happens on a session; all are called from the event loop."""

    accepted: Callable[[bool], None]
    """The broker has accepted the connection; true when it knows the session."""
    arrived: Callable[[bytes, bytes, int, bool, bool, int, tuple[int, ...], UserProperties], None]
    """A message: topic, payload, QoS, retain, dup, packet id (0 for none), the identifiers of the subscriptions it
    answers, where the broker says so, and its user properties.
    """
    released: Callable[[int], None]
    """PUBREL has come for this packet id; `complete` answers it."""
    lost: Callable[[Text], None]


class Session:
    """One network connection to a broker, from CONNECT until it is lost or closed; a new one is made to reconnect."""

    def __init__(self, config: Broker.Config, client_id: str, listener: Listener) -> None:
        self.config = config
        self.listener = listener
        self.unreleased: set[int] = set()
        """Packet ids of QoS 2 messages whose PUBCOMP has not come."""
        self.identifies = False
        """The broker names the subscriptions that a message answers."""
        self._client_id = client_id
        self._five = config.version == "5"
        self._where = f"{config.host}:{config.port}"
        self._handler = Handler(self, self._five)
        self._link: Link | None = None
        self._protocol: Protocol
        self._window = asyncio.Semaphore(65535)
        self._waiting: dict[int, asyncio.Future[tuple[int, ...]]] = {}
        self._out = bytearray()
        self._scheduled = False
        self._acknowledges = False
        self._pings: deque[Callable[[], None] | None] = deque()
        self._reason: Text = ""

    @property
    def over(self) -> bool:
        """The link is gone or given up: what is still read of it does not count."""
        return bool(self._reason) or self._link is None

    async def open(self, *, clean: bool, unreleased: Iterable[int] = ()) -> None:
        """Connect. `unreleased` is what an earlier session left. Raises NotConnected with the reason."""
        try:
            async with asyncio.timeout(ANSWER_TIME):
                await self._connect(clean)
                present, code, properties = await self._handler.accepted
        except TimeoutError:
            raise NotConnected(no_answer(self._where, ANSWER_TIME)) from None
        except OSError as error:
            raise NotConnected(unreachable(self._where, error)) from None
        if code:
            raise NotConnected(refused(self._where, code, refusal(code)))
        self.identifies = self._five and properties.get("sub_id_available", [1])[0] == 1
        self._window = asyncio.Semaphore(properties.get("receive_maximum", [65535])[0])
        if self._link is not None and "server_keep_alive" in properties:
            self._link.keepalive = properties["server_keep_alive"][0]
        if present:
            self._release(unreleased)

    async def close(self) -> None:
        """Say goodbye when the link is still there, and end it."""
        link, self._link = self._link, None
        if link is None:
            return
        if not link.is_closing():
            self._flush()
            link.send_disconnect()
        self._fail_waiting(text(en="it is closed", zh="连接已关闭"))
        await link.close()

    async def subscribe(self, topics: str, qos: int, identifier: int) -> None:
        """Raises NodeError when the broker refuses."""
        packet = subscription(self._protocol, topics, qos, identifier if self.identifies else None)
        (code,) = await self._answer(*packet)
        if code >= REFUSED:
            raise refused_topic(topics, code, subscribing=True)

    async def unsubscribe(self, topics: str) -> None:
        await self._answer(*unsubscription(self._protocol, topics))

    async def publish(self, topic: str, payload: bytes, qos: int, retain: bool, trace: str | None = None) -> None:
        """Returns when the broker has taken it (QoS 1, 2) or when there is room to write more (QoS 0).

        Raises NotConnected when the link is lost before, NodeError when the broker refuses the message.
        """
        if not self._protocol.may_write.is_set():
            await self._protocol.may_write.wait()
        self._check_link()
        if not qos:
            self._write(publication(topic, payload, 0, retain, self._five, 0, trace))
            return
        async with self._window:
            self._check_link()
            id = self._handler.id_generator.next_id()
            if qos == 2:
                self.unreleased.add(id)
            (code,) = await self._answer(id, publication(topic, payload, qos, retain, self._five, id, trace))
        if code >= REFUSED:
            raise refused_topic(topic, code, subscribing=False)

    def publish_now(self, topic: str, payload: bytes, retain: bool, trace: str | None = None) -> bool:
        """QoS 0 without waiting; false when `publish` has to wait for room or to say what is wrong."""
        if self._reason or self._link is None or not self._protocol.may_write.is_set():
            return False
        self._write(publication(topic, payload, 0, retain, self._five, 0, trace))
        return True

    def acknowledge(self, id: int, qos: int) -> None:
        """Send PUBACK or PUBREC for a received message."""
        fault_point("source-before-acknowledge")
        self._acknowledges = True
        self.command(PUBACK if qos == 1 else PUBREC, id)

    def complete(self, id: int) -> None:
        """Send PUBCOMP: the broker may use the packet id again."""
        self.command(PUBCOMP, id)

    def ping(self, answered: Callable[[], None] | None = None) -> None:
        """`answered` is called when the broker has read all that was written before."""
        self._pings.append(answered)
        self._write(PING)

    def ponged(self) -> None:
        answered = self._pings.popleft() if self._pings else None
        if answered is not None:
            answered()

    def command(self, command: int, id: int, dup: bool = False, reason_code: int = 0) -> None:
        """Write an acknowledgement: without a reason code, which is success in both versions."""
        self._write(bytes((command, 2)) + id.to_bytes(2, "big"))

    def reading(self, on: bool) -> None:
        """Read from the link, or leave what comes with the operating system and so with the broker.

        Nothing to say before there is a link: its first packets are read in any case.
        """
        if self._link is not None:
            (self._protocol.may_read.set if on else self._protocol.may_read.clear)()

    def answered(self, id: int, codes: tuple[int, ...]) -> None:
        """The broker's last word on this packet id."""
        self._handler.id_generator.free_id(id)
        self.unreleased.discard(id)
        future = self._waiting.pop(id, None)
        if future is not None and not future.done():
            future.set_result(codes)

    def cut(self, reason: Text) -> None:
        """The link is gone: every wait on it ends with NotConnected."""
        if not self._handler.accepted.done():
            self._handler.accepted.set_exception(ConnectionResetError(pick(reason)))
        elif self._link is not None and not self._reason:
            self._fail_waiting(reason)
            self.listener.lost(reason)

    async def _connect(self, clean: bool) -> None:
        config, loop = self.config, asyncio.get_running_loop()
        context = await loop.run_in_executor(None, _tls, config.ca_file) if config.tls else None
        transport, self._protocol = await loop.create_connection(
            self._handler.protocol, config.host, config.port, ssl=context
        )
        self._link = Link(self, transport, self._protocol, clean, config.keepalive, package_handler=self._handler)
        properties = {"receive_maximum": RECEIVE_MAXIMUM, "session_expiry_interval": config.session_expiry}
        user = config.username.encode() or None
        await self._link.auth(self._client_id.encode(), user, config.password.encode(), **properties)

    def _release(self, ids: Iterable[int]) -> None:
        """Finish what an earlier session has begun to send with QoS 2."""
        self.unreleased.update(ids)
        self._handler.keep(self.unreleased)
        for id in self.unreleased:
            self.command(PUBREL, id)

    async def _answer(self, id: int, packet: bytes) -> tuple[int, ...]:
        future: asyncio.Future[tuple[int, ...]] = asyncio.get_running_loop().create_future()
        self._waiting[id] = future
        self._write(packet)
        try:
            async with asyncio.timeout(ANSWER_TIME + len(packet) / SLOWEST):
                return await future
        except TimeoutError:
            self.cut(text(en=f"no answer within {ANSWER_TIME:g} s", zh=f"{ANSWER_TIME:g} 秒内没有应答"))
            raise NotConnected(no_answer(self._where, ANSWER_TIME)) from None

    def _check_link(self) -> None:
        if self._link is None or self._reason:
            raise NotConnected(lost(self._reason))

    def _fail_waiting(self, reason: Text) -> None:
        self._reason = reason
        self._protocol.may_write.set()
        waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            if not future.done():
                future.set_exception(NotConnected(lost(reason)))

    def _write(self, packet: bytes) -> None:
        """Collect what one turn of the loop writes: a call of the operating system costs more than a packet."""
        self._out += packet
        if len(self._out) > WRITE_AT_ONCE:
            self._flush()
        elif not self._scheduled:
            self._scheduled = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        self._scheduled = False
        if self._out and self._link is not None and not self._link.is_closing():
            self._link.send_package(bytes(self._out))
            if self._acknowledges:
                self._acknowledges = False
                fault_point("source-after-acknowledge")
        self._out.clear()


def _tls(ca_file: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca_file or None)
