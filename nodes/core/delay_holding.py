"""What both ways of delaying share: messages that wait, what flush and reset mean, and how many are shown."""

from __future__ import annotations

from typing import Any, NamedTuple

from sinterflow.runtime import Kept, Message, Node, NodeError, Out, Timer, text

MOST_WAITING = 100_000
_BARE = frozenset(("payload", "topic", "_msgid", "flush", "reset"))
_SHOWN_EVERY = 0.5


class Waiting(NamedTuple):
    """A message that waits, with its delivery."""

    message: Message
    kept: Kept

    def out(self) -> Out:
        return Out("out", self.message, [self.kept])


def only_an_order(message: Message) -> bool:
    """It says flush or reset and has nothing to send."""
    return message.get("payload") is None and message.keys() <= _BARE


def to_flush(order: Any, waiting: int) -> int:
    """How many of those that wait `msg.flush` lets go: a number of them, else all."""
    if isinstance(order, (int, float)) and not isinstance(order, bool) and order == order:
        return int(max(0, min(order, waiting)))
    return waiting


def too_many(what_en: str, what_zh: str, most: int) -> NodeError:
    return NodeError(
        text(
            en=f"no room: {most} {what_en} wait here already; allow more in a time, or drop what is too much",
            zh=f"已满：此处等待的{what_zh}已达 {most}；请提高速率，或丢弃超出的消息",
        )
    )


class Shown:
    """The number of waiting and dropped messages under the node, at most twice a second."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._timer: Timer | None = None
        self.waiting = 0
        self.dropped = 0

    def changed(self, waiting: int, dropped: int = 0) -> None:
        self.waiting = waiting
        self.dropped += dropped
        if self._timer is None:
            self._timer = self._node.after(_SHOWN_EVERY, self._show)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _show(self) -> None:
        self._timer = None
        dropped_en = f", {self.dropped} dropped" if self.dropped else ""
        dropped_zh = f"，已丢弃 {self.dropped}" if self.dropped else ""
        self._node.status("info", text(en=f"{self.waiting} waiting{dropped_en}", zh=f"等待 {self.waiting}{dropped_zh}"))
