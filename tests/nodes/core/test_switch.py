"""`core.switch`: which messages leave by which outputs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sinterflow.nodes.core.comparisons import less, less_or_equal
from sinterflow.nodes.core.switch import Switch
from sinterflow.nodes.core.values import same
from sinterflow.runtime import NodeError

EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)

# property, operator, value, second value, whether the rule is met
TABLE: list[tuple[Any, str, Any, Any, bool]] = [
    (5, "eq", 5.0, None, True),
    (5, "eq", "5", None, True),
    ("5", "eq", 5, None, True),
    ("5.0", "eq", "5", None, False),
    (" 7 ", "eq", 7, None, True),
    (True, "eq", 1, None, False),
    (True, "eq", True, None, True),
    ("true", "eq", True, None, False),
    (None, "eq", None, None, True),
    (None, "eq", 0, None, False),
    ("", "eq", 0, None, False),
    ("0x10", "eq", 16, None, False),
    ("1_0", "eq", 10, None, False),
    ([1, [2]], "eq", [1, [2]], None, True),
    ([1], "eq", [True], None, False),
    ({"a": 1}, "eq", {"a": 1.0}, None, True),
    (2**60 + 1, "eq", str(2**60 + 1), None, True),
    (2**60, "eq", str(2**60 + 1), None, False),
    (True, "ne", 1, None, True),
    (5, "ne", "5", None, False),
    (9, "lt", 10, None, True),
    ("9", "lt", 10, None, True),
    ("9", "lt", "10", None, False),
    ("a", "lt", "b", None, True),
    ("x", "lt", 5, None, False),
    (None, "lt", 5, None, False),
    (None, "ge", 0, None, False),
    (True, "gt", 0, None, False),
    ([5], "gt", 1, None, False),
    (float("nan"), "lt", 5, None, False),
    (float("nan"), "ge", 5, None, False),
    (5, "le", 5, None, True),
    (5, "ge", 5, None, True),
    (5, "gt", 5, None, False),
    (LATE, "gt", EARLY, None, True),
    (LATE, "gt", LATE.replace(tzinfo=None), None, False),
    (5, "between", 5, 8, True),
    (8, "between", 5, 8, True),
    (6, "between", 8, 5, True),
    (9, "between", 5, 8, False),
    (None, "between", 5, 8, False),
    ("abc", "contains", "b", None, True),
    ("abc", "contains", "B", None, False),
    (1234, "contains", "23", None, True),
    ([1, "2"], "contains", 2, None, True),
    ([True], "contains", 1, None, False),
    ({"a": 1}, "contains", "a", None, True),
    (None, "contains", "a", None, False),
    ("abc", "contains", None, None, False),
    ("F1-Z3", "matches", r"^F\d-Z3$", None, True),
    (42, "matches", r"^4", None, True),
    (None, "matches", r".*", None, False),
    ("b", "in", ["a", "b"], None, True),
    (2, "in", ["1", "2"], None, True),
    ("c", "in", ["a", "b"], None, False),
    ("x", "type", "string", None, True),
    (1, "type", "number", None, True),
    (1.5, "type", "number", None, True),
    (True, "type", "number", None, False),
    (True, "type", "boolean", None, True),
    ([], "type", "list", None, True),
    ({}, "type", "object", None, True),
    (None, "type", "null", None, True),
    ([], "type", "object", None, False),
    (True, "true", None, None, True),
    (1, "true", None, None, False),
    ("true", "true", None, None, False),
    (False, "false", None, None, True),
    (0, "false", None, None, False),
    (None, "null", None, None, True),
    (0, "null", None, None, False),
    (0, "not-null", None, None, True),
    ("", "empty", None, None, True),
    ([], "empty", None, None, True),
    ({}, "empty", None, None, True),
    (b"", "empty", None, None, True),
    (None, "empty", None, None, False),
    (0, "empty", None, None, False),
    ([0], "not-empty", None, None, True),
    (5, "not-empty", None, None, False),
    ({"a": None}, "has-key", "a", None, True),
    ({"a": None}, "has-key", "b", None, False),
    ("a", "has-key", "a", None, False),
]


def met(bench: Any, payload: Any, rule: dict[str, Any], **more: Any) -> bool:
    return bool(bench(Switch, {"rules": [rule]}).give(payload, **more))


@pytest.mark.parametrize(("payload", "op", "value", "value2", "expected"), TABLE)
def test_each_operator_decides_as_the_table_says(
    bench: Any, payload: Any, op: str, value: Any, value2: Any, expected: bool
) -> None:
    literal = {"value": value} if not isinstance(value, datetime) else {"from": "msg", "path": "limit"}
    assert met(bench, payload, {"op": op, "value": literal, "value2": value2}, limit=value) is expected


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.integers(-99, 99).map(str)
)


@given(SCALARS, SCALARS)
def test_orderings_agree_with_each_other(one: Any, other: Any) -> None:
    assert less(one, other) <= less_or_equal(one, other)
    assert not (less(one, other) and less(other, one))
    if less_or_equal(one, other) and less_or_equal(other, one):
        assert not less(one, other)
        assert not less(other, one)
    if None in (one, other) or bool in (type(one), type(other)):
        assert not less_or_equal(one, other)


@given(SCALARS, SCALARS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_ne_is_the_opposite_of_eq(bench: Any, payload: Any, value: Any) -> None:
    rules = [{"op": "eq", "value": {"value": value}}, {"op": "ne", "value": {"value": value}}]
    assert len(bench(Switch, {"rules": rules}).give(payload)) == 1


@given(st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)))
def test_a_value_without_nan_is_the_same_as_itself(value: Any) -> None:
    assert same(value, value) or "nan" in repr(value)


def test_a_message_leaves_by_every_rule_it_meets_in_their_order(bench: Any) -> None:
    rules = [{"op": "gt", "value": 1}, {"op": "gt", "value": 100}, {"op": "gt", "value": 2}, {"op": "else"}]
    assert [port for port, _ in bench(Switch, {"rules": rules}).give(5)] == ["1", "3"]


def test_first_stops_at_the_first_rule_that_is_met(bench: Any) -> None:
    rules = [{"op": "gt", "value": 1}, {"op": "gt", "value": 2}]
    assert [port for port, _ in bench(Switch, {"rules": rules, "match": "first"}).give(5)] == ["1"]


def test_else_is_met_when_no_earlier_rule_was(bench: Any) -> None:
    rules = [{"op": "gt", "value": 1}, {"op": "else"}, {"op": "lt", "value": 100}]
    switch = bench(Switch, {"rules": rules})
    assert [port for port, _ in switch.give(0)] == ["2", "3"]
    assert [port for port, _ in switch.give(5)] == ["1", "3"]


def test_values_to_compare_with_come_from_anywhere(bench: Any) -> None:
    rule = {"op": "gt", "value": {"from": "msg", "path": "limit"}}
    assert met(bench, 5, rule, limit=4)
    assert not met(bench, 5, rule, limit=6)
    assert met(bench, 5, {"op": "eq", "value": {"from": "expression", "path": "msg.half * 2"}}, half=2.5)


def test_case_is_ignored_by_the_node_or_by_one_rule(bench: Any) -> None:
    assert met(bench, "ABC", {"op": "eq", "value": "abc", "ignore_case": True})
    assert met(bench, "ABC", {"op": "matches", "value": "^a", "ignore_case": True})
    assert met(bench, "ABC", {"op": "in", "value": {"value": ["abc"]}, "ignore_case": True})
    rules = [{"op": "contains", "value": "b"}, {"op": "contains", "value": "b", "ignore_case": False}]
    assert [port for port, _ in bench(Switch, {"rules": rules, "ignore_case": True}).give("ABC")] == ["1"]


@pytest.mark.parametrize(
    ("op", "value", "value2", "expected"),
    [("head", 2, None, [0, 1]), ("tail", 2, None, [3, 4]), ("index", 1, 3, [1, 2, 3])],
)
def test_positions_are_read_from_the_parts_of_a_split_message(
    bench: Any, op: str, value: int, value2: int | None, expected: list[int]
) -> None:
    switch = bench(Switch, {"rules": [{"op": op, "value": value, "value2": value2}]})
    passed = [index for index in range(5) if switch.give(index, parts={"id": "a", "index": index, "count": 5})]
    assert passed == expected


def test_a_position_without_parts_is_an_error(bench: Any) -> None:
    with pytest.raises(NodeError, match=r"msg\.parts\.index, msg\.parts\.count"):
        bench(Switch, {"rules": [{"op": "tail", "value": 2}]}).give(1)


def test_a_regular_expression_is_not_tried_on_a_very_long_text(bench: Any) -> None:
    switch = bench(Switch, {"rules": [{"op": "matches", "value": "(a+)+b"}]})
    with pytest.raises(NodeError, match="10001 characters"):
        switch.give("a" * 10_001)


def test_a_bad_pattern_from_a_message_is_an_error_of_that_message(bench: Any) -> None:
    switch = bench(Switch, {"rules": [{"op": "matches", "value": {"from": "msg", "path": "pattern"}}]})
    with pytest.raises(NodeError, match="not a regular expression"):
        switch.give("a", pattern="(")
    assert switch.give("a", pattern="a")


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"op": "matches", "value": "("}, "bad-pattern"),
        ({"op": "type", "value": "text"}, "not-a-choice"),
        ({"op": "eq", "value": {"from": "expression", "path": "1 +"}}, "expression-syntax"),
        ({"op": "between", "value": 1, "value2": {"from": "msg", "path": "a..b"}}, "value-path"),
    ],
)
def test_check_names_what_is_wrong_with_a_rule(rule: dict[str, Any], code: str, decoded: Any) -> None:
    (found,) = Switch.check(decoded(Switch, {"rules": [{"op": "else"}, rule]}))
    assert found[0] == code
    assert found[1].startswith("rules[1].value")
