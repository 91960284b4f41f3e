"""Which trace a message belongs to: made of its `_msgid`, so that every hop finds it without anything carried along.

A message that came with a `traceparent` (W3C Trace Context, level 1) belongs to that trace, and its flag decides.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import NamedTuple

from ..message import Message

KEY = "traceparent"
_PARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_ALL = 1 << 64


class Place(NamedTuple):
    """A trace and the span that is above."""

    trace: int
    parent: int


def place_of(message: Message, share: float) -> Place | None:
    """Where spans of this message belong; None when it is not among the `share` of messages that are traced."""
    given = message.get(KEY)
    if isinstance(given, str) and (found := _PARENT.fullmatch(given)) is not None:
        return Place(int(found[1], 16), int(found[2], 16)) if int(found[3], 16) & 1 else None
    id = message.get("_msgid")
    if not isinstance(id, str):
        return None
    digest = blake2b(id.encode("utf-8", "replace"), digest_size=24).digest()
    if int.from_bytes(digest[16:], "big") >= share * _ALL:
        return None
    return Place(int.from_bytes(digest[:16], "big") or 1, int.from_bytes(digest[8:16], "big") or 1)


def header(place: Place) -> str:
    """`traceparent` for what is sent on to others."""
    return f"00-{place.trace:032x}-{place.parent:016x}-01"
