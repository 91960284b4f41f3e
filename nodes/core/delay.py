"""`core.delay`: messages later, or fewer in a time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec

from sinterflow.runtime import Duration, Message, Node, NodeConfig, Out, Port, field, seconds, text

from .delay_paced import Paced
from .delay_postponed import Postponed
from .values import finite

AtLeastOne = Annotated[int, msgspec.Meta(ge=1)]
NEEDED = {"delay": ("for_",), "random": ("between",), "rate": ("count", "per")}
RATE = {"mode": ["rate"]}
"""Fields that only the limit of a rate has."""


class Delay(Node):
    """Hold messages back: each for a time, or so that no more than a number go on in a time."""

    type = "core.delay"
    title = text(en="Delay", zh="延时")
    help = text(
        en="Sends messages on later, or limits how many go on in a time. msg.delay is the delay in milliseconds, "
        "msg.flush sends what waits, msg.reset drops it.",
        zh="延后转发消息，或限制单位时间内的消息数量。"
        "msg.delay 为延时毫秒数，msg.flush 立即放行，msg.reset 清空等待的消息。",
    )
    icon = "delay"
    writes = ("flush", "reset")

    class Config(NodeConfig, rename={"for_": "for"}):
        mode: Annotated[
            Literal["delay", "random", "rate"],
            field(
                title=text(en="Mode", zh="方式"),
                choices={
                    "delay": text(en="a fixed time", zh="固定延时"),
                    "random": text(en="a random time", zh="随机延时"),
                    "rate": text(en="so many in a time", zh="限制速率"),
                },
            ),
        ] = "delay"
        for_: Annotated[
            Duration | None, field(title=text(en="For", zh="延时"), example="5s", when={"mode": ["delay"]})
        ] = None
        between: Annotated[
            tuple[Duration, Duration] | None,
            field(title=text(en="Between", zh="随机范围"), when={"mode": ["random"]}),
        ] = None
        count: Annotated[AtLeastOne | None, field(title=text(en="Messages", zh="消息数"), when=RATE)] = None
        per: Annotated[Duration | None, field(title=text(en="In", zh="每"), when=RATE)] = None
        per_topic: Annotated[bool, field(title=text(en="For each topic by itself", zh="按主题分别限速"), when=RATE)] = (
            False
        )
        full: Annotated[
            Literal["queue", "drop", "second"],
            field(
                title=text(en="What is too much", zh="超出的消息"),
                when=RATE,
                choices={
                    "queue": text(en="waits its turn", zh="排队等待"),
                    "drop": text(en="is dropped", zh="丢弃"),
                    "second": text(en="leaves by the second output", zh="从第二输出送出"),
                },
            ),
        ] = "queue"

    @classmethod
    def ports(cls, config: Any) -> tuple[Sequence[Port], Sequence[Port]]:
        second = config.mode == "rate" and config.full == "second"
        return cls.inputs, [Port("out"), Port("2")] if second else cls.outputs

    @classmethod
    def check(cls, config: Any) -> list[tuple[str, str, dict[str, Any]]]:
        missing = [name for name in NEEDED[config.mode] if getattr(config, name) is None]
        found = [("needed-with", name.strip("_"), {"other": "mode", "value": config.mode}) for name in missing]
        if config.mode == "rate" and config.per and not seconds(config.per):
            found.append(("not-positive", "per", {"given": config.per}))
        return found

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._handler: Postponed | Paced
        if config.mode == "rate":
            interval = seconds(config.per or "1s") / (config.count or 1)
            self._handler = Paced(self, interval, config.full, per_topic=config.per_topic)
            self.keeps = self.deterministic = config.full == "queue"
        else:
            self._handler = Postponed(self, self._random if config.mode == "random" else self._fixed)
            self.keeps = True
            self.deterministic = config.mode != "random"

    def receive(self, message: Message, port: str = "in") -> list[Out]:
        return self._handler.receive(message)

    async def stop(self) -> None:
        self._handler.stop()

    def _fixed(self, message: Message) -> float:
        given = finite(message.get("delay"))
        return seconds(self.config.for_) if given is None else max(0.0, given / 1000)

    def _random(self, message: Message) -> float:
        first, last = map(seconds, self.config.between)
        return random.uniform(first, last)
