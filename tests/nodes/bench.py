"""One node on a bench of its own: decoded from its config, given messages, with a clock that the test moves."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import msgspec
import pytest
import structlog

from sinterflow.runtime import Context, Message, Node, Out, Sent, copy_value, new_message
from sinterflow.runtime.clock import Clock
from sinterflow.runtime.usercode.function import Function

BEGIN = 1_700_000_000


@dataclass
class Held:
    """A delivery that the node holds; `ended` once it was sent with a message or dropped."""

    ended: bool = False
    dropped: bool = False

    def drop(self) -> None:
        assert not self.ended, "a delivery can end only once"
        self.ended = self.dropped = True


class Bench:
    """The engine's side of one node. Everything it sends is in `sent`, by port."""

    flow = "flow"
    id = "node"

    def __init__(
        self, kind: type[Node], config: dict[str, Any] | None = None, env: dict[str, Any] | None = None
    ) -> None:
        self.config = msgspec.convert(config or {}, kind.Config)
        assert not kind.check(self.config), kind.check(self.config)
        self.node = kind.variant(self.config)(self.config)
        self.node.host = self  # type: ignore[assignment]
        self.now = 0.0
        self.clock = Clock(wall=lambda: BEGIN + self.now, monotonic=lambda: self.now)
        self.env = env or {}
        self.context, self.flow_context, self.global_context = Context(), Context(), Context()
        self.log = structlog.get_logger()
        self.sent: list[tuple[str, Message]] = []
        self.states: list[tuple[str, Any]] = []
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.held: list[Held] = []
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = count()
        _, outputs = kind.ports(self.config)
        self.first = outputs[0].name if outputs else "link"
        asyncio.run(self.node.start())
        self.ports = {port.name for port in outputs} | {self.first}

    def give(self, payload: Any = None, **more: Any) -> list[tuple[str, Message]]:
        """Give the node a message; what it sends at once."""
        return self.receive(new_message(payload, **more))

    def receive(self, message: Message) -> list[tuple[str, Message]]:
        before = copy_value(message)
        result = self.node.receive(message)
        self._only_declared(before, message)
        return self._take(result)  # type: ignore[arg-type]

    def payloads(self, payload: Any = None, **more: Any) -> list[Any]:
        return [message["payload"] for _, message in self.give(payload, **more)]

    def advance(self, seconds: float) -> list[tuple[str, Message]]:
        """Let time pass; what timers send meanwhile."""
        until, found = self.now + seconds, []
        while self._timers and self._timers[0][0] <= until:
            self.now, _, timer = heapq.heappop(self._timers)
            if not timer.cancelled:
                found += self._take(timer.callback())
        self.now = until
        return found

    @property
    def open(self) -> int:
        return sum(not held.ended for held in self.held)

    # what the node sees of the engine
    def keep(self) -> Held:
        assert self.node.keeps, "only a node that says so may keep messages"
        self.held.append(Held())
        return self.held[-1]

    def after(self, delay: float, callback: Callable[[], Sent]) -> Timer:
        timer = Timer(callback)
        heapq.heappush(self._timers, (self.now + delay, next(self._order), timer))
        return timer

    def function(self, code: Any, outputs: int, budget: float) -> Function:
        return Function(code, self.node, outputs=outputs)

    def status(self, state: str, said: Any) -> None:
        self.states.append((state, said))

    def publish(self, topic: str, data: dict[str, Any]) -> None:
        self.events.append((topic, data))

    def _take(self, result: Sent) -> list[tuple[str, Message]]:
        outs: Sequence[Out] = (
            [] if result is None else [Out(self.first, result)] if isinstance(result, dict) else list(result)
        )
        for out in outs:
            assert out.port in self.ports, out.port
            for held in out.kept:
                assert isinstance(held, Held)
                assert not held.ended
                held.ended = True
        found = [(out.port, copy_value(out.message)) for out in outs]
        self.sent += found
        return found

    def _only_declared(self, before: Message, after: Message) -> None:
        written = self.node.written()
        if written is None or self.node.keeps:
            return
        tops = {path.replace("[", ".").split(".")[0] for path in written}
        for key in before.keys() | after.keys():
            assert key in tops or repr(before.get(key)) == repr(after.get(key)), f"{key} was changed but not declared"


@dataclass
class Timer:
    callback: Callable[[], Sent]
    cancelled: bool = field(default=False)

    def cancel(self) -> None:
        self.cancelled = True


@pytest.fixture
def bench() -> type[Bench]:
    """`bench(NodeType, config)` is one node on a bench of its own."""
    return Bench


@pytest.fixture
def decoded() -> Callable[[type[Node], dict[str, Any]], Any]:
    """`decoded(NodeType, config)` is the config as the node is given it."""
    return lambda kind, config: msgspec.convert(config, kind.Config)
