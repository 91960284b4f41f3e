"""What stands in for a node of the outside world in a flow test."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from ..config import NodeConfig
from ..encoding import unplain
from ..errors import NodeError
from ..faults import Fault, fault
from ..flow.nearest import way_out
from ..flow.resolved import ResolvedFlow, ResolvedNode
from ..flow.shown import shown
from ..message import Message, copy_message, new_id
from ..node import Node, Source
from ..text import text
from .document import Respond, Simulate


class StubConfig(NodeConfig):
    responses: list[dict[str, Any]] = msgspec.field(default_factory=list)


class StubSource(Source):
    """Not started: it sends what the test's steps say."""

    type = "test.source"
    title = text(en="stubbed source", zh="测试数据源")
    Config = StubConfig

    async def run(self) -> None:
        await asyncio.Event().wait()


class StubSink(Node):
    """Records what arrives."""

    type = "test.sink"
    title = text(en="stubbed sink", zh="测试接收节点")
    writes = ()
    Config = StubConfig

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self._arrived: list[tuple[str, Message]] = []

    def receive(self, message: Message, port: str = "in") -> None:
        self._arrived.append((port, copy_message(message)))

    def take(self, port: str | None) -> list[Message]:
        """What has come to this input (None: to any) since it was last taken."""
        found = [message for name, message in self._arrived if port in (None, name)]
        self._arrived = [one for one in self._arrived if port not in (None, one[0])]
        return found


class StubRequest(StubSink):
    """Answers each arrival with the next response, then fails."""

    type = "test.request"
    title = text(en="stubbed request", zh="测试请求节点")
    writes = None  # type: ignore[assignment]

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.asked = 0

    def receive(self, message: Message, port: str = "in") -> Message | None:  # type: ignore[override]
        super().receive(message, port)
        self.asked += 1
        has = len(self.config.responses)
        if self.asked > has:
            raise ResponsesExhausted(
                text(
                    en=f"respond-exhausted: {self.id} has been asked {self.asked} times and has {has} answers",
                    zh=f"respond-exhausted：{self.id} 被请求 {self.asked} 次，只准备了 {has} 个应答",
                )
            )
        answer = self.config.responses[self.asked - 1]
        if set(answer) == {"error"}:
            raise NodeError(str(answer["error"]))
        return {**message, **unplain(answer)}


class ResponsesExhausted(NodeError):
    """A faked request was made more often than the test has answers for."""


def stubbed(flow: ResolvedFlow, stubs: dict[str, Any], place: str, file: str) -> list[Fault]:
    """Put the stubs in place; gives a fault for each that cannot be and for each outside node without one."""
    found: list[Fault] = []
    for id, stub in stubs.items():
        node = flow.nodes.get(id)
        if node is None:
            found.append(
                fault("unknown-node", file=file, node=id, path=f"{place}/stub", given=id, way=way_out(id, flow.nodes))
            )
            continue
        where = {"file": file, "node": id, "path": f"{place}/stub"}
        try:
            problem = _replace(node, stub)
        except msgspec.ValidationError as error:
            found.append(fault("bad-stub", **where, said=str(error)))
            continue
        if problem is not None:
            found.append(fault(problem, **where, type=node.kind.type, stub=shown(stub)))
    for node in flow.nodes.values():
        if node.id not in stubs and is_outside(node.kind):
            found.append(
                fault("outside-not-stubbed", file=file, node=node.id, path=f"{place}/stub", type=node.kind.type)
            )
    return found


def is_outside(kind: type[Node]) -> bool:
    """Whether a node of this type touches the world beyond the flow."""
    if kind.outside is not None:
        return kind.outside
    return issubclass(kind, Source) or kind.effect != "none" or uses_connection(kind)


def uses_connection(kind: type[Node]) -> bool:
    return any(name == "connection" for name in kind.Config.__struct_fields__)


def _replace(node: ResolvedNode, stub: Any) -> str | None:
    if stub == "source":
        node.kind, node.config = StubSource, StubConfig()
    elif stub == "sink":
        node.kind, node.config = StubSink, StubConfig()
    elif isinstance(stub, dict) and "respond" in stub:
        node.kind, node.config = StubRequest, StubConfig(responses=msgspec.convert(stub, Respond).respond)
    elif isinstance(stub, dict) and "simulate" in stub:
        simulator = node.kind.simulator
        if simulator is None:
            return "no-simulator"
        node.config = msgspec.convert(msgspec.convert(stub, Simulate).simulate, simulator.Config)
        node.kind = simulator
    else:
        return "unknown-stub"
    return None


def as_message(given: dict[str, Any]) -> Message:
    """A message of a test file as a message: decoded, with an id."""
    message: Message = unplain(given)
    message.setdefault("_msgid", new_id())
    message.setdefault("topic", "")
    return message
