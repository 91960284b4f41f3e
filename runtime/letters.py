"""Dead letters: messages that nothing handled, with the reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from .encoding import decode
from .message import Message


class Failure(msgspec.Struct, frozen=True):
    """Why a message was not handled. `kind` is the error's class name, `count` how often its message was caught."""

    message: str
    kind: str
    node: str
    count: int = 1


class DeadLetter(msgspec.Struct, kw_only=True):
    """One message in the tray; `encoded` is it as JSON, for the input `port` of `node`.

    `whole`: nothing of the message was left out. `arrived` is when its delivery began, in seconds since 1970, `origin`
    what it is known by when it comes again. `retried` counts how often it was sent once more. `more` counts like ones
    that the full tray left out. `owner` is who sees to it.
    """

    id: str
    time: datetime
    flow: str
    node: str
    port: str = "in"
    failure: Failure
    encoded: bytes
    whole: bool = True
    arrived: float = 0.0
    origin: str = ""
    retried: int = 0
    more: int = 0
    owner: str = ""

    def message(self) -> Message:
        message: Message = decode(self.encoded)
        return message


def describe(letter: DeadLetter, *, retrying: bool) -> dict[str, Any]:
    """A letter as the API shows it."""
    return {
        "id": letter.id,
        "time": letter.time.isoformat(),
        "flow": letter.flow,
        "node": letter.node,
        "port": letter.port,
        "error": msgspec.to_builtins(letter.failure),
        "message": msgspec.Raw(letter.encoded),
        "whole": letter.whole,
        "retried": letter.retried,
        "retrying": retrying,
        "more": letter.more,
        "owner": letter.owner,
    }
