"""`mqtt.in` and `mqtt.out` against a real broker, on both versions of the protocol."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from msgspec.structs import replace

from sinterflow.nodes.mqtt.broker import Broker
from sinterflow.nodes.mqtt.client import Listener, Session
from sinterflow.runtime import new_message
from tests.nodes.peers import Mosquitto, Proxy, RunFlow, free_port, resolved, until

VERSIONS = pytest.mark.parametrize("version", ["5", "3.1.1"])


def broker(port: int, version: str = "5", **more: Any) -> dict[str, tuple[str, dict[str, Any]]]:
    return {"broker": ("mqtt.broker", {"host": "127.0.0.1", "port": port, "version": version, **more})}


def kept(port: int, version: str) -> dict[str, tuple[str, dict[str, Any]]]:
    expiry = {"session_expiry": 600} if version == "5" else {}
    return broker(port, version, client_id="plant", clean_start=False, **expiry)


def receive(topic: str, **config: Any) -> tuple[str, dict[str, Any]]:
    return "mqtt.in", {"connection": "broker", "topic": topic, **config}


def publish(topic: str = "", **config: Any) -> tuple[str, dict[str, Any]]:
    return "mqtt.out", {"connection": "broker", "topic": topic, **config}


def line(topic: str = "line/#", *, out: dict[str, Any] | None = None, **config: Any) -> dict[str, Any]:
    """Two chains: a test's messages to the broker, and what comes from there to a node that keeps it."""
    nodes = {"send": ("test.emit", {}), "out": publish(**(out or {}))}
    return {"in": receive(topic, **config), "got": ("test.collect", {}), **nodes}


WIRES = [("in", "got"), ("send", "out")]


async def subscribed(plant: Any, *nodes: str) -> None:
    """Wait until the broker has confirmed what these nodes want."""
    for id in nodes or ("in",):
        await until(lambda id=id: plant.node(id).subscribed)  # type: ignore[misc]


@VERSIONS
@pytest.mark.parametrize("qos", [0, 1, 2])
def test_messages_come_in_the_order_in_which_they_were_published(
    run_flow: RunFlow, mosquitto: Mosquitto, version: str, qos: int
) -> None:
    async def scenario() -> None:
        nodes = line(qos=qos, out={"qos": qos})
        async with run_flow(nodes, WIRES, broker(mosquitto.port, version)) as plant:
            await subscribed(plant)
            for number in range(500):
                await plant.node("send").send(new_message({"number": number}, "line/1"))
            messages = await plant.node("got").count(500)
            assert [one["payload"]["number"] for one in messages] == list(range(500))
            assert messages[0] | {"_msgid": ""} == {
                "payload": {"number": 0}, "topic": "line/1", "_msgid": "", "qos": qos, "retain": False, "dup": False
            }  # fmt: skip

    asyncio.run(scenario())


@VERSIONS
def test_text_and_bytes_go_out_as_they_are_and_the_rest_as_json(
    run_flow: RunFlow, mosquitto: Mosquitto, version: str
) -> None:
    payloads = ["温区 1", b"\xff\x00", {"pv": 1.5}, [1, 2], 12.5, None, True, "", 2**80, "{no json", b"x" * 1_000_000]
    expected = ["温区 1", b"\xff\x00", {"pv": 1.5}, [1, 2], "12.5", "null", "true", "", str(2**80), "{no json"]

    async def scenario() -> None:
        async with run_flow(line(), WIRES, broker(mosquitto.port, version)) as plant:
            await subscribed(plant)
            for payload in payloads:
                await plant.node("send").handled(new_message(payload, "line/1"))
            await plant.node("got").count(len(payloads))
            assert plant.node("got").payloads == [*expected, "x" * 1_000_000]

    asyncio.run(scenario())


