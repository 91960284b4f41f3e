"""What the fields of a config are marked as: where code and secrets are, what names a path, connection or tag."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from msgspec import inspect

from ..config import FORM
from .pointer import Steps

ANY_KEY = "*"
_DEEPEST = 8
_NAMES: dict[type[inspect.Type], str] = {
    inspect.BoolType: "boolean",
    inspect.IntType: "number",
    inspect.FloatType: "number",
    inspect.StrType: "string",
    inspect.NoneType: "null",
}


class Place:
    """One place of a config, as far as its declaration goes. `code` is the language of what it holds, empty: none;
    `types` are the JSON types it takes; empty: any."""

    __slots__ = ("children", "code", "secret", "types")

    def __init__(self, code: str = "", secret: bool = False, types: frozenset[str] = frozenset()) -> None:
        self.code = code
        self.secret = secret
        self.types = types
        self.children: dict[str, Place] = {}

    def child(self, key: str | int) -> Place:
        found = self.children.get(key) if isinstance(key, str) else None
        return found or self.children.get(ANY_KEY) or (NOWHERE_SECRET if self.secret else NOWHERE)


NOWHERE = Place()
NOWHERE_SECRET = Place(secret=True)


@cache
def places(config: type[Any]) -> Place:
    """The places of a config class."""
    return _place(inspect.type_info(config), {}, _DEEPEST)


def _place(kind: inspect.Type, marks: dict[str, Any], depth: int) -> Place:
    branches = list(_branches(kind, marks))
    types = frozenset[str]()
    if all(type(one) in _NAMES for one, _ in branches):
        types = frozenset(_NAMES[type(one)] for one, _ in branches)
    code = next((marked["code"] for _, marked in branches if marked.get("code")), "")
    place = Place(code, any(marked.get("secret") for _, marked in branches), types)
    if depth:
        for one, marked in branches:
            kept = {"secret": True} if marked.get("secret") else {}
            for key, inner in _inner(one):
                found = _place(inner, kept, depth - 1)
                known = place.children.setdefault(key, found)
                known.code = known.code or found.code
                known.secret |= found.secret
    return place


def _branches(kind: inspect.Type, marks: dict[str, Any]) -> list[tuple[inspect.Type, dict[str, Any]]]:
    """The alternatives of a type with the marks of the declarations around each."""
    if isinstance(kind, inspect.Metadata):
        return _branches(kind.type, {**marks, **(kind.extra_json_schema or {}).get(FORM, {})})
    if isinstance(kind, inspect.UnionType):
        return [found for one in kind.types for found in _branches(one, marks)]
    return [(kind, marks)]


def _inner(kind: inspect.Type) -> list[tuple[str, inspect.Type]]:
    if isinstance(kind, inspect.StructType):
        return [(one.encode_name, one.type) for one in kind.fields]
    if isinstance(kind, inspect.DictType):
        return [(ANY_KEY, kind.value_type)]
    if isinstance(kind, inspect.ListType | inspect.VarTupleType | inspect.SetType | inspect.FrozenSetType):
        return [(ANY_KEY, kind.item_type)]
    if isinstance(kind, inspect.TupleType):
        return [(ANY_KEY, one) for one in kind.item_types]
    return []


class Named(NamedTuple):
    """A text in a decoded config that names something: `mark` is path, duration, connection or tag."""

    steps: Steps
    mark: str
    argument: Any
    value: str


Visit: TypeAlias = Callable[[Any, Steps, list[Named]], None]
_MARKS = ("path", "duration", "connection", "tag")


@cache
def visitor(config: type[Any]) -> Visit | None:
    """Collects what a decoded config names; None when no field of the class names anything."""
    return _visit(inspect.type_info(config), {}, _DEEPEST)


def _visit(kind: inspect.Type, marks: dict[str, Any], depth: int) -> Visit | None:
    visits = [_visit_one(one, marked, depth) for one, marked in _branches(kind, marks)]
    wanted = [one for one in visits if one is not None]
    if not wanted:
        return None
    if len(wanted) == 1:
        return wanted[0]

    def each(value: Any, steps: Steps, found: list[Named]) -> None:
        for visit in wanted:
            visit(value, steps, found)

    return each


def _visit_one(kind: inspect.Type, marks: dict[str, Any], depth: int) -> Visit | None:
    if isinstance(kind, inspect.StrType):
        return _visit_text(marks)
    if isinstance(kind, inspect.StructType) and depth:
        return _visit_struct(kind, depth)
    kept = {name: marks[name] for name in _MARKS if name in marks}
    if isinstance(kind, inspect.DictType) and depth:
        return _visit_dict(_visit(kind.value_type, kept, depth - 1))
    if isinstance(kind, inspect.ListType | inspect.VarTupleType) and depth:
        return _visit_list(_visit(kind.item_type, kept, depth - 1))
    return None


def _visit_text(marks: dict[str, Any]) -> Visit | None:
    mark = next((name for name in _MARKS if marks.get(name)), None)
    if mark is None:
        return None
    argument = marks[mark]

    def text(value: Any, steps: Steps, found: list[Named]) -> None:
        if value.__class__ is str and value:
            found.append(Named(steps, mark, argument, value))

    return text


def _visit_struct(kind: inspect.StructType, depth: int) -> Visit | None:
    fields = [(one.name, one.encode_name, _visit(one.type, {}, depth - 1)) for one in kind.fields]
    wanted = [(name, key, visit) for name, key, visit in fields if visit is not None]
    if not wanted:
        return None
    cls = kind.cls

    def struct(value: Any, steps: Steps, found: list[Named]) -> None:
        if value.__class__ is cls:
            for name, key, visit in wanted:
                if (inner := getattr(value, name)) is not None:
                    visit(inner, (*steps, key), found)

    return struct


def _visit_dict(visit: Visit | None) -> Visit | None:
    if visit is None:
        return None

    def members(value: Any, steps: Steps, found: list[Named]) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                visit(inner, (*steps, key), found)

    return members


def _visit_list(visit: Visit | None) -> Visit | None:
    if visit is None:
        return None

    def items(value: Any, steps: Steps, found: list[Named]) -> None:
        if isinstance(value, list | tuple):
            for place, inner in enumerate(value):
                visit(inner, (*steps, place), found)

    return items
