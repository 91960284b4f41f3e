"""`mqtt.in`: messages from a broker."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Literal

import msgspec

from sinterflow.runtime import (
    Message,
    NodeConfig,
    NodeError,
    Port,
    Source,
    Text,
    field,
    new_id,
    paths,
    text,
)

from .acknowledgements import Arrival
from .broker import Broker, outage_text
from .subscriptions import Subscription

TOPICS = r"^(\$share/[^/+#]+/)?(#|([^/+#]*|\+)(/([^/+#]*|\+))*(/#)?)$"
REMEMBERED_KEYS = 10_000

Decode = Literal["auto", "json", "text", "bytes"]


class MqttIn(Source):
    """Receive messages of a topic, or of many with the wildcards `+` and `#`.

    A message of QoS 1 or 2 is acknowledged to the broker when the flow is done with it; after a crash it comes again.
    With `key`, a message whose value at that path was seen lately is acknowledged and not sent a second time.
    """

    type = "mqtt.in"
    title = text(en="MQTT in", zh="MQTT 输入")
    help = text(
        en="Messages of a topic. The broker is told that a message has arrived when the flow is done with it.",
        zh="接收指定主题的消息；流程处理完成后才向服务器确认。",
    )
    icon = "download"
    outputs = (Port("out"),)
    acknowledges = True
    deterministic = False

    class Config(NodeConfig):
        connection: Annotated[str, field(title=text(en="Broker", zh="MQTT 服务器"), connection="mqtt.broker")]
        topic: Annotated[
            str,
            field(
                title=text(en="Topic", zh="主题"),
                help=text(en="+ stands for one level, # for all below", zh="+ 匹配一级，# 匹配其下所有级"),
                min_length=1, max_length=65535, pattern=TOPICS, example="plant/+/scan",
            ),
        ]  # fmt: skip
        qos: Annotated[Literal[0, 1, 2], field(title=text(en="Quality of service", zh="服务等级（QoS）"))] = 1
        format: Annotated[
            Decode,
            field(
                title=text(en="Payload", zh="载荷格式"),
                choices={
                    "auto": text(en="JSON object or list, else text, else bytes", zh="自动（JSON、文本或字节）"),
                    "json": text(en="JSON", zh="JSON"),
                    "text": text(en="text", zh="文本"),
                    "bytes": text(en="bytes", zh="字节"),
                },
            ),
        ] = "auto"
        key: Annotated[
            str,
            field(
                title=text(en="Key of a message", zh="消息唯一键"),
                help=text(
                    en="path of a value that no two messages share, such as payload.id: repeats are left out",
                    zh="消息中唯一值的路径，例如 payload.id；重复的消息会被忽略",
                ),
                path=True, advanced=True,
            ),
        ] = ""  # fmt: skip

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.config: MqttIn.Config = config
        self.repeats = 0
        self.subscribed = False
        self._decode = DECODERS[config.format]
        self._key = paths.parse(config.key) if config.key else None
        self._seen: dict[Any, None] = {}
        self._subscription: Subscription | None = None
        self._broker: Broker | None = None

    async def run(self) -> None:
        self._broker = broker = self.connection(self.config.connection)
        await self.stop()  # what an earlier run has left
        subscription = Subscription(self.config.topic, self.config.qos, self._show, broker.taken)
        self._subscription = subscription
        try:
            await broker.subscribe(subscription)
            self.subscribed = True
            while True:
                await self._hand_on(await subscription.next(), subscription, broker)
        finally:
            broker.unsubscribe(subscription)

    async def stop(self) -> None:
        if self._broker is not None and self._subscription is not None:
            self._broker.abandon(self._subscription)

    def save_state(self) -> list[Any]:
        return list(self._seen)

    def load_state(self, state: Any) -> None:
        self._seen = dict.fromkeys(state)

    async def _hand_on(self, arrival: Arrival, subscription: Subscription, broker: Broker) -> None:
        done = partial(broker.done, subscription, arrival) if arrival.qos else None
        message: Message = {
            "payload": arrival.payload,
            "topic": arrival.topic,
            "_msgid": new_id(),
            "qos": arrival.qos,
            "retain": arrival.retain,
            "dup": arrival.dup,
        }
        try:
            message["payload"] = self._decode(arrival.payload)
        except NodeError as error:
            await self.fail(error, message, done)
            return
        if self._key is None or self._is_new(message):
            await self.send(message, done=done)
        elif done is not None:
            done()

    def _is_new(self, message: Message) -> bool:
        assert self._key is not None
        value = paths.get(message, self._key)
        if value is None or isinstance(value, dict | list):
            return True
        if value in self._seen:
            self.repeats += 1
            self.status("info", text(en=f"{self.repeats} repeats left out", zh=f"已忽略 {self.repeats} 条重复消息"))
            return False
        self._seen[value] = None
        if len(self._seen) > REMEMBERED_KEYS:
            del self._seen[next(iter(self._seen))]
        return True

    def _show(self, connected: bool, reason: Text) -> None:
        if connected:
            self.status("ok")
        else:
            self.status("disconnected", outage_text(reason))


def auto(payload: bytes) -> Any:
    """An object or a list when it is one in JSON, else text when it is UTF-8, else the bytes."""
    if payload[:1] in (b"{", b"[") or payload.lstrip()[:1] in (b"{", b"["):
        try:
            return msgspec.json.decode(payload)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            pass  # it only looks like JSON
    try:
        return payload.decode()
    except UnicodeDecodeError:
        return payload


def from_json(payload: bytes) -> Any:
    """Raises NodeError when it is not JSON."""
    try:
        return msgspec.json.decode(payload)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise NodeError(
            text(
                en=f"the payload {shown(payload)} is not JSON: {error}; send JSON, or set the payload format to text",
                zh=f"载荷 {shown(payload)} 不是有效的 JSON：{error}。请发送 JSON，或将载荷格式改为文本。",
            )
        ) from None


def from_text(payload: bytes) -> str:
    """Raises NodeError when it is not UTF-8."""
    try:
        return payload.decode()
    except UnicodeDecodeError as error:
        raise NodeError(
            text(
                en=f"the payload {shown(payload)} is not UTF-8 text: {error}; set the payload format to bytes",
                zh=f"载荷 {shown(payload)} 不是 UTF-8 文本：{error}。请将载荷格式改为字节。",
            )
        ) from None


def shown(payload: bytes) -> str:
    """The beginning of a payload, for an error text."""
    start = payload[:40].decode("utf-8", "backslashreplace")
    return repr(start) + ("…" if len(payload) > 40 else "")


DECODERS: dict[str, Callable[[bytes], Any]] = {"auto": auto, "json": from_json, "text": from_text, "bytes": bytes}