@VERSIONS
def test_each_node_gets_what_its_topic_covers_once(run_flow: RunFlow, mosquitto: Mosquitto, version: str) -> None:
    nodes = {
        "all": receive("line/#"), "one": receive("line/+/scan"), "same": receive("line/+/scan", qos=2),
        "other": receive("press/#"), "send": ("test.emit", {}), "out": publish(),
        **{f"got-{name}": ("test.collect", {}) for name in ("all", "one", "same", "other")},
    }  # fmt: skip
    wires = [("send", "out"), *((name, f"got-{name}") for name in ("all", "one", "same", "other"))]

    async def scenario() -> None:
        async with run_flow(nodes, wires, broker(mosquitto.port, version)) as plant:
            await subscribed(plant, "all", "one", "same", "other")
            for topic in ("line/1/scan", "line/2/scan", "line/1/scan/x", "line", "press/1", "end"):
                await plant.node("send").handled(new_message(topic, topic))
            await plant.node("got-other").count(1)
            await plant.node("got-all").count(4)
            assert plant.node("got-all").payloads == ["line/1/scan", "line/2/scan", "line/1/scan/x", "line"]
            assert plant.node("got-one").payloads == ["line/1/scan", "line/2/scan"]
            assert plant.node("got-same").payloads == ["line/1/scan", "line/2/scan"]
            assert plant.node("got-other").payloads == ["press/1"]

    asyncio.run(scenario())


@VERSIONS
def test_a_retained_message_reaches_only_who_subscribes_after_it(
    run_flow: RunFlow, mosquitto: Mosquitto, version: str
) -> None:
    async def scenario() -> None:
        nodes = {"send": ("test.emit", {}), "out": publish("line/state", retain=True)}
        async with run_flow(nodes, [("send", "out")], broker(mosquitto.port, version)) as plant:
            await plant.node("send").handled(new_message("running"))
        async with run_flow(line(), WIRES, broker(mosquitto.port, version)) as plant:
            (message,) = await plant.node("got").count(1)
            assert message["payload"] == "running"
            assert message["retain"]

    asyncio.run(scenario())


@VERSIONS
@pytest.mark.parametrize("qos", [1, 2])
def test_what_a_killed_process_had_not_finished_comes_again_in_order(
    run_flow: RunFlow, mosquitto: Mosquitto, version: str, qos: int
) -> None:
    async def scenario() -> None:
        async with Proxy(mosquitto.port) as network:
            async with run_flow(
                line(qos=qos, out={"qos": qos}), WIRES, kept(network.port, version), drain=0.0
            ) as plant:
                await subscribed(plant)
                plant.node("got").free.clear()
                for number in range(10):
                    await plant.node("send").send(new_message([number], "line/1"))
                await plant.node("got").count(10)
                await network.__aexit__()
        async with run_flow(line(qos=qos), WIRES, kept(mosquitto.port, version)) as plant:
            await plant.node("got").count(10)
            assert plant.node("got").payloads == [[number] for number in range(10)]

    asyncio.run(scenario())


@VERSIONS
@pytest.mark.parametrize("qos", [1, 2])
def test_what_is_still_worked_on_when_the_link_breaks_is_not_given_twice(
    run_flow: RunFlow, mosquitto: Mosquitto, version: str, qos: int
) -> None:
    async def scenario() -> None:
        async with Proxy(mosquitto.port) as network:
            nodes = line(qos=qos, out={"qos": qos})
            async with run_flow(nodes, WIRES, kept(network.port, version)) as plant:
                await subscribed(plant)
                got = plant.node("got")
                got.free.clear()
                for number in range(5):
                    await plant.node("send").handled(new_message([number], "line/1"))
                await got.count(5)
                network.cut()
                await until(lambda: not plant.connection("broker").connected.is_set())
                await plant.connection("broker").connected.wait()
                got.free.set()
                await plant.node("send").handled(new_message(["after"], "line/1"))
                await got.count(6)
                assert got.payloads == [*([number] for number in range(5)), ["after"]]
        async with run_flow(line(qos=qos, out={"qos": qos}), WIRES, kept(mosquitto.port, version)) as plant:
            await plant.node("send").handled(new_message(["last"], "line/1"))
            await plant.node("got").count(1)
            assert plant.node("got").payloads == [["last"]], "everything before was acknowledged after the outage"

    asyncio.run(scenario())


