"""Link nodes: wires that are not drawn, within a flow and between flows."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from sinterflow.nodes.core.link_in import LinkIn
from sinterflow.nodes.core.link_out import LinkOut
from sinterflow.runtime import Message, Node, NodeConfig, Port, Source, field, new_message
from sinterflow.runtime.testing import virtual
from sinterflow.runtime.testing.flows import RunningTest, flow_of
from sinterflow.runtime.testing.graph_nodes import Feed, Hop, Sink


class Pause(Node):
    type, title = "t.pause", "pause"

    class Config(NodeConfig):
        seconds: Annotated[float, field(title="seconds")] = 1.0

    async def receive(self, message: Message, port: str = "in") -> Message:
        await asyncio.sleep(self.config.seconds)
        return message


class Opens(Node):
    """Takes a while to start, and remembers whether it was started when a message came."""

    type, title = "t.opens", "opens"
    opened = False

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.found: list[bool] = []

    async def start(self) -> None:
        await asyncio.sleep(2)
        self.opened = True

    async def stop(self) -> None:
        self.opened = False

    def receive(self, message: Message) -> None:
        self.found.append(self.opened)


class Early(Source):
    """Sends three messages as soon as it runs."""

    type, title = "t.early", "early"
    outputs = (Port("out"),)

    async def run(self) -> None:
        for number in range(3):
            await self.send(new_message(number))


def link(to: str) -> Any:
    return (LinkOut, {"to": [to]})


@virtual
async def test_a_link_within_a_flow_is_a_wire() -> None:
    flow = flow_of(
        {"feed": Feed, "out": link("test/in"), "in": LinkIn, "sink": Sink}, [("feed", "out"), ("in", "sink")]
    )
    async with RunningTest(flow) as test:
        await test.send("feed", new_message(1), new_message(2))
        assert len(test.node("sink").arrived) == 2
        assert not test.flow.inlets.wires


@virtual
async def test_a_link_into_another_flow_hands_the_message_over_with_its_delivery() -> None:
    one = flow_of({"feed": Feed, "out": link("two/in")}, [("feed", "out")], id="one")
    two = flow_of({"in": LinkIn, "pause": Pause, "sink": Sink}, [("in", "pause"), ("pause", "sink")], id="two")
    async with RunningTest(one, two) as test:
        done: list[bool] = []
        await test.send("feed", new_message(1), done=lambda: done.append(True))
        assert not done
        await asyncio.sleep(2)
        sink: Any = test.engine.flows["two"].nodes["sink"].node
        assert done
        assert len(sink.arrived) == 1


@virtual
async def test_a_link_that_leads_nowhere_is_an_error_of_its_message_and_the_next_one_is_heard() -> None:
    one = flow_of({"feed": Feed, "out": link("gone/in")}, [("feed", "out")], id="one")
    async with RunningTest(one) as test:
        await test.send("feed", new_message(1), new_message(2))
        assert [node for node, _ in test.failures()] == ["out", "out"]
        assert "gone/in" in test.failures()[0][1]


@virtual
async def test_flows_that_link_to_each_other_in_a_circle_never_stall() -> None:
    one = flow_of(
        {"feed": Feed, "in": LinkIn, "hop": Hop, "out": link("two/in")},
        [("feed", "hop"), ("in", "hop"), ("hop", "out")],
        id="one",
    )
    two = flow_of({"in": LinkIn, "out": link("one/in")}, [("in", "out")], id="two")
    async with RunningTest(one, two) as test:
        await test.send("feed", *[new_message(number) for number in range(3000)])
        await asyncio.sleep(60)
        assert all(flow.inlets.idle for flow in test.engine.flows.values())
        refused = {letter.failure.kind for letter in test.engine.shared.tray.letters()}
        handled = test.flow.program.received("hop")
        assert refused <= {"Overloaded"}
        assert handled + 2 * test.engine.shared.tray.total >= 6000


@virtual
async def test_flows_that_link_to_each_other_start_and_stop_together() -> None:
    one = flow_of({"early": Early, "pause": Pause, "out": link("two/in")}, [("early", "pause"), ("pause", "out")])
    two = flow_of({"in": LinkIn, "opens": Opens}, [("in", "opens")], id="two")
    async with RunningTest(one, two) as test:
        opens: Any = test.engine.flows["two"].nodes["opens"].node
        await asyncio.sleep(1.5)
        assert opens.found == [True]
        await test.engine.stop(drain=60)
        assert opens.found == [True, True, True]
