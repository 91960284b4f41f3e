"""A flow in a few lines, from node types of the test's own, running on the virtual clock."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Self

import msgspec

from ..compile.compiled import Compiled
from ..compile.program import Program, Surroundings
from ..engine import Engine
from ..flow.resolved import Policy, ResolvedFlow, ResolvedNode, ResolvedWire
from ..message import Message
from ..node import Node, is_async
from ..registry import Registry
from ..running import RunningNode
from ..virtual import virtual_loop

Given = type[Node] | tuple[type[Node], dict[str, Any]]
Wired = tuple[str, str] | tuple[str, str, dict[str, Any]]


def flow_of(nodes: Mapping[str, Given], wires: Iterable[Wired], *, id: str = "test", **more: Any) -> ResolvedFlow:
    """A resolved flow: `{"a": Kind, "b": (Kind, config)}`, wires such as `("a", "b")` or `("a:error", "b", policy)`."""
    made = {name: node_of(name, given) for name, given in nodes.items()}
    return ResolvedFlow(id=id, nodes=made, wires=[_wire(made, *wire) for wire in wires], **more)


def node_of(id: str, given: Given) -> ResolvedNode:
    kind, config = given if isinstance(given, tuple) else (given, {})
    decoded = msgspec.convert(config, kind.Config)
    inputs, outputs = kind.ports(decoded)
    return ResolvedNode(id=id, kind=kind.variant(decoded), config=decoded, inputs=inputs, outputs=outputs)


def _wire(
    nodes: dict[str, ResolvedNode], source: str, target: str, policy: dict[str, Any] | None = None
) -> ResolvedWire:
    source, _, port = source.partition(":")
    target, _, into = target.partition(":")
    usual = {"kind": "bounded"} if is_async(nodes[target].kind) else {}
    return ResolvedWire(
        source=source,
        source_port=port or nodes[source].outputs[0].name,
        target=target,
        target_port=into or "in",
        policy=Policy(**(policy if policy is not None else usual)),
    )


class RunningTest:
    """`async with RunningTest(flow) as test:` runs flows on the virtual clock, with a journal in `data` if given."""

    def __init__(
        self,
        *flows: ResolvedFlow,
        make_program: Callable[[Surroundings], Program] = Compiled,
        registry: Registry | None = None,
        connections: dict[str, tuple[str, Any]] | None = None,
        settle: bool = True,
        data: Path | None = None,
    ) -> None:
        self._flows = flows
        self._settle = settle
        self._connections = connections
        self._make_program = make_program
        self._data = data
        self._registry = registry or Registry()

    async def __aenter__(self) -> Self:
        self.engine = Engine(self._registry, virtual_loop().clock(), data=self._data, make_program=self._make_program)
        await self.engine.start(self._connections)
        await self.engine.run(self._flows)
        assert not self.engine.failed, self.engine.failed
        self.flow = self.engine.flows[self._flows[0].id]
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.engine.stop(drain=0)

    def node(self, id: str) -> Any:
        """The node itself."""
        return self.running(id).node

    def running(self, id: str) -> RunningNode:
        return self.flow.nodes[id]

    async def send(self, source: str, *messages: Message, done: Callable[[], None] | None = None) -> None:
        """Let a source send these; then all that is due happens."""
        node: Any = self.node(source)
        for message in messages:
            await node.send(message, done=done)
        await virtual_loop().settle()

    def failures(self) -> list[tuple[str, str]]:
        """Node and text of every dead letter, oldest first."""
        return [(letter.node, letter.failure.message) for letter in self.engine.shared.tray.letters()]


async def after_a_kill(data: Path, name: str) -> Path:
    """A copy of a data folder beside it: what a process finds there that starts after a kill at this moment."""
    await virtual_loop().settle()
    return await asyncio.to_thread(shutil.copytree, data, data.with_name(name))