@VERSIONS
def test_messages_flow_again_after_the_broker_was_restarted(
    run_flow: RunFlow, mosquitto: Mosquitto, version: str
) -> None:
    async def scenario() -> None:
        async with run_flow(line(), WIRES, broker(mosquitto.port, version)) as plant:
            await subscribed(plant)
            await asyncio.to_thread(mosquitto.stop)
            await until(lambda: plant.engine.flows["test"].nodes["in"].state == "disconnected")
            await plant.node("send").handled(new_message("lost", "line/1"))
            (letter,) = plant.letters
            assert (letter.node, letter.failure.kind) == ("out", "NotConnected")
            await asyncio.to_thread(mosquitto.start)
            await plant.connection("broker").connected.wait()
            await plant.node("send").handled(new_message("back", "line/1"))
            await plant.node("got").count(1)
            assert plant.node("got").payloads == ["back"]
            assert plant.engine.flows["test"].nodes["in"].state == "ok"

    asyncio.run(scenario())


@VERSIONS
def test_a_publication_that_the_broker_has_not_confirmed_fails_when_the_link_breaks(
    run_flow: RunFlow, version: str
) -> None:
    """The broker here accepts the connection and then says nothing more."""

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        writer.write(b"\x20\x03\x00\x00\x00" if version == "5" else b"\x20\x02\x00\x00")
        await reader.read(1000)
        writer.transport.abort()

    async def scenario() -> None:
        port = free_port()
        async with await asyncio.start_server(silent, "127.0.0.1", port):
            nodes = {"send": ("test.emit", {}), "out": publish("line/1")}
            async with run_flow(nodes, [("send", "out")], broker(port, version)) as plant:
                await plant.node("send").handled(new_message("unconfirmed"))
                (letter,) = plant.letters
                assert letter.failure.kind == "NotConnected"

    asyncio.run(scenario())


@VERSIONS
def test_a_payload_of_the_wrong_format_is_an_error_of_that_message_and_not_sent_again(
    run_flow: RunFlow, mosquitto: Mosquitto, version: str
) -> None:
    async def scenario() -> None:
        for _ in range(2):
            async with run_flow(line(format="json"), WIRES, kept(mosquitto.port, version)) as plant:
                await subscribed(plant)
                if not _:
                    await plant.node("send").handled(new_message('{"pv": }', "line/1"))
                    await plant.node("send").handled(new_message(b"\xff", "line/1"))
                await plant.node("send").handled(new_message({"pv": 1}, "line/1"))
                await plant.node("got").count(1)
                assert plant.node("got").payloads == [{"pv": 1}]
                errors = [letter.failure.message for letter in plant.letters]
                assert len(errors) == (0 if _ else 2)
                assert all("is not JSON" in error for error in errors)

    asyncio.run(scenario())


def test_a_message_whose_key_was_seen_is_left_out(run_flow: RunFlow, mosquitto: Mosquitto) -> None:
    async def scenario() -> None:
        async with run_flow(line(key="payload.id"), WIRES, broker(mosquitto.port)) as plant:
            await subscribed(plant)
            for id in (1, 2, 1, None, None, 3, 2):
                await plant.node("send").handled(new_message({"id": id}, "line/1"))
            await plant.node("got").count(5)
            assert [one["id"] for one in plant.node("got").payloads] == [1, 2, None, None, 3]
            await until(lambda: plant.node("in").repeats == 2)

    asyncio.run(scenario())


@VERSIONS
def test_a_slow_flow_holds_messages_back_at_the_broker_and_loses_none(
    run_flow: RunFlow, mosquitto: Mosquitto, version: str
) -> None:
    async def scenario() -> None:
        nodes = line(out={"qos": 0}, qos=0)
        async with run_flow(nodes, WIRES, broker(mosquitto.port, version)) as plant:
            await subscribed(plant)
            for number in range(5000):
                await plant.node("send").send(new_message(str(number), "line/1"))
            await plant.node("got").count(5000)
            assert plant.node("got").payloads == [str(number) for number in range(5000)]
            assert plant.connection("broker").dropped == 0

    asyncio.run(scenario())


