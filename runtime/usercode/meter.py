"""What an expression may use up in one evaluation, and the operators that count against it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..errors import NodeError
from ..text import text

UNITS = 2_000_000
"""Characters, list places and loop steps (times the size of the loop's body) that one evaluation may make."""

MAX_BITS = 20_000
"""Whole numbers in an expression stay below this many bits."""

_SIZED = (str, bytes, list, tuple)
_NUMBERS = (int, float)
NESTED = (dict, list, tuple)


class Meter:
    """Counts down what one evaluation makes. Its methods stand in for the operators that could make too much."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = UNITS

    def take(self, units: int) -> None:
        """Count `units`. Raises NodeError when the evaluation has used up its share."""
        self.left -= units
        if self.left < 0:
            raise NodeError(
                text(
                    en=f"it makes more than {UNITS:,} characters, list places or loop steps; use a function node",
                    zh=f"表达式产生的字符、列表元素或循环步数超过 {UNITS:,}；请改用函数节点",
                )
            )

    def add(self, left: Any, right: Any) -> Any:
        if type(left) in _NUMBERS:
            return left + right
        if isinstance(left, _SIZED) and isinstance(right, _SIZED):
            self.take(len(left) + len(right))
        return left + right

    def multiply(self, left: Any, right: Any) -> Any:
        if type(left) is float or type(right) is float:
            return left * right
        if isinstance(left, int) and isinstance(right, int):
            _fits(left.bit_length() + right.bit_length())
        for sized, times in ((left, right), (right, left)):
            if isinstance(sized, _SIZED) and isinstance(times, int):
                self.take(len(sized) * max(times, 0))
        return left * right

    def remainder(self, left: Any, right: Any) -> Any:
        if isinstance(left, (str, bytes)):
            raise TypeError("% is for numbers")
        return left % right

    def power(self, left: Any, right: Any) -> Any:
        if isinstance(left, int) and isinstance(right, int) and abs(left) > 1:
            _fits(left.bit_length() * abs(right))
        result = left**right
        if isinstance(result, complex):
            raise ValueError(f"{left} ** {right} is not a real number")
        return result

    def shift_left(self, left: Any, right: Any) -> Any:
        if isinstance(left, int) and isinstance(right, int):
            _fits(left.bit_length() + max(right, 0))
        return left << right

    def weigh(self, value: Any) -> Any:
        """`value`, its members counted at every depth: a few shared lists can look like a billion members."""
        if type(value) in NESTED:
            self.take(len(value))
            for member in value.values() if type(value) is dict else value:
                if type(member) in NESTED:
                    self.weigh(member)
        return value

    def holds(self, wanted: Any, values: Any) -> bool:
        """`wanted in values`."""
        if type(wanted) in NESTED:
            before = self.left
            self.weigh(wanted)
            self.take((before - self.left) * len(values))
        return wanted in values

    def contains(self, values: Any, wanted: Any) -> bool:
        return self.holds(wanted, values)

    def count(self, values: Any, wanted: Any) -> int:
        members = members_of(values)
        self.holds(wanted, members)
        return members.count(wanted)

    def each(self, values: Any, weight: int) -> Sequence[Any]:
        """The members to loop over; `weight` is the size of the loop's body."""
        members = members_of(values)
        self.take(len(members) * weight)
        return members

    def cut(self, value: Any, start: Any, stop: Any, step: Any) -> Any:
        """A slice; null of what cannot be sliced."""
        if not isinstance(value, _SIZED):
            return None
        part = value[start:stop:step]
        self.take(len(part))
        return part

    def made(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """`function`, whose result is counted."""

        def counted(*arguments: Any) -> Any:
            result = function(*arguments)
            if isinstance(result, _SIZED):
                self.take(len(result))
            return result

        return counted

    def join(self, first: Any, second: Any) -> str:
        """`join(list, separator)` and, as in Python, `separator.join(list)`."""
        separator, parts = (first, second) if isinstance(first, str) else (second, first)
        needs_text(separator)
        members = members_of(parts)
        self.take(sum(len(part) + len(separator) for part in members if isinstance(part, str)))
        return str(separator.join(members))

    def replace(self, value: Any, old: Any, new: Any) -> str:
        for each in (value, old, new):
            needs_text(each)
        self.take(len(value) + value.count(old) * len(new))
        return str(value.replace(old, new))

    def range(self, *bounds: Any) -> list[int]:
        numbers = range(*bounds)
        self.take(max(0, (numbers.stop - numbers.start) // numbers.step + 1))
        return list(numbers)

    def zfill(self, value: Any, width: Any) -> str:
        needs_text(value)
        self.take(max(int(width), len(value)))
        return str(value.zfill(width))


def sought(value: Any) -> Any:
    """`value`, if it may be looked for in the middle of a chain of comparisons."""
    if type(value) in NESTED:
        raise TypeError(f"{kind_of(value)} cannot be looked for in a chain of comparisons")
    return value


def _fits(bits: int) -> None:
    if bits > MAX_BITS:
        raise OverflowError(f"the number would have more than {MAX_BITS} bits")


def members_of(values: Any) -> Sequence[Any]:
    if isinstance(values, (list, tuple, str)):
        return values
    if isinstance(values, dict):
        return list(values)
    raise TypeError(f"cannot go through the members of {kind_of(values)}")


def needs_text(value: Any) -> None:
    if not isinstance(value, str):
        raise TypeError(f"needs a text, not {kind_of(value)}")


def kind_of(value: Any) -> str:
    """The type of a value as the contract names it."""
    names = {bool: "a boolean", int: "a number", float: "a number", str: "a text", list: "a list", dict: "an object"}
    return "null" if value is None else names.get(type(value), type(value).__name__)
