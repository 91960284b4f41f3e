"""What a connection tells of its peer: how requests go, and how its clock stands."""

from __future__ import annotations

from datetime import datetime

from .histogram import Histogram

WINDOW = 300.0
"""Seconds after which an estimate of the peer's clock is given up for newer ones."""


class Peer:
    """Figures of one connection."""

    def __init__(self) -> None:
        self.seconds = Histogram()
        """Of requests that were answered."""
        self.failed = 0
        """Requests that got no proper answer."""
        self.skew = Skew()

    def exchanged(self, seconds: float, *, failed: bool = False) -> None:
        if failed:
            self.failed += 1
        else:
            self.seconds.add(seconds)


class Skew:
    """How far another clock is ahead: its time when we receive it is late by the way here, so the latest is nearest.

    The estimate is too low by the shortest way of the last minutes.
    """

    def __init__(self) -> None:
        self._began = float("-inf")
        self._before: float | None = None
        self._now: float | None = None

    @property
    def seconds(self) -> float | None:
        """Positive: the other clock is ahead. None while nothing is known."""
        known = [one for one in (self._before, self._now) if one is not None]
        return max(known) if known else None

    def saw(self, theirs: datetime, received: float) -> None:
        """A moment that the other clock has told, and when it came, in seconds since 1970."""
        ahead = theirs.timestamp() - received
        if received - self._began >= WINDOW or received < self._began:
            self._before = self._now if 0 <= received - self._began < 2 * WINDOW else None
            self._now, self._began = None, received
        self._now = ahead if self._now is None else max(self._now, ahead)
