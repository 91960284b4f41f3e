"""Points of a device: their addresses, their types, and the value that registers hold."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from sinterflow.runtime import Address, NodeError, parse_address, text

Decoded: TypeAlias = bool | int | float | str

_FORMATS = {
    "int16": "h", "uint16": "H", "int32": "i", "uint32": "I", "int64": "q", "uint64": "Q",
    "float32": "f", "float64": "d",
}  # fmt: skip
_STRING = re.compile(r"string:(\d+)")
_BITS = re.compile(r"bits:(\d+)-(\d+)")
# By byte order: whether bytes are swapped inside each register, and the order in which struct then reads them.
_ORDERS = {"ABCD": (False, ">"), "DCBA": (False, "<"), "BADC": (True, ">"), "CDAB": (True, "<")}

ADDRESS_PATTERN = r"^([0134](\d{4}|\d{5})|(coil|discrete|input|holding):\d{1,5})$"
TYPE_PATTERN = r"^(bool|u?int(16|32|64)|float(32|64)|string:\d{1,3}|bits:\d{1,2}-\d{1,2})$"
MOST_REGISTERS = 125
"""Registers that one request may read."""


class BadPoint(NodeError):
    """An address, a type or a byte order that does not exist, or that do not fit together."""


class Image(NamedTuple):
    """What was read, as bytes: as they came, and with the two bytes of each register swapped."""

    plain: bytes
    swapped: bytes

    @classmethod
    def of(cls, registers: list[int]) -> Image:
        count = len(registers)
        return cls(struct.pack(f">{count}H", *registers), struct.pack(f"<{count}H", *registers))


class Point:
    """One point: where it is, and how its value is read from what was read there.

    `decode(image, place)` takes the byte place of its first register in the image. Raises BadPoint for an address,
    type or byte order that does not exist, or a type that does not fit the address.
    """

    __slots__ = ("address", "decode", "equipment", "name", "registers", "unit")

    def __init__(
        self,
        name: str,
        address: str,
        type: str = "uint16",
        byte_order: str = "ABCD",
        scale: float = 1,
        offset: float = 0,
        unit: str = "",
        equipment: str = "",
    ) -> None:
        self.name = name
        self.unit = unit
        self.equipment = equipment
        self.address = _address(address)
        if byte_order not in _ORDERS:
            orders = ", ".join(_ORDERS)
            raise _bad(
                f"{byte_order!r} is not a byte order; write one of {orders}",
                f"{byte_order!r} 不是字节序；可选：{orders}",
            )
        self.registers, self.decode = _reader(type, *_ORDERS[byte_order], scale, offset)
        if of_bits(self.address) and type != "bool":
            raise _bad(
                f"{self.address} holds single bits, so its type is bool, not {type}",
                f"{self.address} 是位地址，数据类型只能是 bool，不能是 {type}",
            )
        if self.registers > MOST_REGISTERS:
            raise _bad(
                f"{type} is {self.registers} registers long; a request can read {MOST_REGISTERS}",
                f"{type} 占 {self.registers} 个寄存器；一次最多读取 {MOST_REGISTERS} 个",
            )
        if self.address.offset + self.registers > 65536:
            raise _bad(
                f"{type} at {self.address} reaches beyond the end of the device's table",
                f"{self.address} 处的 {type} 超出地址范围末尾",
            )


def of_bits(address: Address) -> bool:
    """Whether a place there is a single bit and no register."""
    return address.area in ("coil", "discrete")


def _address(written: str) -> Address:
    try:
        return parse_address(written)
    except ValueError:
        raise _bad(
            f"{written!r} is not a Modbus address; write 40001 or holding:0",
            f"{written!r} 不是 Modbus 地址；请写成 40001 或 holding:0",
        ) from None


Decode: TypeAlias = Callable[[Image, int], Decoded]


def _reader(type: str, swapped: bool, order: str, scale: float, offset: float) -> tuple[int, Decode]:
    """How many registers a type takes, and how they are read."""
    which = 1 if swapped else 0
    if type == "bool":
        return 1, lambda image, place: image[0][place : place + 2] != b"\0\0"
    if type in _FORMATS:
        reader = struct.Struct(order + _FORMATS[type])
        take: Decode = lambda image, place: reader.unpack_from(image[which], place)[0]  # noqa: E731 # one of several
        return reader.size // 2, _scaled(take, type, scale, offset)
    if found := _STRING.fullmatch(type):
        size = int(found[1])
        if size == 0:
            raise _bad("a string of no characters; write string:1 or longer", "字符串长度为 0；请写 string:1 或更长")
        # A text is a row of single bytes: only their order inside a register can differ.
        half = 1 if swapped == (order == ">") else 0
        return (size + 1) // 2, lambda image, place: _text(image[half][place : place + size])
    if found := _BITS.fullmatch(type):
        first, last = int(found[1]), int(found[2])
        return _bits(first, last, which, order, scale, offset)
    known = "bool, int16, uint16, int32, uint32, int64, uint64, float32, float64, string:N, bits:A-B"
    raise _bad(
        f"{type!r} is not a type of a point; write one of {known}", f"{type!r} 不是点位的数据类型；可选：{known}"
    )


def _bits(first: int, last: int, which: int, order: str, scale: float, offset: float) -> tuple[int, Decode]:
    if not first <= last <= 63:
        raise _bad(
            f"bits:{first}-{last} does not rise from the lower bit to the higher, at most 63",
            f"bits:{first}-{last} 应从低位到高位，最高为 63",
        )
    registers = 1 if last < 16 else 2 if last < 32 else 4
    reader = struct.Struct(order + {1: "H", 2: "I", 4: "Q"}[registers])
    mask = (1 << (last - first + 1)) - 1

    def take(image: Image, place: int) -> Decoded:
        return int(reader.unpack_from(image[which], place)[0] >> first) & mask

    return registers, _scaled(take, "uint64", scale, offset)


def _scaled(take: Decode, type: str, scale: float, offset: float) -> Decode:
    """value = raw × scale + offset; of whole raw numbers the decimal number that one would write, without noise."""
    if scale == 1 and offset == 0:
        return take
    if type.startswith("float"):
        return lambda image, place: take(image, place) * scale + offset  # type: ignore[operator] # a number
    if isinstance(scale, int) and isinstance(offset, int):
        return lambda image, place: take(image, place) * scale + offset  # type: ignore[operator]
    digits = max(_decimals(scale), _decimals(offset))
    return lambda image, place: round(take(image, place) * scale + offset, digits)  # type: ignore[operator]


def _decimals(number: float) -> int:
    exponent = Decimal(repr(number)).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _text(raw: bytes) -> str:
    """Up to the first NUL; GB18030 where it is not UTF-8, as older Chinese devices write it."""
    raw = raw.split(b"\0", 1)[0].rstrip(b" ")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def is_number(value: Decoded) -> bool:
    """False for the special floats, with which devices say that a sensor is missing."""
    return not isinstance(value, float) or math.isfinite(value)


def _bad(english: str, chinese: str) -> BadPoint:
    return BadPoint(text(en=english, zh=chinese))
