"""The lanes of a journal by their names, and what the file has to know of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

from .lane import Lane
from .pending import Pending
from .rows import Contents

if TYPE_CHECKING:
    from .journal import Journal


class Lanes:
    """One for each name. Used from the event loop."""

    def __init__(self, journal: Journal, pending: Pending) -> None:
        self._journal = journal
        self._pending = pending
        self._by_name: dict[str, Lane] = {}

    def __iter__(self) -> Iterator[Lane]:
        return iter(self._by_name.values())

    def by_name(self) -> dict[str, Lane]:
        return dict(self._by_name)

    def get(self, name: str) -> Lane:
        """The lane with this name, made when there is none."""
        found = self._by_name.get(name)
        if found is None:
            number = uuid4().int >> 80  # never one that was used before: rows of a forgotten lane may be salvaged
            found = Lane(number, name, self._journal)
            self._remember(found)
        return found

    def keep(self, lane: Lane) -> None:
        """Something is put into it: one that was forgotten is known again."""
        if self._by_name.get(lane.name) is not lane:
            self._remember(lane)

    def forget(self, name: str) -> bool:
        """Remove a lane that is empty; false when it is not."""
        lane = self._by_name.get(name)
        if lane is None:
            return True
        if lane.depth:
            return False
        del self._by_name[name]
        self._pending.forget(lane)
        return True

    def found(self, contents: Contents) -> None:
        """Take over what a file holds. Lanes without records are removed from it."""
        used = {segment.lane for segment in contents.segments}
        by_number: dict[int, Lane] = {}
        for number, name in contents.lanes.items():
            if number not in used:
                self._pending.forgotten.append(number)
                continue
            lane = by_number[number] = self._by_name.setdefault(name, Lane(number, name, self._journal))
            if lane.number != number:  # it was made while the file could not be opened
                self._pending.lanes.remove((lane.number, name))
                lane.number = number
        for segment in contents.segments:
            by_number[segment.lane].found(segment)

    def _remember(self, lane: Lane) -> None:
        self._by_name[lane.name] = lane
        self._pending.lanes.append((lane.number, lane.name))
