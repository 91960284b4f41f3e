"""`core.status`: messages about the states of other nodes."""

from __future__ import annotations

from sinterflow.runtime import Code, Message, Node, NodeConfig, text

from .scope import Scope


class Status(Node):
    """Send a message with `msg.status` whenever a node of its scope shows another state. The engine brings it."""

    type = "core.status"
    title = text(en="Status", zh="节点状态")
    help = text(
        en="Sends a message when a node shows another state. msg.status has state, text and node.",
        zh="节点状态变化时发送消息。msg.status 包含 state、text 和 node。",
    )
    icon = "status"
    role = "status"
    inputs = ()
    writes = ()

    class Config(NodeConfig):
        scope: Scope = "flow"

    def generate(self, code: Code) -> bool:
        code.emit("out")
        return True

    def receive(self, message: Message, port: str = "in") -> Message:
        return message
