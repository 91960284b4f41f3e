"""What msgspec says of a value that does not fit its declaration, as a fault with its place, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import inspect

from ..faults import Fault, fault
from ..text import Text, pick, text

_AT = " - at `$"
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]")
_ENUM = re.compile(r"Invalid enum value (.*)")
_TYPES = {
    "int": text(en="a whole number", zh="整数"),
    "float": text(en="a number", zh="数值"),
    "str": text(en="a text", zh="文本"),
    "bool": text(en="true or false", zh="true 或 false"),
    "array": text(en="a list", zh="列表"),
    "object": text(en="an object", zh="对象"),
    "null": text(en="null", zh="null"),
}


def misfit(said: str, name: str, kind: Any) -> Fault:
    """`said`: as ``Expected `str`, got `int` - at `$.port` ``; `kind`: what it was to be; `name`: what is wrong when no
    place is said."""
    what, _, at = said.partition(_AT)
    at = at.rstrip("`")
    steps, place = _steps(at), at.lstrip(".")
    return fault(
        "request-value",
        name=place or name,
        said=_said(what) if not (given := _ENUM.fullmatch(what)) else _no_choice(given[1], _choices(kind, at)),
        path="".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps) or None,
        field=place or None,
    )


def _steps(at: str) -> list[str]:
    """The steps of an RFC 6901 pointer, as far as msgspec knows them: it does not name keys of dicts."""
    steps = []
    for key, index in _STEP.findall(at):
        if index == "...":
            break
        steps.append(key or index)
    return steps


def _choices(kind: Any, at: str) -> list[str]:
    """What may stand at this place, where that is one of some values."""
    here = [*_plain(inspect.type_info(kind))]
    for key, _ in _STEP.findall(at):
        here = [one for outer in here for inner in _within(outer, key) for one in _plain(inner)]
    values = [value for one in here if isinstance(one, inspect.LiteralType) for value in one.values]
    return [str(value) for value in values]


def _plain(kind: inspect.Type) -> Iterator[inspect.Type]:
    """The types that it is made of: of a union each."""
    if isinstance(kind, inspect.Metadata):
        yield from _plain(kind.type)
    elif isinstance(kind, inspect.UnionType):
        for one in kind.types:
            yield from _plain(one)
    else:
        yield kind


def _within(outer: inspect.Type, key: str) -> Iterator[inspect.Type]:
    """What stands in it under `key`; without one, each of its members."""
    if isinstance(outer, inspect.StructType):
        yield from (one.type for one in outer.fields if one.encode_name == key)
    elif isinstance(outer, inspect.DictType):
        yield outer.value_type
    elif isinstance(outer, inspect.TupleType):
        yield from outer.item_types
    elif isinstance(outer, inspect.CollectionType):
        yield outer.item_type


def _no_choice(given: str, choices: list[str]) -> Text:
    if not choices:
        return text(en=f"{given} is not one of the choices", zh=f"{given} 不在可选范围内")
    return text(
        en=f"{given} is not one of the choices: {', '.join(choices)}",
        zh=f"{given} 不在可选范围内，可选：{'、'.join(choices)}",
    )


def _said(what: str) -> Text:
    for pattern, worded in _SAID:
        if found := pattern.fullmatch(what):
            return worded(*found.groups())
    return what.replace("`", "")


def _types(given: str, lang: str) -> str:
    """`int | null` in words."""
    between = {"en": " or ", "zh": "或"}[lang]
    return between.join(pick(_TYPES.get(one, one), lang) for one in given.split(" | "))


def _expected(wanted: str, got: str) -> Text:
    return text(
        en=f"it is to be {_types(wanted, 'en')}, not {_types(got, 'en')}",
        zh=f"应为{_types(wanted, 'zh')}，而不是{_types(got, 'zh')}",
    )


def _length(sign: str, limit: str) -> Text:
    return text(en=f"its length is to be {_SIGNS[sign]} {limit}", zh=f"长度应 {_SIGNS[sign]} {limit}")


def _bound(sign: str, limit: str) -> Text:
    return text(en=f"it is to be {_SIGNS[sign]} {limit}", zh=f"应 {_SIGNS[sign]} {limit}")


_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "==": "="}
_SAID: list[tuple[re.Pattern[str], Callable[..., Text]]] = [
    (re.compile(r"Expected `([^`]+)`, got `([^`]+)`"), _expected),
    (re.compile(r"Expected `[^`]+` of length ([<>=]+) (\S+)"), _length),
    (re.compile(r"Expected `[^`]+` ([<>=]+) (\S+)"), _bound),
    (
        re.compile(r"Expected `str` matching regex '(.*)'"),
        lambda regex: text(en=f"it does not match {regex}", zh=f"不符合格式 {regex}"),
    ),
    (
        re.compile(r"Object missing required field `(.*)`"),
        lambda key: text(en=f"{key} is missing", zh=f"缺少 {key}"),
    ),
    (
        re.compile(r"Object contains unknown field `(.*)`"),
        lambda key: text(en=f"nothing here is called {key}", zh=f"这里没有名为 {key} 的项"),
    ),
]