def test_a_broker_that_cannot_be_reached_is_named_with_the_way_out(run_flow: RunFlow) -> None:
    async def scenario() -> None:
        port = free_port()
        async with run_flow({}, [], broker(port), connected=False) as plant:
            link = plant.engine.shared.links["broker"]
            await until(lambda: link.state == "disconnected")
            assert re.search(f"127.0.0.1:{port}.*check the address", link.said["en"])
            assert re.search(f"127.0.0.1:{port}.*请检查地址", link.said["zh"])

    asyncio.run(scenario())


@pytest.mark.parametrize("topic", ["", "a/+/b", "a/#", None, 5, ["a"], "a\0b", "x" * 70_000])
def test_a_topic_that_cannot_be_published_to_is_an_error_of_the_message(
    run_flow: RunFlow, mosquitto: Mosquitto, topic: Any
) -> None:
    async def scenario() -> None:
        nodes = {"send": ("test.emit", {}), "out": publish()}
        async with run_flow(nodes, [("send", "out")], broker(mosquitto.port)) as plant:
            await plant.node("send").handled(new_message("x") | {"topic": topic})
            (letter,) = plant.letters
            assert "is not a topic to publish to" in letter.failure.message

    asyncio.run(scenario())


@VERSIONS
@pytest.mark.parametrize("qos", [0, 1])
def test_only_so_much_waits_here_while_a_flow_stands_still(
    run_flow: RunFlow, mosquitto: Mosquitto, version: str, qos: int
) -> None:
    async def scenario() -> None:
        nodes = {"in": receive("line/#", qos=qos), "got": ("test.collect-one", {})}
        sender = {"send": ("test.emit", {}), "out": publish(qos=qos)}
        async with (
            run_flow(nodes, [("in", "got")], broker(mosquitto.port, version)) as plant,
            run_flow(sender, [("send", "out")], broker(mosquitto.port, version)) as other,
        ):
            await subscribed(plant)
            plant.node("got").free.clear()
            for number in range(5000):
                await other.node("send").send(new_message(f"{number:0100}", "line/1"))
            inside = plant.engine.flows["test"].program
            await until(lambda: inside.sent("in", "out") >= 1000)
            assert inside.sent("in", "out") + plant.connection("broker").waiting < 4000
            plant.node("got").free.set()
            await plant.node("got").count(5000)
            assert plant.node("got").payloads == [f"{number:0100}" for number in range(5000)]
            assert plant.connection("broker").dropped == 0

    asyncio.run(scenario())


def test_a_node_that_starts_while_another_flow_stands_still_is_subscribed_without_losing_the_link(
    run_flow: RunFlow, mosquitto: Mosquitto
) -> None:
    async def scenario() -> None:
        nodes = {"in": receive("line/#", qos=1), "got": ("test.collect-one", {})}
        sender = {"send": ("test.emit", {}), "out": publish(qos=1)}
        async with (
            run_flow(nodes, [("in", "got")], broker(mosquitto.port, "3.1.1")) as plant,
            run_flow(sender, [("send", "out")], broker(mosquitto.port, "3.1.1")) as other,
        ):
            await subscribed(plant)
            plant.node("got").free.clear()
            for number in range(5000):
                await other.node("send").send(new_message(number, "line/1"))
            connection = plant.connection("broker")
            await until(lambda: connection.waiting >= 1000)
            session = connection._intake.session
            late = resolved({"mqtt.in": type(plant.node("in"))}, {"late": receive("press/#")}, [])
            await plant.engine.run([replace(late, id="late")])
            await until(lambda: plant.engine.flows["late"].nodes["late"].node.subscribed)
            assert connection._intake.session is session
            plant.node("got").free.set()
            await plant.node("got").count(5000)

    asyncio.run(scenario())


