"""What damage has cost, counted and said."""

from __future__ import annotations

from typing import Any

from .lane import Lane
from .worker import Opened


class Damage:
    """`lost`: records that a damaged file has cost. `files`: those that were set aside, by their new names."""

    def __init__(self, log: Any) -> None:
        self.lost = 0
        self.files: list[str] = []
        self._log = log

    def show(self, opened: Opened) -> None:
        """The file was found damaged, and what could be saved of it is in a new one."""
        if opened.salvaged is not None:
            aside, saved, lost, _ = opened.salvaged
            self.files.append(aside.name)
            self._log.error("the journal was damaged and was set aside", file=aside.name, saved=saved, lost=lost)

    def lose(self, lane: Lane, records: int) -> None:
        self.lost += records
        self._log.error("records of the journal are damaged and lost", lane=lane.name, records=records)
