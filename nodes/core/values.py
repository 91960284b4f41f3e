"""How core nodes read values: what counts as a number, when two values are the same, how a value looks in a text."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

NUMERIC = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*", re.ASCII)
_MAX_DIGITS = 1000


def number_of(value: Any) -> int | float | None:
    """The number that `value` is, or that its text says in decimal digits; None when it is none. True is no number."""
    kind = type(value)
    if kind is float or kind is int:
        return value  # type: ignore[no-any-return]
    if kind is str and len(value) <= _MAX_DIGITS and NUMERIC.fullmatch(value):
        return float(value) if any(mark in value for mark in ".eE") else int(value)
    return None


def finite(value: Any) -> int | float | None:
    """`number_of` where one can calculate with it: no NaN, nothing beyond the range of floats."""
    number = number_of(value)
    return number if number is not None and -sys.float_info.max <= number <= sys.float_info.max else None


def same(one: Any, other: Any) -> bool:
    """Equal at every depth. Numbers are equal by value, but true is not 1."""
    kind = type(one)
    if kind is dict:
        return type(other) is dict and one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if kind is list:
        return type(other) is list and len(one) == len(other) and all(map(same, one, other))
    return (kind is bool) == (type(other) is bool) and bool(one == other)


def text_of(value: Any) -> str:
    """A value as text, as JSON would write it; a text as it is, null as nothing."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]
    if value is None:
        return ""
    if kind is bool:
        return "true" if value else "false"
    if kind is int or kind is float:
        return repr(value)
    if kind is bytes:
        return value.decode("utf-8", "replace")  # type: ignore[no-any-return]
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except ValueError:  # it contains itself
        return str(value)
