"""MQTT on the wire: the only file that knows gmqtt. It is imported when a broker is first opened.

gmqtt reads and writes the packets. What it decides by itself (when to acknowledge, to connect again, to send again) is
decided here instead, the same way on MQTT 5 and 3.1.1: see docs/decisions/001-gmqtt.md.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from gmqtt.mqtt.connection import MQTTConnection  # type: ignore[import-untyped] # gmqtt has no types
from gmqtt.mqtt.constants import MQTTCommands, MQTTv50, MQTTv311  # type: ignore[import-untyped]
from gmqtt.mqtt.handler import MQTTConnectError, MqttPackageHandler  # type: ignore[import-untyped]
from gmqtt.mqtt.package import SubscribePacket, UnsubscribePacket  # type: ignore[import-untyped]
from gmqtt.mqtt.protocol import MQTTProtocol  # type: ignore[import-untyped]
from gmqtt.mqtt.utils import ConnectionState, pack_variable_byte_integer  # type: ignore[import-untyped]
from gmqtt.subscription import Subscription as Wanted  # type: ignore[import-untyped]

from sinterflow.runtime import NodeError, NotConnected, Text, pick, reason, text

if TYPE_CHECKING:
    from .broker import Broker

ANSWER_TIME = 10.0
"""Seconds within which a broker answers before the link counts as lost."""
CLOSE_TIME = 1.0
RECEIVE_MAXIMUM = 1000
"""Messages of QoS 1 and 2 that an MQTT 5 broker may send without being acknowledged."""
WRITE_AT_ONCE = 65536
MOST_BYTES = 268_435_455
"""The longest packet that MQTT knows."""
OTHER_VERSION = (1, 132)
"""Codes with which a broker refuses the version of the protocol."""
REFUSED = 0x80
"""Reason codes from here on are refusals."""

logging.getLogger("gmqtt").setLevel(logging.CRITICAL)  # outages are said once, by the engine


class Listener(NamedTuple):
    """Who is told what happens on a session; all are called from the event loop."""

    accepted: Callable[[bool], None]
    """The broker has accepted the connection; true when it knows the session."""
    arrived: Callable[[bytes, bytes, int, bool, bool, int, tuple[int, ...]], None]
    """A message: topic, payload, QoS, retain, dup, packet id (0 for none), and the identifiers of the subscriptions it
    answers, where the broker says so.
    """
    released: Callable[[int], None]
    """PUBREL has come for this packet id."""
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
        state = ConnectionState(protocol_version=MQTTv50 if config.version == "5" else MQTTv311)
        self._five = config.version == "5"
        self._handler = Handler(self, state)
        self._make_protocol = partial(Protocol, connection_state=state, id_generator=self._handler.id_generator)
        self._link: Link | None = None
        self._protocol: Protocol
        self._window = asyncio.Semaphore(65535)
        self._waiting: dict[int, asyncio.Future[tuple[int, ...]]] = {}
        self._out = bytearray()
        self._scheduled = False
        self._reason: Text = ""

    async def open(self, *, clean: bool, unreleased: Iterable[int] = ()) -> None:
        """Connect. `unreleased` is what an earlier session left. Raises NotConnected with the reason."""
        where = f"{self.config.host}:{self.config.port}"
        try:
            async with asyncio.timeout(ANSWER_TIME):
                await self._connect(clean)
                present, code, properties = await self._handler.accepted
        except TimeoutError:
            raise NotConnected(_no_answer(where)) from None
        except OSError as error:
            raise NotConnected(_unreachable(where, error)) from None
        if code:
            raise NotConnected(_refused(where, code))
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
        properties = {"subscription_identifier": identifier} if self.identifies else {}
        wanted = [Wanted(topics, qos=qos)]
        (code,) = await self._answer(*SubscribePacket.build_package(wanted, self._protocol, **properties))
        if code >= REFUSED:
            raise NodeError(
                text(
                    en=f"the broker refuses the subscription to {topics} (reason 0x{code:02x}); check its access rules",
                    zh=f"MQTT 服务器拒绝订阅 {topics}（原因码 0x{code:02x}）。请检查服务器的访问权限。",
                )
            )

    async def unsubscribe(self, topics: str) -> None:
        await self._answer(*UnsubscribePacket.build_package(topics.encode(), self._protocol))

    async def publish(self, topic: str, payload: bytes, qos: int, retain: bool) -> None:
        """Returns when the broker has taken it (QoS 1, 2) or when there is room to write more (QoS 0).

        Raises NotConnected when the link is lost before, NodeError when the broker refuses the message.
        """
        if not self._protocol.may_write.is_set():
            await self._protocol.may_write.wait()
        self._check_link()
        if not qos:
            self._write(self._packet(topic, payload, 0, retain))
            return
        async with self._window:
            self._check_link()
            id = self._handler.id_generator.next_id()
            if qos == 2:
                self.unreleased.add(id)
            (code,) = await self._answer(id, self._packet(topic, payload, qos, retain, id))
        if code >= REFUSED:
            raise NodeError(
                text(
                    en=f"the broker refuses the message for {topic} (reason 0x{code:02x}); check its access rules",
                    zh=f"MQTT 服务器拒绝接收主题 {topic} 的消息（原因码 0x{code:02x}）。请检查服务器的访问权限。",
                )
            )

    def publish_now(self, topic: str, payload: bytes, retain: bool) -> bool:
        """QoS 0 without waiting; false when `publish` has to wait for room or to say what is wrong."""
        if self._reason or self._link is None or not self._protocol.may_write.is_set():
            return False
        self._write(self._packet(topic, payload, 0, retain))
        return True

    def _packet(self, topic: str, payload: bytes, qos: int, retain: bool, id: int = 0) -> bytes:
        """PUBLISH. Written here, because gmqtt's own takes longer than all else that a message costs."""
        head = _topic(topic)
        if qos:
            head += id.to_bytes(2, "big")
        if self._five:
            head += b"\0"  # no properties
        size = len(head) + len(payload)
        if size < 128:
            length = bytes((size,))
        elif size <= MOST_BYTES:
            length = bytes(pack_variable_byte_integer(size))
        else:
            raise NodeError(
                text(
                    en=f"the payload for {topic} has {len(payload)} bytes; MQTT takes less than 256 MiB",
                    zh=f"发往 {topic} 的载荷有 {len(payload)} 字节；MQTT 上限为 256 MiB。",
                )
            )
        return bytes((MQTTCommands.PUBLISH | qos << 1 | retain,)) + length + head + payload

    def acknowledge(self, id: int, qos: int) -> None:
        """Send PUBACK or PUBREC for a received message."""
        self.command(MQTTCommands.PUBACK if qos == 1 else MQTTCommands.PUBREC, id)

    def command(self, command: int, id: int, dup: bool = False, reason_code: int = 0) -> None:
        """Write an acknowledgement: without a reason code, which is success in both versions."""
        self._write(bytes((command, 2)) + id.to_bytes(2, "big"))

    def reading(self, on: bool) -> None:
        """Read from the link, or leave what comes with the operating system and so with the broker."""
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
            self._make_protocol, config.host, config.port, ssl=context
        )
        self._link = Link(transport, self._protocol, clean, config.keepalive, package_handler=self._handler)
        properties = {"receive_maximum": RECEIVE_MAXIMUM, "session_expiry_interval": config.session_expiry}
        user = config.username.encode() or None
        await self._link.auth(self._client_id.encode(), user, config.password.encode(), **properties)

    def _release(self, ids: Iterable[int]) -> None:
        for id in ids:
            self._handler.id_generator._used_ids.add(id)
            self.unreleased.add(id)
            self.command(MQTTCommands.PUBREL | 2, id)

    async def _answer(self, id: int, packet: bytes) -> tuple[int, ...]:
        future: asyncio.Future[tuple[int, ...]] = asyncio.get_running_loop().create_future()
        self._waiting[id] = future
        self._write(packet)
        try:
            async with asyncio.timeout(ANSWER_TIME):
                return await future
        except TimeoutError:
            self.cut(text(en=f"no answer within {ANSWER_TIME:g} s", zh=f"{ANSWER_TIME:g} 秒内没有应答"))
            raise NotConnected(_no_answer(f"{self.config.host}:{self.config.port}")) from None

    def _check_link(self) -> None:
        if self._link is None or self._reason:
            raise NotConnected(_lost(self._reason))

    def _fail_waiting(self, reason: Text) -> None:
        self._reason = reason
        self._protocol.may_write.set()
        waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            if not future.done():
                future.set_exception(NotConnected(_lost(reason)))

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
        self._out.clear()


