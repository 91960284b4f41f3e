"""The fields of a config as lines for people, and an example of it; both from its JSON Schema alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..config import FORM
from ..text import pick
from .language import language, say

Json = Mapping[str, Any]


class Line(NamedTuple):
    """One field: how deep it stands, its name, and what is to be said of it."""

    depth: int
    name: str
    said: str


def lines(schema: Json) -> Iterator[Line]:
    """Every field in the order of the declaration, the fields of what is nested below its own."""
    yield from _lines(schema, schema.get("$defs", {}), 0)


def example(schema: Json) -> dict[str, Any]:
    """A config that shows what must be given and what its fields give an example for."""
    found: dict[str, Any] = _example_of(schema, schema.get("$defs", {}))
    return found


def uses_typed_values(schema: Json) -> bool:
    return '"typed": true' in json.dumps(schema)


def _lines(schema: Json, defs: Json, depth: int) -> Iterator[Line]:
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        yield Line(depth, name, _said(field, defs, name in required))
        for title, inner in _inside(field, defs):
            if title:
                yield Line(depth + 1, title, "")
            yield from _lines(inner, defs, depth + (2 if title else 1))


def _said(field: Json, defs: Json, required: bool) -> str:
    marks = field.get(FORM, {})
    lang = language()
    title, help = pick(marks.get("title", ""), lang), pick(marks.get("help", ""), lang)
    parts = [f"{title}{say(en=': ', zh='：')}{_kind(field, defs)}" if title else _kind(field, defs)]
    if unit := marks.get("unit"):
        parts.append(say(en=f"in {unit}", zh=f"单位 {unit}"))
    parts += _limits(field)
    if required:
        parts.append(say(en="required", zh="必填"))
    elif field.get("default") is not None and field["default"] not in _NOTHING:
        default = json.dumps(field["default"], ensure_ascii=False)
        parts.append(say(en=f"default {default}", zh=f"默认 {default}"))
    said = say(en=", ", zh="，").join(parts)
    if not help:
        return said + say(en=".", zh="。")
    return said + say(en=f"; {help}" if help[0].islower() else f". {help}", zh=f"。{help}")


def _kind(field: Json, defs: Json) -> str:
    """What one may write, in words."""
    plain = _without_null(field)
    marks = plain.get(FORM, {}) | field.get(FORM, {})
    held = plain.get("items") if plain.get("type") == "array" else plain.get("additionalProperties")
    if plain.get("type") == "array" or (plain.get("type") == "object" and "properties" not in plain):
        return _container(plain, _special(marks) or (_kind(held, defs) if held else ""), bool(_inside(plain, defs)))
    if special := _special(marks):
        return special
    if "enum" in plain or "const" in plain:
        known = plain.get("enum", [plain.get("const")])
        ordered = [one for one in marks.get("choices", known) if one in known]
        return " | ".join(map(str, ordered or known))
    if "anyOf" in plain:
        return say(en=" or ", zh=" 或 ").join(dict.fromkeys(_kind(one, defs) for one in plain["anyOf"]))
    if "$ref" in plain:
        return _kind(_target(plain, defs), defs)
    return _TYPES.get(plain.get("type", ""), _TYPES[""])[lang_index()]


def _container(plain: Json, of: str, has_fields: bool) -> str:
    """A list, or an object whose keys are free."""
    whole = _TYPES["array" if plain["type"] == "array" else "object"][lang_index()]
    if has_fields:
        return whole + say(en="; each entry has the fields below", zh="，每项含以下字段")
    return whole + (say(en=f", each: {of}", zh=f"，每项：{of}") if of else "")


def _special(marks: Json) -> str:
    if kind := marks.get("connection"):
        return say(en=f"id of a connection of type {kind}", zh=f"类型为 {kind} 的设备连接的编号")
    if language_of_code := marks.get("code"):
        return say(en=f"code ({language_of_code})", zh=f"代码（{language_of_code}）")
    for mark, words in _MARKS.items():
        if marks.get(mark):
            return words[lang_index()]
    return ""


def lang_index() -> int:
    return 1 if language() == "zh" else 0


_NOTHING: tuple[Any, ...] = ("", [], {}, ())
_MARKS = {
    "duration": ("a time such as 250ms, 5s, 10m, 2h", "时长，例如 250ms、5s、10m、2h"),
    "path": ("message path", "消息路径"),
    "typed": ("typed value", "类型化取值"),
    "tag": ("id of a tag", "点位编号"),
    "secret": ("text, may be ${secret:NAME}", "文本，可写 ${secret:名称}"),
}
_TYPES = {
    "string": ("text", "文本"),
    "number": ("number", "数值"),
    "integer": ("whole number", "整数"),
    "boolean": ("true or false", "true 或 false"),
    "object": ("object", "对象"),
    "array": ("list", "列表"),
    "null": ("null", "null"),
    "": ("any value", "任意值"),
}
_LIMITS = {
    "exclusiveMinimum": ">",
    "minimum": "≥",
    "exclusiveMaximum": "<",
    "maximum": "≤",
}


def _limits(field: Json) -> list[str]:
    plain = _without_null(field)
    found = [f"{sign} {_number(plain[name])}" for name, sign in _LIMITS.items() if name in plain]
    if plain.get("minItems"):
        found.append(say(en=f"at least {plain['minItems']}", zh=f"至少 {plain['minItems']} 项"))
    if plain.get("maxLength"):
        found.append(say(en=f"at most {plain['maxLength']} characters", zh=f"最多 {plain['maxLength']} 个字符"))
    return found


def _number(value: float) -> str:
    """A whole one in all its digits."""
    return str(int(value)) if value == int(value) else f"{value:g}"


def _inside(field: Json, defs: Json) -> list[tuple[str, Json]]:
    """The objects that a field holds, each with a heading where there are several kinds."""
    plain = _without_null(field)
    if plain.get("type") == "array":
        plain = _without_null(plain.get("items") or {})
    elif isinstance(plain.get("additionalProperties"), dict):
        plain = _without_null(plain["additionalProperties"])
    kinds = [_target(one, defs) for one in plain.get("anyOf", [plain]) if "$ref" in one]
    return [(_tag(kind) if len(kinds) > 1 else "", kind) for kind in kinds]


def _tag(kind: Json) -> str:
    """What tells one kind of object from another: its constant fields."""
    fixed = {name: _constant(field) for name, field in kind.get("properties", {}).items() if _constant(field)}
    return ", ".join(f"{name}: {value}" for name, value in fixed.items()) or str(kind.get("title", ""))


def _constant(field: Json) -> Any:
    return field.get("const") or (field["enum"][0] if len(field.get("enum", ())) == 1 else None)


def _target(ref: Json, defs: Json) -> Json:
    found: Json = defs[ref["$ref"].rpartition("/")[2]]
    return found


def _without_null(field: Json) -> Json:
    """The schema of a field that may be left empty, without the `null`."""
    kinds = [one for one in field.get("anyOf", ()) if one.get("type") != "null"]
    if len(kinds) != 1:
        return field
    rest = {name: value for name, value in field.items() if name != "anyOf"}
    return {**rest, **kinds[0]}


def _example_of(schema: Json, defs: Json) -> Any:
    plain = _without_null(schema)
    if plain.get("examples"):
        return plain["examples"][0]
    if "$ref" in plain:
        return _example_of(_target(plain, defs), defs)
    if "properties" in plain:
        fields = plain["properties"].items()
        return {name: _example_of(one, defs) for name, one in fields if name in plain["required"] or _shown(one)}
    if _constant(plain) is not None:
        return _constant(plain)
    if "enum" in plain:
        return next(iter(plain.get(FORM, {}).get("choices", plain["enum"])))
    if "anyOf" in plain:
        return _example_of(plain["anyOf"][0], defs)
    if plain.get("type") == "array":
        return [_example_of(plain.get("items") or {}, defs)] * max(1, plain.get("minItems", 1))
    return _plain_example(plain)


def _shown(field: Json) -> bool:
    """Whether a field that may be left out has an example, so that it belongs into that of the whole."""
    return bool(_without_null(field).get("examples"))


def _plain_example(plain: Json) -> Any:
    if plain.get(FORM, {}).get("duration"):
        return "5s"
    if kind := plain.get(FORM, {}).get("connection"):
        return kind.rpartition(".")[2]
    lowest = plain.get("minimum", plain.get("exclusiveMinimum", 0) + 1 if "exclusiveMinimum" in plain else 1)
    by_type: dict[str, Any] = {
        "string": "payload" if plain.get(FORM, {}).get("path") else "text",
        "boolean": True,
        "object": {},
    }
    return by_type.get(plain.get("type", ""), lowest)
