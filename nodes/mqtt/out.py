"""`mqtt.out`: publish messages to a broker."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec

from sinterflow.runtime import Message, Node, NodeConfig, NodeError, field, text

from .broker import Broker

PIPELINED = 100


class MqttOut(Node):
    """Publish the payload. Text and bytes go out as they are, everything else as JSON.

    A message is handled when the broker has confirmed it (QoS 1, 2) or when it is written (QoS 0); during an outage it
    fails with NotConnected. The effect counts as idempotent, because MQTT itself may deliver a message of QoS 1 again
    and its receivers have to cope: a message may wait out an outage on a durable wire and be published late, and is not
    refused for its age as a print or a device command is.
    """

    type = "mqtt.out"
    title = text(en="MQTT out", zh="MQTT 输出")
    help = text(
        en="Publishes the payload: text and bytes as they are, everything else as JSON.",
        zh="发布载荷：文本和字节原样发送，其他内容转为 JSON。",
    )
    icon = "upload"
    outputs = ()
    effect = "idempotent"

    class Config(NodeConfig):
        connection: Annotated[str, field(title=text(en="Broker", zh="MQTT 服务器"), connection="mqtt.broker")]
        topic: Annotated[
            str,
            field(
                title=text(en="Topic", zh="主题"),
                help=text(en="empty: the message's own topic", zh="留空则使用消息自带的主题"),
                max_length=65535, pattern=r"^[^+#]*$",
            ),
        ] = ""  # fmt: skip
        qos: Annotated[Literal[0, 1, 2], field(title=text(en="Quality of service", zh="服务等级（QoS）"))] = 1
        retain: Annotated[
            bool,
            field(
                title=text(en="Retain", zh="保留消息"),
                help=text(
                    en="the broker keeps the last one for later subscribers", zh="服务器为后来的订阅者保留最后一条"
                ),
            ),
        ] = False

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.config: MqttOut.Config = config
        # Publishing starts in order of arrival; only waiting for the broker's confirmations overlaps.
        self._traces = False
        self.concurrency = PIPELINED if config.qos else 1  # type: ignore[misc] # of this instance

    async def start(self) -> None:
        self._broker: Broker = self.connection(self.config.connection)
        self._traces = self.traces

    async def receive(self, message: Message) -> None:
        config = self.config
        topic, payload = self._published(message)
        trace = self.traceparent(message) if self._traces else None
        if config.qos or not self._broker.publish_now(topic, payload, config.retain, trace):
            await self._broker.publish(topic, payload, config.qos, config.retain, trace)

    def outcome(self, message: Message) -> dict[str, Any]:
        """What would be published: the payload as text, or as bytes when it is none."""
        topic, payload = self._published(message)
        try:
            shown: str | bytes = payload.decode()
        except UnicodeDecodeError:
            shown = payload
        return {"topic": topic, "payload": shown, "retain": self.config.retain}

    def _published(self, message: Message) -> tuple[str, bytes]:
        return self.config.topic or usable(message.get("topic")), encoded(message.get("payload"))


def encoded(payload: Any) -> bytes:
    """The bytes that are published. Raises NodeError when a value cannot be written as JSON."""
    if isinstance(payload, str):
        return payload.encode("utf-8", "surrogatepass")
    if isinstance(payload, bytes):
        return payload
    try:
        return msgspec.json.encode(payload)
    except OverflowError:
        return json.dumps(payload, ensure_ascii=False, default=msgspec.to_builtins).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise NodeError(
            text(
                en=f"the payload cannot be written as JSON: {error}; publish text, or values that JSON knows",
                zh=f"载荷无法转换为 JSON：{error}。请改为文本，或只使用 JSON 支持的值。",
            )
        ) from None


def usable(topic: Any) -> str:
    """A topic that may be published to. Raises NodeError for any other."""
    if isinstance(topic, str) and is_topic(topic):
        return topic
    raise NodeError(
        text(
            en=f"{topic!r} is not a topic to publish to; set the node's topic, or msg.topic to a text without + and #",
            zh=f"{topic!r} 不是可发布的主题。请在节点中填写主题，或将 msg.topic 设为不含 + 和 # 的文本。",
        )
    )


@lru_cache(maxsize=4096)
def is_topic(topic: str) -> bool:
    return 0 < len(topic.encode("utf-8", "replace")) <= 65535 and not set(topic) & {"+", "#", "\0"}