class Handler(MqttPackageHandler):  # type: ignore[misc] # gmqtt has no types
    """What is done with each packet from the broker."""

    def __init__(self, session: Session, state: ConnectionState) -> None:
        super().__init__(
            connack_event=asyncio.Event(),
            connection_lost_event=asyncio.Event(),
            connection_state=state,
            reconnect_callback=_unused,
            disconnect_callback=_unused,
            resend_qos_callback=_unused,
            clear_qos_callback=_unused,
            connect_properties={},
            subscriptions_getter=list,
            remove_message_callback=_unused,
            store_message_callback=_unused,
            send_command_with_mid_callback=session.command,
        )
        self.accepted: asyncio.Future[tuple[bool, int, dict[str, Any]]] = asyncio.get_running_loop().create_future()
        self.id_generator._last_used_id = time.monotonic_ns() % 60_000  # not the ids that an earlier session used
        self._session = session
        self._five = state.protocol_version == MQTTv50
        self._known_properties: dict[bytes, dict[str, Any]] = {}

    def __call__(self, package: Any) -> None:
        try:
            if package.cmd & 0xF0 == MQTTCommands.PUBLISH:
                self._handle_publish_packet(package.cmd, package.data)
            else:
                self._handle_packet(package.cmd, package.data)
        except Exception as error:
            self._session.cut(
                text(en=f"a packet from the broker cannot be read: {error}", zh=f"无法解析服务器发来的报文：{error}")
            )

    def _handle_publish_packet(self, cmd: int, raw: bytes) -> None:
        qos = (cmd >> 1) & 3
        end = 2 + int.from_bytes(raw[:2], "big")
        topic, id = raw[2:end], 0
        if qos:
            id = int.from_bytes(raw[end : end + 2], "big")
            end += 2
        identifiers: tuple[int, ...] = ()
        if self._five:
            properties, payload = self._properties(raw[end:])
            if self._session.identifies:
                identifiers = tuple(properties.get("subscription_identifier", ()))
        else:
            payload = raw[end:]
        self._session.listener.arrived(topic, payload, qos, bool(cmd & 1), bool(cmd & 8), id, identifiers)

    def _properties(self, packet: bytes) -> tuple[dict[str, Any], bytes]:
        """As gmqtt reads them; short ones come again and again, so they are read once."""
        length = packet[0]
        if length > 16:
            properties, payload = self._parse_properties(packet)
            if properties is None:
                raise ValueError("unknown property")
            return properties, payload
        head = packet[: length + 1]
        properties = self._known_properties.get(head)
        if properties is None:
            properties, _ = self._parse_properties(head)
            if properties is None:
                raise ValueError("unknown property")
            if len(self._known_properties) < 1000:
                self._known_properties[head] = properties
        return properties, packet[length + 1 :]

    def _handle_connack_packet(self, cmd: int, packet: bytes) -> None:
        present, code = bool(packet[0] & 1), packet[1]
        properties = self._properties(packet[2:])[0] if self._five and not code else {}
        if not code:
            self._session.listener.accepted(present)
        if not self.accepted.done():
            self.accepted.set_result((present, code, properties))

    def _handle_disconnect_packet(self, cmd: int, packet: bytes) -> None:
        code = f"0x{packet[0]:02x}" if packet else ""
        ended = text(en=f"the broker ended it (reason {code})", zh=f"服务器主动断开（原因码 {code}）")
        self._session.cut(ended if code else text(en="the link broke", zh="链路中断"))

    def _handle_suback_packet(self, cmd: int, packet: bytes) -> None:
        codes = self._properties(packet[2:])[1] if self._five else packet[2:]
        self._session.answered(_id(packet), tuple(codes))

    def _handle_unsuback_packet(self, cmd: int, packet: bytes) -> None:
        self._session.answered(_id(packet), (0,))

    def _handle_puback_packet(self, cmd: int, packet: bytes) -> None:
        self._session.answered(_id(packet), (_code(packet),))

    def _handle_pubcomp_packet(self, cmd: int, packet: bytes) -> None:
        self._session.answered(_id(packet), (0,))

    def _handle_pubrec_packet(self, cmd: int, packet: bytes) -> None:
        if _code(packet) >= REFUSED:
            self._session.answered(_id(packet), (_code(packet),))
        else:
            self._session.command(MQTTCommands.PUBREL | 2, _id(packet))

    def _handle_pubrel_packet(self, cmd: int, packet: bytes) -> None:
        self._session.listener.released(_id(packet))
        self._session.command(MQTTCommands.PUBCOMP, _id(packet))


