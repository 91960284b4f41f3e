"""`core.range`: a number carried over from one range to another."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from sinterflow.runtime import Code, Message, Node, NodeConfig, NodeError, PathText, field, paths, text

from .values import finite

MAX = sys.float_info.max


class Range(Node):
    """Map a number from the range `in` to the range `out`, in a straight line."""

    type = "core.range"
    title = text(en="Range", zh="量程换算")
    help = text(
        en="Carries a number over from one range to another, as from 4–20 mA to 0–100 °C.",
        zh="把数值从一个量程线性换算到另一个量程，例如 4–20 mA 换算为 0–100 °C。",
    )
    icon = "range"

    class Config(NodeConfig, rename={"in_": "in"}):
        in_: Annotated[tuple[float, float], field(title=text(en="From range", zh="输入量程"), example=[4, 20])]
        out: Annotated[tuple[float, float], field(title=text(en="To range", zh="输出量程"), example=[0, 100])]
        property: Annotated[PathText, field(title=text(en="Property", zh="属性"), path=True)] = "payload"
        mode: Annotated[
            Literal["scale", "clamp", "wrap", "drop"],
            field(
                title=text(en="Outside the range", zh="超出量程时"),
                choices={
                    "scale": text(en="scale on", zh="继续按比例换算"),
                    "clamp": text(en="hold at its ends", zh="限制在量程两端"),
                    "wrap": text(en="start again from the other end", zh="从另一端循环"),
                    "drop": text(en="drop the message", zh="丢弃消息"),
                },
            ),
        ] = "scale"
        round: Annotated[bool, field(title=text(en="Round to a whole number", zh="四舍五入为整数"))] = False

    @classmethod
    def check(cls, config: Any) -> list[tuple[str, str, dict[str, Any]]]:
        return [("empty-range", "in", {"value": config.in_[0]})] if config.in_[0] == config.in_[1] else []

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.path = paths.parse(config.property)

    def written(self) -> Sequence[str]:
        return [self.config.property]

    def generate(self, code: Code) -> bool:
        config = self.config
        value = code.read(config.property)
        code.line(f"if type({value}) is not float: {value} = {code.bind(self._number)}({value})")
        code.line(f"elif not {-MAX!r} <= {value} <= {MAX!r}: {code.bind(self._number)}({value})")
        if config.mode == "scale" and not config.round:
            (first, last), (out_first, out_last) = config.in_, config.out
            span, out_span = code.const(last - first), code.const(out_last - out_first)  # too large ones are infinite
            code.write(config.property, f"({value} - {first!r}) / {span} * {out_span} + {out_first!r}")
            code.emit("out")
            return True
        code.line(f"{value} = {code.bind(self.scaled)}({value})")
        with code.branch(f"if {value} is not None:"):
            code.write(config.property, value)
            code.emit("out")
        return True

    def receive(self, message: Message, port: str = "in") -> Message | None:
        scaled = self.scaled(self._number(paths.get(message, self.path)))
        if scaled is None:
            return None
        paths.put(message, self.path, scaled)
        return message

    def _number(self, found: Any) -> float:
        number = finite(found)
        if number is None:
            raise not_a_number(self.config.property, found)
        return number

    def scaled(self, number: float) -> float | None:
        """The number in the range `out`; None when it is outside `in` and to be dropped."""
        config = self.config
        (first, last), (out_first, out_last) = config.in_, config.out
        low, high = min(first, last), max(first, last)
        if config.mode == "drop" and not low <= number <= high:
            return None
        if config.mode == "clamp":
            number = min(max(number, low), high)
        elif config.mode == "wrap":
            number = (number - low) % (high - low) + low
        result: float = (number - first) / (last - first) * (out_last - out_first) + out_first
        return half_up(result) if config.round else result


def half_up(number: float) -> int:
    """The nearest whole number, the upper one of two."""
    whole = math.floor(number)
    return whole + (number - whole >= 0.5)


def not_a_number(where: str, found: Any) -> NodeError:
    shown = repr(found) if len(repr(found)) <= 60 else f"{repr(found)[:57]}…"
    return NodeError(text(en=f"{where} is not a number: {shown}", zh=f"{where} 不是数值：{shown}"))
