"""Which of our last words, PUBACK and PUBCOMP, a broker has surely read: it has answered a ping sent after them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Set
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .client import Session

PROOF = 0.1
"""Seconds until the broker is asked whether it has read our last words."""


class Proofs:
    """By packet id. `proven` is told those that the broker may use for other messages without a doubt.

    Nothing is proven of an id under which the broker has sent something that waits for our last word.
    """

    def __init__(self, proven: Callable[[Set[int]], None]) -> None:
        self.reuses = False
        """The broker uses packet ids again before it is proven that it has read our last word: the lowest that is free,
        and not the next."""
        self._proven = proven
        self._unproven: set[int] = set()
        self._owed: set[int] = set()
        self._fresh: set[int] = set()
        """Those of the link that is up, of which it is not proven."""
        self._earlier: set[int] = set()
        """Those of QoS 1 of earlier links: the broker may answer a question before it has sent all of them again."""
        self._asked: set[int] | None = None
        """One question at a time, or an answer would not tell to which."""
        self._session: Session | None = None
        self._timer: asyncio.TimerHandle | None = None

    def linked(self, session: Session | None) -> None:
        """The broker has accepted a link: it can be asked."""
        self._session = session
        self._ask()

    def cut(self, released: Set[int]) -> None:
        """The link is gone. `released` come again with their PUBREL alone, so that the first answer proves them."""
        self._session = None
        unproven = self._unproven | (self._asked or set())
        self._unproven, self._earlier = unproven & released, self._earlier | unproven - released
        self._asked = None
        self._owed.clear()
        self._fresh.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def settle(self) -> None:
        """All that the broker sends again after an outage has come."""
        earlier, self._earlier = self._earlier, set()
        self.doubt(earlier)

    def forget(self) -> None:
        """The session is another."""
        self._unproven.clear()
        self._earlier.clear()
        self.reuses = False

    def used(self, id: int, *, new: bool = False) -> None:
        """The broker has sent something under this id, `new`: a message that it has never sent before."""
        self._owed.add(id)
        self.reuses = self.reuses or (new and id in self._fresh)
        for ids in (self._unproven, self._earlier, self._fresh, self._asked):
            if ids:
                ids.discard(id)

    def said(self, id: int) -> None:
        """Our last word on it is on its way."""
        self._owed.discard(id)
        self._unproven.add(id)
        self._fresh.add(id)
        self._ask()

    def doubt(self, ids: Set[int]) -> None:
        """Earlier last words, of which nobody knows whether the broker has read them."""
        self._unproven |= ids - self._owed
        self._ask()

    def _ask(self) -> None:
        if self._unproven and self._session is not None and self._timer is None and self._asked is None:
            self._timer = asyncio.get_running_loop().call_later(PROOF, self._ping)

    def _ping(self) -> None:
        self._timer = None
        if self._session is not None:
            self._asked, self._unproven = self._unproven, set()
            self._session.ping(self._answered)

    def _answered(self) -> None:
        read, self._asked = (self._asked or set()) - self._unproven, None
        self._fresh -= read
        self._proven(read)
        self._ask()
