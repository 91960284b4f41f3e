"""Deliveries: what travels beside a message, so that its source is acknowledged when all of it has ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import structlog

if TYPE_CHECKING:
    from .journaled import Journaled
    from .origin import Origin

_log: Any = structlog.get_logger("sinterflow.flow")


class Identity(NamedTuple):
    """Who knows a message again, and by what."""

    source: str
    key: str


class Delivery:
    """One message's way through the flow. `open` counts its branches; user code never sees it.

    `journaled`: all that it comes from is in the journal until it is done, so it comes again after a crash. `base` is
    the delivery from the journal that effects are counted under.
    """

    __slots__ = ("arrived", "done", "open", "origin")
    journaled = False
    again = False
    """It was under way before, and may have left effects behind."""
    resumed = False
    """Its waiting began when it first arrived, before a restart: no node has held it since."""

    @property
    def under_way(self) -> bool:
        """Not all that it comes from is done."""
        return self.open > 0

    @property
    def base(self) -> Journaled | None:
        return None

    @property
    def records(self) -> Sequence[Journaled]:
        """Those of the journal that it comes from."""
        return ()

    @property
    def identity(self) -> Identity | None:
        """What is the same when its message comes again; None when that cannot be told."""
        return None

    @property
    def askers(self) -> Sequence[Callable[[], None]]:
        """Who is told when all of it has ended."""
        return () if self.done is None else (self.done,)

    def ordinal(self, place: str) -> int:
        """How often it came to this place before; only of one with an identity."""
        raise NotImplementedError

    def __init__(self, origin: Origin | None, arrived: float, done: Callable[[], None] | None = None) -> None:
        self.origin = origin
        self.arrived = arrived
        self.open = 1
        self.done = done

    def end(self) -> None:
        """One branch has ended; with the last one the delivery is done."""
        self.open -= 1
        if not self.open:
            self.finish()

    def finish(self) -> None:
        if self.origin is not None:
            self.origin.finished(self)
        elif self.done is not None:
            tell(self.done)


def tell(done: Callable[[], None]) -> None:
    """Acknowledge. What goes wrong in that is the peer's or its client's: whoever ends a delivery goes on."""
    try:
        done()
    except Exception as error:
        _log.warning("a message could not be acknowledged", error=str(error) or type(error).__name__)


class Counted(Delivery):
    """A delivery that is known again: it counts how often it comes to a place."""

    __slots__ = ("_ordinals",)
    _ordinals: Counter[str]

    def ordinal(self, place: str) -> int:
        try:
            ordinals = self._ordinals
        except AttributeError:
            ordinals = self._ordinals = Counter()
        ordinals[place] += 1
        return ordinals[place] - 1
