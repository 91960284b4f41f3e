"""`core.link-in`: where messages of link-out nodes arrive."""

from __future__ import annotations

from sinterflow.runtime import Code, Message, Node, text


class LinkIn(Node):
    """Take the messages of every link-out node, of this flow or another, that names it."""

    type = "core.link-in"
    title = text(en="Link in", zh="链接输入")
    help = text(
        en="Takes messages from link-out nodes, of other flows too.",
        zh="接收链接输出节点发来的消息，可跨流程。",
    )
    icon = "link-in"
    role = "link-in"
    inputs = ()
    writes = ()

    def generate(self, code: Code) -> bool:
        code.emit("out")
        return True

    def receive(self, message: Message, port: str = "in") -> Message:
        return message
