"""How often callers may come: so many times a second each, a second's worth of it at once."""

from __future__ import annotations

from collections import OrderedDict

REMEMBERED = 4096
"""Callers; those that have not come for the longest time go first."""


class Pace:
    """`most` a second of each caller. Times are seconds of a clock that nobody sets."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._due: OrderedDict[str, float] = OrderedDict()

    def admits(self, caller: str, now: float) -> bool:
        """Whether this one may come now; if so, it is counted."""
        due = max(self._due.pop(caller, 0.0), now)
        allowed = due - now <= 1.0 - 1.0 / self.most
        self._due[caller] = due + 1.0 / self.most if allowed else due
        if len(self._due) > REMEMBERED:
            self._due.popitem(last=False)
        return allowed
