"""A mesh-belt sintering furnace as its PLC sees it: plain numbers, no clock and no network.

Defaults are those of a line for iron parts. Where no published figure was found, the comment says so.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import NamedTuple

ROOM = 25.0
"""°C."""
LAG = 90.0
"""Seconds after which a zone has gone 63 % of the way to another temperature (estimate)."""
NOISE = 0.6
"""°C, standard deviation of a thermocouple's reading (estimate)."""


class ZoneSpec(NamedTuple):
    """A control zone and its set-point in °C."""

    name: str
    setpoint: float


MESH_BELT: tuple[ZoneSpec, ...] = (
    ZoneSpec("delube 1", 450.0),  # lubricant burn-off starts at 150 °C and peaks at about 450 °C
    ZoneSpec("delube 2", 560.0),  # and is done at about 550 °C (Manganese in PM Steels)
    ZoneSpec("preheat", 850.0),  # between burn-off and sintering (estimate)
    ZoneSpec("high heat 1", 1120.0),  # ferrous parts: 1121–1149 °C (Ascosintering), belts up to 1150 °C
    ZoneSpec("high heat 2", 1125.0),
    ZoneSpec("high heat 3", 1120.0),
    ZoneSpec("slow cool", 780.0),  # the third of four sections (Abbott); temperature estimated
)
BELT_SPEED = 60.0
"""mm/min. Belts run at 23–233 (Chengsheng); 50–75 give 20–30 minutes in a hot zone of 1.5 m."""
DEW_POINT = -40.0
"""°C in the hot zone, usual value (Vaisala); above -34 the gas no longer reduces (Air Products, AM&P 9/2016)."""
OXYGEN = 8.0
"""ppm in the hot zone (estimate)."""


class Excursion(NamedTuple):
    """A disturbance: from `start` for `length` seconds a zone is driven `by` °C away from its set-point.

    `zone` counts from 1; 0 is the dew point.
    """

    zone: int
    start: float
    length: float
    by: float


class Furnace:
    """The state of one furnace. Times are simulated seconds since it was made; it begins hot, at its set-points."""

    def __init__(
        self,
        zones: Sequence[ZoneSpec] = MESH_BELT,
        belt_speed: float = BELT_SPEED,
        excursions: Sequence[Excursion] = (),
        period: float = 0.0,
        seed: int = 1,
    ) -> None:
        """`period`: seconds after which the excursions begin again, 0 for once."""
        self.zones = zones
        self.time = 0.0
        self.excursions = excursions
        self.period = period
        self.true = [zone.setpoint for zone in zones]
        """Temperatures without the noise of measuring, °C."""
        self.belt_setpoint = belt_speed
        self._dew_point = DEW_POINT
        self._random = random.Random(seed)
        self._measure()

    def step(self, seconds: float) -> None:
        """Let time pass; a disturbance that begins within a step begins with the next one."""
        share = 1.0 - math.exp(-seconds / LAG)
        for place, zone in enumerate(self.zones):
            wanted = zone.setpoint + self._disturbance(place + 1)
            self.true[place] += (wanted - self.true[place]) * share
        self._dew_point += (DEW_POINT + self._disturbance(0) - self._dew_point) * share
        self.time += seconds
        self._measure()

    def _measure(self) -> None:
        noise = self._random.gauss
        self.measured = [value + noise(0.0, NOISE) for value in self.true]
        """What the thermocouples say, °C."""
        self.belt_speed = max(0.0, self.belt_setpoint + noise(0.0, 0.2))
        self.dew_point = self._dew_point + noise(0.0, 0.2)
        self.oxygen = max(0.1, OXYGEN + noise(0.0, 0.4) + max(0.0, self._dew_point - DEW_POINT))

    def _disturbance(self, zone: int) -> float:
        now = self.time % self.period if self.period else self.time
        return sum(one.by for one in self.excursions if one.zone == zone and one.start <= now < one.start + one.length)
