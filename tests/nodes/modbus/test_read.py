"""`modbus.read` against a real Modbus TCP server."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymodbus.constants import ExcCodes

from sinterflow.nodes.modbus.read import ModbusRead, next_tick
from sinterflow.runtime import Tag, new_message
from tests.nodes.modbus.plc import Plc
from tests.nodes.peers import RunFlow, decode, free_port, until


def device(port: int, **more: Any) -> dict[str, tuple[str, dict[str, Any]]]:
    return {"plc": ("modbus.tcp", {"host": "127.0.0.1", "port": port, **more})}


def registers(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "address": f"holding:{name}"} for name in names]


def asked(points: list[dict[str, Any]], **config: Any) -> dict[str, Any]:
    return {
        "send": ("test.emit", {}),
        "read": ("modbus.read", {"connection": "plc", "points": points, **config}),
        "got": ("test.collect", {}),
    }


WIRES = [("send", "read"), ("read", "got")]


def test_a_poll_gives_all_values_in_one_message(run_flow: RunFlow) -> None:
    points: list[dict[str, Any]] = [
        {"name": "pv", "address": "40001", "type": "int16", "scale": 0.1, "unit": "°C"},
        {"name": "speed", "address": "holding:10", "type": "float32", "byte_order": "CDAB"},
        {"name": "running", "address": "00003", "type": "bool"},
        {"name": "recipe", "address": "30021", "type": "string:4"},
    ]

    async def scenario() -> None:
        async with Plc() as plc:
            await plc.write(0, 11215)
            await plc.write_bytes(10, bytes.fromhex("00003fc0"))  # 1.5 with its words exchanged
            await plc.write(2, True, function=15)
            async with run_flow(asked(points), WIRES, device(plc.port)) as plant:
                await plant.node("send").handled(new_message(None, "poll", order="A-7"))
                (message,) = await plant.node("got").count(1)
        assert message["payload"] == {"pv": 1121.5, "speed": 1.5, "running": True, "recipe": ""}
        assert (message["order"], message["topic"], message["quality"]) == ("A-7", "poll", "good")
        assert message["time"].utcoffset().total_seconds() == 0
        assert message["values"]["pv"] == {
            "value": 1121.5, "quality": "good", "time": message["time"], "unit": "°C"
        }  # fmt: skip

    asyncio.run(scenario())


def test_with_each_every_point_of_the_tag_list_is_a_message_of_its_own(run_flow: RunFlow) -> None:
    def tag(id: str, address: str) -> Any:
        return Tag(id=id, connection="plc", address=address, unit="°C", equipment="F1")

    async def scenario() -> None:
        async with Plc() as plc:
            await plc.write(0, 850, 1120)
            nodes = {"read": ("modbus.read", {"tags": ["Z1", "Z2"], "each": True, "every": "50ms"})}
            nodes["got"] = ("test.collect", {})
            tags = {"Z1": tag("Z1", "40001"), "Z2": tag("Z2", "40002")}
            async with run_flow(nodes, [("read", "got")], device(plc.port), tags=tags) as plant:
                messages = (await plant.node("got").count(4))[:4]
        assert [(one["tag"], one["payload"]) for one in messages] == [("Z1", 850), ("Z2", 1120)] * 2
        expected = {"tag": "Z1", "topic": "Z1", "quality": "good", "unit": "°C", "equipment": "F1"}
        assert expected.items() <= messages[0].items()

    asyncio.run(scenario())


def test_one_bad_address_does_not_spoil_the_others_and_is_not_asked_for_each_time(run_flow: RunFlow) -> None:
    async def scenario() -> None:
        async with Plc((0, 10), (12, 10)) as plc:
            nodes = asked(registers("1", "5", "11", "13", "20"))
            async with run_flow(nodes, WIRES, device(plc.port)) as plant:
                for _ in range(3):
                    plc.requests.clear()
                    await plant.node("send").handled(new_message())
                message = plant.node("got").messages[-1]
        assert message["payload"] == {"1": 0, "5": 0, "11": None, "13": 0, "20": 0}
        bad = message["values"]["11"]
        assert (bad["quality"], bad["reason"]["en"]) == ("bad", "the device has no such address (exception 2)")
        assert (message["quality"], message["values"]["13"]["quality"]) == ("bad", "good")
        assert len(plc.requests) <= 3
        assert not [one for one in plc.requests if one[1] <= 11 < one[1] + one[2]]

    asyncio.run(scenario())


def test_a_busy_device_gives_bad_quality_and_is_asked_as_a_whole_again(run_flow: RunFlow) -> None:
    async def scenario() -> None:
        async with Plc() as plc:
            async with run_flow(asked(registers("0", "1")), WIRES, device(plc.port)) as plant:
                plc.answer = ExcCodes.DEVICE_BUSY
                await plant.node("send").handled(new_message())
                plc.answer = None
                await plant.node("send").handled(new_message())
                bad, good = plant.node("got").messages
        assert bad["payload"] == {"0": None, "1": None}
        assert "busy" in bad["reason"]["en"]
        assert good["quality"] == "good"
        assert plc.requests == [(3, 0, 2), (3, 0, 2)]

    asyncio.run(scenario())


def test_a_device_that_does_not_answer_gives_bad_quality_and_is_asked_only_once(run_flow: RunFlow) -> None:
    async def scenario() -> None:
        async with Plc() as plc:
            nodes = asked(registers("0", "300", "600"))
            async with run_flow(nodes, WIRES, device(plc.port, timeout="50ms", retries=0)) as plant:
                plc.free.clear()
                await plant.node("send").handled(new_message())
                plc.free.set()
                (message,) = plant.node("got").messages
        assert {one["quality"] for one in message["values"].values()} == {"bad"}
        assert "within 0.05 s" in message["values"]["600"]["reason"]["en"]
        assert len(plc.requests) == 1

    asyncio.run(scenario())


def test_requests_of_all_nodes_go_out_one_at_a_time(run_flow: RunFlow) -> None:
    async def scenario() -> None:
        async with Plc() as plc:
            one, two = (("modbus.read", {"connection": "plc", "points": registers(name)}) for name in ("0", "500"))
            nodes = {"send": ("test.emit", {}), "one": one, "two": two, "got": ("test.collect", {})}
            wires = [("send", "one"), ("send", "two"), ("one", "got"), ("two", "got")]
            async with run_flow(nodes, wires, device(plc.port)) as plant:
                plc.free.clear()
                sending = asyncio.create_task(plant.node("send").handled(new_message()))
                await plc.asked.wait()
                for _ in range(50):
                    await asyncio.sleep(0)
                assert len(plc.requests) == 1
                plc.free.set()
                await sending
                assert len(plc.requests) == 2

    asyncio.run(scenario())


def test_an_outage_is_said_once_with_bad_quality_and_reading_goes_on_when_the_device_is_back(
    run_flow: RunFlow,
) -> None:
    async def scenario() -> None:
        port = free_port()
        nodes = {
            "read": ("modbus.read", {"connection": "plc", "points": registers("0"), "every": "20ms"}),
            "got": ("test.collect", {}),
        }
        plc = await Plc(port=port).__aenter__()
        async with run_flow(nodes, [("read", "got")], device(port, timeout="500ms")) as plant:
            got = plant.node("got")
            await got.count(2)
            await plc.__aexit__()
            await until(lambda: got.messages[-1]["quality"] == "bad")
            during = len(got.messages)
            read = plant.engine.flows["test"].nodes["read"]
            await until(lambda: read.state == "disconnected")
            async with Plc(port=port):
                await got.count(during + 2)
                assert [one["quality"] for one in got.messages[during - 1 : during + 2]] == ["bad", "good", "good"]
                assert read.state == "ok"

    asyncio.run(scenario())


def test_a_request_by_message_fails_with_notconnected_while_the_device_is_away(run_flow: RunFlow) -> None:
    async def scenario() -> None:
        async with run_flow(asked(registers("0")), WIRES, device(free_port()), connected=False) as plant:
            await plant.node("send").handled(new_message())
            (letter,) = plant.letters
            assert letter.failure.kind == "NotConnected"
            assert "Modbus" in letter.failure.message

    asyncio.run(scenario())


@given(st.floats(0.01, 100), st.integers(0, 10**6), st.floats(0, 1000), st.floats(0, 10**6))
def test_ticks_do_not_drift_and_late_ones_are_counted(every: float, tick: int, took: float, began: float) -> None:
    now = began + tick * every + took
    following, left_out = next_tick(began, tick, every, now)
    assert following == tick + 1 + left_out
    assert began + following * every >= now - 1e-6 * max(1.0, now)
    assert left_out == 0 or began + (following - 1) * every <= now + 1e-6 * max(1.0, now)


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ({}, "either-or"),
        ({"tags": ["a"], "connection": "plc", "points": registers("0")}, "either-or"),
        ({"points": registers("0")}, "needed-with"),
        ({"connection": "plc", "points": [{"name": "a", "address": "00001"}]}, "bad-point"),
        ({"tags": ["a"], "every": "0s"}, "not-positive"),
    ],
)
def test_a_config_that_cannot_work_is_a_fault(config: dict[str, Any], code: str) -> None:
    assert [found[0] for found in ModbusRead.check(decode(ModbusRead, config))] == [code]
