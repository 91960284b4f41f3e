"""Bonds: records of the journal of which one message was made are done together, or come again together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .journaled import Journaled

MOST_BOUND = 1000
"""Records that several messages may tie together: groups that overlap without end must not hold on to all there is."""


class Bond:
    """If some of a group were gone after a crash, the others would make another group: with other effects."""

    __slots__ = ("left", "members")

    def __init__(self) -> None:
        self.members: list[Journaled] = []
        self.left = 0
        """Members that are under way."""

    def finished(self) -> None:
        """All branches of one member have ended; with the last all are done."""
        self.left -= 1
        if not self.left:
            for member in self.members:
                member.stored.handled(member)


def bind(members: Iterable[Journaled]) -> None:
    """Tie these, which are under way, and those that they are tied to."""
    wanted = dict.fromkeys(members)
    bonds = dict.fromkeys(member.bond for member in wanted if member.bond is not None)
    loose = [member for member in wanted if member.bond is None]
    size = len(loose) + sum(len(bond.members) for bond in bonds)
    if len(wanted) < 2 or (bonds and size > MOST_BOUND):
        return
    bond = max(bonds, key=lambda one: len(one.members), default=None) or Bond()
    for other in bonds:
        if other is not bond:
            bond.left += other.left
            _add(bond, other.members)
    bond.left += len(loose)
    _add(bond, loose)


def _add(bond: Bond, members: list[Journaled]) -> None:
    bond.members += members
    for member in members:
        member.bond = bond
