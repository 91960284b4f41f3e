"""Deliveries that a node makes within its own: what it asks of other nodes, and whose end it wants to know."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .delivery import Delivery, tell
from .joined import Joined


class Asked(Joined):
    """A part of a delivery: `done` is called when all of it has ended, before that counts for the whole.

    `place` (`flow/node`) is the node that asks. Effects, age and records are those of the whole.
    """

    __slots__ = ("place",)

    def __init__(self, whole: Delivery, done: Callable[[], None], place: str) -> None:
        super().__init__([whole])
        self.done = done
        self.place = place

    @property
    def askers(self) -> Sequence[Callable[[], None]]:
        assert self.done is not None
        return [self.done, *super().askers]

    def finish(self) -> None:
        assert self.done is not None
        tell(self.done)
        super().finish()


def refused(delivery: Delivery, place: str, error: BaseException) -> bool:
    """Whether the node at `place` has asked this and takes the error: then it fails on its own message."""
    if not isinstance(delivery, Asked) or delivery.place != place:
        return False
    take = getattr(delivery.done, "refused", None)
    if take is None:
        return False
    take(error)
    return True
