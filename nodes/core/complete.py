"""`core.complete`: messages that a node has finished with."""

from __future__ import annotations

from typing import Annotated

from sinterflow.runtime import Code, Message, Node, NodeConfig, field, text

from .scope import NodeId


class Complete(Node):
    """Send a message on when one of the named nodes has handled it without an error. The engine brings it."""

    type = "core.complete"
    title = text(en="Complete", zh="处理完成")
    help = text(
        en="Sends each message on once a named node has finished with it.",
        zh="指定节点处理完一条消息后，转发该消息。",
    )
    icon = "complete"
    role = "complete"
    inputs = ()
    writes = ()

    class Config(NodeConfig):
        scope: Annotated[
            tuple[NodeId, ...], field(title=text(en="Nodes", zh="节点"), min_length=1, example=["write-row"])
        ]

    def generate(self, code: Code) -> bool:
        code.emit("out")
        return True

    def receive(self, message: Message, port: str = "in") -> Message:
        return message
