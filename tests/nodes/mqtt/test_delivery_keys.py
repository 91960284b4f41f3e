"""What a durable wire has taken is known again after a restart: by packet id, or by a declared key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.nodes.peers import RunFlow, until

VERSIONS = pytest.mark.parametrize("version", ["5", "3.1.1"])
DURABLE = [("in", "got", "durable")]
DIRECT = [("in", "got")]
CONNECT, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBSCRIBE, PINGREQ = 1, 3, 4, 5, 6, 7, 8, 12


class Script:
    """A broker that sends what a test tells it to, and notes what comes: packet types with packet ids."""

    def __init__(self, version: str) -> None:
        self.port = 0
        self.present = True
        """It knows the session of who connects."""
        self.pings = 0
        self.pongs = True
        self.at_once = 0
        """Messages of the session that it sends before it answers a subscription."""
        self.connects = 0
        self.came: list[tuple[int, int]] = []
        self._five = version == "5"
        self._writer: asyncio.StreamWriter
        self._subscribed = asyncio.Event()

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[Script]:
        async with await asyncio.start_server(self._serve, "127.0.0.1", self.port) as server:
            self.port = server.sockets[0].getsockname()[1]
            yield self

    async def subscribed(self) -> None:
        await self._subscribed.wait()

    def publish(self, id: int, payload: str, *, qos: int, dup: bool = False, topic: str = "line") -> None:
        body = (
            b"\x00\x04" + topic.encode() + id.to_bytes(2, "big") + (b"\x00" if self._five else b"") + payload.encode()
        )
        self._writer.write(bytes((0x30 | dup << 3 | qos << 1, len(body))) + body)

    def release(self, id: int) -> None:
        self._writer.write(b"\x62\x02" + id.to_bytes(2, "big"))

    def hang_up(self) -> None:
        self._writer.transport.abort()

    def pong(self) -> None:
        self._writer.write(b"\xd0\x00")

    async def got(self, kind: int, id: int, times: int = 1) -> None:
        await until(lambda: self.came.count((kind, id)) == times)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._subscribed.clear()
        try:
            while True:
                head, size = await reader.readexactly(2)
                body = await reader.readexactly(size)
                self._answer(head >> 4, body)
        except asyncio.IncompleteReadError:
            writer.close()

    def _answer(self, kind: int, body: bytes) -> None:
        id = body[:2]
        if kind == CONNECT:
            self._writer.write(bytes((0x20, 3, self.present, 0, 0) if self._five else (0x20, 2, self.present, 0)))
            self.connects += 1
        elif kind == SUBSCRIBE:
            for number in range(1, self.at_once + 1):
                self.publish(number, "a" * 100, qos=1)
            self._writer.write(b"\x90\x04" + id + b"\x00\x02" if self._five else b"\x90\x03" + id + b"\x02")
            self._subscribed.set()
        elif kind == PINGREQ:
            self.pings += 1
            if self.pongs:
                self.pong()
        elif kind in (PUBACK, PUBREC, PUBCOMP):
            self.came.append((kind, int.from_bytes(id, "big")))


def flow(**config: Any) -> dict[str, Any]:
    return {
        "in": ("mqtt.in", {"connection": "broker", "topic": "line", "qos": 2, **config}),
        "got": ("test.collect", {}),
    }


def kept(script: Script, version: str) -> dict[str, tuple[str, dict[str, Any]]]:
    expiry = {"session_expiry": 600} if version == "5" else {}
    config = {"host": "127.0.0.1", "port": script.port, "version": version, "client_id": "plant", "clean_start": False}
    return {"broker": ("mqtt.broker", config | expiry)}


class Lives:
    """The lives of one plant, each ended without a goodbye to the broker's messages."""

    def __init__(self, run_flow: RunFlow, script: Script, version: str, data: Path) -> None:
        self._run_flow = run_flow
        self._script = script
        self._version = version
        self._data = data

    @asynccontextmanager
    async def life(self, wires: list[Any] = DURABLE, **config: Any) -> AsyncIterator[Any]:
        connections = kept(self._script, self._version)
        async with self._run_flow(flow(**config), wires, connections, data=self._data, drain=0.0) as plant:
            await self._script.subscribed()
            await until(lambda: plant.node("in").subscribed)
            yield plant
            await until(lambda: not plant.node("got").free.is_set() or not _depth(plant))


