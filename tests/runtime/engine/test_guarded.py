"""Effects that must not happen twice: an old message does nothing, an uncertain one is asked about."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime import Message, Node, NodeConfig, NodeError, NotConnected, ValidFor, new_message
from sinterflow.runtime.flow.resolved import ResolvedFlow
from sinterflow.runtime.letters import DeadLetter
from sinterflow.runtime.retry import NotRetried, retry
from sinterflow.runtime.testing.flows import RunningTest, after_a_kill, flow_of
from sinterflow.runtime.testing.graph_nodes import Feed
from sinterflow.runtime.virtual import BEGIN, run_virtual, virtual_loop

DURABLE = {"kind": "durable"}
PAPER: list[Any] = []
"""What was printed: the world, which no restart changes."""
MOOD = {"": ""}
"""How the printer is: `away`, `jammed`, `slow`."""


@pytest.fixture(autouse=True)
def _clean() -> None:
    PAPER.clear()
    MOOD[""] = ""


class Print(Node):
    """Prints on paper."""

    type, title, effect, writes = "t.print", "print", "once", ()

    class Config(NodeConfig):
        valid_for: ValidFor = "5s"

    async def receive(self, message: Message, port: str = "in") -> Message:
        if MOOD[""] == "away":
            raise NotConnected("no printer")
        if MOOD[""] == "jammed":
            raise NodeError("paper jam")
        PAPER.append(message["payload"])
        if MOOD[""] == "slow":
            await asyncio.sleep(1000)
        return message


class Valve(Node):
    """Writes at once, in a plain `receive`."""

    type, title, effect, writes = "t.valve", "valve", "physical", ()

    def receive(self, message: Message, port: str = "in") -> Message:
        PAPER.append(message["payload"])
        return message


class Door(Node):
    """Keeps what comes, once it is open."""

    type, title, outputs, writes = "t.door", "door", (), ()

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.seen: list[Any] = []
        self.open = asyncio.Event()

    async def receive(self, message: Message, port: str = "in") -> None:
        await self.open.wait()
        self.seen.append(message["payload"])


def drawn(kind: type[Node] = Print, policy: Any = DURABLE, **config: Any) -> ResolvedFlow:
    return flow_of({"in": Feed, "print": (kind, config), "door": Door}, [("in", "print", policy), ("print", "door")])


def letters(test: RunningTest) -> list[DeadLetter]:
    return test.engine.shared.tray.letters()


def kinds(test: RunningTest) -> list[str]:
    return [letter.failure.kind for letter in letters(test)]


def killed(flow: ResolvedFlow, data: Path, after: float = 1.0) -> Path:
    """A message is given to the flow, and after a while the process is killed."""

    async def main() -> Path:
        async with RunningTest(flow, data=data) as test:
            await test.send("in", new_message("x"))
            await asyncio.sleep(after)
            return await after_a_kill(data, f"{data.name}+")

    return run_virtual(main())


def reopened(flow: ResolvedFlow, data: Path, at: float) -> tuple[list[str], list[Any]]:
    """What is in the tray, and what went on, some time after a start at `at` seconds."""

    async def main() -> tuple[list[str], list[Any]]:
        async with RunningTest(flow, data=data) as test:
            test.node("door").open.set()
            await asyncio.sleep(30)
            return kinds(test), test.node("door").seen

    return run_virtual(main(), BEGIN + timedelta(seconds=at))


@pytest.mark.parametrize("kind", [Print, Valve])
def test_a_message_that_waited_too_long_for_a_restart_does_nothing(tmp_path: Path, kind: type[Node]) -> None:
    flow = flow_of({"in": Feed, "print": kind}, [("in", "print", DURABLE)])

    async def cut_off() -> Path:
        async with RunningTest(flow, data=tmp_path / "data") as test:
            test.flow.inlets.close_durable()
            await test.send("in", new_message("x"))
            return await after_a_kill(tmp_path / "data", "data+")

    async def back(data: Path) -> list[str]:
        async with RunningTest(flow, data=data) as test:
            await asyncio.sleep(1)
            return kinds(test)

    disk = run_virtual(cut_off())
    assert run_virtual(back(disk), BEGIN + timedelta(seconds=6)) == ["Expired"]
    assert PAPER == []


def test_a_message_that_is_young_enough_after_a_restart_is_carried_out(tmp_path: Path) -> None:
    MOOD[""] = "away"
    disk = killed(drawn(), tmp_path / "data", 2)
    MOOD[""] = ""
    assert reopened(drawn(), disk, 4) == ([], ["x"])
    assert PAPER == ["x"]


def test_how_old_a_message_may_be_is_a_field_of_the_config(tmp_path: Path) -> None:
    MOOD[""] = "away"
    disk = killed(drawn(valid_for="1m"), tmp_path / "data", 2)
    MOOD[""] = ""
    assert reopened(drawn(valid_for="1m"), disk, 50) == ([], ["x"])


def test_a_message_that_waited_too_long_for_a_redeploy_does_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        MOOD[""] = "away"
        async with RunningTest(drawn(), data=tmp_path) as test:
            await test.send("in", new_message("x"))
            flow = test.engine.flows.pop("test")
            await flow.stop_sources()
            await flow.stop()
            MOOD[""] = ""
            await asyncio.sleep(7)
            await test.engine.run([drawn()])
            await asyncio.sleep(1)
            assert (kinds(test), PAPER) == (["Expired"], [])

    run_virtual(main())


def test_an_outage_is_waited_for_as_long_as_the_message_holds(tmp_path: Path) -> None:
    async def main() -> None:
        async with RunningTest(drawn(), data=tmp_path) as test:
            for payload, back in (("soon", 2), ("late", 9)):
                MOOD[""] = "away"
                await test.send("in", new_message(payload))
                await asyncio.sleep(back)
                MOOD[""] = ""
                await asyncio.sleep(20)
            assert PAPER == ["soon"]
            assert [(one.failure.kind, one.message()["payload"]) for one in letters(test)] == [("Expired", "late")]

    run_virtual(main())


def test_a_clock_that_was_set_back_before_a_restart_makes_the_age_unknown(tmp_path: Path) -> None:
    MOOD[""] = "away"
    disk = killed(drawn(), tmp_path / "data", 2)
    MOOD[""] = ""
    assert reopened(drawn(), disk, -3600) == (["Expired"], [])
    assert PAPER == []


@pytest.mark.parametrize("step", [-3600, 3600])
def test_a_clock_that_is_set_while_a_message_waits_makes_it_no_older(tmp_path: Path, step: float) -> None:
    async def main() -> None:
        MOOD[""] = "away"
        async with RunningTest(drawn(), data=tmp_path) as test:
            await test.send("in", new_message("x"))
            virtual_loop().step_wall(step)
            MOOD[""] = ""
            await asyncio.sleep(4)
            assert (PAPER, kinds(test)) == (["x"], [])

    run_virtual(main())


@pytest.mark.parametrize("at", [2, 3600])
def test_an_effect_that_was_begun_when_the_process_was_killed_is_asked_about(tmp_path: Path, at: float) -> None:
    MOOD[""] = "slow"
    disk = killed(drawn(), tmp_path / "data")
    MOOD[""] = ""
    assert PAPER == ["x"]
    assert reopened(drawn(), disk, at) == (["Uncertain"], [])
    assert PAPER == ["x"], "nobody knows, so it is not done again"


@pytest.mark.parametrize("at", [2, 3600])
def test_an_effect_that_had_ended_is_not_repeated_and_what_it_sent_goes_on(tmp_path: Path, at: float) -> None:
    disk = killed(drawn(), tmp_path / "data")
    assert PAPER == ["x"]
    assert reopened(drawn(), disk, at) == ([], ["x"])
    assert reopened(drawn(), disk, at + 60) == ([], [])
    assert PAPER == ["x"]


def test_an_effect_that_surely_did_not_happen_is_tried_again(tmp_path: Path) -> None:
    MOOD[""] = "away"
    disk = killed(drawn(), tmp_path / "data")
    MOOD[""] = ""
    assert reopened(drawn(), disk, 2) == ([], ["x"])


def test_without_a_durable_wire_a_stop_in_the_middle_of_an_effect_is_asked_about_too(tmp_path: Path) -> None:
    MOOD[""] = "slow"

    async def stopped() -> None:
        async with RunningTest(drawn(policy={"kind": "bounded"}), data=tmp_path) as test:
            await test.send("in", new_message("x"))
            assert PAPER == ["x"]

    async def after() -> list[str]:
        async with RunningTest(drawn(policy={"kind": "bounded"}), data=tmp_path) as test:
            return kinds(test)

    run_virtual(stopped())
    assert run_virtual(after(), BEGIN + timedelta(seconds=60)) == ["Uncertain"]
    assert PAPER == ["x"]


async def again(test: RunningTest) -> DeadLetter:
    """Send the only letter once more."""
    (letter,) = letters(test)
    await retry(test.engine, letter, 1.0)
    await asyncio.sleep(1)
    return letter


def test_a_letter_that_is_sent_once_more_is_as_old_as_its_message_and_one_for_a_person_is_new(tmp_path: Path) -> None:
    async def main() -> None:
        MOOD[""] = "jammed"
        async with RunningTest(drawn(), data=tmp_path) as test:
            test.node("door").open.set()
            await test.send("in", new_message("x"))
            assert kinds(test) == ["NodeError"]
            MOOD[""] = ""
            await asyncio.sleep(10)
            await again(test)
            assert ([(one.failure.kind, one.retried) for one in letters(test)], PAPER) == ([("Expired", 1)], [])
            await again(test)
            assert (kinds(test), PAPER, test.node("door").seen) == ([], ["x"], ["x"])

    run_virtual(main())


def test_a_letter_keeps_the_time_of_its_message_across_a_restart(tmp_path: Path) -> None:
    async def main(mood: str, data: Path) -> Path:
        MOOD[""] = mood
        async with RunningTest(drawn(), data=data) as test:
            if mood:
                await test.send("in", new_message("x"))
            else:
                await again(test)
                assert (kinds(test), PAPER) == (["Expired"], [])
            return await after_a_kill(data, f"{data.name}+")

    disk = run_virtual(main("jammed", tmp_path / "data"))
    run_virtual(main("", disk), BEGIN + timedelta(seconds=10))


def test_what_a_person_has_looked_at_is_done_again_when_they_say_so(tmp_path: Path) -> None:
    MOOD[""] = "slow"
    disk = killed(drawn(), tmp_path / "data")

    async def main(data: Path, mood: str) -> tuple[list[str], Path]:
        MOOD[""] = mood
        async with RunningTest(drawn(), data=data) as test:
            test.node("door").open.set()
            await asyncio.sleep(1)
            letter = await again(test)
            if mood:
                with pytest.raises(NotRetried) as refused:
                    await retry(test.engine, letter, 1.0)
                assert refused.value.why == "under-way"
            return kinds(test), await after_a_kill(data, f"{data.name}+")

    kept, disk = run_virtual(main(disk, "slow"), BEGIN + timedelta(seconds=10))
    assert (kept, PAPER) == (["Uncertain"], ["x", "x"]), "it stays until it is done"
    kept, disk = run_virtual(main(disk, ""), BEGIN + timedelta(seconds=20))
    assert (kept, PAPER) == ([], ["x", "x", "x"])


def test_a_letter_whose_message_went_on_to_a_durable_wire_is_not_put_there_twice(tmp_path: Path) -> None:
    flow = flow_of(
        {"in": Feed, "print": Print, "later": Door},
        [("in", "print", {"kind": "bounded"}), ("print", "later", DURABLE)],
    )

    async def main(data: Path, mood: str) -> tuple[list[Any], list[str], Path]:
        MOOD[""] = mood
        async with RunningTest(flow, data=data) as test:
            if mood == "jammed":
                await test.send("in", new_message("x"))
            else:
                test.node("later").open.set()
                await again(test)
            return test.node("later").seen, kinds(test), await after_a_kill(data, f"{data.name}+")

    seen, kept, disk = run_virtual(main(tmp_path / "data", "jammed"))
    assert (seen, kept) == ([], ["NodeError"])
    seen, kept, disk = run_virtual(main(disk, ""), BEGIN + timedelta(seconds=2))
    assert (seen, kept, PAPER) == (["x"], [], ["x"])
