"""`core.filter`: only messages that say something new."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from sinterflow.runtime import Code, Message, Node, NodeConfig, NodeError, PathText, copy_value, field, paths, text

from .values import finite, same

NotNegative = Annotated[float, msgspec.Meta(ge=0)]

MOST_TOPICS = 10_000
_NONE = object()


class Filter(Node):
    """Report by exception: hand a message on when its value differs from the last one that went on."""

    type = "core.filter"
    title = text(en="Filter", zh="变化过滤")
    help = text(
        en="Hands a message on only when its value has changed, or changed by more than a band. "
        "msg.reset forgets the last value.",
        zh="仅当值发生变化，或变化超过死区时转发消息。msg.reset 清除记住的值。",
    )
    icon = "filter"
    deterministic = False  # it begins anew after a restart
    writes = ()

    class Config(NodeConfig):
        property: Annotated[PathText, field(title=text(en="Property", zh="属性"), path=True)] = "payload"
        mode: Annotated[
            Literal["changed", "deadband", "deadband-percent", "narrow"],
            field(
                title=text(en="Hand on", zh="转发条件"),
                choices={
                    "changed": text(en="when the value has changed", zh="值发生变化"),
                    "deadband": text(en="when it changed by more than the band", zh="变化超过死区"),
                    "deadband-percent": text(
                        en="when it changed by more than the band, in percent of the last value",
                        zh="变化超过死区（上次值的百分比）",
                    ),
                    "narrow": text(en="unless it changed by more than the band", zh="变化不超过死区（滤除跳变）"),
                },
            ),
        ] = "changed"
        band: Annotated[
            NotNegative | None,
            field(title=text(en="Band", zh="死区"), when={"mode": ["deadband", "deadband-percent", "narrow"]}),
        ] = None
        per_topic: Annotated[bool, field(title=text(en="For each topic by itself", zh="按主题分别判断"))] = True
        pass_first: Annotated[bool, field(title=text(en="Hand on the first value", zh="转发第一个值"))] = True

    @classmethod
    def check(cls, config: Any) -> list[tuple[str, str, dict[str, Any]]]:
        if config.mode == "changed" or config.band is not None:
            return []
        return [("needed-with", "band", {"other": "mode", "value": config.mode})]

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._path = paths.parse(config.property)
        self._last: dict[str, Any] = {}

    def generate(self, code: Code) -> bool:
        with code.branch(f"if {code.bind(self.goes_on)}({code.known.message}):"):
            code.emit("out")
        return True

    def receive(self, message: Message, port: str = "in") -> Message | None:
        return message if self.goes_on(message) else None

    def goes_on(self, message: Message) -> bool:
        """Whether the message says something new; remembers what it says."""
        topic = message.get("topic") if self.config.per_topic else None
        key = "" if topic is None else str(topic)
        value = paths.get(message, self._path)
        if "reset" in message:
            self._forget(key)
            if value is None:
                return False
        if self.config.mode != "changed":
            value = self._number(value)
        last = self._last.get(key, _NONE)
        if last is not _NONE and not self._passes(value, last):
            return False
        self._remember(key, value)
        return last is not _NONE or bool(self.config.pass_first)

    def save_state(self) -> Any:
        return {"last": copy_value(self._last)}

    def load_state(self, state: Any) -> None:
        self._last = copy_value(state["last"])

    def _passes(self, value: Any, last: Any) -> bool:
        mode, band = self.config.mode, self.config.band
        if mode == "changed":
            return not same(value, last)
        last = finite(last)
        if last is None:  # a successor in another mode took over a text
            return True
        difference = abs(value - last)
        if mode == "narrow":
            return bool(difference <= band)
        return bool(difference > (abs(last) * band / 100 if mode == "deadband-percent" else band))

    def _number(self, value: Any) -> float:
        number = finite(value)
        if number is None:
            shown = f"{value!r:.60}"
            raise NodeError(
                text(
                    en=f"{self.config.property} is not a number: {shown}",
                    zh=f"{self.config.property} 不是数值：{shown}",
                )
            )
        return number

    def _remember(self, key: str, value: Any) -> None:
        if key not in self._last and len(self._last) >= MOST_TOPICS:
            del self._last[next(iter(self._last))]
        self._last[key] = copy_value(value)

    def _forget(self, key: str) -> None:
        if key:
            self._last.pop(key, None)
        else:
            self._last.clear()
