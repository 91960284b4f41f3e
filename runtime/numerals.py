"""Decimal digits of integers of any size: `int` and `str` refuse more than some 4300."""

from __future__ import annotations

_PIECE = 4000


def digits(number: int) -> str:
    """The decimal digits, with the sign."""
    return "-" + _digits(-number) if number < 0 else _digits(number)


def integer(numeral: str) -> int:
    """The integer with these decimal digits. Raises ValueError when it is none."""
    if len(numeral) <= _PIECE:
        return int(numeral)
    return -_integer(numeral[1:]) if numeral[0] == "-" else _integer(numeral)


def _digits(number: int) -> str:
    length = number.bit_length() * 3 // 10  # a little less than there are digits
    if length < _PIECE:
        return str(number)
    half = length // 2
    high, low = divmod(number, 10**half)
    return _digits(high) + _digits(low).zfill(half)


def _integer(numeral: str) -> int:
    if len(numeral) <= _PIECE:
        return int(numeral)
    half = len(numeral) // 2
    power: int = 10**half
    return _integer(numeral[:-half]) * power + _integer(numeral[-half:])
