"""Where a failed message goes: the node's error port, else its catch nodes, else the tray."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import structlog

from .asked import refused
from .compile.plan import CAUGHT, ERROR, Edge
from .compile.program import Program, Surroundings
from .delivery import Delivery
from .errors import FOR_A_PERSON, said_by
from .letters import Failure
from .message import Message, copy_message
from .tray import Tray
from .wires import Gate

MOST_CATCHES = 10
"""A message that was caught more often than this goes to the tray: its handling fails again and again."""


class Failures:
    """The failure handling of one running flow."""

    def __init__(self, tray: Tray, flow: str) -> None:
        self._tray = tray
        self._flow = flow
        self._said: Counter[tuple[str, str]] = Counter()
        self._log: Any = structlog.get_logger("sinterflow.flow").bind(flow=flow)
        self.around: Surroundings
        self.program: Program
        self.watch: Callable[[Failure], None] | None = None
        """Told of every failure, handled or not."""

    def failed(self, id: str, error: BaseException, message: Message, delivery: Delivery, port: str = "in", /) -> None:
        """Count the error and send the message on; its branch ends when that way has ended."""
        if refused(delivery, f"{self._flow}/{id}", error):
            return
        node = self.around.nodes.get(id)
        if node is not None:
            node.shown.errors += 1
        failure = Failure(said_by(error), type(error).__name__, id, _times_caught(message) + 1)
        if self.watch is not None:
            self.watch(failure)
        by_person = node is None or failure.kind in FOR_A_PERSON  # None: it was replaced and did not end when told
        handlers = [] if by_person else self.around.plan.handlers(id)
        caught = _copied(message) if handlers and failure.count <= MOST_CATCHES else None
        if caught is None:
            self._keep(failure, message, delivery, port)
            return
        caught["error"] = {
            "message": failure.message,
            "kind": failure.kind,
            "node": failure.node,
            "count": failure.count,
        }
        self.program.way_out(id, _route(handlers)).run(caught, delivery)

    def gate(self, id: str) -> Gate | None:
        """What a message has to pass that begins with an error of this node; None when it goes to the tray."""
        handlers = self.around.plan.handlers(id) if id in self.around.nodes else []
        return self.program.way_out(id, _route(handlers)).gate if handlers else None

    def _keep(self, failure: Failure, message: Message, delivery: Delivery, port: str) -> None:
        letter = self._tray.add(self._flow, failure, message, delivery, port)
        for one in delivery.askers:
            if (kept := getattr(one, "kept", None)) is not None:
                kept(letter.id)
        self._said[failure.node, failure.kind] += 1
        times = self._said[failure.node, failure.kind]
        if times & (times - 1) == 0:  # 1, 2, 4, 8 …: a flood of one error is said ever more rarely
            said = {"error": failure.message, "times": times, "dead_letter": letter.id}
            self._log.warning("message not handled", node=failure.node, _msgid=message.get("_msgid"), **said)


def _route(handlers: list[Edge]) -> str:
    return ERROR if handlers[0].source_port == ERROR else CAUGHT


def _copied(message: Message) -> Message | None:
    """None when it cannot be copied because it is nested without end."""
    try:
        return copy_message(message)
    except RecursionError:
        return None


def _times_caught(message: Message) -> int:
    error = message.get("error")
    count = error.get("count") if isinstance(error, dict) else None
    return count if isinstance(count, int) and not isinstance(count, bool) else 0
