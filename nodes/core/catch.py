"""`core.catch`: where messages go that a node could not handle."""

from __future__ import annotations

from typing import Annotated

from sinterflow.runtime import Code, Message, Node, NodeConfig, field, text

from .scope import Scope


class Catch(Node):
    """Take the errors of other nodes of the flow: the message as it was, with `msg.error`.

    The engine brings them. What this node leads to is never among the nodes it takes errors from.
    """

    type = "core.catch"
    title = text(en="Catch", zh="捕获错误")
    help = text(
        en="Takes messages that a node could not handle. msg.error has message, kind, node and count.",
        zh="接收节点处理失败的消息。msg.error 包含 message、kind、node 和 count。",
    )
    icon = "catch"
    role = "catch"
    inputs = ()
    writes = ()

    class Config(NodeConfig):
        scope: Scope = "flow"
        uncaught_only: Annotated[
            bool,
            field(
                title=text(en="Only uncaught errors", zh="仅未捕获的错误"),
                help=text(
                    en="Leave errors to other catch nodes that are for the same node.",
                    zh="同一节点的错误若有其他捕获节点处理，则不再接收。",
                ),
            ),
        ] = False

    def generate(self, code: Code) -> bool:
        code.emit("out")
        return True

    def receive(self, message: Message, port: str = "in") -> Message:
        return message
