"""Medians, ratios and their spread, and the table that a run prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Options:
    """How thorough a run is: `rounds` of each side, and the part of the messages that each round sends."""

    rounds = 5
    scale = 1.0


OPTIONS = Options()


class Row(NamedTuple):
    """One line of the table, its cells ready to print. `reached` is None where no goal is set.

    `cpu` is the ratio by processor time instead of time.
    """

    work: str
    ours: str
    peers: dict[str, str]
    ratio: str
    spread: str
    goal: str
    reached: bool | None
    cpu: str = "–"


def interleaved(*works: Callable[[], T]) -> list[list[T]]:
    """The results of each work, one call of each in turn: A B A B …"""
    results: list[list[T]] = [[] for _ in works]
    for _ in range(OPTIONS.rounds):
        for found, work in zip(results, works, strict=True):
            found.append(work())
    return results


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float, float]:
    """The median ratio ours / theirs of rounds that ran side by side, the smallest and the largest."""
    each = [one / other for one, other in zip(ours, theirs, strict=True)]
    return median(each), min(each), max(each)


def number(value: float) -> str:
    """Three figures, with a thin mark for thousands."""
    if value >= 100:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.3g}"


def compared(
    work: str,
    unit: str,
    ours: Sequence[float],
    theirs: Mapping[str, Sequence[float]],
    goal: float,
    *,
    more_is_better: bool = True,
    cpu: float | None = None,
) -> Row:
    """A row against peers; the ratio and the goal are those to the first of them."""
    first = next(iter(theirs.values()))
    middle, low, high = ratios(ours, first)
    return Row(
        work=f"{work} ({unit})",
        ours=number(median(ours)),
        peers={name: number(median(values)) for name, values in theirs.items()},
        ratio=f"{middle:.3g}×",
        spread=f"{low:.3g}–{high:.3g}",
        goal=f"{'≥' if more_is_better else '≤'} {goal:g}×",
        reached=middle >= goal if more_is_better else middle <= goal,
        cpu="–" if cpu is None else f"{cpu:.3g}×",
    )


def limited(work: str, unit: str, ours: Sequence[float], limit: float | None) -> Row:
    """A row against a limit that the median must not pass; None: there is none."""
    return Row(
        work=f"{work} ({unit})",
        ours=number(median(ours)),
        peers={},
        ratio="–",
        spread=f"{number(min(ours))}–{number(max(ours))}",
        goal="–" if limit is None else f"≤ {limit:g}",
        reached=None if limit is None else median(ours) <= limit,
    )


def table(rows: Sequence[Row], peers: Sequence[str]) -> str:
    """The rows as a Markdown table."""
    heads = ["work", "ours", *peers, "ratio", "spread", "ratio by CPU", "goal", "reached"]
    cells = [
        [
            row.work,
            row.ours,
            *(row.peers.get(peer, "–") for peer in peers),
            row.ratio,
            row.spread,
            row.cpu,
            row.goal,
            "–" if row.reached is None else "yes" if row.reached else "no",
        ]
        for row in rows
    ]
    widths = [max(len(line[column]) for line in [heads, *cells]) for column in range(len(heads))]
    lines = [heads, ["-" * width for width in widths], *cells]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )
