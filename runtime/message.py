"""Messages: plain dicts that a flow hands on, and what makes a copy of one."""

from __future__ import annotations

import copy
import itertools
import os
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

Message: TypeAlias = dict[str, Any]
"""`payload`, `topic`, `_msgid` and any further keys."""

ATOMIC = frozenset((int, float, str, bool, type(None), bytes, datetime, date, time, timedelta))
"""Types whose values never change, so branches may share them."""

_numbers = itertools.count(int.from_bytes(os.urandom(6), "big") << 24)


def new_id() -> str:
    """A message id that is unique in this process and, with 48 random bits at its start, among others."""
    return f"{next(_numbers):x}"


def new_message(payload: Any = None, topic: str = "", **more: Any) -> Message:
    """A message with a fresh id."""
    return {"payload": payload, "topic": topic, "_msgid": new_id(), **more}


def copy_value(value: Any) -> Any:
    """An independent copy of a payload: no later change of one is seen in the other."""
    kind = type(value)
    if kind in ATOMIC:
        return value
    if kind is dict:
        copied = value.copy()
        for key, inner in copied.items():
            if type(inner) not in ATOMIC:
                copied[key] = copy_value(inner)
        return copied
    if kind is list:
        return [inner if type(inner) in ATOMIC else copy_value(inner) for inner in value]
    return _copy_other(value)


def _copy_other(value: Any) -> Any:
    try:
        return copy.deepcopy(value)
    except Exception:
        return value  # a live handle (a socket, a request): it cannot be copied, so branches share it


def copy_message(message: Message) -> Message:
    """`copy_value` for a whole message."""
    copied: Message = copy_value(message)
    return copied
