"""How long something took, counted in steps: what Prometheus calls a histogram."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds that fit requests, commits and pauses."""

Labels: TypeAlias = Mapping[str, str]


class Sample(NamedTuple):
    """One figure of a family of metrics; `suffix` names the part of a histogram or summary."""

    family: str
    labels: Labels
    value: float
    suffix: str = ""


class Histogram:
    """Counts by upper bound, with the sum and the largest. Cheap enough for each request, not for each message."""

    __slots__ = ("bounds", "counts", "largest", "total")

    def __init__(self, bounds: tuple[float, ...] = SECONDS) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0
        self.largest = 0.0

    @property
    def count(self) -> int:
        return sum(self.counts)

    def add(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value
        if value > self.largest:
            self.largest = value

    def samples(self, family: str, labels: Labels) -> Iterator[Sample]:
        """Counts are those up to each bound, as the format has them."""
        below = 0
        for bound, count in zip((*self.bounds, None), self.counts, strict=True):
            below += count
            yield Sample(family, {**labels, "le": "+Inf" if bound is None else f"{bound:g}"}, below, "_bucket")
        yield Sample(family, labels, self.total, "_sum")
        yield Sample(family, labels, below, "_count")
