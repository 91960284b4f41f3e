"""Declared keys of the messages that a node has sent lately."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import partial
from hashlib import blake2b
from typing import Any

import msgspec

REMEMBERED = 10_000
LONGEST = 64
"""Bytes of a key that is kept as it is."""

Done = Callable[[], None]


class Seen:
    """A repeat is acknowledged when the first is: a message must not be acknowledged before it is safe."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, list[Done] | None] = OrderedDict()

    @property
    def finished(self) -> list[str]:
        """Keys of messages that are done. Another that is under way may yet be lost, so its repeat counts as new."""
        return [key for key, waiting in self._waiting.items() if waiting is None]

    def load(self, finished: Iterable[str]) -> None:
        self._waiting = OrderedDict.fromkeys(finished)

    def first(self, key: str, done: Done | None) -> Done | None:
        """What is to be called when the message is done; None for a repeat, whose `done` is seen to."""
        if key not in self._waiting:
            waiting: list[Done] = [] if done is None else [done]
            self._waiting[key] = waiting
            if len(self._waiting) > REMEMBERED:
                self._waiting.popitem(last=False)
            return partial(self._finished, key, waiting)
        if done is not None:
            others = self._waiting[key]
            if others is None:
                done()
            else:
                others.append(done)
        return None

    def _finished(self, key: str, waiting: list[Done]) -> None:
        if self._waiting.get(key) is waiting:
            self._waiting[key] = None
        for done in waiting:
            done()


def key_of(value: Any) -> str:
    """The same for the same value in every process; "" for what cannot be a key."""
    if value is None or isinstance(value, dict | list):
        return ""
    said = msgspec.json.encode(value)
    return "=" + (said.decode() if len(said) <= LONGEST else blake2b(said, digest_size=24).hexdigest())
