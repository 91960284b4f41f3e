"""Trays on a belt: when each enters and leaves."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Literal, NamedTuple

from .codes import tray_code

LENGTH = 10_000.0
"""mm from the reader before the furnace to the one behind it (estimate)."""
PITCH = 300.0
"""mm from tray to tray (estimate)."""


class Passage(NamedTuple):
    """A tray passes a reader at `time` (simulated seconds). `code` is None where it could not be read."""

    time: float
    event: Literal["enter", "leave"]
    code: str | None


def passages(
    belt_speed: float,
    *,
    length: float = LENGTH,
    pitch: float = PITCH,
    misread: float = 0.0,
    first: int = 1,
    seed: int = 1,
) -> Iterator[Passage]:
    """All passages in order of time, without end. The belt is full at the beginning.

    `belt_speed` in mm/min, more than 0; `misread`: the share of leaving trays whose code cannot be read; `first`: the
    number of the first tray to enter.
    """
    chance = random.Random(seed)
    interval, transit = 60.0 * pitch / belt_speed, 60.0 * length / belt_speed
    inside = int(transit / interval)
    entering, leaving = first, first - inside
    while True:
        enters = (entering - first) * interval
        leaves = (leaving - first) * interval + transit
        if enters <= leaves:
            yield Passage(enters, "enter", tray_code(entering))
            entering += 1
        else:
            read = chance.random() >= misread
            yield Passage(leaves, "leave", tray_code(leaving) if read else None)
            leaving += 1
