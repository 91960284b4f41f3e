"""Typed values: exactly the two shapes of the contract, everything else is a literal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sinterflow.runtime import Node
from sinterflow.runtime.errors import FaultError
from sinterflow.runtime.faults import fault
from sinterflow.runtime.usercode.values import typed_value, value_faults

MESSAGE = {"payload": {"zones": [{"pv": 850}], "F1.Z1.PV": 900}, "topic": "furnace"}
READ = [
    ({"value": 5}, 5),
    ({"value": {"from": "msg", "path": "topic"}}, {"from": "msg", "path": "topic"}),
    ({"from": "msg", "path": "payload.zones[0].pv"}, 850),
    ({"from": "msg", "path": 'payload["F1.Z1.PV"]'}, 900),
    ({"from": "msg", "path": "topic"}, "furnace"),
    ({"from": "msg", "path": "nothing.there"}, None),
    ({"from": "flow", "path": "limits.high"}, 1150),
    ({"from": "global", "path": "plant"}, "P1"),
    ({"from": "env", "path": "limits[1]"}, 2),
    ({"from": "expression", "path": "payload.zones[0].pv + 1"}, 851),
    ({"from": "now", "path": ""}, 1500),
    ({"from": "now"}, 1500),
    ({"from": "msg"}, {"from": "msg"}),
    ({"from": "store", "path": "shelf"}, {"from": "store", "path": "shelf"}),
    ({"from": "msg", "path": "topic", "more": 1}, {"from": "msg", "path": "topic", "more": 1}),
    ({"value": 1, "more": 2}, {"value": 1, "more": 2}),
    ({"from": 1, "path": "x"}, {"from": 1, "path": "x"}),
    ({"from": "msg", "path": 1}, {"from": "msg", "path": 1}),
    ({}, {}),
    ([{"value": 1}], [{"value": 1}]),
    ("msg.topic", "msg.topic"),
    (None, None),
]


@pytest.fixture
def node(a_node: Callable[..., Node]) -> Node:
    node = a_node(limits=[1, 2])
    node.flow_context.set("limits", {"high": 1150})
    node.global_context.set("plant", "P1")
    return node


@pytest.mark.parametrize(("raw", "expected"), READ, ids=[str(raw) for raw, _ in READ])
def test_a_typed_value_is_read(raw: Any, expected: Any, node: Node) -> None:
    assert typed_value(raw).read(MESSAGE, node) == expected


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({"from": "msg", "path": "a..b"}, "value-path"),
        ({"from": "env", "path": ""}, "value-path"),
        ({"from": "expression", "path": "1 +"}, "expression-syntax"),
        ({"from": "expression", "path": "msg.__class__"}, "expression-not-allowed"),
    ],
)
def test_a_bad_typed_value_is_a_fault_that_a_node_can_give(raw: Any, code: str) -> None:
    ((found, field, args),) = value_faults(raw, "rules/0/to")
    assert (found, field) == (code, "rules/0/to")
    made = fault(found, field=field, **args)
    assert made.line("en")
    assert made.line("zh") != made.line("en")
    with pytest.raises(FaultError):
        typed_value(raw)


@pytest.mark.parametrize("raw", [raw for raw, _ in READ])
def test_a_good_typed_value_has_no_faults(raw: Any) -> None:
    assert value_faults(raw) == []


def test_what_is_read_shares_nothing_with_config_message_context_or_parameters(node: Node) -> None:
    message = {"payload": {"list": [1]}}
    shared = {"value": [1]}
    for raw in (
        shared,
        {"from": "msg", "path": "payload.list"},
        {"from": "env", "path": "limits"},
        {"from": "expression", "path": "payload.list"},
    ):
        value = typed_value(raw)
        before = value.read(message, node)
        value.read(message, node).append("changed")
        assert value.read(message, node) == before


def test_a_code_generator_sees_what_a_value_is() -> None:
    literal, path = typed_value({"value": [1]}), typed_value({"from": "msg", "path": "payload.x[0]"})
    expression = typed_value({"from": "expression", "path": "payload.x"}).expression
    assert (literal.kind, literal.value, literal.constant) == ("value", [1], True)
    assert (path.kind, path.path, path.constant) == ("msg", ("payload", "x", 0), False)
    assert expression is not None
    assert expression.source == "payload.x"
