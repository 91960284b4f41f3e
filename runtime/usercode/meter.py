"""What an expression may use up in one evaluation, and the operators and functions that count against it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from ..errors import NodeError
from ..text import text

UNITS = 2_000_000
"""Characters, list places and loop steps (times the size of the loop's body) that one evaluation may make."""

MAX_BITS = 20_000
"""Whole numbers in an expression stay below this many bits."""

_SIZED = (str, bytes, list, tuple)
_NUMBERS = (int, float)
_NESTED = (dict, list, tuple)


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
        if type(value) in _NESTED:
            self.take(len(value))
            for member in value.values() if type(value) is dict else value:
                if type(member) in _NESTED:
                    self.weigh(member)
        return value

    def holds(self, wanted: Any, values: Any) -> bool:
        """`wanted in values`."""
        if type(wanted) in _NESTED:
            before = self.left
            self.weigh(wanted)
            self.take((before - self.left) * len(values))
        return wanted in values

    def contains(self, values: Any, wanted: Any) -> bool:
        return self.holds(wanted, values)

    def count(self, values: Any, wanted: Any) -> int:
        members = _members(values)
        self.holds(wanted, members)
        return members.count(wanted)

    def each(self, values: Any, weight: int) -> Sequence[Any]:
        """The members to loop over; `weight` is the size of the loop's body."""
        members = _members(values)
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
        _needs_text(separator)
        members = _members(parts)
        self.take(sum(len(part) + len(separator) for part in members if isinstance(part, str)))
        return str(separator.join(members))

    def replace(self, value: Any, old: Any, new: Any) -> str:
        for each in (value, old, new):
            _needs_text(each)
        self.take(len(value) + value.count(old) * len(new))
        return str(value.replace(old, new))

    def range(self, *bounds: Any) -> list[int]:
        numbers = range(*bounds)
        self.take(max(0, (numbers.stop - numbers.start) // numbers.step + 1))
        return list(numbers)

    def zfill(self, value: Any, width: Any) -> str:
        _needs_text(value)
        self.take(max(int(width), len(value)))
        return str(value.zfill(width))


def sought(value: Any) -> Any:
    """`value`, if it may be looked for in the middle of a chain of comparisons."""
    if type(value) in _NESTED:
        raise TypeError(f"{kind_of(value)} cannot be looked for in a chain of comparisons")
    return value


def _fits(bits: int) -> None:
    if bits > MAX_BITS:
        raise OverflowError(f"the number would have more than {MAX_BITS} bits")


def _members(values: Any) -> Sequence[Any]:
    if isinstance(values, (list, tuple, str)):
        return values
    if isinstance(values, dict):
        return list(values)
    raise TypeError(f"cannot go through the members of {kind_of(values)}")


def _needs_text(value: Any) -> None:
    if not isinstance(value, str):
        raise TypeError(f"needs a text, not {kind_of(value)}")


def kind_of(value: Any) -> str:
    """The type of a value as the contract names it."""
    names = {bool: "a boolean", int: "a number", float: "a number", str: "a text", list: "a list", dict: "an object"}
    return "null" if value is None else names.get(type(value), type(value).__name__)


def _text_of(value: Any) -> str:
    if value is None or isinstance(value, (str, bool, int, float)):
        return str(value)
    raise TypeError(f"str() needs a number, a text, a boolean or null, not {kind_of(value)}")


def _on_text(name: str) -> Callable[..., Any]:
    method = getattr(str, name)

    def call(value: Any, *arguments: Any) -> Any:
        _needs_text(value)
        return method(value, *arguments)

    return call


def _on_members(function: Callable[[Sequence[Any]], Any]) -> Callable[[Any], Any]:
    return lambda values: function(_members(values))


def _in_order(function: Callable[[Sequence[Any]], Any]) -> Callable[..., Any]:
    def call(*values: Any) -> Any:
        members = _members(values[0]) if len(values) == 1 else values
        for member in members:
            if type(member) in _NESTED:
                raise TypeError(f"{kind_of(member)} has no order")
        return function(members)

    return call


def _round(value: Any, digits: Any = None) -> Any:
    if isinstance(digits, int) and abs(digits) > 400:
        raise ValueError("round() takes at most 400 digits")
    return round(value, digits)


def _object(part: Callable[[dict[Any, Any]], Iterable[Any]]) -> Callable[[Any], list[Any]]:
    def call(value: Any) -> list[Any]:
        if not isinstance(value, dict):
            raise TypeError(f"needs an object, not {kind_of(value)}")
        return list(part(value))

    return call


def _get(value: Any, key: Any, default: Any = None) -> Any:
    return value.get(key, default) if isinstance(value, dict) else default


class Function(NamedTuple):
    """A function of expressions: how many arguments it takes and, when it makes something large, that it is counted."""

    call: Callable[..., Any] | str
    least: int = 1
    most: int = 1
    counted: bool = False

    def bound(self, meter: Meter) -> Callable[..., Any]:
        if isinstance(self.call, str):
            return getattr(meter, self.call)  # type: ignore[no-any-return]
        return meter.made(self.call) if self.counted else self.call


FUNCTIONS: dict[str, Function] = {
    "abs": Function(abs),
    "round": Function(_round, 1, 2),
    "min": Function(_in_order(min), 1, 100),
    "max": Function(_in_order(max), 1, 100),
    "sum": Function(_on_members(sum)),
    "len": Function(lambda value: len(value) if isinstance(value, dict) else len(_members(value))),
    "int": Function(int, 1, 2),
    "float": Function(float),
    "str": Function(_text_of, counted=True),
    "bool": Function(bool),
    "any": Function(any),
    "all": Function(all),
    "sorted": Function(_in_order(sorted), counted=True),
    "reversed": Function(_on_members(lambda members: list(reversed(members))), counted=True),
    "list": Function(_on_members(list), counted=True),
    "range": Function("range", 1, 3),
    "sqrt": Function(math.sqrt),
    "floor": Function(math.floor),
    "ceil": Function(math.ceil),
    "log": Function(math.log, 1, 2),
    "log10": Function(math.log10),
    "exp": Function(math.exp),
    "sin": Function(math.sin),
    "cos": Function(math.cos),
    "tan": Function(math.tan),
    "pow": Function("power", 2, 2),
    "lower": Function(_on_text("lower"), counted=True),
    "upper": Function(_on_text("upper"), counted=True),
    "strip": Function(_on_text("strip"), 1, 2, counted=True),
    "lstrip": Function(_on_text("lstrip"), 1, 2, counted=True),
    "rstrip": Function(_on_text("rstrip"), 1, 2, counted=True),
    "split": Function(_on_text("split"), 1, 3, counted=True),
    "startswith": Function(_on_text("startswith"), 2, 2),
    "endswith": Function(_on_text("endswith"), 2, 2),
    "find": Function(_on_text("find"), 2, 2),
    "isdigit": Function(_on_text("isdigit")),
    "zfill": Function("zfill", 2, 2),
    "replace": Function("replace", 3, 3),
    "join": Function("join", 2, 2),
    "contains": Function("contains", 2, 2),
    "count": Function("count", 2, 2),
    "get": Function(_get, 2, 3),
    "keys": Function(_object(dict.keys), counted=True),
    "values": Function(_object(dict.values), counted=True),
    "items": Function(_object(lambda value: map(list, value.items())), counted=True),
}
"""What an expression may call. Those in METHODS also stand behind a value: `topic.lower()` is `lower(topic)`."""

METHODS = frozenset(
    "lower upper strip lstrip rstrip split startswith endswith find isdigit zfill replace join contains count get keys "
    "values items".split()
)
