"""Small node types that do everything a node may do to a message: what random graphs are made of."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Literal

from ..compile.code import Code
from ..config import NodeConfig
from ..encoding import encode
from ..errors import NodeError
from ..host import Kept, Out, Port
from ..message import Message, copy_value
from ..node import Node, Source
from ..paths import get, parse, put, remove


class Feed(Source):
    """Starts what the test gives to `send`."""

    type = "graph.feed"
    title = "feed"


class PathConfig(NodeConfig):
    path: str = "payload.a"
    value: Any = None
    origin: str = ""


class Assign(Node):
    """Sets a path to a constant or to the value of another path; has a generator."""

    type = "graph.assign"
    title = "assign"
    Config = PathConfig

    def written(self) -> list[str]:
        return [self.config.path]

    def receive(self, message: Message, port: str = "in") -> Message:
        value = get(message, parse(self.config.origin)) if self.config.origin else self.config.value
        put(message, parse(self.config.path), copy_value(value))
        return message

    def generate(self, code: Code) -> bool:
        value = code.copied(code.read(self.config.origin)) if self.config.origin else code.const(self.config.value)
        code.write(self.config.path, value)
        code.emit("out")
        return True


class Remove(Node):
    """Deletes a path; has a generator."""

    type = "graph.remove"
    title = "remove"
    Config = PathConfig

    def written(self) -> list[str]:
        return [self.config.path]

    def receive(self, message: Message, port: str = "in") -> Message:
        remove(message, parse(self.config.path))
        return message

    def generate(self, code: Code) -> bool:
        code.delete(self.config.path)
        code.emit("out")
        return True


class ChooseConfig(NodeConfig):
    every: bool = True


class Choose(Node):
    """Sends to `1` when `payload.n` is even, to `2` when it is below 3 or, with `every`, to both; has a generator."""

    type = "graph.choose"
    title = "choose"
    Config = ChooseConfig
    outputs = (Port("1"), Port("2"))
    writes = ()

    def receive(self, message: Message, port: str = "in") -> list[Out]:
        number = get(message, ("payload", "n"))
        outs = [Out("1", message)] if number is not None and number % 2 == 0 else []
        if number is not None and number < 3 and (self.config.every or not outs):
            outs.append(Out("2", message))
        return outs

    def generate(self, code: Code) -> bool:
        number, even = code.read("payload.n"), code.name()
        code.line(f"{even} = {number} is not None and {number} % 2 == 0")
        with code.branch(f"if {even}:"):
            code.emit("1", more=self.config.every)
        with code.branch(f"if {number} is not None and {number} < 3 and ({self.config.every!r} or not {even}):"):
            code.emit("2")
        return True


class Scribble(Node):
    """Opaque: changes the message everywhere, in place."""

    type = "graph.scribble"
    title = "scribble"

    def receive(self, message: Message, port: str = "in") -> Message | None:
        payload = message.get("payload")
        if isinstance(payload, dict):
            payload.setdefault("list", []).append(len(payload))
            payload.setdefault("deep", {})["seen"] = payload.get("n")
        message["scribbled"] = True
        return None if get(message, ("payload", "n")) == 4 else message


class Renew(Node):
    """Declares that it writes nothing and gives back another message that shares parts of the one it got."""

    type = "graph.renew"
    title = "renew"
    writes = ()

    def receive(self, message: Message, port: str = "in") -> Message:
        kept: Message = {key: message[key] for key in ("payload", "_msgid", "hops") if key in message}
        return {**kept, "topic": "renewed"}


class Hop(Node):
    """On each wire that leads back: lets a message round twice at the most, so that every flow comes to rest."""

    type = "graph.hop"
    title = "hop"
    writes = ("hops",)

    def receive(self, message: Message, port: str = "in") -> Message | None:
        message["hops"] = message.get("hops", 0) + 1
        return message if message["hops"] <= 2 else None


class Twice(Node):
    """Gives the same message back twice."""

    type = "graph.twice"
    title = "twice"
    writes = ()

    def receive(self, message: Message, port: str = "in") -> list[Out]:
        return [Out("out", message), Out("out", message)]


class Break(Node):
    """Writes half of what it declares and then fails for every third message."""

    type = "graph.break"
    title = "break"
    writes = ("payload.half", "payload.b")

    def receive(self, message: Message, port: str = "in") -> Message:
        put(message, ("payload", "half"), 1)
        put(message, ("payload", "b", "half"), 1)
        if get(message, ("payload", "n")) in (0, 3):
            raise NodeError("broken on purpose")
        return message


class Strict(Node):
    """Refuses some messages before it writes; has a generator, so what comes after it is in its block."""

    type = "graph.strict"
    title = "strict"
    writes = ("strict",)

    def receive(self, message: Message, port: str = "in") -> Message:
        refuse(get(message, ("payload", "n")))
        message["strict"] = True
        return message

    def generate(self, code: Code) -> bool:
        code.line(f"{code.bind(refuse)}({code.read('payload.n')})")
        code.write("strict", code.const(True))
        code.emit("out")
        return True


def refuse(number: Any) -> None:
    """Raises NodeError for some numbers."""
    if number in (1, 5):
        raise NodeError("refused")


class Hold(Node):
    """Keeps each message until the next comes, then sends it twice, and checks that nobody changed it meanwhile."""

    type = "graph.hold"
    title = "hold"
    keeps = True
    writes = ()

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.held: list[tuple[Message, bytes, Kept]] = []
        self.sent: list[tuple[Message, bytes]] = []

    def receive(self, message: Message, port: str = "in") -> list[Out]:
        self.held.append((message, encode(message), self.keep()))
        if len(self.held) < 2:
            return []
        before, encoded, kept = self.held.pop(0)
        self.sent.append((before, encoded))
        return [Out("out", before, [kept]), Out("out", before)]

    async def stop(self) -> None:
        for _, _, kept in self.held:
            kept.drop()

    def changed(self) -> bool:
        """Whether anybody changed what this node held or sent."""
        kept = [(message, encoded) for message, encoded, _ in self.held]
        return any(encode(message) != encoded for message, encoded in [*self.sent, *kept])


class Wait(Node):
    """Asynchronous: changes the message before and after a turn of the loop; fails for one of them."""

    type = "graph.wait"
    title = "wait"

    async def receive(self, message: Message, port: str = "in") -> Message:
        message["waited"] = 1
        await asyncio.sleep(0)
        if get(message, ("payload", "n")) == 2:
            raise NodeError("broken while waiting")
        message["waited"] = 2
        return message


class Triple(Node):
    """An asynchronous generator that sends the same message three times."""

    type = "graph.triple"
    title = "triple"

    async def receive(self, message: Message, port: str = "in") -> AsyncIterator[Out]:
        for number in range(3):
            message["part"] = number
            yield Out("out", copy_value(message))


class ScopeConfig(NodeConfig):
    scope: Literal["flow"] | list[str] = "flow"
    uncaught_only: bool = False


class Follower(Node):
    """Passes on what its role brings it."""

    inputs = ()
    writes = ()
    Config = ScopeConfig

    def receive(self, message: Message, port: str = "in") -> Message:
        return message


class Catch(Follower):
    type = "graph.catch"
    title = "catch"
    role = "catch"


class Complete(Follower):
    type = "graph.complete"
    title = "complete"
    role = "complete"


class Follow(Follower):
    type = "graph.status"
    title = "status"
    role = "status"


class Sink(Node):
    """Remembers what arrived, as it was then."""

    type = "graph.sink"
    title = "sink"
    outputs = ()
    writes = ()

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.arrived: list[bytes] = []

    def receive(self, message: Message, port: str = "in") -> None:
        self.arrived.append(encode(message))


INNER: tuple[type[Node], ...] = (Assign, Remove, Choose, Scribble, Renew, Twice, Break, Strict, Hold, Wait, Triple)