class Protocol(MQTTProtocol):  # type: ignore[misc] # gmqtt has no types
    """gmqtt's reading of packets from the stream, which can be held back, and says when it may be written."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.may_read = asyncio.Event()
        self.may_read.set()
        self.may_write = asyncio.Event()
        self.may_write.set()

    async def read(self, n: int = -1) -> bytes:
        await self.may_read.wait()
        data: bytes = await super().read(n)
        return data

    def pause_writing(self) -> None:
        super().pause_writing()
        self.may_write.clear()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.may_write.set()

    async def _read_loop(self) -> None:
        await super()._read_loop()
        self._transport.abort()  # what follows a packet that cannot be read is not MQTT either


class Link(MQTTConnection):  # type: ignore[misc] # gmqtt has no types
    """gmqtt's keep-alive on one transport."""

    def _keep_connection(self) -> None:
        if not self._protocol.may_read.is_set():
            self._last_data_in = time.monotonic()  # we do not read: silence is no sign of a dead link
        super()._keep_connection()

    async def close(self) -> None:
        """End the link, also where nobody answers any more."""
        if self._keep_connection_callback:
            self._keep_connection_callback.cancel()
        self._transport.close()
        await asyncio.wait([self._protocol.closed], timeout=CLOSE_TIME)
        self._transport.abort()
        if self._protocol.closed.done():
            self._protocol.closed.exception()


