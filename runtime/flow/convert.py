"""JSON values to structs: quick when they are good; when not, every fault is named by its schema keyword."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast

import msgspec

from ..config import json_schema
from .pointer import Steps

T = TypeVar("T")


class Found(NamedTuple):
    """One fault of a value: where in it, the code, and what fills the text."""

    steps: Steps
    code: str
    args: dict[str, Any]


def convert(value: Any, kind: type[T]) -> tuple[T | None, list[Found]]:
    """The struct of a JSON value, or everything that is wrong with it."""
    try:
        return msgspec.convert(value, kind), []
    except msgspec.ValidationError as error:
        said = str(error)
    except RecursionError:
        said = "it is nested too deep"
    return None, struct_faults(value, kind) or [Found((), "config-refused", {"said": said})]


def struct_faults(value: Any, kind: type[Any]) -> list[Found]:
    """What the JSON Schema of a struct says against a value."""
    from .schema_walk import walk  # jsonschema takes 0.1 s to import, and good files do not need it

    return walk(value, schema_of(kind))


def schema_of(kind: Any) -> dict[str, Any]:
    """The JSON Schema (Draft 2020-12) of a config or document struct."""
    return _schema(kind)


@cache
def _schema(kind: Hashable) -> dict[str, Any]:
    return json_schema(cast(Any, kind))
