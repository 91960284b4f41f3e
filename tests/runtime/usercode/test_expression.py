"""Expressions compute what Python computes on a safe part of it, and nothing gets out of that part."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sinterflow.runtime import Node, NodeError, SinterflowError
from sinterflow.runtime.errors import FaultError
from sinterflow.runtime.usercode.expression import compile_expression

MESSAGE = {
    "payload": {"pv": 20.5, "list": [3, 1, 2], "count": 7, "F1.Z1": 900, "none": None, "handle": object()},
    "topic": " Abc ",
    "温度": 850,
    "text": "plain",
}
CASES = [
    ("msg.payload.pv * 1.8 + 32", 20.5 * 1.8 + 32),
    ("payload.pv > 20 and topic == ' Abc '", True),
    ("payload['F1.Z1']", 900),
    ("msg['payload'].list[-1]", 2),
    ("payload.list[1:]", [1, 2]),
    ("payload.list[99]", None),
    ("payload.nothing.at.all", None),
    ("payload.nothing[1:2]", None),
    ("text.length", None),
    ("payload.handle.name", None),
    ("payload.pv.real", None),
    ("温度 / 10", 85.0),
    ("payload.none is null", True),
    ("true if payload.count in [1, 7] else false", True),
    ("topic.strip().lower()", "abc"),
    ("lower(topic)", " abc "),
    ("topic.replace('A', 'B').startswith(' B')", True),
    ("', '.join([str(x) for x in payload.list])", "3, 1, 2"),
    ("sum(x * 2 for x in payload.list if x > 1)", 10),
    ("any(x > 2 for x in payload.list)", True),
    ("{k: v for k, v in items(payload) if k == 'pv'}", {"pv": 20.5}),
    ("[a + b for a in payload.list for b in [10]]", [13, 11, 12]),
    ("sorted(payload.list)[0] + max(payload.list) + max(1, 9)", 13),
    ("[payload.count, {'a': (1, 2)}]", [7, {"a": [1, 2]}]),
    ("payload.count & 3 | 8", 11),
    ("1 < payload.count <= 7 != 8", True),
    ("round(sqrt(payload.count), 2)", 2.65),
    ("len(payload.list) + len(topic)", 8),
    ("flow.limit + glob['offset'] + flow.deep.x", 111),
    ("flow['F1.Z1.PV'] + flow[text].x", 901),
    ("flow.deep.x.y.z", None),
    ("[flow for flow in [1]][0]", 1),
    ("env.limit", 3),
    ("env.unknown", None),
    ("now", 1500),
    ("payload.get('nothing', 5)", 5),
    ("contains(text, 'lai') and not text.isdigit()", True),
    ("-payload.count // 2 % 5 ** 2", 21),
]


@pytest.fixture
def scope(a_node: Callable[..., Node]) -> Node:
    node = a_node(limit=3)
    node.flow_context.set("limit", 100)
    node.flow_context.set("deep", {"x": 1})
    node.flow_context.set(("F1.Z1.PV",), 900)
    node.flow_context.set("plain", {"x": 1})
    node.global_context.set("offset", 10)
    return node


@pytest.mark.parametrize(("source", "value"), CASES, ids=[source for source, _ in CASES])
def test_an_expression_has_its_value(source: str, value: Any, scope: Node) -> None:
    found = compile_expression(source).evaluate(MESSAGE, scope)
    assert found == value
    assert type(found) is type(value)


REFUSED = [
    ("().__class__", "expression-not-allowed", 1, 1),
    ("msg.__class__.__mro__", "expression-not-allowed", 1, 1),
    ("msg['__class__']", "expression-not-allowed", 1, 1),
    ("__import__('os')", "expression-unknown-function", 1, 1),
    ("[__a for __a in [1]]", "expression-not-allowed", 1, 10),
    ("payload.handle.__dict__", "expression-not-allowed", 1, 1),
    ("1 + (lambda: 1)()", "expression-not-allowed", 1, 5),
    ("f'{msg}'", "expression-not-allowed", 1, 1),
    ("(a := 1)", "expression-not-allowed", 1, 2),
    ("[*msg]", "expression-not-allowed", 1, 2),
    ("{**msg}", "expression-not-allowed", 1, 1),
    ("{1, 2}", "expression-not-allowed", 1, 1),
    ("b'1'", "expression-not-allowed", 1, 1),
    ("1j", "expression-not-allowed", 1, 1),
    ("...", "expression-not-allowed", 1, 1),
    ("payload is 1", "expression-not-allowed", 1, 1),
    ("温度 @ 1", "expression-not-allowed", 1, 1),
    ("温度 + [x async for x in y]", "expression-not-allowed", 1, 6),
    ("payload.format(1)", "expression-unknown-function", 1, 1),
    ("payload.pv()", "expression-unknown-function", 1, 1),
    ("open('x')", "expression-unknown-function", 1, 1),
    ("eval('1')", "expression-unknown-function", 1, 1),
    ("sqrt()", "expression-arguments", 1, 1),
    ("round(1, ndigits=2)", "expression-arguments", 1, 1),
    ("flow", "expression-bare-context", 1, 1),
    ("a b", "expression-syntax", 1, 1),
    ("", "expression-syntax", 1, 1),
    ("import os", "expression-syntax", 1, 1),
    ("(1,\n 2", "expression-syntax", 1, 1),
    ("x\x00", "expression-syntax", 1, 1),
    ("(" * 500, "expression-syntax", 1, 200),
    ("-" * 3999 + "1", "expression-too-deep", 1, 1),
    ("not " * 900 + "1", "expression-too-deep", 1, 1),
    ("1" + "+1" * 1900, "expression-too-deep", 1, 1),
    ("a" + ".a" * 1900, "expression-too-deep", 1, 1),
    ("a" * 4001, "expression-too-long", 1, 1),
    ("9" * 41, "expression-number-too-long", 1, 1),
    ("[1" + " for a in [1]" * 11 + "]", "expression-too-many-loops", 1, 1),
]


@pytest.mark.parametrize(("source", "code", "row", "column"), REFUSED, ids=[source[:30] for source, *_ in REFUSED])
def test_what_is_not_on_the_list_is_refused_with_its_place(source: str, code: str, row: int, column: int) -> None:
    with pytest.raises(FaultError) as refused:
        compile_expression(source)
    (found,) = refused.value.faults
    assert (found.code, found.row) == (code, row)
    assert code == "expression-syntax" or found.column == column
    assert found.line("en") != found.line("zh")


BOMBS = [
    "9 ** 9 ** 9",
    "2 ** payload.count ** 10",
    "1 << 10 ** 9",
    "'a' * 10 ** 9",
    "10 ** 9 * 'a'",
    "[0] * 10 ** 9",
    "[x for x in range(10 ** 9)]",
    "len([x + y for x in range(3000) for y in range(3000)])",
    "'%1000000000d' % 1",
    "'1'.zfill(10 ** 9)",
    "('a' * 1000).replace('a', 'a' * 10000)",
    "('a' * 10000).join(['b' for x in range(10000)])",
    "round(5, -10 ** 9)",
    "[[a * a for a in [b * b for b in [10 ** 4000]]]]",
    "[[1] * 1000] * 1000 == [[1] * 1000] * 1000",
    "[a + a for a in [b + b for b in ['x' * 600000]]]",
    "[text[0:5] for x in range(100000) for text in ['y' * 1000]]",
    "contains([[[1] * 3000]] * 1000, [[1] * 3000])",
    "[[1] * 3000] in [[[1] * 3000]] * 1000",
    "[1] in [[1]] in [[[1]]]",
    "(-8) ** 0.5",
    "sorted([[1], [2]])",
    "str([1])",
]


@pytest.mark.parametrize("source", BOMBS)
def test_an_expression_that_would_take_too_much_is_an_error_of_the_message(source: str, scope: Node) -> None:
    with pytest.raises(NodeError):
        compile_expression(source).evaluate(MESSAGE, scope)


def test_a_small_expression_may_not_hand_on_a_huge_value(scope: Node) -> None:
    expression = compile_expression("[[1] * 10000] * 10000")
    with pytest.raises(NodeError):
        expression.read(MESSAGE, scope)


def test_what_is_counted_starts_anew_with_each_evaluation(scope: Node) -> None:
    expression = compile_expression("len('a' * 1900000)")
    assert [expression.evaluate(MESSAGE, scope) for _ in range(3)] == [1_900_000] * 3


@pytest.mark.parametrize("source", ["null > 1", "1 / 0", "int('x')", "payload + 1", "1.0 % 0", "abs('x')"])
def test_an_expression_without_a_value_names_itself_and_the_reason(source: str, scope: Node) -> None:
    with pytest.raises(NodeError) as failed:
        compile_expression(source).evaluate(MESSAGE, scope)
    assert source in str(failed.value)
    assert isinstance(failed.value.text, dict)
    assert "表达式" in failed.value.text["zh"]


def test_the_value_that_is_read_shares_nothing_with_the_message(scope: Node) -> None:
    message = {"payload": {"list": [1]}}
    compile_expression("payload.list").read(message, scope).append(2)
    compile_expression("[payload]").read(message, scope)[0]["x"] = 1
    assert message == {"payload": {"list": [1]}}


def test_an_expression_says_what_it_reads() -> None:
    found = compile_expression("msg.payload.pv + payload['a'][0] * flow.x + env.y + len([msg.z for q in topic])")
    assert found.names == {"msg", "flow", "env"}
    assert found.paths is not None
    assert set(found.paths) == {("payload", "pv"), ("payload", "a", 0), ("z",), ("topic",)}
    assert compile_expression("len(msg)").paths is None
    assert compile_expression("msg[topic]").paths is None
    assert compile_expression("1 + 1").names == frozenset()


numbers = st.integers(-1000, 1000) | st.floats(-1e6, 1e6) | st.booleans()
values = st.none() | numbers | st.text("ab 1", max_size=4) | st.lists(numbers, max_size=3)
atoms = st.sampled_from(["a", "b", "c"]) | numbers.map(repr) | st.sampled_from(["'a'", "[1, 2]", "None"])


def combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "-", "*", "/", "//", "%", "<", "<=", "==", "!=", "and", "or", "&", ">>"])
    return (
        st.tuples(inner, operators, inner).map(lambda parts: "({} {} {})".format(*parts))
        | st.tuples(inner, inner, inner).map(lambda parts: "({} if {} else {})".format(*parts))
        | inner.map(lambda part: f"(not {part})")
        | inner.map(lambda part: f"abs({part})")
        | inner.map(lambda part: f"[x for x in {part}]")
        | st.tuples(inner, inner).map(lambda parts: "[{}, {}]".format(*parts))
        | st.tuples(atoms, inner).map(lambda parts: "({} in {})".format(*parts))
    )


@given(st.recursive(atoms, combined, max_leaves=8), values, values, values)
def test_an_expression_gives_what_python_gives(source: str, a: Any, b: Any, c: Any) -> None:
    assume(source.count("for") <= 10)
    try:
        expected = eval(source, {"a": a, "b": b, "c": c})
    except Exception:
        with pytest.raises(NodeError):
            compile_expression(source).evaluate({"a": a, "b": b, "c": c}, None)  # type: ignore[arg-type]
        return
    found = compile_expression(source).evaluate({"a": a, "b": b, "c": c}, None)  # type: ignore[arg-type]
    assert found == expected or (isinstance(found, float) and math.isnan(found))
    assert type(found) is type(expected)


@given(st.text("().[]{}'\"_,:=+-*/%<>|&~^@! \nabclassmgpoyfornilmdtue019", max_size=60) | st.text(max_size=30))
def test_any_text_is_compiled_or_refused(source: str) -> None:
    with contextlib.suppress(SinterflowError):  # one that is refused has said why, in both languages
        compile_expression(source).evaluate({}, None)  # type: ignore[arg-type]
