"""`parse.json`: from JSON text to values and back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinterflow.nodes.parse.json import Json, to_text, to_values
from sinterflow.runtime import NodeError

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.integers(-(10**40), 10**40) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner),
)  # fmt: skip


@given(VALUES.filter(lambda value: not isinstance(value, str)))
def test_what_is_written_is_read_again(value: Any) -> None:
    written = to_text(value)
    assert to_values(written) == to_values(written.encode()) == value


@pytest.mark.parametrize(
    ("to", "payload", "expected"),
    [
        ("auto", '{"pv": 850}', {"pv": 850}),
        ("auto", b"[1, 2]", [1, 2]),
        ("auto", {"pv": 850}, '{"pv":850}'),
        ("auto", True, "true"),
        ("auto", None, None),
        ("object", '{"pv": 850}', {"pv": 850}),
        ("object", {"pv": 850}, {"pv": 850}),
        ("object", b"\xef\xbb\xbf[1]", [1]),
        ("object", "\ufeff[1]", [1]),
        ("text", '{"pv": 850}', '{"pv": 850}'),
        ("text", ["温区"], '["温区"]'),
        ("text", None, "null"),
        ("text", {"t": datetime(2026, 1, 5, 8, tzinfo=UTC), "b": b"ab"}, '{"t":"2026-01-05T08:00:00Z","b":"YWI="}'),
        ("text", [float("nan")], "[null]"),
    ],
)
def test_the_direction_is_chosen_by_the_value_or_by_the_config(
    bench: Any, to: str, payload: Any, expected: Any
) -> None:
    assert bench(Json, {"to": to}).payloads(payload) == [expected]


def test_integers_of_any_size_are_exact(bench: Any) -> None:
    assert bench(Json).payloads(str(2**64 + 1)) == [2**64 + 1]
    assert bench(Json).payloads("7" * 9000) == [7 * (10**9000 - 1) // 9]


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ('{"a": 1,\n "b" 2}', r"line 2, column 6"),
        ("", r"line 1, column 1"),
        ("[1, 2] x", r"line 1, column 8"),
        ("NaN", "JSON has no NaN"),
        (b'{"a": "\xff"}', "byte 8 is not UTF-8"),
        ("[" * 100_000, "nested too deeply"),
        ('"\\ud800"', "surrogate"),
        ("1" * 20_001, "20001 digits"),
    ],
)
def test_what_is_not_json_is_an_error_that_says_where(bench: Any, payload: Any, said: str) -> None:
    with pytest.raises(NodeError, match=said):
        bench(Json).give(payload)


@pytest.mark.parametrize("payload", [{"a": object()}, {"a": {1, 2} | {object()}}])
def test_what_json_cannot_say_is_an_error(bench: Any, payload: Any) -> None:
    with pytest.raises(NodeError, match="JSON cannot say"):
        bench(Json, {"to": "text"}).give(payload)


def test_another_property_is_read_and_written(bench: Any) -> None:
    ((_, message),) = bench(Json, {"property": "body.text"}).give(1, body={"text": "[1]"})
    assert message["body"] == {"text": [1]}
    assert message["payload"] == 1
