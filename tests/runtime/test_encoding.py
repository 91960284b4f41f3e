"""The one JSON encoding: what goes in comes out, and what cannot go in is named."""

from __future__ import annotations

import json
import math
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinterflow.runtime.encoding import MAX_DEPTH, Handle, NotDecodable, NotEncodable, decode, encode, plain, unplain
from sinterflow.runtime.sizes import encode_limited, size_of

SHANGHAI = ZoneInfo("Asia/Shanghai")

offsets = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(timezone)
moments = st.datetimes(timezones=st.one_of(st.just(UTC), offsets))
texts = st.text(st.characters())  # half surrogate pairs included
keys = st.one_of(texts, st.sampled_from(["$", "$bytes", "$time", "$float", "$handle", "$x"]))
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False),
    texts,
    st.binary(),
    moments,
)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=3), max_leaves=12
)


def exact(value: Any) -> Any:
    """The value with the type of everything in it, so that 1, 1.0 and True differ, and 0.0 and -0.0."""
    if isinstance(value, dict):
        return {key: exact(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [exact(inner) for inner in value]
    return type(value).__name__, math.copysign(1, value) if isinstance(value, float) else None, value


def nested(depth: int, inner: Any = None) -> Any:
    for _ in range(depth):
        inner = [inner]
    return inner


@given(values)
def test_decoding_an_encoding_gives_the_value_and_its_types(value: Any) -> None:
    assert exact(decode(encode(value))) == exact(value)
    assert exact(unplain(plain(value))) == exact(value)


@given(values)
def test_an_encoding_is_json_that_any_reader_takes(value: Any) -> None:
    assert exact(unplain(json.loads(encode(value)))) == exact(value)


def test_integers_of_any_size_are_exact() -> None:
    numbers = [10**4300, -(10**5000) + 7, 12345 * 10**20_000, 2**64, -(2**63) - 1]
    assert decode(encode(numbers)) == numbers
    assert decode(encode({"n": numbers, "half a pair": "\ud800"})) == {"n": numbers, "half a pair": "\ud800"}


def test_bytes_times_and_special_floats_are_written_as_the_contract_says() -> None:
    value = {
        "b": b"\x00\xff",
        "t": datetime(2026, 3, 1, 8, tzinfo=UTC),
        "z": datetime(2026, 3, 1, 8, tzinfo=SHANGHAI),
        "n": [math.nan, math.inf, -math.inf],
        "d": {"$bytes": 1},
    }
    assert json.loads(encode(value)) == {
        "b": {"$bytes": "AP8="},
        "t": {"$time": "2026-03-01T08:00:00Z"},
        "z": {"$time": "2026-03-01T08:00:00+08:00"},
        "n": [{"$float": "NaN"}, {"$float": "Infinity"}, {"$float": "-Infinity"}],
        "d": {"$": {"$bytes": 1}},
    }
    assert math.isnan(decode(b'{"$float": "NaN"}'))


def test_naive_times_get_the_given_zone() -> None:
    assert encode(datetime(2026, 3, 1, 8), zone=SHANGHAI) == b'{"$time":"2026-03-01T08:00:00+08:00"}'


def test_offsets_of_local_mean_time_become_whole_minutes_of_the_same_moment() -> None:
    long_ago = datetime(1890, 1, 1, tzinfo=SHANGHAI)  # 8 h 5 min 43 s ahead
    assert encode(long_ago) == b'{"$time":"1889-12-31T23:59:17+08:05"}'
    assert (
        decode(
            encode(datetime.min),
        ).year
        == 1
    )
    assert decode(encode(datetime.min, zone=SHANGHAI)) == datetime.min.replace(tzinfo=timezone(long_ago.utcoffset()))  # type: ignore[arg-type]


def test_tuples_become_lists_and_subclasses_their_plain_kind() -> None:
    class Rows(dict[str, Any]):
        pass

    assert decode(encode({"a": (1, (2,)), "b": Rows(x=1.5)})) == {"a": [1, [2]], "b": {"x": 1.5}}


def test_a_live_handle_is_shown_by_its_type_and_stays_one() -> None:
    shown = encode({"req": sys.stdout, "keys": {1: 2}, "set": {1}})
    assert json.loads(shown) == {
        "req": {"$handle": type(sys.stdout).__name__},
        "keys": {"$handle": "dict"},
        "set": {"$handle": "set"},
    }
    assert decode(shown)["set"] == Handle("set")
    assert encode(decode(shown)) == shown


def test_a_refused_handle_is_named_with_its_place() -> None:
    with pytest.raises(NotEncodable, match=r"payload\.parts\[1\] is a live set"):
        encode({"payload": {"parts": [1, {2}]}}, handles="refuse")


def test_nesting_up_to_the_limit_passes_and_beyond_it_is_refused() -> None:
    assert decode(encode(nested(MAX_DEPTH))) == nested(MAX_DEPTH)
    with pytest.raises(NotEncodable, match="levels deep"):
        encode({"payload": nested(MAX_DEPTH + 1)})


def test_what_holds_itself_is_refused() -> None:
    endless: list[Any] = []
    endless += [endless, endless]
    with pytest.raises(NotEncodable):
        encode(endless)
    assert size_of(endless) > 0
    assert encode_limited(endless, 1000)[1]


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_json_that_is_nested_too_deeply_is_a_clear_error(depth: int) -> None:
    with pytest.raises(NotDecodable, match="deep"):
        decode(b"[" * depth + b"]" * depth)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"nul", b'"\xff"', b"NaN", b"1e400", b"[1,]", b'{"a" 1}', b'{"$bytes": 5}', b'{"$bytes": "?"}',
     b'{"$time": "no"}', b'{"$time": "2026-03-01T08:00:00"}', b'{"$float": "1"}', b'{"$": []}', b'{"$handle": 1}',
     b'{"\\u0024time": 0}'],
)  # fmt: skip
def test_what_is_no_encoding_is_a_clear_error(data: bytes) -> None:
    with pytest.raises(NotDecodable):
        decode(data)


