"""Tags: named values of devices, and how they lie in a device's memory."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

from .text import Text

Area: TypeAlias = Literal["coil", "discrete", "input", "holding"]
ByteOrder: TypeAlias = Literal["ABCD", "CDAB", "BADC", "DCBA"]

AREAS: dict[Area, str] = {"coil": "0", "discrete": "1", "input": "3", "holding": "4"}
"""The areas of a Modbus device, and the first digit of their classic addresses."""
BYTE_ORDERS: tuple[ByteOrder, ...] = ("ABCD", "CDAB", "BADC", "DCBA")
LAST_OFFSET = 65535

_TYPES = re.compile(r"(?:bool|u?int(?:16|32|64)|float(?:32|64)|string:([1-9]\d{0,3})|bits:(\d{1,2})-(\d{1,2}))")
TYPE_NAMES = (
    "bool", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64", "string:N", "bits:A-B"
)  # fmt: skip
_CLASSIC = re.compile(r"([0134])([0-9]{4}|[0-9]{5})")
_BY_DIGIT = {digit: area for area, digit in AREAS.items()}


class Address(NamedTuple):
    """A place in a Modbus device: its area and the offset from 0. `str()` shows both ways of writing it."""

    area: Area
    offset: int

    @property
    def classic(self) -> str:
        """`40001`, or `410000` where four digits are too few."""
        digits = 4 if self.offset < 9999 else 5
        return f"{AREAS[self.area]}{self.offset + 1:0{digits}d}"

    @property
    def named(self) -> str:
        """`holding:0`."""
        return f"{self.area}:{self.offset}"

    def __str__(self) -> str:
        return f"{self.classic} ({self.named})"


def parse_address(written: str) -> Address:
    """The address written as `40001`, `400001` or `holding:0`. Raises ValueError when it is none."""
    area, colon, offset = written.strip().partition(":")
    if colon and area in AREAS and offset.isascii() and offset.isdigit() and int(offset) <= LAST_OFFSET:
        return Address(area, int(offset))
    found = _CLASSIC.fullmatch(written.strip())
    if found is not None and 1 <= int(found[2]) <= LAST_OFFSET + 1:
        return Address(_BY_DIGIT[found[1]], int(found[2]) - 1)
    raise ValueError(f"{written!r} is not a Modbus address; write 40001 or holding:0")


def is_tag_type(written: str) -> bool:
    """Whether a column `type` says a type: `int16`, `string:8` (characters), `bits:0-3`."""
    found = _TYPES.fullmatch(written)
    if found is None:
        return False
    return found[2] is None or int(found[2]) <= int(found[3]) <= 63


class Seen(NamedTuple):
    """What a tag was when it was last read; `reason` says why the quality is not good."""

    value: Any
    quality: str
    time: datetime
    reason: Text = ""


class Tag(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a tag list. The value is raw × `scale` + `offset`, in `unit`.

    `address` is as written; for Modbus `place` is what it means. `low` and `high` are the range, `deadband` is in
    units of the value, `poll` is a duration such as `1s`, None where the row says nothing.
    """

    id: str
    name: Text = ""
    connection: str = ""
    address: str = ""
    type: str = "uint16"
    byte_order: ByteOrder = "ABCD"
    scale: float = 1.0
    offset: float = 0.0
    unit: str = ""
    low: float | None = None
    high: float | None = None
    deadband: float = 0.0
    poll: str | None = None
    equipment: str = ""
    description: str = ""
    place: Address | None = None
