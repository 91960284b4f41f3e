"""The comparisons of `core.switch`: what each operator means for which values."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from sinterflow.runtime import NodeError, Value, text

from .values import number_of, same, text_of

Test: TypeAlias = Callable[[Any, Any, Any], bool]
"""`(the value looked at, the rule's value, its second value)`."""

LONGEST_SEARCHED = 10_000
"""Texts for `matches` are no longer: a careless pattern takes time that grows fast with the length."""

PATTERN_ERRORS = (re.error, OverflowError, RecursionError)

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "list": (list,),
    "object": (dict,),
    "null": (type(None),),
    "bytes": (bytes,),
    "time": (datetime,),
}


def equal(value: Any, wanted: Any, _: Any = None) -> bool:
    if type(value) is not type(wanted) and (pair := _numbers(value, wanted)) is not None:
        return pair[0] == pair[1]
    return same(value, wanted)


def _numbers(one: Any, other: Any) -> tuple[float, float] | None:
    """Both as numbers, when one is a number and the other a number or a text that says one."""
    if isinstance(one, (int, float)) or isinstance(other, (int, float)):
        left, right = number_of(one), number_of(other)
        if left is not None and right is not None:
            return left, right
    return None


def ordered(value: Any, wanted: Any) -> tuple[Any, Any] | None:
    """The two as values that have an order; None when they have none, as null or a list."""
    if (pair := _numbers(value, wanted)) is not None:
        return pair
    if type(value) is str and type(wanted) is str:
        return value, wanted
    if isinstance(value, datetime) and isinstance(wanted, datetime):
        return (value, wanted) if (value.tzinfo is None) == (wanted.tzinfo is None) else None
    return None


def less(value: Any, wanted: Any, _: Any = None) -> bool:
    pair = ordered(value, wanted)
    return pair is not None and bool(pair[0] < pair[1])


def less_or_equal(value: Any, wanted: Any, _: Any = None) -> bool:
    pair = ordered(value, wanted)
    return pair is not None and bool(pair[0] <= pair[1])


def between(value: Any, low: Any, high: Any) -> bool:
    """Inclusive, whichever of the two is the lower."""
    up = less_or_equal(low, value) and less_or_equal(value, high)
    return up or (less_or_equal(high, value) and less_or_equal(value, low))


def contains(value: Any, wanted: Any, _: Any = None) -> bool:
    if type(value) is list:
        return any(equal(member, wanted) for member in value)
    if type(value) is dict:
        return text_of(wanted) in value
    if type(value) is bytes and type(wanted) is bytes:
        return wanted in value
    return value is not None and wanted is not None and text_of(wanted) in text_of(value)


def among(value: Any, wanted: Any, _: Any = None) -> bool:
    """`in`: one of a list, a key of an object, a part of a text."""
    return contains(wanted, value)


def matches(value: Any, pattern: Any, _: Any = None) -> bool:
    """A regular expression found in the text. Raises NodeError when the text is too long or it is no pattern."""
    if value is None or isinstance(value, (dict, list)):
        return False
    searched = text_of(value)
    check_length(searched)
    if not isinstance(pattern, re.Pattern):
        pattern = compiled(text_of(pattern))
    return pattern.search(searched) is not None


def check_length(searched: str) -> None:
    """Raises NodeError when the text is too long to try a regular expression on."""
    given, most = len(searched), LONGEST_SEARCHED
    if given > most:
        raise NodeError(
            text(
                en=f"the text has {given} characters; a regular expression is tried on {most} at most",
                zh=f"文本有 {given} 个字符；正则表达式最多匹配 {most} 个字符",
            )
        )


def compiled(pattern: str, *, ignore_case: bool = False) -> re.Pattern[str]:
    """The regular expression. Raises NodeError with the reason when it is none."""
    try:
        return re.compile(pattern, re.IGNORECASE if ignore_case else 0)
    except PATTERN_ERRORS as error:
        raise NodeError(
            text(en=f"{pattern!r} is not a regular expression: {error}", zh=f"{pattern!r} 不是正则表达式：{error}")
        ) from None


def pattern_faults(pattern: Any, place: str) -> list[tuple[str, str, dict[str, Any]]]:
    """What is wrong with a regular expression, as `Node.check` gives it."""
    try:
        re.compile(text_of(pattern))
    except PATTERN_ERRORS as error:
        return [("bad-pattern", place, {"pattern": text_of(pattern), "said": str(error)})]
    return []


def fixed(thing: Any) -> Value:
    """A value that is always this very object, such as a compiled pattern."""
    return Value("value", lambda message, scope: thing, value=thing)


def of_type(value: Any, name: Any, _: Any = None) -> bool:
    return type(value) in TYPES.get(name, ()) if isinstance(name, str) else False


def empty(value: Any, *_: Any) -> bool:
    return isinstance(value, (str, bytes, list, dict)) and not value


def not_empty(value: Any, *_: Any) -> bool:
    return isinstance(value, (str, bytes, list, dict)) and bool(value)


def has_key(value: Any, key: Any, _: Any = None) -> bool:
    return isinstance(value, dict) and text_of(key) in value


TESTS: dict[str, Test] = {
    "eq": equal,
    "ne": lambda value, wanted, _: not equal(value, wanted),
    "lt": less,
    "le": less_or_equal,
    "gt": lambda value, wanted, _: less(wanted, value),
    "ge": lambda value, wanted, _: less_or_equal(wanted, value),
    "between": between,
    "contains": contains,
    "matches": matches,
    "in": among,
    "type": of_type,
    "true": lambda value, *_: value is True,
    "false": lambda value, *_: value is False,
    "null": lambda value, *_: value is None,
    "not-null": lambda value, *_: value is not None,
    "empty": empty,
    "not-empty": not_empty,
    "has-key": has_key,
}


def folded(test: Test) -> Test:
    """The same test, blind to upper and lower case."""
    return lambda value, first, second: test(fold(value), fold(first), fold(second))


def fold(value: Any) -> Any:
    """A text, or the texts in a list, without case."""
    if type(value) is str:
        return value.casefold()
    return [fold(member) for member in value] if type(value) is list else value
