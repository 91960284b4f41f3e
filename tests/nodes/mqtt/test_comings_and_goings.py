"""Nodes that are deployed anew, and what a broker sends and says while they are away."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from sinterflow.nodes.mqtt.acknowledgements import Acknowledgements, Arrival
from sinterflow.runtime.change import change
from sinterflow.runtime.target import Target
from tests.nodes.mqtt.test_delivery_keys import (
    DIRECT,
    DURABLE,
    PUBACK,
    PUBCOMP,
    PUBREC,
    VERSIONS,
    Lives,
    Script,
    flow,
    kept,
    scenario,
)
from tests.nodes.peers import RunFlow, resolved, until


async def deploy(plant: Any, wires: list[Any], nodes: dict[str, Any]) -> None:
    """Change the flow to these nodes."""
    engine = plant.engine
    links = {id: (link.kind, link.connection.config) for id, link in engine.shared.links.items()}
    registry = {**engine.registry.nodes}
    await change(engine, Target({"test": resolved(registry, nodes, wires)}, links), drain=0.2)
    if "in" in nodes:
        await until(lambda: plant.node("in").subscribed)


def without_in() -> dict[str, Any]:
    return {"got": ("test.collect", {})}


@VERSIONS
@pytest.mark.parametrize("qos", [1, 2])
def test_what_waited_for_a_node_is_given_to_the_one_that_takes_its_place(
    run_flow: RunFlow, tmp_path: Path, version: str, qos: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sinterflow.nodes.mqtt.in_.MqttIn.max_open", 1)

    async def test(script: Script, lives: Lives) -> None:
        async with lives.life(DIRECT) as plant:
            got = plant.node("got")
            got.free.clear()
            for id in range(1, 6):
                script.publish(id, f"m{id}", qos=qos)
            await until(lambda: plant.connection("broker").waiting == 4)
            asyncio.get_running_loop().call_later(0.1, got.free.set)
            await deploy(plant, DIRECT, flow(format="text"))
            await script.got(PUBACK if qos == 1 else PUBREC, 5)
            assert sorted(got.payloads) == [f"m{id}" for id in range(1, 6)]
            assert sorted(id for _, id in script.came) == [1, 2, 3, 4, 5]

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_what_waited_for_a_node_that_stays_away_too_long_comes_with_the_next_link_and_holds_nothing_up(
    run_flow: RunFlow, tmp_path: Path, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sinterflow.nodes.mqtt.in_.MqttIn.max_open", 1)
    monkeypatch.setattr("sinterflow.nodes.mqtt.broker.GRACE", 0.2)

    async def test(script: Script, lives: Lives) -> None:
        async with lives.life(DIRECT) as plant:
            plant.node("got").free.clear()
            for id in (1, 2):
                script.publish(id, "a", qos=1)
            await until(lambda: plant.connection("broker").waiting == 1)
            await deploy(plant, [], without_in())
            plant.node("got").free.set()
            await until(lambda: not plant.connection("broker")._intake._left)
            await deploy(plant, DIRECT, flow())
            script.publish(3, "b", qos=1)
            await script.got(PUBACK, 3)
            assert (PUBACK, 2) not in script.came
        async with lives.life() as plant:
            script.publish(2, "a", qos=1, dup=True)
            await plant.node("got").count(1)

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_what_nobody_wants_is_given_up_after_a_while_whenever_it_comes(
    run_flow: RunFlow, tmp_path: Path, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sinterflow.nodes.mqtt.broker.GRACE", 0.1)

    async def test(script: Script, lives: Lives) -> None:
        async with lives.life() as plant:
            for id in (1, 3):
                script.publish(id, "a", qos=1, topic="gone")
                script.publish(id + 1, "b", qos=1)
                await script.got(PUBACK, id + 1)
            assert [id for _, id in script.came] == [1, 2, 3, 4]
            assert plant.node("got").payloads == ["b", "b"]

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_a_filter_that_a_deleted_node_has_left_with_the_broker_holds_nothing_up_after_an_outage(
    run_flow: RunFlow, tmp_path: Path, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sinterflow.nodes.mqtt.broker.GRACE", 1.0)

    async def test(script: Script, lives: Lives) -> None:
        async with lives.life() as plant:
            await deploy(plant, [], without_in())
            script.hang_up()  # before the broker is told
            await until(lambda: script.connects == 2 and plant.connection("broker").connected.is_set())
            script.publish(1, "a", qos=1)
            await script.got(PUBACK, 1)

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_what_waits_while_the_broker_loses_its_session_is_not_taken_for_what_the_new_one_brings(
    run_flow: RunFlow, tmp_path: Path, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sinterflow.nodes.mqtt.in_.MqttIn.max_open", 1)

    async def test(script: Script, lives: Lives) -> None:
        async with lives.life() as plant:
            script.publish(1, "first", qos=2)
            await script.got(PUBREC, 1)
            wire = plant.engine.flows["test"].inlets.wires["in:out>got:in"]
            wire._set_full(True)
            script.publish(2, "a", qos=2)
            await until(lambda: plant.connection("broker").waiting == 1)
            script.present = False
            script.hang_up()
            await until(lambda: script.connects == 2)
            script.publish(2, "a", qos=2)
            await until(lambda: plant.connection("broker").waiting == 2)
            wire._set_full(False)
            await plant.node("got").count(3)
            assert plant.node("got").payloads == ["first", "a", "a"]

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_what_was_acknowledged_before_an_outage_is_forgotten_when_the_broker_has_had_time_to_send_it_again(
    run_flow: RunFlow, tmp_path: Path, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sinterflow.nodes.mqtt.broker.GRACE", 0.3)

    async def test(script: Script, lives: Lives) -> None:
        script.pongs = False
        async with lives.life() as plant:
            script.publish(7, "a", qos=1)
            await script.got(PUBACK, 7)
            script.hang_up()
            await until(lambda: script.connects == 2)
            script.pongs = True
            await until(lambda: plant.node("in").keys() == [])
            script.publish(7, "a", qos=1, dup=True)
            await until(lambda: plant.node("got").payloads == ["a", "a"])

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_what_the_broker_lets_go_of_while_the_node_is_away_is_not_known_to_it_any_more(
    run_flow: RunFlow, tmp_path: Path, version: str
) -> None:
    """Otherwise an equal message under the same packet id would be taken for it."""

    async def test(script: Script, lives: Lives) -> None:
        async with lives.life() as plant:
            script.publish(7, "a", qos=2)
            await script.got(PUBREC, 7)
            await deploy(plant, [], without_in())
            script.release(7)
            await script.got(PUBCOMP, 7)
            await deploy(plant, DURABLE, flow())
            script.publish(7, "a", qos=2)
            await script.got(PUBREC, 7, times=2)
            await until(lambda: plant.node("got").payloads == ["a", "a"])

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_a_node_that_comes_late_lets_go_of_what_the_broker_has_let_go_of_long_ago(
    run_flow: RunFlow, tmp_path: Path, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sinterflow.nodes.mqtt.broker.START_TIME", 0.05)

    async def test(script: Script, lives: Lives) -> None:
        async with lives.life():
            script.publish(7, "a", qos=2)
            await script.got(PUBREC, 7)
        async with run_flow(without_in(), [], kept(script, version), data=tmp_path, drain=0.0) as plant:
            script.release(7)
            await script.got(PUBCOMP, 7)
            await deploy(plant, DURABLE, flow())
            script.publish(7, "a", qos=2)
            await plant.node("got").count(1)

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_a_node_that_is_deployed_again_keeps_what_it_took_under_a_used_packet_id(
    run_flow: RunFlow, tmp_path: Path, version: str
) -> None:
    async def test(script: Script, lives: Lives) -> None:
        async with lives.life() as plant:
            script.publish(7, "a", qos=2)
            await script.got(PUBREC, 7)
            script.release(7)
            await script.got(PUBCOMP, 7)
            script.publish(7, "a", qos=2)
            await script.got(PUBREC, 7, times=2)
            await deploy(plant, DURABLE, flow(format="text"))
            assert any(".2.7." in key for key in plant.node("in").keys())

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_behind_a_broker_that_uses_packet_ids_again_at_once_an_equal_message_with_the_mark_is_taken(
    run_flow: RunFlow, tmp_path: Path, version: str
) -> None:
    """It may be one that was sent and lost with the link: nothing is lost here, and it is counted as doubtful."""

    async def test(script: Script, lives: Lives) -> None:
        script.pongs = False
        async with lives.life() as plant:
            for times in (1, 2):
                script.publish(7, "a", qos=2)
                await script.got(PUBREC, 7, times)
                script.release(7)
                await script.got(PUBCOMP, 7, times)
            script.publish(7, "a", qos=2, dup=True)
            await script.got(PUBREC, 7, times=3)
            await until(lambda: plant.node("got").payloads == ["a", "a", "a"])
            assert plant.node("in").doubtful == 1

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_equal_messages_of_another_quality_of_service_are_others(
    run_flow: RunFlow, tmp_path: Path, version: str
) -> None:
    async def test(script: Script, lives: Lives) -> None:
        script.pongs = False
        async with lives.life() as plant:
            script.publish(7, "a", qos=2)
            await script.got(PUBREC, 7)
            script.release(7)
            await script.got(PUBCOMP, 7)
            script.publish(7, "a", qos=1, dup=True)
            await script.got(PUBACK, 7)
            await until(lambda: plant.node("got").payloads == ["a", "a"])

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_an_answer_proves_nothing_of_a_message_that_the_broker_has_let_go_of_since(
    run_flow: RunFlow, tmp_path: Path, version: str
) -> None:
    """PUBREL comes again after an outage, and the answer before the disk knows."""

    async def test(script: Script, lives: Lives) -> None:
        script.pongs = False
        async with lives.life():
            script.publish(7, "a", qos=2)
            await script.got(PUBREC, 7)
            script.release(7)
            await script.got(PUBCOMP, 7)
        before = script.pings
        async with lives.life() as plant:
            await until(lambda: script.pings > before)
            script.release(7)
            script.pong()
            await script.got(PUBCOMP, 7, times=2)
            assert len(plant.node("in").keys()) == 1
            await until(lambda: script.pings > before + 1)
            script.pong()
            await until(lambda: plant.node("in").keys() == [])

    scenario(version, run_flow, tmp_path, test)


def test_without_a_kept_session_nothing_of_what_was_acknowledged_is_remembered() -> None:
    proven: list[int] = []

    def say(arrival: Arrival) -> None:
        proven.append(arrival.id)
        acknowledgements.proven((arrival.id,))

    acknowledgements = Acknowledgements(say)
    for id in range(1, 4):
        arrival = Arrival("line", b"x", 1, False, False, id)
        arrival.open = 1
        acknowledgements.received(arrival)
        acknowledgements.done(arrival)
    assert (proven, acknowledgements._finished) == ([1, 2, 3], {})
