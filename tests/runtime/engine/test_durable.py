"""What is on a durable wire outlives the process: it comes again in order, and what was moved on does not."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sinterflow.runtime import Message, Node, NodeConfig, NotConnected, Out, new_message
from sinterflow.runtime.change import change
from sinterflow.runtime.clock import Clock
from sinterflow.runtime.engine import Engine
from sinterflow.runtime.flow.resolved import ResolvedFlow
from sinterflow.runtime.journal.worker import Opened, Worker
from sinterflow.runtime.letters import Failure
from sinterflow.runtime.registry import Registry
from sinterflow.runtime.target import Target
from sinterflow.runtime.testing.flows import flow_of
from sinterflow.runtime.testing.graph_nodes import Feed, Scribble

PATIENCE = 20.0
DURABLE = {"kind": "durable"}


class Door(Node):
    """Keeps what comes, once it is open; `away`: its peer is not there."""

    type, title, outputs, writes = "t.door", "door", (), ()

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.seen: list[Message] = []
        self.open = asyncio.Event()
        self.away = False

    async def receive(self, message: Message, port: str = "in") -> None:
        await self.open.wait()
        if self.away:
            raise NotConnected("nobody there")
        self.seen.append(message)


class Pass(Node):
    type, title, writes = "t.pass", "pass", ()

    def receive(self, message: Message, port: str = "in") -> Message:
        return message


class Wait(Node):
    """Passes on after a turn of the loop or two."""

    type, title, writes = "t.wait", "wait", ()

    async def receive(self, message: Message, port: str = "in") -> Message:
        await asyncio.sleep(0.001)
        return message


class Pairs(Node):
    """Two messages become one."""

    type, title, keeps = "t.pairs", "pairs", True

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.waiting: list[Any] = []

    def receive(self, message: Message, port: str = "in") -> list[Out]:
        self.waiting.append((message["payload"], self.keep()))
        if len(self.waiting) < 2:
            return []
        (one, first), (other, second) = self.waiting
        self.waiting = []
        return [Out("out", new_message([one, other]), [first, second])]


class Mode(NodeConfig):
    mode: str = ""


class Fails(Node):
    type, title = "t.fails", "fails"
    Config = Mode

    def receive(self, message: Message, port: str = "in") -> None:
        raise ValueError(f"no {message['payload']}")


@asynccontextmanager
async def running(data: Path, flow: ResolvedFlow, clock: Clock | None = None) -> AsyncIterator[Engine]:
    """An engine with a journal in `data`."""
    engine = Engine(Registry(), clock or Clock(), data=data)
    await engine.start()
    await engine.run([flow])
    assert not engine.failed, engine.failed
    try:
        yield engine
    finally:
        await engine.stop(drain=0.1)


def node(engine: Engine, id: str) -> Any:
    return engine.flows["test"].nodes[id].node


def wire(engine: Engine, id: str) -> Any:
    return engine.flows["test"].inlets.wires[id]


def seen(engine: Engine, id: str = "door") -> list[Any]:
    return [message["payload"] for message in node(engine, id).seen]


def is_through(engine: Engine, payload: int) -> bool:
    return payload in seen(engine) and not wire(engine, "feed:out>door:in").depth


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 # a file sets no event
            await asyncio.sleep(0.002)


async def cut(engine: Engine, data: Path, name: str) -> Path:
    """What a power cut at this moment would leave on the disk."""
    copy = data.with_name(name)
    thread = engine.shared.durability.journal._thread  # type: ignore[union-attr] # between two of its groups
    await asyncio.get_running_loop().run_in_executor(thread, partial(shutil.copytree, data, copy))
    return copy


async def feed(engine: Engine, *payloads: Any, done: Callable[[Any], None] | None = None, **more: Any) -> None:
    for payload in payloads:
        ended = partial(done, payload) if done is not None else None
        await node(engine, "feed").send(new_message(payload), done=ended, **more)


def straight() -> ResolvedFlow:
    return flow_of({"feed": Feed, "door": Door}, [("feed", "door", DURABLE)])


def test_what_was_not_handled_comes_again_in_order(tmp_path: Path) -> None:
    async def scenario() -> None:
        done: list[int] = []
        async with running(tmp_path / "data", straight()) as engine:
            await feed(engine, *range(100), done=done.append)
            await until(lambda: len(done) == 100)
            assert done == list(range(100))
            copy = await cut(engine, tmp_path / "data", "copy")
        async with running(copy, straight()) as engine:
            node(engine, "door").open.set()
            await until(lambda: len(seen(engine)) == 100)
            assert seen(engine) == list(range(100))
            await until(lambda: wire(engine, "feed:out>door:in").depth == 0)
            await engine.shared.durability.journal.written()  # type: ignore[union-attr] # it has one
            last = await cut(engine, copy, "last")
        async with running(last, straight()) as engine:
            node(engine, "door").open.set()
            await feed(engine, "new")
            await until(lambda: bool(seen(engine)))
            assert seen(engine) == ["new"]

    asyncio.run(scenario())


def test_an_orderly_stop_leaves_what_waits_in_the_journal(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running(tmp_path, straight()) as engine:
            await feed(engine, *range(10))
        async with running(tmp_path, straight()) as engine:
            node(engine, "door").open.set()
            await until(lambda: len(seen(engine)) == 10)
            assert seen(engine) == list(range(10))

    asyncio.run(scenario())


CHAIN = [("feed", "one", DURABLE), ("one", "two", DURABLE), ("two", "door", DURABLE)]


@pytest.mark.parametrize("kind", [Pass, Wait, Scribble])
def test_what_moves_from_one_durable_wire_to_the_next_is_on_one_of_them_at_every_moment(
    tmp_path: Path, kind: type[Node]
) -> None:
    def flow() -> ResolvedFlow:
        return flow_of({"feed": Feed, "one": kind, "two": kind, "door": Door}, CHAIN)

    async def scenario() -> None:
        copies, done = [], list[Any]()
        async with running(tmp_path / "data", flow()) as engine:
            for number in range(40):
                await feed(engine, {"n": 9, "number": number}, done=done.append)
                if number % 4 == 0:
                    acknowledged = len(done)
                    copies.append((acknowledged, await cut(engine, tmp_path / "data", f"copy-{number}")))
                await asyncio.sleep(0.001 * (number % 3))
        for acknowledged, copy in copies:
            async with running(copy, flow()) as engine:
                node(engine, "door").open.set()
                await asyncio.sleep(0.05)
                await until(lambda: all(one.depth == 0 for one in engine.flows["test"].inlets.wires.values()))
                got = [payload["number"] for payload in seen(engine)]
                assert got == list(range(len(got)))
                assert len(got) >= acknowledged

    asyncio.run(scenario())


def test_a_message_that_enters_two_durable_wires_is_on_both_or_on_none(tmp_path: Path) -> None:
    def flow() -> ResolvedFlow:
        nodes: dict[str, Any] = {"feed": Feed, "left": Door, "right": Door}
        return flow_of(nodes, [("feed", "left", DURABLE), ("feed", "right", DURABLE)])

    async def scenario() -> None:
        copies = []
        async with running(tmp_path / "data", flow()) as engine:
            for number in range(60):
                await feed(engine, number)
                if number % 7 == 0:
                    copies.append(await cut(engine, tmp_path / "data", f"copy-{number}"))
        for copy in copies:
            async with running(copy, flow()) as engine:
                assert wire(engine, "feed:out>left:in").depth == wire(engine, "feed:out>right:in").depth

    asyncio.run(scenario())


def test_a_message_made_from_several_leaves_with_all_of_them(tmp_path: Path) -> None:
    def flow() -> ResolvedFlow:
        nodes: dict[str, Any] = {"feed": Feed, "pairs": Pairs, "door": Door}
        return flow_of(nodes, [("feed", "pairs", DURABLE), ("pairs", "door", DURABLE)])

    async def scenario() -> None:
        async with running(tmp_path / "data", flow()) as engine:
            await feed(engine, *range(7))
            await until(lambda: wire(engine, "pairs:out>door:in").depth == 3)
            await until(lambda: wire(engine, "feed:out>pairs:in").depth == 1)
            copy = await cut(engine, tmp_path / "data", "copy")
        async with running(copy, flow()) as engine:
            node(engine, "door").open.set()
            await feed(engine, 7)
            await until(lambda: len(seen(engine)) == 4)
            assert seen(engine) == [[0, 1], [2, 3], [4, 5], [6, 7]]

    asyncio.run(scenario())


def test_a_message_whose_key_is_known_is_taken_no_second_time_and_counted(tmp_path: Path) -> None:
    async def scenario() -> None:
        done: list[int] = []
        async with running(tmp_path / "data", straight()) as engine:
            for number in range(5):
                await feed(engine, number, done=done.append, key=f"k{number}")
            await until(lambda: len(done) == 5)
            copy = await cut(engine, tmp_path / "data", "copy")
        async with running(copy, straight()) as engine:
            assert node(engine, "feed").keys() == [f"k{number}" for number in range(5)]
            for number in range(3, 7):
                await feed(engine, number, done=done.append, key=f"k{number}")
            node(engine, "feed").forget("k0")
            await feed(engine, 100, key="k0")
            node(engine, "door").open.set()
            await until(lambda: len(seen(engine)) == 8)
            assert seen(engine) == [0, 1, 2, 3, 4, 5, 6, 100]
            assert wire(engine, "feed:out>door:in").repeats == 2
            assert done[5:] == [3, 4, 5, 6]

    asyncio.run(scenario())


def test_in_an_outage_a_message_stays_at_the_head_also_behind_other_wires(tmp_path: Path) -> None:
    def flow() -> ResolvedFlow:
        nodes: dict[str, Any] = {"feed": Feed, "pass": Pass, "door": Door}
        return flow_of(nodes, [("feed", "pass", DURABLE), ("pass", "door")])

    async def scenario() -> None:
        async with running(tmp_path, flow()) as engine:
            door = node(engine, "door")
            door.away = True
            door.open.set()
            await feed(engine, *range(5))
            await asyncio.sleep(0.1)
            assert door.seen == []
            door.away = False
            await until(lambda: len(door.seen) == 5)
            assert seen(engine) == list(range(5))
            assert door.seen[0]["retried"] >= 1
            assert engine.shared.tray.letters() == []
            assert engine.flows["test"].program.received("door") == 5

    asyncio.run(scenario())


def test_a_live_handle_cannot_enter_and_is_named(tmp_path: Path) -> None:
    async def scenario() -> None:
        done: list[Any] = []
        async with running(tmp_path, straight()) as engine:
            await feed(engine, {"request": object()}, done=done.append)
            await until(lambda: bool(done))
            (letter,) = engine.shared.tray.letters()
            assert letter.node == "feed"
            assert "payload.request" in letter.failure.message

    asyncio.run(scenario())


def test_a_full_wire_makes_its_senders_wait(tmp_path: Path) -> None:
    async def scenario() -> None:
        flow = flow_of({"feed": Feed, "door": Door}, [("feed", "door", {"kind": "durable", "bytes": 1000})])
        async with running(tmp_path, flow) as engine:
            sending = asyncio.create_task(feed(engine, *["x" * 90] * 50))
            await asyncio.sleep(0.1)
            assert not sending.done()
            assert wire(engine, "feed:out>door:in").depth < 15
            node(engine, "door").open.set()
            await sending
            await until(lambda: len(seen(engine)) == 50)

    asyncio.run(scenario())


def test_what_has_waited_too_long_is_dropped_and_counted(tmp_path: Path) -> None:
    def flow() -> ResolvedFlow:
        return flow_of({"feed": Feed, "door": Door}, [("feed", "door", {"kind": "durable", "max_age": 60.0})])

    async def scenario() -> None:
        async with running(tmp_path, flow()) as engine:
            await feed(engine, 1, 2, 3)
        real = Clock()
        later = Clock(wall=lambda: real.time() + timedelta(hours=1).total_seconds())
        async with running(tmp_path, flow(), later) as engine:
            await feed(engine, 4)
            node(engine, "door").open.set()
            await until(lambda: bool(seen(engine)))
            assert seen(engine) == [4]
            assert wire(engine, "feed:out>door:in").dropped == 3

    asyncio.run(scenario())


def test_a_step_of_the_wall_clock_is_no_age(tmp_path: Path) -> None:
    async def scenario() -> None:
        ahead = 0.0
        real = Clock()
        clock = Clock(wall=lambda: real.time() + ahead)
        flow = flow_of({"feed": Feed, "door": Door}, [("feed", "door", {"kind": "durable", "max_age": 60.0})])
        async with running(tmp_path, flow, clock) as engine:
            await feed(engine, 1, 2, 3)
            await asyncio.sleep(0.05)
            ahead = 3600.0
            await feed(engine, 4)
            node(engine, "door").open.set()
            await until(lambda: len(seen(engine)) == 4)
            assert wire(engine, "feed:out>door:in").dropped == 0

    asyncio.run(scenario())


def test_steps_of_the_wall_clock_are_forgotten_with_what_arrived_before_them(tmp_path: Path) -> None:
    async def scenario() -> None:
        ahead = 0.0
        real = Clock()
        clock = Clock(wall=lambda: real.time() + ahead)
        flow = flow_of({"feed": Feed, "door": Door}, [("feed", "door", DURABLE)])
        async with running(tmp_path, flow, clock) as engine:
            node(engine, "door").open.set()
            for number in range(5):
                await feed(engine, number)
                await until(partial(is_through, engine, number))
                await asyncio.sleep(0.05)
                ahead += 3600.0
                clock.look()
            durability = engine.shared.durability
            assert durability is not None
            assert len(durability.steps) < 5

    asyncio.run(scenario())


def test_dead_letters_outlive_the_process_and_a_full_tray_holds_the_messages_back(tmp_path: Path) -> None:
    def flow() -> ResolvedFlow:
        return flow_of({"feed": Feed, "fails": Fails}, [("feed", "fails", DURABLE)])

    async def scenario() -> None:
        async with running(tmp_path / "data", flow()) as engine:
            tray = engine.shared.tray
            tray._size = 3
            await feed(engine, *range(10))
            await until(lambda: tray.parked > 0)
            await asyncio.sleep(0.05)
            assert len(tray) == 3
            copy = await cut(engine, tmp_path / "data", "copy")
            for letter in tray.letters():
                tray.take(letter.id)
            await until(lambda: len(tray) == 3)
        async with running(copy, flow()) as engine:
            tray = engine.shared.tray
            await until(lambda: len(tray) == 10)
            assert [letter.message()["payload"] for letter in tray.letters()] == list(range(10))

    asyncio.run(scenario())


def test_letters_of_an_outage_come_after_those_that_were_kept_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = flow_of({"feed": Feed, "fails": Fails}, [("feed", "fails", DURABLE)])
    unreadable = [True]
    real = Worker.open

    def open_later(worker: Worker) -> Opened:
        return Opened(outage="the disk does not answer") if unreadable[0] else real(worker)

    async def scenario() -> None:
        async with running(tmp_path, flow) as engine:
            await feed(engine, 1, 2)
            await until(lambda: len(engine.shared.tray) == 2)
        monkeypatch.setattr(Worker, "open", open_later)
        async with running(tmp_path, flow) as engine:
            tray = engine.shared.tray
            tray.add("test", Failure("no", "ValueError", "fails"), new_message(3))
            assert len(tray) == 1
            unreadable[0] = False
            await until(lambda: len(tray) == 3)
            assert [letter.message()["payload"] for letter in tray.letters()] == [1, 2, 3]
            assert tray.floor == int(tray.letters()[0].id)

    asyncio.run(scenario())


def test_a_wire_that_was_taken_out_is_served_while_its_node_is_there_and_else_kept_for_a_person(
    tmp_path: Path,
) -> None:
    async def scenario() -> None:
        async with running(tmp_path, straight()) as engine:
            await feed(engine, 1, 2)
        without_wire = flow_of({"feed": Feed, "other": Pass, "door": Door}, [("feed", "other"), ("other", "door")])
        async with running(tmp_path, without_wire) as engine:
            node(engine, "door").open.set()
            await until(lambda: len(seen(engine)) == 2)
        async with running(tmp_path, straight()) as engine:
            await feed(engine, 3, 4)
        without_node = flow_of({"feed": Feed, "other": Door}, [("feed", "other")])
        async with running(tmp_path, without_node) as engine:
            letters = engine.shared.tray.letters()
            assert [letter.message()["payload"] for letter in letters] == [3, 4]
            assert {letter.failure.kind for letter in letters} == {"NodeRemoved"}

    asyncio.run(scenario())


def test_redeploys_under_load_with_a_journal_lose_and_double_nothing(tmp_path: Path) -> None:
    def flow(number: int) -> ResolvedFlow:
        nodes: dict[str, Any] = {"feed": Feed, "a": (Marked, {"mode": str(number)}), "door": Door}
        return flow_of(nodes, [("feed", "a", DURABLE), ("a", "door", DURABLE)])

    class Marked(Pass):
        type = "t.marked"
        Config = Mode

    async def scenario() -> None:
        async with running(tmp_path, flow(0)) as engine:
            door = node(engine, "door")
            door.open.set()
            for number in range(1, 60):
                await feed(engine, *range(5 * number - 5, 5 * number))
                made = flow(number)
                await change(engine, Target(flows={made.id: made}))
            await until(lambda: len(door.seen) >= 295)
            await asyncio.sleep(0.05)
            assert seen(engine) == list(range(295))

    asyncio.run(scenario())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["send", "send", "open", "close", "kill", "turn"]), min_size=3, max_size=25))
def test_whatever_happens_when_nothing_is_lost_and_only_what_was_under_way_comes_twice(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    """The door is at least once: what it was handling at a kill may come again, everything else comes once."""
    folder = tmp_path_factory.mktemp("kills")

    async def scenario() -> None:
        got: list[int] = []
        sent, kills, acknowledged = 0, 0, list[int]()
        data, remaining = folder / "0", list(steps)
        while remaining:
            async with running(data, straight()) as engine:
                door = node(engine, "door")
                while remaining and (step := remaining.pop(0)) != "kill":
                    if step == "send":
                        await feed(engine, sent, done=acknowledged.append)
                        sent += 1
                    elif step == "turn":
                        await asyncio.sleep(0.005)
                    else:
                        (door.open.set if step == "open" else door.open.clear)()
                kills += 1
                data = await cut(engine, folder / str(kills - 1), str(kills))
                got += seen(engine)
                before = list(acknowledged)
            acknowledged[:] = before
        async with running(data, straight()) as engine:
            node(engine, "door").open.set()
            await feed(engine, -1)
            await until(lambda: -1 in seen(engine))
            got += seen(engine)
        assert set(acknowledged) <= set(got)
        assert len(got) - len(set(got)) <= kills * 64
        assert set(got) <= {*range(sent), -1}

    asyncio.run(scenario())
