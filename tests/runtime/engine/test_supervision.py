"""Sources and connections are brought back with back-off; a flow that cannot start hurts no other."""

from __future__ import annotations

import asyncio
from typing import Any

from sinterflow.runtime import Connection, EndOfInput, Node, NotConnected, Port, Service, Source, new_message
from sinterflow.runtime.endpoints import Endpoints
from sinterflow.runtime.engine import Engine
from sinterflow.runtime.registry import Registry
from sinterflow.runtime.service import ServiceHost
from sinterflow.runtime.testing import virtual
from sinterflow.runtime.testing.flows import RunningTest, flow_of
from sinterflow.runtime.testing.graph_nodes import Feed, Sink
from sinterflow.runtime.virtual import virtual_loop


class Weak(Source):
    """Loses its peer after each message, and in the fourth life ends for good."""

    type, title = "t.weak", "weak"
    outputs = (Port("out"),)
    lives = 0

    async def run(self) -> None:
        self.lives += 1
        if self.lives == 4:
            raise EndOfInput
        await self.send(new_message(self.lives))
        if self.lives == 2:
            raise ValueError("unexpected")
        raise NotConnected("gone")


class Peer(Connection):
    """A peer that is away for the first three attempts."""

    type, title = "t.peer", "peer"

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.attempts: list[float] = []
        self.closed = 0

    async def open(self) -> None:
        self.attempts.append(asyncio.get_running_loop().time())
        if len(self.attempts) <= 3:
            raise NotConnected("refused")

    async def close(self) -> None:
        self.closed += 1


class Broken(Node):
    type, title = "t.broken", "broken"

    async def start(self) -> None:
        raise RuntimeError("no licence")


class Life(Node):
    """Notes when it starts and stops."""

    type, title = "t.life", "life"
    noted: list[str]

    async def start(self) -> None:
        self.noted.append(f"start {self.id}")

    async def stop(self) -> None:
        self.noted.append(f"stop {self.id}")


@virtual
async def test_a_source_runs_again_after_an_outage_and_after_an_error_until_it_has_ended() -> None:
    async with RunningTest(flow_of({"weak": Weak, "sink": Sink}, [("weak", "sink")])) as test:
        await asyncio.sleep(0.1)
        assert test.running("weak").state == "disconnected"
        await asyncio.sleep(60)
        assert test.node("weak").lives == 4
        assert len(test.node("sink").arrived) == 3
        assert test.failures() == [("weak", "unexpected")]


@virtual
async def test_a_connection_is_opened_again_with_growing_pauses_and_after_it_was_lost() -> None:
    flow = flow_of({"feed": Feed}, [])
    registry = Registry(connections=[Peer])
    async with RunningTest(flow, registry=registry, connections={"plc": ("t.peer", None)}) as test:
        peer: Any = test.engine.shared.connection("plc")
        await asyncio.sleep(20)
        first, second, third, fourth = peer.attempts
        assert second - first < third - second < fourth - third
        assert peer.connected.is_set()
        assert test.engine.shared.links["plc"].state == "ok"
        peer.lost("cable pulled")
        assert not peer.connected.is_set()
        await asyncio.sleep(20)
        assert peer.connected.is_set()
        assert len(peer.attempts) == 5
    assert peer.closed == 5


@virtual
async def test_a_flow_that_cannot_start_is_kept_stopped_with_the_reason_and_the_others_run() -> None:
    engine = Engine(Registry(), virtual_loop().clock())
    await engine.start()
    await engine.run([flow_of({"broken": Broken}, [], id="bad"), flow_of({"feed": Feed}, [], id="good")])
    assert engine.failed == {"bad": "no licence"}
    assert list(engine.flows) == ["good"]
    await engine.stop()


@virtual
async def test_sinks_start_before_what_sends_to_them_and_stop_after_it() -> None:
    noted: list[str] = []
    Life.noted = noted
    async with RunningTest(flow_of({"a": Life, "b": Life, "c": Life}, [("a", "b"), ("b", "c")])):
        assert noted == ["start c", "start b", "start a"]
    assert noted[3:] == ["stop a", "stop b", "stop c"]


@virtual
async def test_services_start_after_what_they_require_and_a_broken_one_stays_down() -> None:
    order: list[str] = []

    class Store(Service):
        async def start(self, host: ServiceHost) -> None:
            order.append("store")

    class Trace(Service):
        async def start(self, host: ServiceHost) -> None:
            assert isinstance(host.service(Store), Store)
            order.append("trace")

    class Faulty(Service):
        async def start(self, host: ServiceHost) -> None:
            raise RuntimeError("disk")

    Store.provides, Trace.provides, Faulty.provides = Store, Trace, Faulty
    Trace.requires = (Store,)
    engine = Engine(Registry(services=[Trace, Faulty, Store]), virtual_loop().clock())
    await engine.start()
    assert order == ["store", "trace"]
    assert set(engine.shared.services) - {Endpoints} == {Store, Trace}
    await engine.stop()
