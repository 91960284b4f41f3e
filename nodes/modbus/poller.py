"""Polling the points of one device: the requests it takes, and what became of the points that the device refuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sinterflow.runtime import Text

from .blocks import Block, Reading, merged
from .points import Point
from .tcp import ModbusTcp, Outcome

ASK_AGAIN = 60.0
"""Seconds after which a point that the device refused is asked for again."""


class Poller:
    """Reads `points` of one unit. What a refused block was divided into is remembered for the next poll."""

    def __init__(self, connection: ModbusTcp, points: Sequence[Point], unit: int, now: Callable[[], float]) -> None:
        self.connection = connection
        self.points = points
        self._unit = unit
        self._now = now
        config = connection.config
        self._blocks = merged(points, config.max_gap, config.max_registers)
        self._refused: list[tuple[float, Block, list[Reading]]] = []

    async def poll(self) -> list[Reading]:
        """A reading of every point. Raises NotConnected when the link is lost."""
        now = self._now()
        due = [block for until, block, _ in self._refused if until <= now]
        self._refused = [one for one in self._refused if one[0] > now]
        found = [reading for _, _, readings in self._refused for reading in readings]
        self._blocks, asked = [], [*self._blocks, *due]
        for outcome in await self._read(asked):
            found += outcome.readings
            if outcome.refused:
                self._refused.append((now + ASK_AGAIN, outcome.block, outcome.readings))
            else:
                self._blocks.append(outcome.block)
        return found

    async def _read(self, asked: list[Block]) -> list[Outcome]:
        try:
            return await self.connection.read(asked, self._unit)
        except BaseException:
            self._blocks = asked
            raise

    def bad(self, reason: Text) -> list[Reading]:
        """Readings that say why there is no value for any point."""
        return [Reading(point, None, "bad", reason) for point in self.points]
