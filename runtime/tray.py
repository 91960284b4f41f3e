"""The tray of dead letters: messages that nothing handled, kept for a person with the reason and the owner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any

import msgspec

from .encoding import NotEncodable, decode, encode
from .message import Message
from .sizes import encode_limited

SHOWN = 64 * 1024
"""Bytes that are kept of a message which cannot be encoded whole."""


class Failure(msgspec.Struct, frozen=True):
    """Why a message was not handled. `kind` is the error's class name, `count` how often its message was caught."""

    message: str
    kind: str
    node: str
    count: int = 1


class DeadLetter(msgspec.Struct, kw_only=True):
    """One message in the tray; `encoded` is it as JSON. `more` counts like ones that the full tray left out."""

    id: str
    time: datetime
    flow: str
    node: str
    failure: Failure
    encoded: bytes
    retried: int = 0
    more: int = 0

    def message(self) -> Message:
        message: Message = decode(self.encoded)
        return message


class Tray:
    """Bounded: when it is full, letters like one that is there (same node, same kind of error) are only counted."""

    def __init__(self, now: Callable[[], datetime], zone: tzinfo, size: int = 1000) -> None:
        self._now = now
        self._zone = zone
        self._size = size
        self._letters: dict[str, DeadLetter] = {}
        self._first: dict[tuple[str, str, str], DeadLetter] = {}
        self._number = 0
        self.total = 0

    def add(self, flow: str, failure: Failure, message: Message) -> DeadLetter:
        """Keep a message; returns the letter it is in or is counted by."""
        self.total += 1
        like = (flow, failure.node, failure.kind)
        known = self._first.get(like)
        if known is not None and len(self._letters) >= self._size:
            known.more += 1
            return known
        self._number += 1
        letter = DeadLetter(
            id=str(self._number),
            time=self._now(),
            flow=flow,
            node=failure.node,
            failure=failure,
            encoded=self._encoded(message),
            retried=message.get("retried", 0) if type(message.get("retried")) is int else 0,
        )
        self._letters[letter.id] = letter
        self._first.setdefault(like, letter)
        return letter

    def _encoded(self, message: Message) -> bytes:
        try:
            return encode(message, zone=self._zone)
        except NotEncodable:  # nested without end: what can be shown of it is better than no letter
            return encode_limited(message, SHOWN, zone=self._zone)[0]

    def letters(self) -> list[DeadLetter]:
        """All letters, oldest first."""
        return list(self._letters.values())

    def take(self, id: str) -> DeadLetter | None:
        """Remove a letter: it is retried or deleted. None when it is not there."""
        letter = self._letters.pop(id, None)
        if letter is not None:
            like = (letter.flow, letter.node, letter.failure.kind)
            if self._first.get(like) is letter:
                del self._first[like]
        return letter

    def __len__(self) -> int:
        return len(self._letters)


def describe(letter: DeadLetter) -> dict[str, Any]:
    """A letter as the API shows it."""
    return {
        "id": letter.id,
        "time": letter.time.isoformat(),
        "flow": letter.flow,
        "node": letter.node,
        "error": msgspec.to_builtins(letter.failure),
        "message": msgspec.Raw(letter.encoded),
        "retried": letter.retried,
        "more": letter.more,
    }
