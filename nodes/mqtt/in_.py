"""`mqtt.in`: messages from a broker."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

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

from .acknowledgements import TRACE, Arrival
from .broker import Broker
from .formats import DECODERS, Decode
from .packet_keys import PacketKeys
from .seen import Done, Seen, key_of
from .subscriptions import Subscription
from .texts import outage

TOPICS = r"^(\$share/[^/+#]+/)?(#|([^/+#]*|\+)(/([^/+#]*|\+))*(/#)?)$"


class MqttIn(Source):
    """Receive messages of a topic, or of many with the wildcards `+` and `#`.

    A message of QoS 1 or 2 is acknowledged to the broker when the flow is done with it; after a crash it comes again. A
    durable wire behind this node knows it then and takes it once: by the value at `key`, by which repeats are left out
    here too, else by its packet id when the broker keeps the session. A message that may have come twice is counted.
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
        """Messages that were left out, because one with their key was here before."""
        self.doubtful = 0
        """Messages that may have come twice: nothing says whether they were here before."""
        self.subscribed = False
        self._decode = DECODERS[config.format]
        self._key = paths.parse(config.key) if config.key else None
        self._seen = Seen()
        self._traces = False
        self._keys: PacketKeys | None = None
        self._subscription: Subscription | None = None
        self._broker: Broker | None = None

    async def run(self) -> None:
        self._broker = broker = self.connection(self.config.connection)
        await self.stop()  # what an earlier run has left
        self._traces = self.traces
        if not broker.session:
            self._keys = None
        elif self._keys is None or self._keys.scope != broker.session:
            self._keys = PacketKeys(self, broker.session, self._doubted)
        node, config = f"{self.host.flow}/{self.id}", self.config
        subscription = Subscription(node, config.topic, config.qos, self._show, broker.taken, self._keys)
        self._subscription = subscription
        try:
            await broker.subscribe(subscription)
            self.subscribed = True
            while True:
                await subscription.filled()
                await self.room()  # who is stopped here has taken nothing
                await self._hand_on(subscription.take(), subscription, broker)
        finally:
            broker.unsubscribe(subscription)

    async def stop(self) -> None:
        if self._broker is not None and self._subscription is not None:
            self._broker.abandon(self._subscription)

    def save_state(self) -> list[Any]:
        return self._seen.finished

    def load_state(self, state: Any) -> None:
        self._seen.load(state)

    async def _hand_on(self, arrival: Arrival, subscription: Subscription, broker: Broker) -> None:
        done: Done | None = partial(broker.done, subscription, arrival) if arrival.qos else None
        message: Message = {
            "payload": arrival.payload,
            "topic": arrival.topic,
            "_msgid": new_id(),
            "qos": arrival.qos,
            "retain": arrival.retain,
            "dup": arrival.dup,
        }
        if self._traces and (above := dict(arrival.user).get(TRACE)) is not None:
            message[TRACE] = above
        try:
            message["payload"] = self._decode(arrival.payload)
        except NodeError as error:
            await self.fail(error, message, done)
            return
        key = "" if self._key is None else key_of(paths.get(message, self._key))
        if key:
            done = self._seen.first(key, done)
            if done is None:
                self._left_out()
                return
        elif done is not None and self._keys is not None and not arrival.earlier:
            if self._keys.was_released(arrival):
                self._left_out(done)
                return
            key, done = self._keys.named(arrival, done)
        elif done is not None and (arrival.dup or arrival.earlier):
            self._doubted()
        await self.send(message, done=done, key=key)

    def _left_out(self, done: Done | None = None) -> None:
        self.repeats += 1
        self._say()
        if done is not None:
            done()

    def _doubted(self) -> None:
        self.doubtful += 1
        self._say()

    def _say(self) -> None:
        left_out, doubtful = self.repeats, self.doubtful
        english = [f"{left_out} repeats left out"] if left_out else []
        chinese = [f"已忽略 {left_out} 条重复消息"] if left_out else []
        if doubtful:
            english.append(f"{doubtful} messages may have come twice; name a key to tell them apart")
            chinese.append(f"{doubtful} 条消息可能重复；填写唯一键即可识别")
        self.status("info", text(en="; ".join(english), zh="；".join(chinese)))

    def _show(self, connected: bool, reason: Text) -> None:
        if not connected:
            self.status("disconnected", outage(reason))
        elif self.repeats or self.doubtful:
            self._say()
        else:
            self.status("ok")
