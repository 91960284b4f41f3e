"""What somebody may do, and in which areas of the plant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from .rights import EVERY_RIGHT, Right

NONE: frozenset[Right] = frozenset()


class Granted(msgspec.Struct, frozen=True):
    """Rights that count everywhere, and rights that count in an area only. Areas are those of `settings.areas`."""

    everywhere: frozenset[Right] = NONE
    areas: Mapping[str, frozenset[Right]] = {}

    @classmethod
    def of(cls, parts: Iterable[tuple[str | None, Iterable[Right]]]) -> Granted:
        """From pairs of an area, or None for everywhere, and rights."""
        everywhere: set[Right] = set()
        areas: dict[str, set[Right]] = {}
        for area, rights in parts:
            (everywhere if area is None else areas.setdefault(area, set())).update(rights)
        return cls(frozenset(everywhere), {area: frozenset(rights) for area, rights in areas.items()})

    def has(self, right: Right, area: str = "") -> bool:
        """Whether `right` counts in an area; `""` is what belongs to no area."""
        return right in self.everywhere or right in self.areas.get(area, NONE)

    def anywhere(self, right: Right) -> bool:
        """Whether `right` counts in some place at least."""
        return right in self.everywhere or any(right in rights for rights in self.areas.values())

    def covers(self, other: Granted) -> bool:
        """Whether all of `other` is part of this."""
        return other.everywhere <= self.everywhere and all(
            rights <= self.everywhere | self.areas.get(area, NONE) for area, rights in other.areas.items()
        )

    def within(self, other: Granted) -> Granted:
        """What both have."""
        areas = {area: self._in(area) & other._in(area) for area in self.areas.keys() | other.areas.keys()}
        return Granted(self.everywhere & other.everywhere, {area: rights for area, rights in areas.items() if rights})

    def _in(self, area: str) -> frozenset[Right]:
        return self.everywhere | self.areas.get(area, NONE)


EVERYTHING = Granted(EVERY_RIGHT)
