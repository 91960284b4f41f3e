"""Nodes for `bench.modbus5000`: they note when the polls of each device arrive and whether every value is right."""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import Any

from sinterflow.runtime import Message, Node, Source

from .modbus_devices import FLOATS, WORDS, real, word
from .nodes import ROUND, answer


class Polled(Node):
    """Takes the messages of one device."""

    type = "bench.polled"
    title = "polled"
    outputs = ()
    writes = ()

    def receive(self, message: Message, port: str = "in") -> None:
        ARRIVED.setdefault(f"{self.host.flow}", []).append(perf_counter())
        values = [value for name, value in sorted(message["payload"].items())]
        if values != RIGHT or message["quality"] != "good":
            answer({"failed": {key: message.get(key) for key in ("quality", "reason", "payload")}})


class Watch(Source):
    """For each command: the arrivals of the next `seconds` by device."""

    type = "bench.watch"
    title = "watch"

    async def run(self) -> None:
        while True:
            command: dict[str, Any] = await ROUND.commands.get()
            ARRIVED.clear()
            await asyncio.sleep(command["seconds"])
            answer({"arrived": ARRIVED})


ARRIVED: dict[str, list[float]] = {}
RIGHT = [*map(real, range(FLOATS)), *map(word, range(WORDS))]
"""Values in the order of the tags' names: floats (`…F…`) come before words (`…W…`)."""
NODES: list[type[Node]] = [Polled, Watch]
