"""The functions that an expression may call."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from .meter import NESTED, Meter, kind_of, members_of, needs_text


def _text_of(value: Any) -> str:
    if value is None or isinstance(value, (str, bool, int, float)):
        return str(value)
    raise TypeError(f"str() needs a number, a text, a boolean or null, not {kind_of(value)}")


def _on_text(name: str) -> Callable[..., Any]:
    method = getattr(str, name)

    def call(value: Any, *arguments: Any) -> Any:
        needs_text(value)
        return method(value, *arguments)

    return call


def _on_members(function: Callable[[Sequence[Any]], Any]) -> Callable[[Any], Any]:
    return lambda values: function(members_of(values))


def _in_order(function: Callable[[Sequence[Any]], Any]) -> Callable[..., Any]:
    def call(*values: Any) -> Any:
        members = members_of(values[0]) if len(values) == 1 else values
        for member in members:
            if type(member) in NESTED:
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
    "len": Function(lambda value: len(value) if isinstance(value, dict) else len(members_of(value))),
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