def _depth(plant: Any) -> int:
    return sum(wire.depth for wire in plant.engine.flows["test"].inlets.wires.values())


def scenario(version: str, run_flow: RunFlow, data: Path, test: Any) -> None:
    async def run() -> None:
        script = Script(version)
        async with script.serve():
            await test(script, Lives(run_flow, script, version, data))

    asyncio.run(run())


@VERSIONS
def test_qos_2_is_known_until_the_broker_lets_go_of_its_packet_id(
    run_flow: RunFlow, tmp_path: Path, version: str
) -> None:
    async def test(script: Script, lives: Lives) -> None:
        async with lives.life() as plant:
            script.publish(7, "a", qos=2)
            await script.got(PUBREC, 7)
            assert plant.node("got").payloads == ["a"]
        async with lives.life() as plant:
            script.publish(7, "a", qos=2, dup=True)
            await script.got(PUBREC, 7, times=2)
            script.release(7)
            await script.got(PUBCOMP, 7)
            assert plant.node("got").payloads == []
            await until(lambda: plant.node("in").keys() == [])
            script.publish(7, "a", qos=2)
            await plant.node("got").count(1)
            await script.got(PUBREC, 7, times=3)
        async with lives.life() as plant:
            script.release(7)
            await script.got(PUBCOMP, 7, times=2)
            await until(lambda: plant.node("in").keys() == [])
            script.publish(7, "a", qos=2, dup=True)
            await plant.node("got").count(1)

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_what_the_broker_has_released_and_marks_as_a_repeat_is_left_out(
    run_flow: RunFlow, tmp_path: Path, version: str
) -> None:
    """Until it has surely read PUBCOMP. A message without the mark is another, however equal."""

    async def test(script: Script, lives: Lives) -> None:
        script.pongs = False
        async with lives.life():
            for id in (7, 8, 9):
                script.publish(id, "a", qos=2)
                await script.got(PUBREC, id)
                script.release(id)
                await script.got(PUBCOMP, id)
        async with lives.life() as plant:
            script.publish(7, "a", qos=2, dup=True)
            script.publish(8, "a", qos=2)
            script.publish(9, "b", qos=2, dup=True)
            await script.got(PUBREC, 9, times=2)
            assert plant.node("got").payloads == ["a", "b"]
            assert plant.node("in").repeats == 1
            script.release(7)
            await script.got(PUBCOMP, 7, times=2)
        script.pongs = True
        async with lives.life() as plant:
            await until(lambda: len(plant.node("in").keys()) == 2)
            script.publish(7, "a", qos=2, dup=True)
            await plant.node("got").count(1)

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_what_the_broker_has_sent_again_since_it_was_asked_is_not_forgotten_with_its_answer(
    run_flow: RunFlow, tmp_path: Path, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The node takes one message at a time here, so that the repeat still waits when the answer comes."""
    monkeypatch.setattr("sinterflow.nodes.mqtt.in_.MqttIn.max_open", 1)

    async def test(script: Script, lives: Lives) -> None:
        script.pongs = False
        async with lives.life():
            for id in (7, 8):
                script.publish(id, "a", qos=2)
                await script.got(PUBREC, id)
                script.release(id)
                await script.got(PUBCOMP, id)
        before = script.pings
        async with lives.life(DIRECT) as plant:
            await until(lambda: script.pings > before)
            plant.node("got").free.clear()
            for id, payload in ((1, "x"), (2, "y")):
                script.publish(id, payload, qos=2)
            script.publish(7, "a", qos=2, dup=True)
            await until(lambda: plant.connection("broker").waiting == 2)
            script.pong()
            await until(lambda: len(plant.node("in").keys()) == 1)
            plant.node("got").free.set()
            await script.got(PUBREC, 7, times=2)
            assert plant.node("got").payloads == ["x", "y"]

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_an_answer_proves_nothing_of_what_was_said_after_the_question(
    run_flow: RunFlow, tmp_path: Path, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when all that was asked about has come again meanwhile, so that nothing of the question is left."""
    monkeypatch.setattr("sinterflow.nodes.mqtt.proofs.PROOF", 0.0)

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
            script.publish(7, "a", qos=2, dup=True)
            await script.got(PUBREC, 7, times=2)
            script.release(7)
            await script.got(PUBCOMP, 7, times=2)
            for id in (8, 9):  # in the time of the first there could be a second question
                script.publish(id, "b", qos=2)
                await script.got(PUBREC, id)
                if id == 8:
                    script.pong()
            assert any(".r.7." in key for key in plant.node("in").keys())
            script.pong()
            await until(lambda: not any(".r.7." in key for key in plant.node("in").keys()))

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_pubrel_that_comes_before_the_node_runs_waits_for_it(run_flow: RunFlow, tmp_path: Path, version: str) -> None:
    async def test(script: Script, lives: Lives) -> None:
        async with lives.life():
            script.publish(7, "a", qos=2)
            await script.got(PUBREC, 7)
        connections = kept(script, version)
        nothing: dict[str, Any] = {"idle": ("test.collect", {})}
        async with run_flow(nothing, [], connections, data=tmp_path / "other") as other:
            script.release(7)
            script.publish(8, "b", qos=2)
            await until(lambda: other.connection("broker").unclaimed == 1)
            assert script.came == [(PUBREC, 7)]
        async with lives.life() as plant:
            script.release(7)
            await script.got(PUBCOMP, 7)
            await until(lambda: plant.node("in").keys() == [])

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_pubrel_for_a_message_that_no_node_knows_is_answered_after_a_while(
    run_flow: RunFlow, tmp_path: Path, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sinterflow.nodes.mqtt.broker.START_TIME", 0.2)

    async def test(script: Script, lives: Lives) -> None:
        async with lives.life():
            script.release(9)
            await script.got(PUBCOMP, 9)

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
@pytest.mark.parametrize("qos", [1, 2])
def test_in_a_new_session_the_same_packet_id_is_another_message(
    run_flow: RunFlow, tmp_path: Path, version: str, qos: int
) -> None:
    async def test(script: Script, lives: Lives) -> None:
        said = PUBACK if qos == 1 else PUBREC
        async with lives.life():
            script.publish(7, "a", qos=qos)
            await script.got(said, 7)
        script.present = False
        async with lives.life() as plant:
            script.publish(7, "a", qos=qos, dup=True)
            await script.got(said, 7, times=2)
            await plant.node("got").count(1)

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
@pytest.mark.parametrize("qos", [1, 2])
def test_another_message_under_a_known_packet_id_is_new(
    run_flow: RunFlow, tmp_path: Path, version: str, qos: int
) -> None:
    async def test(script: Script, lives: Lives) -> None:
        async with lives.life():
            script.publish(7, "a", qos=qos)
            await script.got(PUBACK if qos == 1 else PUBREC, 7)
        async with lives.life() as plant:
            script.publish(7, "b", qos=qos, dup=True)
            await plant.node("got").count(1)
            assert plant.node("got").payloads == ["b"]
            assert plant.node("in").doubtful == 0

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_qos_1_that_is_marked_as_a_repeat_is_acknowledged_and_left_out(
    run_flow: RunFlow, tmp_path: Path, version: str
) -> None:
    async def test(script: Script, lives: Lives) -> None:
        script.pongs = False
        async with lives.life():
            script.publish(7, "a", qos=1)
            await script.got(PUBACK, 7)
        async with lives.life() as plant:
            script.publish(7, "a", qos=1, dup=True)
            script.publish(8, "a", qos=1)
            await script.got(PUBACK, 8)
            assert script.came == [(PUBACK, 7), (PUBACK, 7), (PUBACK, 8)]
            assert plant.node("got").payloads == ["a"]

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
@pytest.mark.parametrize("id", [7, 8])
def test_qos_1_without_a_mark_is_taken_and_counted_as_doubtful(
    run_flow: RunFlow, tmp_path: Path, version: str, id: int
) -> None:
    async def test(script: Script, lives: Lives) -> None:
        script.pongs = False
        async with lives.life():
            script.publish(7, "a", qos=1)
            await script.got(PUBACK, 7)
        async with lives.life() as plant:
            for place, payload in enumerate(("a", "b", "a")):
                script.publish(id + place, payload, qos=1)
            await plant.node("got").count(3)
            assert plant.node("in").doubtful == 1
            said = plant.engine.flows["test"].nodes["in"].said
            assert "1 messages may have come twice" in said["en"]
            assert "1 条消息可能重复" in said["zh"]

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_without_a_durable_wire_a_marked_message_is_taken_and_counted_as_doubtful(
    run_flow: RunFlow, tmp_path: Path, version: str
) -> None:
    async def test(script: Script, lives: Lives) -> None:
        async with lives.life(DIRECT) as plant:
            script.publish(7, "a", qos=1, dup=True)
            await script.got(PUBACK, 7)
            assert (plant.node("got").payloads, plant.node("in").doubtful) == (["a"], 1)
        async with lives.life() as plant:
            script.publish(8, "a", qos=1, dup=True)
            await script.got(PUBACK, 8)
            assert plant.node("in").doubtful == 0, "the durable wire would have known it"

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_what_the_broker_has_seen_acknowledged_is_forgotten(
    run_flow: RunFlow, tmp_path: Path, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sinterflow.nodes.mqtt.proofs.PROOF", 0.05)

    async def test(script: Script, lives: Lives) -> None:
        async with lives.life() as plant:
            script.publish(7, "a", qos=1)
            await plant.node("got").count(1)
            await until(lambda: plant.node("in").keys() == [])
        async with lives.life() as plant:
            script.publish(7, "a", qos=1, dup=True)
            await plant.node("got").count(1)

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
@pytest.mark.parametrize("qos", [1, 2])
def test_with_a_declared_key_a_message_is_known_whatever_its_packet_id(
    run_flow: RunFlow, tmp_path: Path, version: str, qos: int
) -> None:
    async def test(script: Script, lives: Lives) -> None:
        said = PUBACK if qos == 1 else PUBREC
        script.present = False
        async with lives.life(key="payload.id"):
            script.publish(1, '{"id": "A-1"}', qos=qos)
            await script.got(said, 1)
        async with lives.life(key="payload.id") as plant:
            script.publish(2, '{"id": "A-1"}', qos=qos)
            script.publish(3, '{"id": "A-2"}', qos=qos)
            await script.got(said, 3)
            assert plant.node("got").payloads == [{"id": "A-2"}]
            assert (said, 2) in script.came

    scenario(version, run_flow, tmp_path, test)


def test_a_repeat_is_acknowledged_when_its_first_is_and_not_before(run_flow: RunFlow, tmp_path: Path) -> None:
    """Here the first is still under way."""

    async def test(script: Script, lives: Lives) -> None:
        async with lives.life(DIRECT, key="payload.id") as plant:
            plant.node("got").free.clear()
            script.publish(1, '{"id": 1}', qos=1)
            script.publish(2, '{"id": 1}', qos=1)
            await until(lambda: plant.node("in").repeats == 1)
            assert script.came == []
            plant.node("got").free.set()
            await script.got(PUBACK, 2)
            assert script.came == [(PUBACK, 1), (PUBACK, 2)]

    scenario("5", run_flow, tmp_path, test)


@VERSIONS
def test_nodes_that_are_given_the_same_message_each_know_it(run_flow: RunFlow, tmp_path: Path, version: str) -> None:
    nodes = {
        "in": ("mqtt.in", {"connection": "broker", "topic": "line", "qos": 2}),
        "two": ("mqtt.in", {"connection": "broker", "topic": "line", "qos": 2}),
        "got": ("test.collect", {}),
        "both": ("test.collect", {}),
    }
    wires = [("in", "got", "durable"), ("two", "both", "durable")]

    async def test(script: Script, lives: Lives) -> None:
        for life in range(2):
            async with run_flow(nodes, wires, kept(script, version), data=tmp_path, drain=0.0) as plant:
                await script.subscribed()
                await until(lambda plant=plant: plant.node("two").subscribed)  # type: ignore[misc]
                script.publish(7, "a", qos=2, dup=bool(life))
                await script.got(PUBREC, 7, times=life + 1)
                await until(lambda plant=plant: not _depth(plant))  # type: ignore[misc]
                taken = [len(plant.node(id).messages) for id in ("got", "both")]
                assert taken == [1 - life, 1 - life]
                if life:
                    script.release(7)
                    await script.got(PUBCOMP, 7)
                    for id in ("in", "two"):
                        await until(lambda plant=plant, id=id: plant.node(id).keys() == [])  # type: ignore[misc]

    scenario(version, run_flow, tmp_path, test)


@VERSIONS
def test_a_session_that_brings_more_than_may_wait_does_not_hide_the_answer_to_a_subscription(
    run_flow: RunFlow, tmp_path: Path, version: str
) -> None:
    async def test(script: Script, lives: Lives) -> None:
        script.at_once = 3000
        async with lives.life() as plant:
            await plant.node("got").count(3000)
            assert script.connects == 1

    scenario(version, run_flow, tmp_path, test)