def _unused(*given: Any, **more: Any) -> None:
    raise AssertionError("gmqtt's own bookkeeping is not used")


@lru_cache(maxsize=4096)
def _topic(topic: str) -> bytes:
    raw = topic.encode("utf-8", "replace")
    return len(raw).to_bytes(2, "big") + raw


def _id(packet: bytes) -> int:
    return int.from_bytes(packet[:2], "big")


def _code(packet: bytes) -> int:
    return packet[2] if len(packet) > 2 else 0


def _tls(ca_file: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca_file or None)


def _no_answer(where: str) -> Text:
    return text(
        en=f"the MQTT broker {where} does not answer within {ANSWER_TIME:g} s; it is tried again",
        zh=f"MQTT 服务器 {where} 在 {ANSWER_TIME:g} 秒内没有应答，系统会自动重连。",
    )


def _unreachable(where: str, error: OSError) -> Text:
    said = reason(error)
    return text(
        en=f"cannot reach the MQTT broker {where}: {pick(said)}; check the address, the network and whether it runs",
        zh=f"无法连接 MQTT 服务器 {where}：{pick(said, 'zh')}。请检查地址、网络以及服务器是否运行，系统会自动重连。",
    )


def _refused(where: str, code: int) -> Text:
    said = str(MQTTConnectError(code))
    if code in OTHER_VERSION:
        return text(
            en=f"the MQTT broker {where} does not speak this version of MQTT: {said}; choose the other one",
            zh=f"MQTT 服务器 {where} 不支持该 MQTT 版本：{said}。请改用另一版本。",
        )
    return text(
        en=f"the MQTT broker {where} refuses the connection: {said}; check user, password, client id",
        zh=f"MQTT 服务器 {where} 拒绝连接：{said}。请检查用户名、密码和 client_id。",
    )


def _lost(said: Text) -> Text:
    return text(
        en=f"the connection to the MQTT broker is lost: {pick(said)}",
        zh=f"与 MQTT 服务器的连接已断开：{pick(said, 'zh')}。系统会自动重连。",
    )
