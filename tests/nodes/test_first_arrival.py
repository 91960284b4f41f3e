"""Nodes that wait go by when a message first came: after a kill it does not wait once more."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sinterflow.nodes.core.delay import Delay
from sinterflow.nodes.core.join import Join
from sinterflow.nodes.rule.limit import Limit
from sinterflow.runtime import Message, Node, new_message
from sinterflow.runtime.change import change
from sinterflow.runtime.flow.resolved import ResolvedFlow
from sinterflow.runtime.target import Target
from sinterflow.runtime.testing import virtual
from sinterflow.runtime.testing.flows import RunningTest, after_a_kill, flow_of
from sinterflow.runtime.testing.graph_nodes import Feed
from sinterflow.runtime.virtual import BEGIN, run_virtual, virtual_loop

Seen = list[tuple[float, Any]]
"""What came to the end of a flow: when, in seconds since the first start, and its payload."""


class Stamp(Node):
    """Remembers when what came."""

    type, title, outputs, writes = "t.stamp", "stamp", (), ()

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.seen: Seen = []

    def receive(self, message: Message) -> None:
        self.seen.append((round(self.clock.time() - BEGIN.timestamp(), 2), message["payload"]))


def line(*nodes: Any, port: str = "out", policy: str = "durable") -> ResolvedFlow:
    """A source, a durable wire, these nodes in a row, and a stamp at the end."""
    names = [f"node-{number}" for number in range(len(nodes))]
    inside = [*pairwise(names), (f"{names[-1]}:{port}", "end")]
    ways: list[Any] = [("in", names[0], {"kind": policy}), *inside]
    return flow_of({"in": Feed, **dict(zip(names, nodes, strict=True)), "end": Stamp}, ways)


def life(
    flow: ResolvedFlow, data: Path, span: tuple[float, float], given: Iterable[tuple[float, Any]] = ()
) -> tuple[Seen, Path]:
    """One process: it gets these payloads at these times and is killed at the end. What it saw, and its disk then."""
    start, end = span

    async def main() -> tuple[Seen, Path]:
        async with RunningTest(flow, data=data) as test:
            for at, payload in given:
                await virtual_loop().advance_to(at - start)
                await test.send("in", new_message(payload, tag="Z1"))
            await virtual_loop().advance_to(end - start)
            await asyncio.sleep(0.05)  # what is only done is written a little later
            return test.node("end").seen, await after_a_kill(data, f"{data.name}+")

    return run_virtual(main(), BEGIN + timedelta(seconds=start))


@pytest.mark.parametrize(("reopened", "leaves"), [(7, 10), (9.5, 10), (15, 15)])
def test_a_message_leaves_its_delay_when_it_would_have_without_the_kill(
    tmp_path: Path, reopened: float, leaves: float
) -> None:
    flow = line((Delay, {"for": "10s"}))
    seen, disk = life(flow, tmp_path / "data", (0, 7), [(0, "x")])
    assert seen == []
    seen, disk = life(flow, disk, (reopened, 60))
    assert seen == [(leaves, "x")]
    assert life(flow, disk, (70, 90))[0] == []


def test_each_of_several_keeps_its_own_time_and_its_place(tmp_path: Path) -> None:
    flow = line((Delay, {"for": "10s"}))
    _, disk = life(flow, tmp_path / "data", (0, 7), [(number / 2, number) for number in range(12)])
    seen, _ = life(flow, disk, (12, 60), [(14, "new")])
    overdue = [(max(12, 10 + number / 2), number) for number in range(12)]
    assert seen == [*overdue, (24, "new")]


def test_a_random_delay_is_drawn_anew_and_counts_from_the_first_arrival(tmp_path: Path) -> None:
    flow = line((Delay, {"mode": "random", "between": ["10s", "12s"]}))
    _, disk = life(flow, tmp_path / "data", (0, 7), [(0, "x")])
    ((at, _),) = life(flow, disk, (8, 60))[0]
    assert 10 <= at <= 12


def test_of_two_delays_in_a_row_the_second_begins_when_the_first_has_ended(tmp_path: Path) -> None:
    flow = line((Delay, {"for": "10s"}), (Delay, {"for": "10s"}))
    _, in_the_first = life(flow, tmp_path / "one", (0, 7), [(0, "x")])
    assert life(flow, in_the_first, (8, 60))[0] == [(20, "x")]
    _, in_the_second = life(flow, tmp_path / "two", (0, 12), [(0, "x")])
    assert life(flow, in_the_second, (13, 60))[0] == [(23, "x")], "it is never shorter"


def test_a_clock_that_was_set_back_meanwhile_makes_no_wait_longer_than_the_whole_delay(tmp_path: Path) -> None:
    flow = line((Delay, {"for": "10s"}))
    _, disk = life(flow, tmp_path / "data", (5000, 5007), [(5000, "x")])
    assert life(flow, disk, (100, 200))[0] == [(110, "x")]


@pytest.mark.parametrize(("killed", "rest"), [(7, [(10, 1), (20, 2), (30, 3)]), (12, [(20, 2), (30, 3)])])
def test_what_waits_for_its_turn_keeps_its_place_and_the_rate_holds_across_a_kill(
    tmp_path: Path, killed: float, rest: Seen
) -> None:
    flow = line((Delay, {"mode": "rate", "count": 1, "per": "10s"}))
    seen, disk = life(flow, tmp_path / "data", (0, killed), [(0, 0), (1, 1), (2, 2)])
    assert seen[0] == (0, 0)
    assert life(flow, disk, (killed, 90), [(killed + 0.5, 3)])[0] == rest


def test_a_rate_by_topic_holds_across_a_kill_for_each_topic(tmp_path: Path) -> None:
    flow = line((Delay, {"mode": "rate", "count": 1, "per": "10s", "per_topic": True, "full": "drop"}))

    async def main(start: float, data: Path, topics: list[str]) -> tuple[list[Any], Path]:
        async with RunningTest(flow, data=data) as test:
            await test.send("in", *(new_message(topic, topic=topic) for topic in topics))
            await asyncio.sleep(2)
            return [payload for _, payload in test.node("end").seen], await after_a_kill(data, f"{data.name}+")

    first, disk = run_virtual(main(0, tmp_path / "data", ["a", "b", "a"]), BEGIN)
    assert first == ["a", "b"]
    second, disk = run_virtual(main(5, disk, ["a", "c"]), BEGIN + timedelta(seconds=5))
    assert second == ["c"]
    third, _ = run_virtual(main(11, disk, ["a", "b", "c"]), BEGIN + timedelta(seconds=11))
    assert third == ["a", "b"]


def test_a_group_is_rebuilt_from_what_comes_again_and_completed_by_what_comes_new(tmp_path: Path) -> None:
    flow = line((Join, {"mode": "count", "count": 3}))
    _, disk = life(flow, tmp_path / "data", (0, 5), [(0, "a"), (2, "b")])
    seen, disk = life(flow, disk, (6, 20), [(8, "c")])
    assert seen == [(8, ["a", "b", "c"])]
    assert life(flow, disk, (30, 40))[0] == []


@pytest.mark.parametrize(("reopened", "leaves"), [(6, 10), (15, 15.5)])
def test_the_time_limit_of_a_group_counts_from_its_first_message(
    tmp_path: Path, reopened: float, leaves: float
) -> None:
    flow = line((Join, {"mode": "count", "count": 3, "timeout": "10s"}))
    _, disk = life(flow, tmp_path / "data", (0, 5), [(0, "a"), (2, "b")])
    assert life(flow, disk, (reopened, 60))[0] == [(leaves, ["a", "b"])]


@pytest.mark.parametrize(("reopened", "said"), [(8, 10), (30, 30)])
def test_a_breach_is_said_when_the_value_was_beyond_for_long_enough_in_all(
    tmp_path: Path, reopened: float, said: float
) -> None:
    flow = line((Limit, {"high": 100, "on_delay": "10s"}), port="breach")
    _, disk = life(flow, tmp_path / "data", (0, 7), [(0, 101), (3, 102), (5, 103)])
    seen, disk = life(flow, disk, (reopened, 60))
    assert seen == [(said, 103)]
    assert life(flow, disk, (70, 90))[0] == []


def test_a_value_that_was_back_before_the_kill_is_no_breach(tmp_path: Path) -> None:
    flow = line((Limit, {"high": 100, "on_delay": "10s"}), port="breach")
    _, disk = life(flow, tmp_path / "data", (0, 7), [(0, 101), (5, 99)])
    assert life(flow, disk, (8, 60))[0] == []


async def redeploy(test: RunningTest, flow: ResolvedFlow) -> None:
    await change(test.engine, Target({flow.id: flow}), drain=1.0)


@virtual
async def test_a_redeploy_makes_no_delay_longer() -> None:
    async with RunningTest(line((Delay, {"for": "10s"}), policy="direct")) as test:
        await test.send("in", new_message("x"))
        await asyncio.sleep(7)
        await redeploy(test, line((Delay, {"for": "20s"}), policy="direct"))
        await asyncio.sleep(60)
        assert test.node("end").seen == [(20, "x")]


@virtual
async def test_a_redeploy_lets_no_message_go_before_its_turn() -> None:
    async with RunningTest(line((Delay, {"mode": "rate", "count": 1, "per": "10s"}), policy="direct")) as test:
        for number in range(3):
            await test.send("in", new_message(number))
        await asyncio.sleep(7)
        await redeploy(test, line((Delay, {"mode": "rate", "count": 1, "per": "20s"}), policy="direct"))
        await asyncio.sleep(60)
        assert test.node("end").seen == [(0, 0), (20, 1), (40, 2)]


@virtual
async def test_a_pending_breach_is_due_after_a_redeploy_as_before_and_nothing_is_passed_on_twice() -> None:
    def flow(deadband: float) -> ResolvedFlow:
        limit = (Limit, {"high": 100, "on_delay": "10s", "deadband": deadband})
        return flow_of(
            {"in": Feed, "limit": limit, "ok": Stamp, "breach": Stamp},
            [("in", "limit"), ("limit:ok", "ok"), ("limit:breach", "breach")],
        )

    async with RunningTest(flow(0)) as test:
        for value in (101, 102, 103):
            await test.send("in", new_message(value, tag="Z1"))
            await asyncio.sleep(2)
        await redeploy(test, flow(1))
        await asyncio.sleep(1)
        assert test.node("ok").seen == [(0, 101), (2, 102), (4, 103)]
        await asyncio.sleep(60)
        assert test.node("breach").seen == [(10, 103)]
        assert not test.running("limit").held
