"""The harness that plugin authors use: short tests, and a node that writes what it did not declare fails."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import pytest

from sinterflow.runtime import Message, Node, NodeConfig, NodeError, Port, field, schema, text
from sinterflow.runtime.testing import NodeHarness, virtual


class Scale(Node):
    """Multiply a number by a factor."""

    type = "demo.scale"
    title = text(en="Scale", zh="缩放")
    inputs = (Port("in", schema.NUMBER),)
    outputs = (Port("out", schema.NUMBER),)
    writes = ("payload",)

    class Config(NodeConfig):
        factor: Annotated[float, field(title=text(en="Factor", zh="系数"), gt=0)] = 1.0

    def receive(self, message: Message, port: str = "in") -> Message:
        message["payload"] *= self.config.factor
        return message


class Sneaky(Scale):
    type = "demo.sneaky"

    def receive(self, message: Message, port: str = "in") -> Message:
        message["topic"] = "changed"
        return message


class SneakyLater(Node):
    type, title, writes = "demo.later", "later", ("payload.seen",)

    async def receive(self, message: Message, port: str = "in") -> Message:
        await asyncio.sleep(0)
        message["payload"]["unseen"] = 1
        return message


class Reminds(Node):
    type, title, keeps = "demo.reminds", "reminds", True

    def receive(self, message: Message, port: str = "in") -> None:
        self.status("info", "waiting")
        self.after(10, lambda: message)


class Refuses(Node):
    type, title = "demo.refuses", "refuses"

    def receive(self, message: Message, port: str = "in") -> Message:
        raise NodeError("no")


@virtual
async def test_scale_multiplies() -> None:
    async with NodeHarness(Scale, {"factor": 3}) as scale:
        (sent,) = await scale.give(2)
        assert sent["payload"] == 6


@virtual
async def test_time_passes_when_the_test_says_so() -> None:
    async with NodeHarness(Reminds) as reminds:
        assert await reminds.give("tea") == []
        assert reminds.status == ("info", "waiting")
        await reminds.advance("9s")
        assert reminds.sent() == []
        await reminds.advance("1s")
        assert [message["payload"] for message in reminds.sent()] == ["tea"]


@virtual
async def test_errors_are_seen() -> None:
    async with NodeHarness(Refuses) as refuses:
        await refuses.give(1)
        assert [failure.message for failure in refuses.errors] == ["no"]


@pytest.mark.parametrize(("kind", "payload", "named"), [(Sneaky, 1, "topic"), (SneakyLater, {}, "payload")])
def test_a_node_that_changes_a_path_it_did_not_declare_fails_the_test(kind: Any, payload: Any, named: str) -> None:
    @virtual
    async def run() -> None:
        async with NodeHarness(kind) as sneaky:
            await sneaky.give(payload)

    with pytest.raises(AssertionError, match=f"changed {named}"):
        run()
