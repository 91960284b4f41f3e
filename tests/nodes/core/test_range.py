"""`core.range`: numbers carried over from one range to another."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinterflow.nodes.core.range import Range, half_up
from sinterflow.runtime import NodeError

MILLIAMPERE = {"in": [4, 20], "out": [0, 100]}
NUMBERS = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(("given_", "expected"), [(4, 0), (20, 100), (12, 50), ("12", 50), (" 8.0 ", 25), (24, 125)])
def test_a_number_is_scaled_in_a_straight_line(bench: Any, given_: Any, expected: float) -> None:
    assert bench(Range, MILLIAMPERE).payloads(given_) == [expected]


@pytest.mark.parametrize(
    ("mode", "given_", "expected"),
    [
        ("clamp", 2, [0]),
        ("clamp", 30, [100]),
        ("clamp", 12, [50]),
        ("wrap", 24, [25]),
        ("wrap", 0, [75]),
        ("wrap", 20, [0]),
        ("drop", 3.9, []),
        ("drop", 20.1, []),
        ("drop", 4, [0]),
        ("drop", 20, [100]),
    ],
)
def test_outside_the_range_the_mode_decides(bench: Any, mode: str, given_: float, expected: list[float]) -> None:
    assert bench(Range, {**MILLIAMPERE, "mode": mode}).payloads(given_) == expected


@pytest.mark.parametrize("wrong", [None, True, "", "12 mA", [12], {}, float("nan"), float("inf"), 10**400])
def test_what_is_not_a_number_is_an_error(bench: Any, wrong: Any) -> None:
    with pytest.raises(NodeError, match="payload is not a number"):
        bench(Range, MILLIAMPERE).give(wrong)


@pytest.mark.parametrize(("number", "expected"), [(0.5, 1), (1.5, 2), (2.5, 3), (-0.5, 0), (-1.5, -1), (2.4, 2)])
def test_halves_are_rounded_up(number: float, expected: int) -> None:
    assert half_up(number) == expected
    assert type(half_up(number)) is int


def test_a_rounded_result_is_a_whole_number(bench: Any) -> None:
    (result,) = bench(Range, {"in": [0, 1], "out": [0, 3], "round": True}).payloads(0.5)
    assert result == 2
    assert isinstance(result, int)


def test_another_property_is_read_and_written(bench: Any) -> None:
    ((_, message),) = bench(Range, {**MILLIAMPERE, "property": "zones[0].pv"}).give(None, zones=[{"pv": 12}])
    assert message["zones"] == [{"pv": 50}]


@given(st.tuples(NUMBERS, NUMBERS).filter(lambda pair: abs(pair[0] - pair[1]) > 1e-3), NUMBERS, NUMBERS)
def test_every_mode_stays_where_it_promises(range_: tuple[float, float], out: float, number: float) -> None:
    def scaled(mode: Any) -> float | None:
        config = Range.Config(in_=range_, out=(0.0, out), mode=mode)
        return Range(config).scaled(number)

    low, high = min(0.0, out), max(0.0, out)
    slack = 1e-9 * (abs(out) + 1)
    inside = min(range_) <= number <= max(range_)
    for mode in ("clamp", "wrap"):
        result = scaled(mode)
        assert result is not None
        assert low - slack <= result <= high + slack
    assert (scaled("drop") is None) is not inside
    if inside:
        assert scaled("clamp") == scaled("scale") == scaled("drop")


def test_a_range_of_no_width_is_a_fault(decoded: Any) -> None:
    (found,) = Range.check(decoded(Range, {"in": [3, 3], "out": [0, 1]}))
    assert found[:2] == ("empty-range", "in")


def test_a_range_wider_than_numbers_go_is_scaled_too(bench: Any) -> None:
    assert bench(Range, {"in": [-1e308, 1e308], "out": [0, 100]}).payloads(3) == [0]
