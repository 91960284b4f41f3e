"""`core.link-out`: a wire that is not drawn, into this flow or another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Literal

from sinterflow.runtime import Code, Message, Node, NodeConfig, NodeError, copy_value, field, text

from .calls import innermost


class LinkOut(Node):
    """Send every message to link-in nodes. The engine leads what `receive` gives back to each of `to`."""

    type = "core.link-out"
    title = text(en="Link out", zh="链接输出")
    help = text(
        en="Sends messages to link-in nodes, of other flows too, or back to the link call they came from.",
        zh="把消息发送到链接输入节点（可跨流程），或返回给发起调用的链接调用节点。",
    )
    icon = "link-out"
    role = "link-out"
    outputs = ()
    writes = ()

    class Config(NodeConfig):
        to: Annotated[
            tuple[str, ...],
            field(
                title=text(en="To", zh="目标"),
                help=text(en="Link-in nodes as flow/node.", zh="链接输入节点，写成 流程/节点。"),
                example=["press-line-1/store"],
            ),
        ] = ()
        mode: Annotated[
            Literal["link", "return"],
            field(
                title=text(en="Mode", zh="方式"),
                choices={
                    "link": text(en="Send to link-in nodes", zh="发送到链接输入节点"),
                    "return": text(en="Return to the link call", zh="返回链接调用节点"),
                },
            ),
        ] = "link"

    def generate(self, code: Code) -> bool:
        if self.config.mode == "link":
            return False
        code.line(f"{code.bind(_return)}({code.message}, {code.askers})")
        return True

    def receive(self, message: Message, port: str = "in") -> Message | None:
        if self.config.mode == "link":
            return message
        _return(message, self.askers())
        return None


def _return(message: Message, waiting: Sequence[Callable[[], None]]) -> None:
    calls = innermost(waiting)
    if not calls:
        raise NodeError(
            text(
                en="nothing to return to: no link call has sent this message, or it came over a durable wire since",
                zh="无处可返回：该消息不是由链接调用节点发出的，或此后经过了持久连线",
            )
        )
    for call in calls:
        call.answer(copy_value(message))