@given(st.binary())
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        decode(data)
    except NotDecodable:
        pass


def test_an_unknown_key_that_starts_with_a_dollar_is_a_key() -> None:
    assert decode(b'{"$price": 3}') == {"$price": 3}


def test_what_is_encoded_already_goes_in_as_it_is() -> None:
    assert encode({"message": msgspec.Raw(b'{"$time":"x"}'), "n": math.inf}) == (
        b'{"message":{"$time":"x"},"n":{"$float":"Infinity"}}'
    )


@given(values, st.integers(300, 5000))
def test_a_cut_encoding_stays_readable_and_says_what_it_is(value: Any, limit: int) -> None:
    message = {"payload": value, "topic": "a/b", "_msgid": "1f"}
    cut, truncated = encode_limited(message, limit)
    shown = decode(cut)
    assert truncated == (exact(shown) != exact(message))
    assert shown["topic"] == "a/b"


@pytest.mark.parametrize(
    "payload",
    ["x" * 100_000, "炉" * 100_000, "\0" * 100_000, b"x" * 100_000, [1.5] * 100_000, [["y"] * 300] * 300],
    ids=["text", "Chinese", "escaped", "bytes", "numbers", "lists"],
)
def test_a_large_message_is_cut_to_about_the_limit_and_keeps_its_other_keys(payload: Any) -> None:
    cut, truncated = encode_limited({"payload": payload, "topic": "a/b", "more": {"x": 1}}, 4096)
    assert truncated
    assert len(cut) <= 4096
    shown = decode(cut)
    assert (shown["topic"], shown["more"]) == ("a/b", {"x": 1})
    assert len(shown["payload"]) > 5


@given(st.dictionaries(st.text("ab", max_size=8), values, max_size=4))
def test_the_estimated_size_is_the_same_each_time_and_of_the_right_order(message: dict[str, Any]) -> None:
    size, real = size_of(message), len(encode(message))
    assert size == size_of(decode(encode(message)))
    assert real / 8 - 64 <= size <= real * 12 + 64
