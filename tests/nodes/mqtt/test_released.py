"""A broker that sends a message of QoS 2 again though it has let go of it, as mosquitto 2.0.11 does.

When a connection breaks while it says PUBREL again, it has forgotten at the next one that it had said it before.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.publisher import Publisher
from tests.nodes.peers import Mosquitto, Proxy, RunFlow, until

VERSIONS = pytest.mark.parametrize("version", ["5", "3.1.1"])
PUBCOMP, PINGREQ = 7, 12
MESSAGES = 300


class Deaf(Proxy):
    """What the client says last of a message of QoS 2 does not get through, nor what it asks after that."""

    deaf = True

    async def _up(self, client: asyncio.StreamReader, server: asyncio.StreamWriter) -> None:
        try:
            while True:
                packet = await client.readexactly(2)
                packet += await client.readexactly(packet[1])  # all that a client of these tests says is short
                if packet[0] >> 4 not in (PUBCOMP, PINGREQ) or not self.deaf:
                    server.write(packet)
        except asyncio.IncompleteReadError:
            server.close()


class Plant:
    """A flow that takes messages of a kept session, mostly through a network that loses PUBCOMP."""

    def __init__(self, run_flow: RunFlow, version: str, data: Path) -> None:
        self._run_flow = run_flow
        self._version = version
        self._data = data

    @asynccontextmanager
    async def life(self, port: int) -> AsyncIterator[Any]:
        expiry = {"session_expiry": 600} if self._version == "5" else {}
        link = {"host": "127.0.0.1", "port": port, "version": self._version, "client_id": "plant", "clean_start": False}
        nodes = {
            "in": ("mqtt.in", {"connection": "broker", "topic": "line/+", "qos": 2}),
            "got": ("test.collect", {}),
        }
        connections = {"broker": ("mqtt.broker", link | expiry)}
        async with self._run_flow(nodes, [("in", "got", "durable")], connections, data=self._data) as plant:
            await until(lambda: plant.node("in").subscribed)
            yield plant

    async def take_all(self, plant: Any, broker: Mosquitto) -> None:
        """Returns when the broker has let go of every message and waits for our last word on each."""
        await publish(broker, [str(number) for number in range(MESSAGES)])
        await plant.node("got").count(MESSAGES)
        await until(lambda: len(plant.node("in")._keys.released) == MESSAGES)


async def publish(broker: Mosquitto, payloads: list[str]) -> None:
    """Returns when the broker has them."""
    await asyncio.to_thread(lambda: Publisher(broker.port, "line/1", 2, [one.encode() for one in payloads]).join())


@VERSIONS
def test_what_it_sends_again_after_a_restart_is_not_taken_twice(
    run_flow: RunFlow, mosquitto: Mosquitto, tmp_path: Path, version: str
) -> None:
    made = Plant(run_flow, version, tmp_path / "data")

    async def scenario() -> None:
        async with Deaf(mosquitto.port) as network:
            async with made.life(network.port) as plant:
                await made.take_all(plant, mosquitto)
                network.cut()
            await asyncio.to_thread(mosquitto.break_off, "plant", version)
            network.deaf = False
            async with made.life(network.port) as plant:
                await publish(mosquitto, ["after"])
                await plant.node("got").count(1)
                assert plant.node("got").payloads == ["after"]
                await until(lambda: plant.node("in").keys() == [])

    asyncio.run(scenario())


@VERSIONS
def test_what_it_sends_again_when_the_link_is_back_is_not_taken_twice(
    run_flow: RunFlow, mosquitto: Mosquitto, tmp_path: Path, version: str
) -> None:
    made = Plant(run_flow, version, tmp_path / "data")

    async def scenario() -> None:
        async with Deaf(mosquitto.port) as network, made.life(network.port) as plant:
            await made.take_all(plant, mosquitto)
            network.open = network.deaf = False
            network.cut()
            await asyncio.to_thread(mosquitto.break_off, "plant", version)
            network.open = True
            await publish(mosquitto, ["after"])
            await plant.node("got").count(MESSAGES + 1)
            assert plant.node("got").payloads[MESSAGES:] == ["after"]
            await until(lambda: plant.node("in").keys() == [])

    asyncio.run(scenario())
