"""One node in a running flow on the virtual clock: what a plugin author's test holds in its hand."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Self

import msgspec

from ..compile.compiled import Compiled
from ..config import seconds
from ..delivery import Delivery
from ..engine import Engine
from ..flow.resolved import ResolvedFlow, ResolvedNode
from ..letters import Failure
from ..message import Message, copy_message, new_message
from ..node import Node
from ..paths import parse, remove
from ..registry import Registry
from ..running import RunningNode
from ..text import pick
from ..virtual import virtual_loop

NODE = "node"


class NodeHarness:
    """`async with NodeHarness(Scale, {"factor": 3}) as scale:` runs the node as a flow of its own.

    Messages given to it and errors of it are handled as in any flow. A node whose `receive` changes a path that it did
    not declare in `writes` fails the test. Use it within `run_virtual` or a test marked `virtual`.
    """

    def __init__(
        self,
        kind: type[Node],
        config: dict[str, Any] | None = None,
        *,
        connections: dict[str, tuple[str, Any]] | None = None,
        registry: Registry | None = None,
        tags: dict[str, Any] | None = None,
        env: dict[str, Any] | None = None,
    ) -> None:
        decoded = msgspec.convert(config or {}, kind.Config)
        variant = kind.variant(decoded)
        inputs, outputs = kind.ports(decoded)
        planned = ResolvedNode(id=NODE, kind=variant, config=decoded, inputs=inputs, outputs=outputs, env=env or {})
        self._flow = ResolvedFlow(id="test", nodes={NODE: planned}, env=env or {})
        self._connections = connections
        self._registry = registry or Registry()
        self._tags = tags
        self._sent: dict[str, list[Message]] = {}
        self._undeclared: list[str] = []
        self.errors: list[Failure] = []
        """Every error of the node, oldest first."""

    async def __aenter__(self) -> Self:
        loop = virtual_loop()
        self._engine = Engine(self._registry, loop.clock(), make_program=Compiled, tags=self._tags)
        await self._engine.start(self._connections)
        await self._engine.run([self._flow])
        if "test" in self._engine.failed:
            await self._engine.stop(drain=0)
            raise AssertionError(pick(self._engine.failed["test"]))
        self._running = self._engine.flows["test"]
        self._running.failures.watch = self.errors.append
        self._watch_writes(self.running)
        await self._running.program.tap({(NODE, "out", port): self._recorder(port) for port in self.running.ports})
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._engine.stop(drain=0)
        assert not self._undeclared, "\n".join(self._undeclared)

    @property
    def running(self) -> RunningNode:
        return self._running.nodes[NODE]

    @property
    def node(self) -> Any:
        """The node itself."""
        return self.running.node

    @property
    def status(self) -> tuple[str, str]:
        """The state and text that the node shows."""
        return self.running.state, pick(self.running.said)

    async def give(self, payload: Any = None, *, port: str = "in", **more: Any) -> list[Message]:
        """Give the node a message; gives what has left its first output by then."""
        return await self.give_message(new_message(payload, **more), port=port)

    async def give_message(self, message: Message, *, port: str = "in") -> list[Message]:
        """`give` for a whole message."""
        delivery = Delivery(None, self._engine.shared.clock.monotonic())
        await self._running.receive(NODE, message, port, delivery)
        delivery.end()
        await virtual_loop().settle()
        return self.sent()

    def sent(self, port: str | None = None) -> list[Message]:
        """What has left an output (the first) since this was last asked."""
        return self._sent.pop(port or self.running.default_port, [])

    async def advance(self, duration: str) -> None:
        """Let this much time pass, such as `10s`, and all that is due by then happen."""
        await asyncio.sleep(seconds(duration))
        await virtual_loop().settle()

    def _recorder(self, port: str) -> Callable[[Message], None]:
        return lambda message: self._sent.setdefault(port, []).append(copy_message(message))

    def _watch_writes(self, running: RunningNode) -> None:
        receive, written = running.node.receive, running.written
        if written is None or inspect.isasyncgenfunction(receive):
            return
        declared = [parse(path) for path in written]

        def checked(message: Message, *port: str) -> Any:
            before = copy_message(message)
            result = receive(message, *port)
            if inspect.isawaitable(result):
                return self._compared_later(result, before, message, declared)
            self._compare(before, message, declared)
            return result

        running.receive = checked

    async def _compared_later(
        self, result: Awaitable[Any], before: Message, message: Message, declared: list[Any]
    ) -> Any:
        given = await result
        self._compare(before, message, declared)
        return given

    def _compare(self, before: Message, after: Message, declared: list[Any]) -> None:
        left, right = copy_message(before), copy_message(after)
        for path in declared:
            remove(left, path)
            remove(right, path)
        if left != right:
            changed = [key for key in {*left, *right} if left.get(key) != right.get(key)]
            self._undeclared.append(
                f"{type(self.node).__name__} changed {', '.join(sorted(changed))}, which its writes do not declare"
            )
