"""One message through one node by a plain call: what the interpreter always does, and compiled code where it must."""

from __future__ import annotations

from collections.abc import Callable

from ..delivery import Delivery
from ..errors import FAILURES
from ..message import Message, copy_message
from ..running import RunningNode
from .plan import COMPLETE, Plan
from .program import Failed
from .results import drawn, hand_on

Leave = Callable[[str, str, Message, Delivery], None]


class Step:
    """Calls `receive` with a message that is the node's to change, hands on the result, routes the error.

    `leave(node, port, message, delivery)` takes what left an output.
    """

    __slots__ = ("_completes", "_failed", "_leave", "_node")

    def __init__(self, node: RunningNode, plan: Plan, failed: Failed, leave: Leave) -> None:
        self._node = node
        self._failed = failed
        self._leave = leave
        self._completes = bool(plan.leaving(node.id, COMPLETE))

    def __call__(self, message: Message, delivery: Delivery, port: str = "in") -> None:
        node = self._node
        # a declared node works on a copy, so that what it wrote before an exception is not seen
        given = copy_message(message) if node.keeps or node.written is not None else message
        try:
            node.current = delivery
            node.arriving = message, port
            node.effect = None
            node.kept.clear()
            result = drawn(node.receive(given, port) if node.many_inputs else node.receive(given))
            node.current = None
            handled = copy_message(given) if self._completes else given
            hand_on(node, result, delivery, self._emit)
        except FAILURES as error:
            node.current = None
            for held in node.kept:  # the message goes another way: nobody would ever end these
                held.drop()
            self._failed(node.id, error, message, delivery, port)
            return
        if self._completes:
            self._leave(node.id, COMPLETE, handled, delivery)

    def _emit(self, port: str, message: Message, delivery: Delivery, alone: bool) -> None:
        self._leave(self._node.id, port, message if alone else copy_message(message), delivery)
