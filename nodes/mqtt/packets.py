"""gmqtt's packets, reader and keep-alive as we need them: the only file that knows gmqtt.

What gmqtt decides by itself (when to acknowledge, to connect again, to send again) is left to our session, the same way
on MQTT 5 and 3.1.1: see docs/decisions/001-gmqtt.md.
"""

from __future__ import annotations

import asyncio
import logging
import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gmqtt.mqtt.connection import MQTTConnection  # type: ignore[import-untyped] # gmqtt has no types
from gmqtt.mqtt.constants import MQTTCommands, MQTTv50, MQTTv311  # type: ignore[import-untyped]
from gmqtt.mqtt.handler import MQTTConnectError, MqttPackageHandler  # type: ignore[import-untyped]
from gmqtt.mqtt.package import SubscribePacket, UnsubscribePacket  # type: ignore[import-untyped]
from gmqtt.mqtt.protocol import MQTTProtocol  # type: ignore[import-untyped]
from gmqtt.mqtt.utils import ConnectionState, pack_variable_byte_integer  # type: ignore[import-untyped]
from gmqtt.subscription import Subscription as Wanted  # type: ignore[import-untyped]

from sinterflow.runtime import NodeError, text

from .acknowledgements import TRACE, UserProperties

if TYPE_CHECKING:
    from .client import Session

PUBACK, PUBREC, PUBREL, PUBCOMP = (
    MQTTCommands.PUBACK,
    MQTTCommands.PUBREC,
    MQTTCommands.PUBREL | 2,
    MQTTCommands.PUBCOMP,
)
PING = bytes((MQTTCommands.PINGREQ, 0))
CLOSE_TIME = 1.0
MOST_BYTES = 268_435_455
"""The longest packet that MQTT knows."""
USER_PROPERTY = 0x26
REFUSED = 0x80
"""Reason codes from here on are refusals."""

logging.getLogger("gmqtt").setLevel(logging.CRITICAL)  # outages are said once, by the engine


class Handler(MqttPackageHandler):  # type: ignore[misc] # gmqtt has no types
    """What is done with each packet from the broker."""

    def __init__(self, session: Session, five: bool) -> None:
        super().__init__(
            connack_event=asyncio.Event(),
            connection_lost_event=asyncio.Event(),
            connection_state=ConnectionState(protocol_version=MQTTv50 if five else MQTTv311),
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
        self.five = five
        self._known_properties: dict[bytes, dict[str, Any]] = {}

    def protocol(self) -> Protocol:
        """The reader of a new connection."""
        return Protocol(connection_state=self._connection_state, id_generator=self.id_generator)

    def keep(self, ids: set[int]) -> None:
        """Packet ids that an earlier session has not finished: they are not used again yet."""
        self.id_generator._used_ids |= ids

    def __call__(self, package: Any) -> None:
        if self._session.over:
            return
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
        user: UserProperties = ()
        if self.five:
            properties, payload = self._properties(raw[end:])
            user = properties.get("user_property", ())
            if self._session.identifies:
                identifiers = tuple(properties.get("subscription_identifier", ()))
        else:
            payload = raw[end:]
        self._session.listener.arrived(topic, payload, qos, bool(cmd & 1), bool(cmd & 8), id, identifiers, user)

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
        properties = self._properties(packet[2:])[0] if self.five and not code else {}
        if not code:
            self._session.listener.accepted(present)
        if not self.accepted.done():
            self.accepted.set_result((present, code, properties))

    def _handle_disconnect_packet(self, cmd: int, packet: bytes) -> None:
        code = f"0x{packet[0]:02x}" if packet else ""
        ended = text(en=f"the broker ended it (reason {code})", zh=f"服务器主动断开（原因码 {code}）")
        self._session.cut(ended if code else text(en="the link broke", zh="链路中断"))

    def _handle_suback_packet(self, cmd: int, packet: bytes) -> None:
        codes = self._properties(packet[2:])[1] if self.five else packet[2:]
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
            self._session.command(PUBREL, _id(packet))

    def _handle_pubrel_packet(self, cmd: int, packet: bytes) -> None:
        self._session.listener.released(_id(packet))

    def _handle_pingresp_packet(self, cmd: int, packet: bytes) -> None:
        self._session.ponged()


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
    """gmqtt's keep-alive on one transport; its pings go the way of ours, so that answers are told apart."""

    def __init__(self, session: Session, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._session = session

    def _send_ping_request(self) -> None:
        self._session.ping()

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


def publication(
    topic: str, payload: bytes, qos: int, retain: bool, five: bool, id: int = 0, trace: str | None = None
) -> bytes:
    """PUBLISH. Written here, because gmqtt's own takes longer than all else that a message costs.

    `trace` goes along as user property `traceparent`, on MQTT 5 alone: MQTT 3.1.1 has no room for it.

    Raises NodeError when it is too long.
    """
    head = _topic(topic)
    if qos:
        head += id.to_bytes(2, "big")
    if five:
        head += b"\0" if trace is None else _user_property(TRACE, trace)
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


def _user_property(name: str, value: str) -> bytes:
    """The properties of a packet that has this one alone, which takes less than 128 bytes."""
    told = bytes((USER_PROPERTY,)) + b"".join(len(one).to_bytes(2, "big") + one.encode() for one in (name, value))
    return bytes((len(told),)) + told


@lru_cache(maxsize=4096)
def _topic(topic: str) -> bytes:
    raw = topic.encode("utf-8", "replace")
    return len(raw).to_bytes(2, "big") + raw


def subscription(protocol: Protocol, topics: str, qos: int, identifier: int | None) -> tuple[int, bytes]:
    """SUBSCRIBE and its packet id."""
    properties = {} if identifier is None else {"subscription_identifier": identifier}
    built: tuple[int, bytes] = SubscribePacket.build_package([Wanted(topics, qos=qos)], protocol, **properties)
    return built


def unsubscription(protocol: Protocol, topics: str) -> tuple[int, bytes]:
    """UNSUBSCRIBE and its packet id."""
    built: tuple[int, bytes] = UnsubscribePacket.build_package(topics.encode(), protocol)
    return built


def refusal(code: int) -> str:
    """What a CONNACK code means, in English."""
    return str(MQTTConnectError(code))


def _id(packet: bytes) -> int:
    return int.from_bytes(packet[:2], "big")


def _code(packet: bytes) -> int:
    return packet[2] if len(packet) > 2 else 0
