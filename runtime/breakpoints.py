"""Breakpoints: wires that hold what is put on them until a person lets it go, one message at a time."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from .events import Events

if TYPE_CHECKING:
    from .wires import Wire

TOPIC = "breakpoints"


class Breakpoints:
    """Which wires have one, by flow and the id of the wire.

    They are a matter of this process: a redeploy keeps them while their wires are there, a restart does not.
    """

    def __init__(self, events: Events) -> None:
        self._events = events
        self._wires: dict[str, frozenset[str]] = {}

    def of(self, flow: str) -> Collection[str]:
        return self._wires.get(flow, frozenset())

    def add(self, flow: str, wire: str) -> None:
        self._wires[flow] = frozenset({*self.of(flow), wire})

    def remove(self, flow: str, wire: str) -> None:
        self._wires[flow] = frozenset({*self.of(flow)} - {wire})

    def hit(self, flow: str, wire: Wire) -> None:
        """A message has come to a wire that holds it."""
        if self._events.wanted(TOPIC):
            self._events.publish(TOPIC, {"flow": flow, "wire": wire.id, "held": wire.waiting})
