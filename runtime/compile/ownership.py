"""What generated code knows at a point: whose the message is, which containers it has at hand, where it is counted."""

from __future__ import annotations

from typing import NamedTuple

from ..paths import Path


class Spot(NamedTuple):
    """A place in a counted block: `before` is the node just before it, whose errors keep messages from here."""

    block: int
    node: str
    before: Spot | None


class Known:
    """The facts at one point of the generated code.

    `message` is the variable that holds the message. `deep`: nobody else has any part of it, so it may be changed in
    place. Otherwise only the containers in `owned` (paths; `()` is the message itself) are this branch's own.
    `held` are variables that hold the container of a path; those in `dicts` are known to be dicts.
    """

    __slots__ = ("block", "deep", "dicts", "held", "message", "owned", "spot")

    def __init__(self, message: str, deep: bool, block: int) -> None:
        self.message = message
        self.deep = deep
        self.block = block
        self.spot: Spot | None = None
        self.owned: set[Path] = set()
        self.held: dict[Path, str] = {}
        self.dicts: set[Path] = set()

    def fork(self, *, shared: bool = False) -> Known:
        """The same facts for a branch; `shared` means that a later branch goes on with the same message."""
        other = Known(self.message, self.deep and not shared, self.block)
        other.spot = self.spot
        other.dicts = set(self.dicts)
        if not shared:  # a copy goes back into its variable, so branches with one message need variables of their own
            other.held = dict(self.held)
            other.owned = set(self.owned)
        return other

    def owns(self, path: Path) -> bool:
        return self.deep or path in self.owned

    def forget(self, path: Path = ()) -> None:
        """What is at `path` or below it was replaced by something that may be anyone's."""
        size = len(path)
        for table in (self.owned, self.dicts):
            table.difference_update([one for one in table if one[:size] == path])
        for one in [one for one in self.held if one[:size] == path]:
            del self.held[one]

    def at(self, node: str) -> Spot:
        """The spot of `node` after what came before it in its block."""
        before = self.spot if self.spot is not None and self.spot.block == self.block else None
        self.spot = Spot(self.block, node, before)
        return self.spot
