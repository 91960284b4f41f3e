"""Payload types of ports: JSON Schemas (Draft 2020-12) and whether one fits another."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

ANY: Schema = {}
NULL: Schema = {"type": "null"}
BOOLEAN: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "number"}
INTEGER: Schema = {"type": "integer"}
STRING: Schema = {"type": "string"}
BYTES: Schema = {"type": "bytes"}
OBJECT: Schema = {"type": "object"}
LIST: Schema = {"type": "array"}
SCALAR: Schema = {"type": ["null", "boolean", "number", "string"]}


def types_of(schema: Schema) -> frozenset[str] | None:
    """The payload types that a schema admits; None when it admits every type."""
    named = schema.get("type")
    if named is None:
        return None
    return frozenset([named] if isinstance(named, str) else named)


def fits(given: Schema, wanted: Schema) -> bool:
    """Whether a payload of type `given` can be of type `wanted`: false only where it never can."""
    left, right = types_of(given), types_of(wanted)
    if left is None or right is None:
        return True
    if "number" in right:
        right |= {"integer"}
    if "number" in left:
        left |= {"integer"}
    return bool(left & right)
