"""Who is connected, and where in which flow they edit: told by the topic `presence`, once for many changes."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import msgspec

from ..events import Events

TOPIC = "presence"
PAUSE = 0.25
"""Seconds within which changes are told together."""
MOST = 500
"""People that are listed; `more` counts the others."""


class Present(msgspec.Struct):
    """One connected WebSocket. `flow`: the one that is edited there, `node`: the one in it; null: none."""

    author: str
    station: str
    since: datetime
    flow: str | None = None
    node: str | None = None


class Presence:
    """Used on the event loop."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._here: dict[object, Present] = {}
        self._timer: asyncio.TimerHandle | None = None

    def come(self, key: object, present: Present) -> None:
        self._here[key] = present
        self.tell()

    def edits(self, key: object, flow: str | None, node: str | None) -> None:
        """Somebody turns to another flow or node."""
        here = self._here[key]
        if (here.flow, here.node) != (flow, node):
            here.flow, here.node = flow, node
            self.tell()

    def go(self, key: object) -> None:
        self._here.pop(key, None)
        self.tell()

    def tell(self) -> None:
        """Publish who is here, soon."""
        if self._timer is None and self._events.wanted(TOPIC):
            self._timer = asyncio.get_running_loop().call_later(PAUSE, self._publish)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _publish(self) -> None:
        self._timer = None
        here = sorted(self._here.values(), key=lambda one: (one.flow is None, one.since))
        people: list[dict[str, Any]] = [msgspec.to_builtins(one) for one in here[:MOST]]
        self._events.publish(TOPIC, {"people": people, "more": max(0, len(here) - MOST)})
