"""Bytes that are not good JSON give faults with their place, whatever they are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinterflow.runtime.flow.reader import MAX_BYTES, plain, read_json, too_deep
from sinterflow.runtime.flow.scan import MAX_DEPTH


def only(data: bytes) -> tuple[str, int | None, int | None]:
    """Code and place of the one fault."""
    value, found = read_json(data, "flows/f.json")
    assert value is None
    (one,) = found
    assert one.line("en")
    assert one.line("zh")
    return one.code, one.row, one.column


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"a": 1,\n "b": }', ("json-syntax", 2, 7)),
        (b'{"a": 1\n "b": 2}', ("json-syntax", 2, 2)),
        (b'{"a": 1, "b"', ("json-truncated", 1, 13)),
        (b'{"a": "unfinished', ("json-truncated", 1, 7)),
        (b'{"a": 1}\n}', ("trailing-garbage", 2, 1)),
        (b'{"a": 1,\n "a": 2}', ("duplicate-key", 2, 2)),
        (b'{"a": NaN}', ("json-constant", 1, 7)),
        (b"[1,\n -Infinity]", ("json-constant", 2, 2)),
        (b'{"a": 1e400}', ("number-out-of-range", 1, 7)),
        (b'{"a": ' + b"9" * 5000 + b"}", ("number-too-long", 1, 7)),
        (b'{"a": "\\ud800"}', ("lone-surrogate", 1, 7)),
        (b'{"a": "\x01"}', ("json-syntax", 1, 8)),
        (b"", ("file-empty", None, None)),
        (b"  \n", ("file-empty", None, None)),
        (b'{"a": "\x00"}', ("nul-byte", 1, 8)),
        ('{"a":\n "温度"}'.encode("gb18030"), ("wrong-encoding", 2, 3)),
        ("{}".encode("utf-16"), ("wrong-encoding", 1, 1)),
        (b"[" * 300 + b"]" * 300, ("too-deep", 1, MAX_DEPTH + 1)),
        (b"[" * 100_000, ("too-deep", 1, MAX_DEPTH + 1)),
        (b'{"a":' * 100_000, ("too-deep", 1, 5 * MAX_DEPTH + 1)),
    ],
)
def test_what_is_wrong_with_the_bytes_is_named_with_its_row_and_column(
    data: bytes, expected: tuple[str, int | None, int | None]
) -> None:
    assert only(data) == expected


def test_a_wrong_encoding_is_guessed() -> None:
    _, found = read_json('{"name": "温度上限"}'.encode("gb18030"))
    assert "GB18030" in found[0].message()
    _, found = read_json("{}".encode("utf-16"))
    assert "UTF-16" in found[0].message("zh")


def test_every_duplicate_key_is_named_with_its_path() -> None:
    _, found = read_json(b'{"n": [{"a": 1, "a": 2}, {"\\u0062": 1, "b": 2}], "n": 3}')
    assert [(one.code, one.path) for one in found] == [
        ("duplicate-key", "/n/0/a"),
        ("duplicate-key", "/n/1/b"),
        ("duplicate-key", "/n"),
    ]


def test_a_byte_order_mark_is_accepted() -> None:
    assert read_json(b'\xef\xbb\xbf{"a": "\xe6\xb8\xa9"}') == ({"a": "温"}, [])


def test_a_file_beyond_the_limit_is_refused_without_reading_it() -> None:
    assert only(b" " * (MAX_BYTES + 1))[0] == "file-too-large"


@pytest.mark.parametrize("written", ["1.0", "1e3", "-0", "-0.0", "1E+2", "0.10", "123456789012345678901234567890"])
def test_numbers_keep_how_they_are_written_and_what_they_are(written: str) -> None:
    from sinterflow.runtime.flow.canonical import inline

    value, found = read_json(f'{{"a": [{written}]}}'.encode())
    assert found == []
    assert inline(value["a"][0]) == written
    assert plain(value) == json.loads(f'{{"a": [{written}]}}')
    assert type(plain(value)["a"][0]) in (int, float)


def test_brackets_inside_texts_do_not_count_as_nesting() -> None:
    value = {"a": "[" * 500, "b": '\\"[{' * 500, "c": ["]" * 500, '"']}
    assert not too_deep(json.dumps(value).encode())
    assert read_json(json.dumps(value).encode()) == (value, [])


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)


@given(JSON, st.integers(0, 220))
def test_nesting_is_measured_exactly(value: Any, more: int) -> None:
    for _ in range(more):
        value = [value]
    assert too_deep(json.dumps(value).encode()) == (depth(value) > MAX_DEPTH)


@given(JSON)
def test_good_json_is_read_as_the_standard_library_reads_it(value: Any) -> None:
    read, found = read_json(json.dumps(value).encode())
    if found == []:
        assert plain(read) == value
    else:
        assert {one.code for one in found} == {"lone-surrogate"}


@given(st.binary(max_size=200))
def test_any_bytes_give_a_value_or_faults(data: bytes) -> None:
    value, found = read_json(data, "x.json")
    assert value is None or found == []
    assert all(one.line(lang) for one in found for lang in ("en", "zh"))


MARKS = st.text(st.sampled_from('[]{}",:1 \\n'), max_size=60)


@given(MARKS, st.integers(0, 300), st.sampled_from(["[", '{"a":', '"[']))
def test_what_is_not_json_is_never_without_a_fault(text: str, deep: int, opener: str) -> None:
    data = (opener * deep + text).encode()
    value, found = read_json(data)
    try:
        json.loads(data)
        good = True
    except (ValueError, RecursionError):
        good = False
    assert bool(found) or (good and value == json.loads(data))
