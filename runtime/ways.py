"""Entries into compiled code, and turns of the event loop between what goes through them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from time import perf_counter

from .delivery import Delivery
from .message import Message
from .wires import Gate, Queued

Run = Callable[[Message, Delivery], None]

TURN = 0.005
"""Seconds for which messages are handled before the event loop turns."""

CURRENT: ContextVar[Queued | None] = ContextVar("sinterflow_delivery", default=None)
"""The message that an asynchronous `receive` was given, with its delivery."""


class Turns:
    """Lets the event loop turn in time within work that may never have to wait."""

    def __init__(self) -> None:
        self._until = perf_counter() + TURN

    async def give(self) -> None:
        """To be awaited between two messages."""
        if perf_counter() >= self._until:
            await asyncio.sleep(0)
            self._until = perf_counter() + TURN


class Way:
    """An entry into compiled code: into a node or out of a port. `run` is exchanged when it is recompiled."""

    __slots__ = ("gate", "run")

    def __init__(self, run: Run, gate: Gate) -> None:
        self.run = run
        self.gate = gate
