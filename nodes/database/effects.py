"""Which effects are in a SQLite file: their keys are committed with the rows that they stand for."""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import NamedTuple

from sinterflow.runtime import EffectKey

TIDY = 1000
"""Keys of one sink after which those that never come again are deleted."""

_MAKE = """
CREATE TABLE IF NOT EXISTS sinterflow_effects (
    wire TEXT NOT NULL, sink TEXT NOT NULL, "offset" INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    PRIMARY KEY (wire, sink, "offset", ordinal)
) WITHOUT ROWID
"""
_IS_MADE = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'sinterflow_effects'"
_HIGHEST = 'SELECT max("offset") FROM sinterflow_effects WHERE wire = ? AND sink = ?'
_FIND = 'SELECT 1 FROM sinterflow_effects WHERE wire = ? AND sink = ? AND "offset" = ? AND ordinal = ?'
_ADD = "INSERT INTO sinterflow_effects VALUES (?, ?, ?, ?)"
_TIDY = 'DELETE FROM sinterflow_effects WHERE wire = ? AND sink = ? AND "offset" < ?'


class Place(NamedTuple):
    """A sink behind a durable wire."""

    wire: str
    sink: str


class Effects:
    """Used by one thread, within its write transactions: `begin`, then `has` and `add`, `write`; then `committed`.

    The table is made with the first key. Offsets rise, so a key beyond the highest that was ever stored for its sink
    is new and need not be looked up: only what comes again is.
    """

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file
        self._made = False
        self._version = -1
        self._highest: dict[Place, int] = {}
        self._added: dict[tuple[str, str, int, int], int] = {}
        self._untidy: Counter[Place] = Counter()

    def begin(self) -> None:
        """A write transaction has begun; what another connection or a rollback has changed is seen from here on."""
        version = self._file.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version or self._added:
            self._version = version
            self._highest.clear()
            self._made = self._file.execute(_IS_MADE).fetchone() is not None
        self._added.clear()

    def has(self, key: EffectKey) -> bool:
        """Whether the effect has happened, in this transaction or before."""
        name = (key.wire, key.sink, key.offset, key.ordinal)
        if name in self._added:
            return True
        if not self._made or key.offset > self._highest_of(Place(key.wire, key.sink)):
            return False
        return self._file.execute(_FIND, name).fetchone() is not None

    def add(self, key: EffectKey) -> None:
        """It happens in this transaction."""
        self._added[key.wire, key.sink, key.offset, key.ordinal] = key.floor

    def write(self) -> None:
        """Store the keys of this transaction."""
        if not self._added:
            return
        if not self._made:
            self._file.execute(_MAKE)
        self._file.executemany(_ADD, self._added)
        floors: dict[Place, int] = {}
        for (wire, sink, _, _), floor in self._added.items():
            place = Place(wire, sink)
            floors[place] = max(floor, floors.get(place, 0))
            self._untidy[place] += 1
        for place, floor in floors.items():
            if self._untidy[place] >= TIDY:
                self._untidy[place] = 0
                self._file.execute(_TIDY, (*place, floor))

    def committed(self) -> None:
        """The transaction is on the disk."""
        self._made = self._made or bool(self._added)
        for wire, sink, offset, _ in self._added:
            place = Place(wire, sink)
            self._highest[place] = max(offset, self._highest.get(place, -1))
        self._added.clear()

    def _highest_of(self, place: Place) -> int:
        highest = self._highest.get(place)
        if highest is None:
            found = self._file.execute(_HIGHEST, place).fetchone()[0]
            highest = self._highest[place] = -1 if found is None else found
        return highest
