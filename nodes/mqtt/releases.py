"""PUBREL is answered with PUBCOMP once no journal knows the message of its packet id any more."""

from __future__ import annotations

from collections.abc import Callable, Collection

from .packet_keys import PacketKeys

Complete = Callable[[], None]
IDS = 1 << 16


class Releases:
    """After a restart PUBREL may come before the nodes run that took the message: it waits for them a while.

    A node that comes still later lets go of what it knew under these packet ids, however long ago that was.
    """

    def __init__(self) -> None:
        self._held: dict[int, Complete] = {}
        self._released = bytearray(IDS)
        """By packet id, whether the broker has let go of a message of it since the start."""
        self._joined: set[str] = set()
        self._waits = True

    def released(self, id: int, holders: Collection[PacketKeys], known: bool, complete: Complete) -> None:
        """`holders` know the packet id; `known`: this process received the message itself."""
        if holders:
            self._finish(id, holders, complete)
        elif known or not self._waits:
            self._released[id] = True
            complete()
        else:
            self._held[id] = complete

    def joined(self, keys: PacketKeys) -> None:
        """A node has come, with what its journal knows; the first time that is all of before the start."""
        if keys.name not in self._joined:
            self._joined.add(keys.name)
            for id in [id for id in keys.held if self._released[id]]:
                keys.release(id, _nothing)
        for id in [id for id in self._held if keys.holds(id)]:
            self._finish(id, [keys], self._held.pop(id))

    def settle(self) -> None:
        """Nobody else comes soon."""
        self._waits = False
        held, self._held = self._held, {}
        for id, complete in held.items():
            self._released[id] = True
            complete()

    def cut(self) -> None:
        """The link is gone: what was not answered is asked again."""
        self._held.clear()

    def forget(self) -> None:
        """The broker has another session."""
        self._released = bytearray(IDS)

    def _finish(self, id: int, holders: Collection[PacketKeys], complete: Complete) -> None:
        left = len(holders)
        self._released[id] = True

        def forgotten() -> None:
            nonlocal left
            left -= 1
            if not left:
                complete()

        for keys in holders:
            keys.release(id, forgotten)


def _nothing() -> None:
    """Nobody waits for it."""
