"""`core.delay`: messages later, or fewer in a time."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sinterflow.nodes.core.delay import Delay
from sinterflow.runtime import NodeError, new_message


def payloads(sent: list[tuple[str, dict[str, Any]]]) -> list[Any]:
    return [message["payload"] for _, message in sent]


def test_a_message_leaves_after_the_delay(bench: Any) -> None:
    node = bench(Delay, {"for": "5s"})
    assert node.give(1) == []
    assert node.advance(4.9) == []
    assert payloads(node.advance(0.2)) == [1]
    assert node.open == 0


def test_messages_of_one_moment_keep_their_order(bench: Any) -> None:
    node = bench(Delay, {"for": "5s"})
    for number in range(50):
        node.give(number)
    assert payloads(node.advance(5)) == list(range(50))


@pytest.mark.parametrize(("delay", "after"), [(2000, 2), ("500", 0.5), (-5, 0), (None, 5), ("soon", 5), (True, 5)])
def test_a_message_may_say_its_own_delay_in_milliseconds(bench: Any, delay: Any, after: float) -> None:
    node = bench(Delay, {"for": "5s"})
    node.give(1, delay=delay)
    node.advance(max(0.0, after - 0.1))
    assert payloads(node.sent) == ([1] if after == 0 else [])
    node.advance(0.2)
    assert payloads(node.sent) == [1]


def test_a_later_message_with_a_shorter_delay_overtakes(bench: Any) -> None:
    node = bench(Delay, {"for": "5s"})
    node.give("slow")
    node.give("quick", delay=1000)
    assert payloads(node.advance(2)) == ["quick"]
    assert payloads(node.advance(3)) == ["slow"]


def test_a_random_delay_lies_between_its_ends(bench: Any) -> None:
    node = bench(Delay, {"mode": "random", "between": ["2s", "4s"]})
    for number in range(50):
        node.give(number)
    assert node.advance(1.9) == []
    assert sorted(payloads(node.advance(2.2))) == list(range(50))
    assert not node.node.deterministic


def test_flush_sends_what_waits_at_once_or_the_first_of_it(bench: Any) -> None:
    node = bench(Delay, {"for": "5s"})
    for number in range(5):
        node.give(number)
    assert payloads(node.give(None, flush=2)) == [0, 1]
    assert payloads(node.give("new", flush=True)) == [2, 3, 4, "new"]
    assert node.advance(10) == []
    assert node.open == 0


def test_reset_drops_what_waits(bench: Any) -> None:
    node = bench(Delay, {"for": "5s"})
    node.give(1)
    assert node.give("also dropped", reset=True) == []
    assert node.open == 0
    assert node.advance(10) == []
    assert node.status == ("info", "0 waiting, 1 dropped")


def test_a_rate_lets_the_first_go_and_the_others_in_their_time(bench: Any) -> None:
    node = bench(Delay, {"mode": "rate", "count": 2, "per": "1s"})
    assert payloads(node.give(0)) == [0]
    for number in (1, 2, 3):
        assert node.give(number) == []
    assert payloads(node.advance(0.5)) == [1]
    assert payloads(node.advance(0.5)) == [2]
    assert payloads(node.advance(0.5)) == [3]
    assert node.give(4) == []
    assert payloads(node.advance(5)) == [4]
    assert payloads(node.give(5)) == [5]
    assert node.open == 0


@given(st.lists(st.floats(0, 3), max_size=12), st.integers(1, 5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_a_rate_keeps_order_loses_nothing_and_is_never_exceeded(bench: Any, pauses: list[float], count: int) -> None:
    node = bench(Delay, {"mode": "rate", "count": count, "per": "1s"})
    left: list[tuple[float, int]] = []
    node.watch(lambda message: left.append((node.now, message["payload"])))
    for number, pause in enumerate(pauses):
        node.advance(pause)
        node.give(number)
    node.advance(60)
    assert [payload for _, payload in left] == list(range(len(pauses)))
    assert all(later - earlier >= 1 / count - 0.002 for (earlier, _), (later, _) in pairwise(left))
    assert node.open == 0


def test_what_is_too_much_can_be_dropped_or_leave_by_the_second_output(bench: Any) -> None:
    drop = bench(Delay, {"mode": "rate", "count": 1, "per": "1s", "full": "drop"})
    assert payloads(drop.give(0)) == [0]
    assert drop.give(1) == []
    drop.advance(1)
    assert payloads(drop.give(2)) == [2]
    drop.advance(1)
    assert drop.status == ("info", "0 waiting, 1 dropped")
    second = bench(Delay, {"mode": "rate", "count": 1, "per": "1s", "full": "second"})
    assert [port for number in range(3) for port, _ in second.give(number)] == ["out", "2", "2"]
    assert not second.node.keeps


def test_reset_lets_the_next_message_of_a_rate_go_at_once(bench: Any) -> None:
    for full in ("queue", "drop"):
        node = bench(Delay, {"mode": "rate", "count": 1, "per": "1m", "full": full})
        node.give(0)
        node.give(1)
        assert node.give(None, reset=True) == []
        assert payloads(node.give(2)) == [2]
        assert node.advance(120) == []
        assert node.open == 0


def test_flush_of_a_rate_sends_what_waits_and_goes_on(bench: Any) -> None:
    node = bench(Delay, {"mode": "rate", "count": 1, "per": "1s"})
    for number in range(5):
        node.give(number)
    flushed = node.give(None, flush=2)
    assert payloads(flushed) == [1, 2]
    assert "flush" not in node.give("new", flush=1)[0][1]
    assert payloads(node.advance(10)) == [4, "new"]
    node.advance(1)
    node.give(6), node.give(7)
    assert payloads(node.give(None, flush=True, reset=True)) == [7]
    assert node.open == 0


def test_each_topic_can_have_a_rate_of_its_own(bench: Any) -> None:
    node = bench(Delay, {"mode": "rate", "count": 1, "per": "1s", "per_topic": True})
    assert payloads([*node.give("a1", topic="a"), *node.give("b1", topic="b")]) == ["a1", "b1"]
    node.give("a2", topic="a")
    node.give("b2", topic="b")
    node.give("a3", topic="a")
    assert payloads(node.give(None, topic="a", flush=True)) == ["a2", "a3"]
    assert payloads(node.advance(1)) == ["b2"]


def test_there_is_room_for_so_many_only(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sinterflow.nodes.core.delay_postponed.MOST_WAITING", 2)
    node = bench(Delay, {"for": "5s"})
    node.give(1), node.give(2)
    with pytest.raises(NodeError, match="no room"):
        node.give(3)
    assert payloads(node.advance(5)) == [1, 2]


def test_idle_topics_are_forgotten_when_there_are_many(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sinterflow.nodes.core.delay_paced.MOST_TOPICS", 2)
    node = bench(Delay, {"mode": "rate", "count": 1, "per": "1s", "per_topic": True, "full": "drop"})
    node.give(1, topic="a"), node.give(1, topic="b")
    with pytest.raises(NodeError, match="no room"):
        node.give(1, topic="c")
    node.advance(2)
    assert payloads(node.give(1, topic="c")) == [1]


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({}, "for"),
        ({"mode": "random"}, "between"),
        ({"mode": "rate", "count": 1}, "per"),
        ({"mode": "rate", "per": "1s"}, "count"),
        ({"mode": "rate", "count": 1, "per": "0s"}, "per"),
    ],
)
def test_check_names_what_a_mode_needs(decoded: Any, config: dict[str, Any], field: str) -> None:
    assert [found for _, found, _ in Delay.check(decoded(Delay, config))] == [field]


def test_the_message_that_waits_is_the_one_that_leaves(bench: Any) -> None:
    node, message = bench(Delay, {"for": "1s"}), new_message({"a": [1]}, "t", extra=1)
    node.receive(message)
    assert node.advance(1) == [("out", message)]
