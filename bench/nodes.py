"""The bench's own node types: where messages start, where they are counted, and where errors come out."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Iterator
from time import perf_counter
from typing import Any

from sinterflow.runtime import Code, Message, Node, NodeConfig, Source

from .child import MARK


class Round:
    """What is being measured just now: one command, from its first message to its last."""

    __slots__ = ("began", "commands", "counted", "total", "wanted")

    def __init__(self) -> None:
        self.wanted = 0
        self.counted = 0
        self.total: float = 0
        self.began = 0.0
        self.commands: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def begin(self, expected: int) -> None:
        self.wanted, self.counted, self.total = expected, 0, 0
        self.began = perf_counter()

    def end(self, last: Message) -> None:
        seconds = perf_counter() - self.began
        last = {key: value for key, value in last.items() if key != "_msgid"}
        answer({"seconds": seconds, "count": self.counted, "total": self.total, "last": last})


ROUND = Round()


def answer(data: dict[str, Any]) -> None:
    sys.stdout.write(f"{MARK}{json.dumps(data)}\n")
    sys.stdout.flush()


class Feed(Source):
    """Starts `messages` messages for each command, made by the Python expression `make` from the number `n`."""

    type = "bench.feed"
    title = "feed"

    class Config(NodeConfig):
        make: str

    async def run(self) -> None:
        make = eval(f"lambda count: ({self.config.make} for n in range(count))")
        while True:
            command = await ROUND.commands.get()
            ROUND.begin(command["expected"])
            await self.send_all(self._made(make, command["messages"]))

    def _made(self, make: Any, count: int) -> Iterator[Message]:
        made: Iterator[Message] = make(count)
        return made


class Count(Node):
    """Adds up `value` of each message, a Python expression of `message`; reports when the last one is there."""

    type = "bench.count"
    title = "count"
    outputs = ()
    writes = ()

    class Config(NodeConfig):
        value: str

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._value: Any = eval(f"lambda message: {config.value}")

    def receive(self, message: Message, port: str = "in") -> None:
        ROUND.total += self._value(message)
        ROUND.counted += 1
        if ROUND.counted == ROUND.wanted:
            ROUND.end(message)

    def generate(self, code: Code) -> bool:
        now, message = code.bind(ROUND), code.message
        value = re.sub(r"\bmessage\b", message, self.config.value)
        code.line(f"{now}.total += {value}")
        code.line(f"{now}.counted += 1")
        code.line(f"if {now}.counted == {now}.wanted: {now}.end({message})")
        return True


class Failed(Node):
    """Where the catch node leads: any error makes the benchmark fail."""

    type = "bench.failed"
    title = "failed"
    outputs = ()
    writes = ()

    def receive(self, message: Message, port: str = "in") -> None:
        answer({"failed": message["error"]})


NODES: list[type[Node]] = [Feed, Count, Failed]
