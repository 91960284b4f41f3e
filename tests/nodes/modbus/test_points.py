"""Addresses, types and byte orders: what registers mean."""

from __future__ import annotations

import math
import struct
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinterflow.nodes.modbus.blocks import merged
from sinterflow.nodes.modbus.points import BadPoint, Image, Point

LIMITS = {"int16": 16, "uint16": 16, "int32": 32, "uint32": 32, "int64": 64, "uint64": 64}
ORDERS = ["ABCD", "CDAB", "BADC", "DCBA"]


def laid_out(raw: bytes, order: str) -> list[int]:
    """Registers as a device with this byte order holds a value whose bytes, highest first, are `raw`."""
    words = [raw[place : place + 2] for place in range(0, len(raw), 2)]
    if order in ("CDAB", "DCBA"):
        words.reverse()
    if order in ("BADC", "DCBA"):
        words = [word[::-1] for word in words]
    return [int.from_bytes(word, "big") for word in words]


def read(point: Point, registers: list[int], place: int = 0) -> Any:
    return point.decode(Image.of(registers), 2 * place)


@given(st.data(), st.sampled_from(sorted(LIMITS)), st.sampled_from(ORDERS), st.integers(0, 5))
def test_every_whole_number_comes_back_in_every_byte_order(data: Any, type: str, order: str, before: int) -> None:
    bits = LIMITS[type]
    signed = not type.startswith("u")
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    value = data.draw(st.integers(low, high))
    registers = [7] * before + laid_out(value.to_bytes(bits // 8, "big", signed=signed), order)
    assert read(Point("p", "holding:0", type, order), registers, before) == value


@given(st.floats(width=32), st.sampled_from(ORDERS))
def test_every_float32_comes_back_in_every_byte_order(value: float, order: str) -> None:
    found = read(Point("p", "holding:0", "float32", order), laid_out(struct.pack(">f", value), order))
    assert found == value or (math.isnan(found) and math.isnan(value))


@given(st.floats(), st.sampled_from(ORDERS))
def test_every_float64_comes_back_in_every_byte_order(value: float, order: str) -> None:
    found = read(Point("p", "holding:0", "float64", order), laid_out(struct.pack(">d", value), order))
    assert found == value or (math.isnan(found) and math.isnan(value))


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=10), st.sampled_from(ORDERS))
def test_a_text_comes_back_in_every_byte_order(value: str, order: str) -> None:
    raw = value.encode().ljust(40, b"\0")
    swapped = order in ("BADC", "DCBA")
    words = [raw[place : place + 2] for place in range(0, 40, 2)]
    registers = [int.from_bytes(word[::-1] if swapped else word, "big") for word in words]
    assert read(Point("p", "holding:0", "string:40", order), registers) == value.rstrip(" ")


def test_a_text_of_an_older_device_is_read_as_gb18030() -> None:
    raw = "铁基3号".encode("gb18030").ljust(12, b" ")
    registers = list(struct.unpack(">6H", raw))
    assert read(Point("p", "40001", "string:12"), registers) == "铁基3号"


@given(st.integers(0, 2**64 - 1), st.integers(0, 63), st.integers(0, 63), st.sampled_from(ORDERS))
def test_bits_are_counted_from_the_lowest(value: int, one: int, other: int, order: str) -> None:
    first, last = sorted((one, other))
    size = 2 if last < 16 else 4 if last < 32 else 8
    value %= 1 << (8 * size)
    registers = laid_out(value.to_bytes(size, "big"), order)
    expected = int(format(value, f"0{8 * size}b")[::-1][first : last + 1][::-1], 2)
    assert read(Point("p", "holding:0", f"bits:{first}-{last}", order), registers) == expected


@given(st.integers(-32768, 32767), st.sampled_from([0.1, 0.01, 0.5, 10, 2]), st.sampled_from([0, -50, 0.25]))
def test_a_scaled_whole_number_is_the_decimal_number_one_would_write(raw: int, scale: float, offset: float) -> None:
    expected = Decimal(raw) * Decimal(str(scale)) + Decimal(str(offset))
    found = read(Point("p", "40001", "int16", scale=scale, offset=offset), laid_out(struct.pack(">h", raw), "ABCD"))
    assert Decimal(repr(found)) == expected


@pytest.mark.parametrize("said", ["", "40000", "50001", "4001", "holding", "holding:65536", "465537", "hr:1"])
def test_what_is_no_address_is_refused_by_name(said: str) -> None:
    with pytest.raises(BadPoint, match=f"{said!r}"):
        Point("p", said)


@pytest.mark.parametrize(
    ("address", "type", "words"),
    [
        ("40001", "int8", "not a type"),
        ("40001", "string:0", "no characters"),
        ("40001", "bits:5-4", "does not rise"),
        ("40001", "bits:0-64", "at most 63"),
        ("00001", "uint16", "its type is bool"),
        ("40001", "string:300", "150 registers"),
        ("holding:65535", "uint32", "beyond the end"),
    ],
)
def test_a_type_that_does_not_fit_is_refused_with_the_reason(address: str, type: str, words: str) -> None:
    with pytest.raises(BadPoint, match=words):
        Point("p", address, type)


POINTS = st.lists(
    st.builds(
        lambda table, offset, type: Point(f"{table}{offset}{type}", f"{table}:{offset}", type),
        st.sampled_from(["holding", "input"]),
        st.integers(0, 3000),
        st.sampled_from(["uint16", "float32", "float64", "string:40"]),
    ),
    max_size=60,
)


@given(POINTS, st.integers(0, 40), st.integers(20, 125))
def test_every_point_is_in_one_block_and_no_block_is_too_large(points: list[Point], gap: int, most: int) -> None:
    blocks = merged(points, gap, most)
    assert sorted(map(id, points)) == sorted(id(point) for block in blocks for point in block.points)
    for block in blocks:
        assert block.count <= most
        used = {block.start + place for place in range(block.count)}
        for point in block.points:
            assert point.address.area == block.area
            places = set(range(point.address.offset, point.address.offset + point.registers))
            assert places <= {*range(block.start, block.start + block.count)}
            used -= places
        longest = run = 0
        for place in range(block.start, block.start + block.count):
            run = run + 1 if place in used else 0
            longest = max(longest, run)
        assert longest <= gap


def test_neighbours_are_read_in_one_request() -> None:
    points = [Point(str(number), f"holding:{2 * number}", "float32") for number in range(100)]
    assert [(block.start, block.count) for block in merged(points, 16, 125)] == [(0, 124), (124, 76)]
