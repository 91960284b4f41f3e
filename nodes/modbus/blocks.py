"""Neighbouring points are read together: how points become few requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from sinterflow.runtime import Text, text

from .points import Decoded, Image, Point, is_number, of_bits

Quality = Literal["good", "uncertain", "bad"]

NO_NUMBER = text(en="the device sends no number (NaN or infinite)", zh="设备返回的不是有效数值（NaN 或无穷大）")


class Reading(NamedTuple):
    """What a poll says about one point: a value, or why there is none."""

    point: Point
    value: Decoded | None
    quality: Quality
    reason: Text = ""


class Block:
    """Points that one request reads, in order of address: `count` places of `area` from `start`."""

    __slots__ = ("area", "count", "points", "start")

    def __init__(self, points: Sequence[Point]) -> None:
        self.points = points
        self.area, self.start = points[0].address
        self.count = max(point.address.offset + point.registers for point in points) - self.start

    def readings(self, image: Image) -> list[Reading]:
        """The values of its points in what was read."""
        found = []
        for point in self.points:
            value = point.decode(image, 2 * (point.address.offset - self.start))
            if is_number(value):
                found.append(Reading(point, value, "good"))
            else:
                found.append(Reading(point, None, "bad", NO_NUMBER))
        return found

    def bad(self, reason: Text) -> list[Reading]:
        """Readings that say why there is no value."""
        return [Reading(point, None, "bad", reason) for point in self.points]


def merged(points: Iterable[Point], max_gap: int, max_registers: int) -> list[Block]:
    """Blocks with every point once: neighbours together unless the gap or the block would be too large."""
    blocks: list[Block] = []
    run: list[Point] = []
    end = 0
    for point in sorted(points, key=lambda one: (one.address, one.registers)):
        area, offset = point.address
        limit = max_registers * 16 if of_bits(point.address) else max_registers
        if run and (
            area != run[0].address.area
            or offset - end > max_gap
            or max(end, offset + point.registers) - run[0].address.offset > limit
        ):
            blocks.append(Block(run))
            run = []
        end = max(end, offset + point.registers) if run else offset + point.registers
        run.append(point)
    if run:
        blocks.append(Block(run))
    return blocks


def halves(block: Block) -> list[Block]:
    """Two blocks with the points of one."""
    middle = len(block.points) // 2
    return [Block(block.points[:middle]), Block(block.points[middle:])]
