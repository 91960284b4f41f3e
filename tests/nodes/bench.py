"""One node in a running flow on the virtual clock, as a plain object: for tests that need no `await`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import msgspec
import pytest

from sinterflow.runtime import Context, Message, Node, NodeError, copy_value, new_message
from sinterflow.runtime.delivery import Delivery
from sinterflow.runtime.engine import Engine
from sinterflow.runtime.events import Subscriber
from sinterflow.runtime.registry import Registry
from sinterflow.runtime.running import RunningNode
from sinterflow.runtime.testing.flows import flow_of
from sinterflow.runtime.text import pick
from sinterflow.runtime.virtual import VirtualLoop

Left = list[tuple[str, Message]]
"""Messages that left, each with its output."""


class Bench:
    """An engine with that node alone. Everything it sends is in `sent`, by port; what it refuses is raised."""

    def __init__(
        self, kind: type[Node], config: dict[str, Any] | None = None, env: dict[str, Any] | None = None
    ) -> None:
        self.sent: Left = []
        self._watcher: Callable[[Message], None] = lambda message: None
        self._loop = VirtualLoop()
        self._deliveries: list[Delivery] = []
        self._events = Subscriber(lambda: None)
        self._errors: list[Any] = []
        decoded = msgspec.convert(config or {}, kind.Config)
        assert not kind.check(decoded), kind.check(decoded)
        flow = flow_of({"node": (kind, config or {})}, [])
        flow.env = flow.nodes["node"].env = env or {}
        self._engine = Engine(Registry(), self._loop.clock())
        self.clock = self._engine.shared.clock
        self._run(self._start(flow))
        self.running: RunningNode = self._engine.flows["test"].nodes["node"]
        self.node: Any = self.running.node

    def give(self, payload: Any = None, **more: Any) -> Left:
        """Give the node a message; what it sends at once."""
        return self.receive(new_message(payload, **more))

    def receive(self, message: Message) -> Left:
        left: Left = self._run(self._receive(message))
        return left

    def payloads(self, payload: Any = None, **more: Any) -> list[Any]:
        return [message["payload"] for _, message in self.give(payload, **more)]

    def advance(self, seconds: float) -> Left:
        """Let time pass; what is sent meanwhile."""
        left: Left = self._run(self._wait(seconds))
        return left

    @property
    def now(self) -> float:
        """Virtual monotonic seconds."""
        return self._loop.time()

    @property
    def open(self) -> int:
        """Messages given to the node that it holds."""
        return sum(delivery.open > 0 for delivery in self._deliveries)

    @property
    def flow_context(self) -> Context:
        context: Context = self.node.flow_context
        return context

    @property
    def global_context(self) -> Context:
        context: Context = self.node.global_context
        return context

    @property
    def status(self) -> tuple[str, str]:
        """The state and text that the node shows."""
        return self.running.state, pick(self.running.said)

    def events(self, topic: str) -> list[dict[str, Any]]:
        """The data of the events of one topic since this was last asked."""
        waiting = [json.loads(encoded) for encoded in self._events.take()]
        return [event["data"] for event in waiting if event["topic"] == topic]

    def watch(self, watcher: Callable[[Message], None]) -> None:
        """Call `watcher` with each message at the moment at which it leaves."""
        self._watcher = watcher

    def close(self) -> None:
        self._run(self._engine.stop(drain=0))
        self._loop.close()

    async def _start(self, flow: Any) -> None:
        shared = self._engine.shared
        shared.events.subscribe(self._events, ["debug", "status"])
        await self._engine.start()
        await self._engine.run([flow])
        assert not self._engine.failed, self._engine.failed
        running = self._engine.flows["test"]
        running.failures.watch = self._errors.append
        await running.program.tap(
            {("node", "out", port): partial(self._left, port) for port in running.nodes["node"].ports}
        )

    async def _receive(self, message: Message) -> Left:
        before = len(self.sent)
        delivery = Delivery(None, self.clock.monotonic())
        self._deliveries.append(delivery)
        await self._engine.flows["test"].receive("node", message, "in", delivery)
        delivery.end()
        await self._loop.settle()
        if self._errors:
            raise NodeError(self._errors.pop(0).message)
        return self.sent[before:]

    async def _wait(self, seconds: float) -> Left:
        before = len(self.sent)
        await asyncio.sleep(seconds)
        await self._loop.settle()
        return self.sent[before:]

    def _left(self, port: str, message: Message) -> None:
        if port != "error":
            self.sent.append((port, copy_value(message)))
            self._watcher(message)

    def _run(self, work: Any) -> Any:
        return self._loop.run_until_complete(work)


@pytest.fixture
def bench() -> Iterator[Callable[..., Bench]]:
    """`bench(NodeType, config)` is one node on a bench of its own."""
    made: list[Bench] = []

    def make(*given: Any, **more: Any) -> Bench:
        if len(made) > 50:  # a property makes many, each with a loop of its own
            made.pop(0).close()
        made.append(Bench(*given, **more))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def decoded() -> Callable[[type[Node], dict[str, Any]], Any]:
    """`decoded(NodeType, config)` is the config as the node is given it."""
    return lambda kind, config: msgspec.convert(config, kind.Config)
