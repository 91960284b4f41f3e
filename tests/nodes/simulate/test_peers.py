"""The simulated furnace and the demo's broker, through the protocols that they speak."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from sinterflow.nodes.simulate import broker
from sinterflow.nodes.simulate.broker import start_broker
from sinterflow.runtime import SinterflowError, new_message
from tests.nodes.peers import RunFlow, free_port

ZONES = [{"name": f"Z{n}", "address": f"holding:{2 * n - 2}", "type": "int16", "scale": 0.1} for n in range(1, 8)]
POINTS: list[dict[str, Any]] = [
    *ZONES,
    {"name": "speed", "address": "holding:100", "type": "float32"},
    {"name": "dew", "address": "40103", "type": "int16", "scale": 0.1},
    {"name": "oxygen", "address": "holding:104", "type": "float32", "byte_order": "CDAB"},
]


def test_a_flow_reads_the_simulated_furnace_over_modbus_and_sees_an_excursion(run_flow: RunFlow) -> None:
    async def scenario() -> None:
        port = free_port()
        hot = {"zone": 5, "at": "0s", "for": "1d", "by": 60}
        nodes = {
            "furnace": ("simulate.furnace", {"port": port, "step": "10ms", "speed": 6000, "excursions": [hot]}),
            "read": ("modbus.read", {"connection": "plc", "points": POINTS, "every": "20ms"}),
            "got": ("test.collect", {}),
        }
        device = {"plc": ("modbus.tcp", {"host": "127.0.0.1", "port": port})}
        async with run_flow(nodes, [("read", "got")], device, connected=False) as plant:
            messages = await plant.node("got").count(20)
        last = messages[-1]["payload"]
        assert messages[-1]["quality"] == "good"
        assert last["Z5"] == pytest.approx(1185, abs=5)
        assert last["Z4"] == pytest.approx(1120, abs=5)
        assert last["speed"] == pytest.approx(60, abs=2)
        assert last["dew"] == pytest.approx(-40, abs=2)
        assert last["oxygen"] == pytest.approx(8, abs=4)

    asyncio.run(scenario())


def test_a_port_that_is_taken_is_said_when_the_furnace_starts(run_flow: RunFlow) -> None:
    async def scenario() -> str:
        taken = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
        async with taken:
            port = taken.sockets[0].getsockname()[1]
            with pytest.raises(AssertionError) as refused:
                async with run_flow({"furnace": ("simulate.furnace", {"port": port})}, []):
                    pass
            assert str(port) in str(refused.value)
            return str(refused.value)

    assert "choose another port" in asyncio.run(scenario())


@pytest.mark.parametrize("kind", ["mosquitto", "amqtt"])
def test_the_broker_of_the_demo_takes_and_gives_messages(
    run_flow: RunFlow, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "amqtt":
        monkeypatch.setattr(broker, "find_mosquitto", lambda: None)

    async def scenario() -> None:
        port = free_port()
        stop = await start_broker(port, tmp_path / "broker")
        nodes = {
            "in": ("mqtt.in", {"connection": "b", "topic": "plant/+/scan"}), "got": ("test.collect", {}),
            "send": ("test.emit", {}), "out": ("mqtt.out", {"connection": "b", "topic": "plant/f1/scan"}),
        }  # fmt: skip
        connection = {"b": ("mqtt.broker", {"host": "127.0.0.1", "port": port, "version": "3.1.1"})}
        async with run_flow(nodes, [("in", "got"), ("send", "out")], connection) as plant:
            while not plant.node("in").subscribed:  # noqa: ASYNC110 # a peer sets no event of ours
                await asyncio.sleep(0.005)
            await plant.node("send").handled(new_message({"code": "TR000001"}))
            await plant.node("got").count(1)
            assert plant.node("got").payloads == [{"code": "TR000001"}]
        await stop()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)

    asyncio.run(scenario())


def test_a_broker_that_does_not_come_up_is_said_with_its_port(tmp_path: Path) -> None:
    async def scenario() -> None:
        taken = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
        port = taken.sockets[0].getsockname()[1]
        taken.close()
        await taken.wait_closed()
        (tmp_path / "mosquitto.conf").mkdir()
        with pytest.raises((SinterflowError, OSError)):
            await start_broker(port, tmp_path)

    asyncio.run(scenario())
