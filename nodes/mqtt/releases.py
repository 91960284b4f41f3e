"""PUBREL is answered with PUBCOMP once no journal knows the message of its packet id any more."""

from __future__ import annotations

from collections.abc import Callable, Collection

from .packet_keys import PacketKeys

Complete = Callable[[], None]


class Releases:
    """After a restart PUBREL may come before the nodes run that took the message: it waits for them a while."""

    def __init__(self) -> None:
        self._held: dict[int, Complete] = {}
        self._early: set[int] = set()
        self._waits = True

    def released(self, id: int, holders: Collection[PacketKeys], known: bool, complete: Complete) -> None:
        """`holders` know the packet id; `known`: this process received the message itself."""
        if holders:
            self._finish(id, holders, complete)
        elif known or not self._waits:
            complete()
        else:
            self._held[id] = complete

    def joined(self, keys: PacketKeys) -> None:
        """A node has come, with what its journal knows."""
        for id in [id for id in self._early if keys.holds(id)]:
            keys.release(id, _nothing)
        for id in [id for id in self._held if keys.holds(id)]:
            self._finish(id, [keys], self._held.pop(id))

    def settle(self) -> None:
        """Nobody else comes."""
        self._waits = False
        self._early.clear()
        held, self._held = self._held, {}
        for complete in held.values():
            complete()

    def cut(self) -> None:
        """The link is gone: what was not answered is asked again."""
        self._held.clear()

    def _finish(self, id: int, holders: Collection[PacketKeys], complete: Complete) -> None:
        left = len(holders)

        def forgotten() -> None:
            nonlocal left
            left -= 1
            if not left:
                complete()

        if self._waits:
            self._early.add(id)
        for keys in holders:
            keys.release(id, forgotten)


def _nothing() -> None:
    """Nobody waits for it."""
