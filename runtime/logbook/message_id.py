"""Which message a line is about: found when the line is written, so that nodes that write none pay nothing."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from typing import Any

DEEPEST = 60
"""Calls between a node's `receive` and its logger, at most."""
KEY = "_msgid"


def add_message_id(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A processor: the `_msgid` of the message that the line's node was given, if it is in its `receive`."""
    if KEY not in event and event.get("node") is not None:
        found = _of_receive(event.get("flow"), event["node"])
        if found is not None:
            event[KEY] = found
    return event


def _of_receive(flow: Any, node: Any) -> Any:
    """`receive(self, message, …)` is among the callers: a synchronous call is on the stack, one that awaits is too."""
    frame = sys._getframe(2)
    for _ in range(DEEPEST):
        code = frame.f_code
        if code.co_name == "receive" and code.co_argcount > 1:
            given = frame.f_locals
            host = getattr(given.get(code.co_varnames[0]), "host", None)
            message = given.get(code.co_varnames[1])
            if getattr(host, "id", None) == node and getattr(host, "flow", None) == flow and isinstance(message, dict):
                return message.get(KEY)
        above = frame.f_back
        if above is None:
            return None
        frame = above
    return None
