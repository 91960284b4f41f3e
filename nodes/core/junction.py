"""`core.junction`: a point where wires meet."""

from __future__ import annotations

from sinterflow.runtime import Code, Message, Node, text


class Junction(Node):
    """Hand every message on unchanged, so that many wires can share one way."""

    type = "core.junction"
    title = text(en="Junction", zh="汇接点")
    help = text(en="Brings wires together and hands every message on.", zh="汇合连线，原样转发每条消息。")
    icon = "junction"
    writes = ()

    def generate(self, code: Code) -> bool:
        code.emit("out")
        return True

    def receive(self, message: Message, port: str = "in") -> Message:
        return message
