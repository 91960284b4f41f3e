"""`core.debug`: look at messages."""

from __future__ import annotations

from typing import Annotated, Any

from sinterflow.runtime import Code, Message, Node, NodeConfig, field, paths, text

from .preview import preview
from .values import text_of

SHORT = 64


class Debug(Node):
    """Show a property of every message to whoever watches the debug events; never in the way of the flow."""

    type = "core.debug"
    title = text(en="Debug", zh="调试")
    help = text(
        en="Shows messages in the debug panel; long values are cut there.",
        zh="在底栏的“调试”中显示消息；过长的内容会被截短。",
    )
    icon = "debug"
    outputs = ()
    writes = ()

    class Config(NodeConfig):
        show: Annotated[
            str,
            field(
                title=text(en="Show", zh="显示内容"),
                help=text(en="A path of the message; empty for all of it.", zh="消息路径；留空表示整条消息。"),
                path=True,
            ),
        ] = "payload"
        console: Annotated[bool, field(title=text(en="Also in the log", zh="同时写入日志"))] = False
        status: Annotated[bool, field(title=text(en="Also under the node", zh="同时显示在节点下方"))] = False

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._path = paths.parse(config.show) if config.show else ()

    def generate(self, code: Code) -> bool:
        code.line(f"{code.bind(self.receive)}({code.known.message})")
        return True

    def receive(self, message: Message, port: str = "in") -> None:
        shown, cut = preview(paths.get(message, self._path))
        said = {"path": self.config.show, "value": shown, "topic": preview(message.get("topic"))[0]}
        self.publish("debug", {**said, "_msgid": message.get("_msgid"), **({"truncated": True} if cut else {})})
        if self.config.console:
            self.log.info("debug", **said)
        if self.config.status:
            self.status("info", _short(text_of(shown)))


def _short(said: Any) -> str:
    return said if len(said) <= SHORT else f"{said[: SHORT - 1]}…"