def test_what_waits_may_be_taken_before_a_new_link_is_there() -> None:
    async def scenario() -> None:
        connection = Broker(Broker.Config(host="127.0.0.1"))
        listener = Listener(*(lambda *given: None for _ in range(4)))
        session = Session(connection.config, "plant", listener)
        session.reading(on=False)
        session.reading(on=True)

    asyncio.run(scenario())


@VERSIONS
def test_nodes_that_start_while_the_link_is_being_opened_are_subscribed_too(
    run_flow: RunFlow, mosquitto: Mosquitto, version: str
) -> None:
    async def scenario() -> None:
        topics = [f"line/{number}" for number in range(40)]
        nodes = {f"in-{place}": receive(topic) for place, topic in enumerate(topics)}
        nodes |= {"got": ("test.collect", {}), "send": ("test.emit", {}), "out": publish()}
        wires = [("send", "out"), *((f"in-{place}", "got") for place in range(40))]
        async with run_flow(nodes, wires, broker(mosquitto.port, version), connected=False) as plant:
            await plant.connection("broker").connected.wait()
            await subscribed(plant, *(f"in-{place}" for place in range(40)))
            for topic in topics:
                await plant.node("send").handled(new_message(topic, topic))
            await plant.node("got").count(40)
            assert sorted(plant.node("got").payloads) == sorted(topics)

    asyncio.run(scenario())


@VERSIONS
def test_what_the_broker_refuses_is_an_error_with_the_topic(
    run_flow: RunFlow, mosquitto: Mosquitto, version: str
) -> None:
    """MQTT 3.1.1 has no way to refuse a publication: only a subscription."""
    mosquitto.allow("topic read line/#\ntopic write line/#\n")

    async def scenario() -> None:
        nodes = {"send": ("test.emit", {}), "out": publish("press/1"), "in": receive("press/#")}
        async with run_flow(nodes, [("send", "out")], broker(mosquitto.port, version)) as plant:
            await plant.node("send").handled(new_message("x"))
            refused = [letter.failure.message for letter in plant.letters if letter.node == "out"]
            assert refused == (
                [] if version == "3.1.1" else [
                    "the broker refuses the message for press/1 (reason 0x87); check its access rules"
                ]
            )  # fmt: skip

    asyncio.run(scenario())


def test_a_wrong_password_is_said_with_what_to_check(run_flow: RunFlow, mosquitto: Mosquitto) -> None:
    mosquitto.require_password()

    async def scenario() -> None:
        wrong = broker(mosquitto.port, username="line", password="wrong")
        async with run_flow({}, [], wrong, connected=False) as plant:
            link = plant.engine.shared.links["broker"]
            await until(lambda: link.state == "disconnected")
            assert "check user, password" in link.said["en"]
            assert "wrong" not in str(link.said)

    asyncio.run(scenario())


@VERSIONS
def test_what_a_kept_session_brings_and_nobody_wants_any_more_holds_nothing_up(
    run_flow: RunFlow, mosquitto: Mosquitto, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sinterflow.nodes.mqtt.broker.GRACE", 0.3)

    async def scenario() -> None:
        async with run_flow(line(), WIRES, kept(mosquitto.port, version)) as plant:
            await subscribed(plant)
        sender = {"send": ("test.emit", {}), "out": publish()}
        async with run_flow(sender, [("send", "out")], broker(mosquitto.port, version)) as other:
            await other.node("send").handled(new_message("unwanted", "line/1"))
        async with run_flow(line("press/#"), WIRES, kept(mosquitto.port, version)) as plant:
            await until(lambda: plant.connection("broker").unclaimed == 1)
            await until(lambda: plant.connection("broker").unclaimed == 0)
            await plant.node("send").handled(new_message("wanted", "press/1"))
            await plant.node("got").count(1)
        async with run_flow(line(), WIRES, kept(mosquitto.port, version)) as plant:
            await subscribed(plant)
            await plant.node("send").handled(new_message("after", "line/1"))
            await plant.node("got").count(1)
            assert plant.node("got").payloads == ["after"]

    asyncio.run(scenario())
