"""`core.filter`: only messages that say something new."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sinterflow.nodes.core.filter import Filter
from sinterflow.runtime import NodeError


def passed(node: Any, *values: Any) -> list[Any]:
    return [value for value in values if node.give(value)]


@pytest.mark.parametrize(
    ("config", "values", "expected"),
    [
        ({}, [1, 1, 2, 2.0, 1], [1, 2, 1]),
        ({}, [1, True, 1], [1, True, 1]),
        ({}, [{"a": [1]}, {"a": [1]}, {"a": [2]}], [{"a": [1]}, {"a": [2]}]),
        ({}, [None, None, 1, None], [None, 1, None]),
        ({"pass_first": False}, [1, 1, 2], [2]),
        ({"mode": "deadband", "band": 5}, [10, 15, 15.1, 12, 20, 20.2], [10, 15.1, 20.2]),
        ({"mode": "deadband", "band": 5}, ["10", "16"], ["10", "16"]),
        ({"mode": "deadband", "band": 5, "pass_first": False}, [10, 15, 16], [16]),
        ({"mode": "deadband", "band": 0}, [1, 1, 1.5], [1, 1.5]),
        ({"mode": "deadband-percent", "band": 10}, [100, 110, 111, 122, 123], [100, 111, 123]),
        ({"mode": "narrow", "band": 5}, [10, 100, 15, 19, 25], [10, 15, 19]),
        ({"mode": "narrow", "band": 5, "pass_first": False}, [10, 12, 99], [12]),
    ],
)
def test_what_goes_on(bench: Any, config: dict[str, Any], values: list[Any], expected: list[Any]) -> None:
    assert passed(bench(Filter, config), *values) == expected


def test_each_topic_is_judged_by_itself_unless_told_otherwise(bench: Any) -> None:
    node, one = bench(Filter), bench(Filter, {"per_topic": False})
    for topic in ("a", "b"):
        assert node.give(1, topic=topic)
        assert not node.give(1, topic=topic)
    assert one.give(1, topic="a")
    assert not one.give(1, topic="b")


def test_reset_forgets_a_topic_or_everything(bench: Any) -> None:
    node = bench(Filter)
    for topic in ("a", "b"):
        node.give(1, topic=topic)
    assert node.give(None, topic="a", reset=True) == []
    assert node.give(1, topic="a")
    assert not node.give(1, topic="b")
    node.give(None, reset=True)
    assert node.give(1, topic="b")


def test_a_reset_with_a_value_hands_that_value_on(bench: Any) -> None:
    node = bench(Filter)
    node.give(1)
    assert node.give(1, reset=True)
    assert not node.give(1)


def test_a_later_change_of_the_message_is_not_seen(bench: Any) -> None:
    node = bench(Filter)
    message: dict[str, Any] = {"payload": [1]}
    node.node.receive(message)
    message["payload"].append(2)
    assert not node.give([1])


@pytest.mark.parametrize("wrong", [None, "12 °C", True, [1], float("nan")])
def test_a_band_needs_numbers(bench: Any, wrong: Any) -> None:
    node = bench(Filter, {"mode": "deadband", "band": 1})
    with pytest.raises(NodeError, match="not a number"):
        node.give(wrong)
    assert node.give(1)


def test_a_successor_remembers_the_last_values(bench: Any) -> None:
    node = bench(Filter)
    node.give(10, topic="a")
    heir = bench(Filter, {"mode": "deadband", "band": 5})
    heir.node.load_state(node.node.save_state())
    assert not heir.give(14, topic="a")
    assert heir.give(16, topic="a")


def test_topics_are_bounded(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sinterflow.nodes.core.filter.MOST_TOPICS", 2)
    node = bench(Filter)
    for topic in ("a", "b", "c"):
        node.give(1, topic=topic)
    assert not node.give(1, topic="c")
    assert node.give(1, topic="a")


@given(st.lists(st.floats(-50, 50), min_size=1), st.floats(0, 20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_last_value_that_went_on_is_never_farther_away_than_the_band(
    bench: Any, values: list[float], band: float
) -> None:
    node = bench(Filter, {"mode": "deadband", "band": band})
    for value in values:
        node.give(value)
        assert abs(node.sent[-1][1]["payload"] - value) <= band


def test_a_band_must_be_given_where_it_counts(decoded: Any) -> None:
    assert Filter.check(decoded(Filter, {"mode": "narrow"}))[0][:2] == ("needed-with", "band")
