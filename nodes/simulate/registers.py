"""How the simulated PLC lays its values out in its holding registers."""

from __future__ import annotations

import struct

from .physics import Furnace

SPEED = 100
DEW_POINT = 102
OXYGEN = 104
HEARTBEAT = 110
COUNT = 120
"""Holding registers there are, from 0."""


def registers(furnace: Furnace, heartbeat: int) -> list[int]:
    """All registers.

    Zone n (from 1): measured at 2n-2 and set-point at 2n-1, int16 in 0.1 °C. Belt speed: float32 at 100, mm/min. Dew
    point: int16 at 102, 0.1 °C. Oxygen: float32 at 104 with the low word first, ppm. Heartbeat: uint16 at 110.
    """
    found = [0] * COUNT
    for place, (zone, measured) in enumerate(zip(furnace.zones, furnace.measured, strict=True)):
        found[2 * place] = tenths(measured)
        found[2 * place + 1] = tenths(zone.setpoint)
    found[SPEED : SPEED + 2] = words(furnace.belt_speed)
    found[DEW_POINT] = tenths(furnace.dew_point)
    found[OXYGEN : OXYGEN + 2] = reversed(words(furnace.oxygen))
    found[HEARTBEAT] = heartbeat & 0xFFFF
    return found


def tenths(value: float) -> int:
    return round(value * 10) & 0xFFFF


def words(value: float) -> list[int]:
    return list(struct.unpack(">2H", struct.pack(">f", value)))
