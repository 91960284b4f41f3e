"""`core.change`: rules on the message and on contexts."""

from __future__ import annotations

from typing import Any

import pytest

from sinterflow.nodes.core.change import Change
from sinterflow.runtime import NodeError, new_message


def changed(bench: Any, *rules: dict[str, Any], **message: Any) -> dict[str, Any]:
    ((_, result),) = bench(Change, {"rules": rules}).receive(message)
    assert isinstance(result, dict)
    return result


def test_set_makes_the_objects_on_the_way(bench: Any) -> None:
    rule = {"op": "set", "path": "zones[1].pv", "to": 850}
    assert changed(bench, rule) == {"zones": [None, {"pv": 850}]}


def test_set_takes_values_from_message_parameters_and_contexts(bench: Any) -> None:
    rules = [
        {"op": "set", "path": "a", "to": {"from": "msg", "path": "payload.x"}},
        {"op": "set", "path": "b", "to": {"from": "env", "path": "limit"}},
        {"op": "set", "path": "c", "to": {"from": "flow", "path": "recipe.name"}},
        {"op": "set", "path": "d", "to": {"from": "now"}},
        {"op": "set", "path": "e", "to": {"from": "msg", "path": "missing"}},
    ]
    node = bench(Change, {"rules": rules}, env={"limit": 7})
    node.flow_context.set("recipe", {"name": "M3"})
    ((_, message),) = node.receive({"payload": {"x": 1}})
    assert message == {"payload": {"x": 1}, "a": 1, "b": 7, "c": "M3", "d": int(node.clock.time() * 1000), "e": None}


def test_a_value_that_is_set_is_a_copy(bench: Any) -> None:
    constant = {"op": "set", "path": "a", "to": {"value": {"list": []}}}
    taken = {"op": "set", "path": "b", "to": {"from": "msg", "path": "payload"}}
    node = bench(Change, {"rules": [constant, taken]}).node
    first, second = node.receive({"payload": [1]}), node.receive({"payload": [1]})
    first["a"]["list"].append(1)
    first["b"].append(2)
    assert second["a"] == {"list": []}
    assert first["payload"] == [1]


def test_each_rule_sees_what_those_before_it_did(bench: Any) -> None:
    rules: list[dict[str, Any]] = [
        {"op": "set", "path": "a", "to": 1},
        {"op": "move", "path": "a", "to_path": "b.c"},
        {"op": "set", "path": "d", "to": {"from": "expression", "path": "msg.b.c + 1"}},
        {"op": "delete", "path": "b"},
    ]
    assert changed(bench, *rules) == {"d": 2}


def test_delete_of_what_is_missing_does_nothing(bench: Any) -> None:
    assert changed(bench, {"op": "delete", "path": "a.b[3]"}, payload=1) == {"payload": 1}


@pytest.mark.parametrize(
    ("path", "to_path", "expected"),
    [
        ("payload", "payload.old", {"payload": {"old": {"a": 1}}}),
        ("payload.a", "payload", {"payload": 1}),
        ("payload.a", "topic", {"payload": {}, "topic": 1}),
        ("missing", "topic", {"payload": {"a": 1}, "topic": None}),
    ],
)
def test_move_takes_a_value_anywhere_also_into_and_out_of_itself(
    bench: Any, path: str, to_path: str, expected: dict[str, Any]
) -> None:
    assert changed(bench, {"op": "move", "path": path, "to_path": to_path}, payload={"a": 1}) == expected


@pytest.mark.parametrize(
    ("current", "search", "new", "expected"),
    [
        ("a-b-a", "a", "x", "x-b-x"),
        ("on", "on", True, True),
        ("1-1", 1, 2, "2-2"),
        (5, 5, "five", "five"),
        (5, "5", 6, 6),
        (55, 5, 6, 55),
        (True, True, "yes", "yes"),
        (True, 1, "yes", True),
        ([5], 5, 6, [5]),
        ("abc", "", "x", "abc"),
    ],
)
def test_replace_changes_a_text_within_or_a_whole_value(
    bench: Any, current: Any, search: Any, new: Any, expected: Any
) -> None:
    rule = {"op": "replace", "path": "payload", "search": search, "with": new}
    assert changed(bench, rule, payload=current) == {"payload": expected}


def test_replace_leaves_a_missing_property_missing(bench: Any) -> None:
    assert changed(bench, {"op": "replace", "path": "a.b", "search": "x", "with": "y"}) == {}


@pytest.mark.parametrize(
    ("new", "expected"), [("$2$1", "21"), ("[$&]", "[12]"), ("$$1", "$1"), ("$3", "$3"), ("\\1", "\\1"), ("$0", "$0")]
)
def test_a_regular_expression_fills_in_its_groups(bench: Any, new: str, expected: str) -> None:
    rule = {"op": "replace", "path": "payload", "search": r"(\d)(\d)", "with": new, "regex": True}
    assert changed(bench, rule, payload="a12") == {"payload": f"a{expected}"}


def test_rules_work_on_flow_and_global_context(bench: Any) -> None:
    rules = [
        {"op": "set", "path": "line.state", "to": "run"},
        {"op": "set", "path": "count", "to": 1, "target": "global"},
        {"op": "set", "path": "seen", "to": True, "target": "msg"},
        {"op": "replace", "path": "line.state", "search": "run", "with": "stop"},
        {"op": "move", "path": "line.state", "to_path": "state"},
        {"op": "delete", "path": "line"},
    ]
    node = bench(Change, {"rules": rules, "target": "flow"})
    ((_, message),) = node.receive({"payload": 1})
    assert message == {"payload": 1, "seen": True}
    assert node.flow_context.get("state") == "stop"
    assert node.flow_context.keys() == ["state"]
    assert node.global_context.get("count") == 1


def test_a_property_without_a_place_is_an_error(bench: Any) -> None:
    with pytest.raises(NodeError, match=r"cannot set payload\.x: payload is a str"):
        changed(bench, {"op": "set", "path": "payload.x", "to": 1}, payload="text")


def test_what_it_writes_is_declared_path_by_path(bench: Any) -> None:
    rules = [
        {"op": "set", "path": "payload.a", "to": 1},
        {"op": "move", "path": "topic", "to_path": "old"},
        {"op": "set", "path": "x", "to": 1, "target": "flow"},
    ]
    node = bench(Change, {"rules": rules})
    assert node.node.written() == ["payload.a", "topic", "old"]
    assert node.node.deterministic
    node.receive(new_message({}))


def test_a_rule_that_reads_the_clock_is_not_deterministic(bench: Any) -> None:
    assert not bench(Change, {"rules": [{"op": "set", "path": "t", "to": {"from": "now"}}]}).node.deterministic


def test_check_names_a_bad_pattern_and_a_bad_value(decoded: Any) -> None:
    rules = [
        {"op": "replace", "path": "a", "search": "(", "with": "", "regex": True},
        {"op": "set", "path": "a", "to": {"from": "expression", "path": "1 +"}},
    ]
    found = Change.check(decoded(Change, {"rules": rules}))
    assert [(code, field) for code, field, _ in found] == [
        ("bad-pattern", "rules[0].search"),
        ("expression-syntax", "rules[1].to"),
    ]
