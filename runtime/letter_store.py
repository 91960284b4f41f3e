"""The letters of the tray in the journal: one record each."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from .durability import Durability
from .journal.segment import Entry
from .letters import DeadLetter

LANE = "$letters"


class LetterStore:
    """Knows the record of each letter."""

    def __init__(self, durability: Durability) -> None:
        self._lane = durability.journal.lane(LANE)
        self._offsets: dict[str, int] = {}
        self._writing: list[DeadLetter | None] = []

    async def load(self) -> list[DeadLetter]:
        """All letters that were kept, oldest first."""
        await self._lane.look_up(self._stored)
        found: dict[str, tuple[DeadLetter, Entry]] = {}
        for entry in self._lane.entries():
            letter = msgspec.msgpack.decode(entry.data, type=DeadLetter)
            if letter.id in found:
                self._lane.done(found[letter.id][1].offset)  # its owner changed just before the end
            found[letter.id] = letter, entry
        self._offsets = {id: entry.offset for id, (_, entry) in found.items()}
        return [letter for letter, _ in sorted(found.values(), key=lambda one: int(one[0].id))]

    def put(self, letter: DeadLetter, committed: Callable[[], None] | None = None) -> None:
        self._writing.append(letter)
        self._lane.put(msgspec.msgpack.encode(letter), 0.0, committed)

    def replace(self, letter: DeadLetter) -> None:
        """Write it as it is now."""
        old = self._offsets.pop(letter.id, None)
        if old is None:  # it is being written
            self._cancel(letter)
        self.put(letter)
        if old is not None:
            self._lane.done(old)

    def remove(self, letter: DeadLetter) -> None:
        offset = self._offsets.pop(letter.id, None)
        if offset is None:
            self._cancel(letter)
        else:
            self._lane.done(offset)

    def _cancel(self, letter: DeadLetter) -> None:
        self._writing = [None if one is letter else one for one in self._writing]

    def _stored(self, first: int, count: int) -> None:
        written, self._writing = self._writing[:count], self._writing[count:]
        for offset, letter in enumerate(written, first):
            if letter is None:
                self._lane.done(offset)
            else:
                self._offsets[letter.id] = offset
