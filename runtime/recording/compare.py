"""What would differ: two runs on the same traffic, compared where they end."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from ..paths import Path, write_out

MOST_PATHS = 20
"""Paths that one example lists."""

Difference = Literal["changed", "moved", "only_before", "only_after"]


class Arrival(NamedTuple):
    """Something that came to an end of the flow. `at`: virtual seconds; `id`: what it is known by in both runs, empty
    when nothing is; `content`: what is compared, as JSON with sorted keys."""

    at: float
    id: str
    port: str
    content: bytes


class Example(NamedTuple):
    """One difference: what was before and what would be after, where there is one."""

    kind: Difference
    before: Arrival | None
    after: Arrival | None

    @property
    def at(self) -> float:
        return (self.before or self.after or Arrival(0.0, "", "", b"")).at


class Compared(msgspec.Struct, kw_only=True):
    """`moved`: the same at another time. `examples` are the first differences in time."""

    before: int
    after: int
    same: int
    moved: int
    changed: int
    only_before: int
    only_after: int
    examples: list[Example]

    @property
    def differs(self) -> bool:
        return self.same != self.before or self.same != self.after


def compare(before: Sequence[Arrival], after: Sequence[Arrival], most: int) -> Compared:
    """Pair what arrived in two runs: equal ones first, then by what they are known by, then by time."""
    same, before_left, after_left = _paired(before, after, lambda one: (one.at, one.id, one.port, one.content))
    moved, before_left, after_left = _paired(before_left, after_left, lambda one: (one.id, one.port, one.content))
    known, before_left, after_left = _paired(before_left, after_left, lambda one: one.id and (one.id, one.port))
    timed, before_left, after_left = _paired(before_left, after_left, lambda one: not one.id and (one.at, one.port))
    examples = [
        *(Example("moved", *pair) for pair in moved),
        *(Example("changed", *pair) for pair in (*known, *timed)),
        *(Example("only_before", one, None) for one in before_left),
        *(Example("only_after", None, one) for one in after_left),
    ]
    examples.sort(key=lambda one: one.at)
    return Compared(
        before=len(before),
        after=len(after),
        same=len(same),
        moved=len(moved),
        changed=len(known) + len(timed),
        only_before=len(before_left),
        only_after=len(after_left),
        examples=examples[:most],
    )


_Pairs = list[tuple[Arrival, Arrival]]


def _paired(
    before: Sequence[Arrival], after: Sequence[Arrival], key: Callable[[Arrival], Hashable]
) -> tuple[_Pairs, list[Arrival], list[Arrival]]:
    """Pairs with the same key in order, and what is left on both sides; a false key pairs with nothing."""
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for number, one in enumerate(after):
        waiting[key(one)].append(number)
    pairs, left, used = _Pairs(), list[Arrival](), set[int]()
    for one in before:
        name = key(one)
        if name and waiting[name]:
            number = waiting[name].popleft()
            used.add(number)
            pairs.append((one, after[number]))
        else:
            left.append(one)
    return pairs, left, [one for number, one in enumerate(after) if number not in used]


def differing_paths(before: Any, after: Any) -> list[str]:
    """Where two values of plain JSON differ; the empty path is the whole value."""
    found = []
    for steps in _differences(before, after, ()):
        found.append(write_out(steps))
        if len(found) == MOST_PATHS:
            break
    return found


def _differences(before: Any, after: Any, steps: Path) -> Iterator[Path]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            if key in before and key in after:
                yield from _differences(before[key], after[key], (*steps, key))
            else:
                yield (*steps, key)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _differences(one, other, (*steps, number))
    elif before != after or type(before) is not type(after):
        yield steps
