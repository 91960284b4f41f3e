"""Every fault of a value by its JSON Schema, with the words of our catalogue for each keyword."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from ..config import FORM
from ..text import text
from .convert import Found
from .nearest import way_out
from .pointer import Steps
from .shown import one_of, shown, type_names

Schema = dict[str, Any]
MOST = 1000
"""Faults of one value that are listed."""
_LARGEST = int(1.7976931348623157e308)


def _is_integer(checker: Any, value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(checker: Any, value: Any) -> bool:
    return isinstance(value, float) or (_is_integer(checker, value) and -_LARGEST <= value <= _LARGEST)


def _limited(keyword: str, exceeds: Callable[[Any, Any], bool]) -> Any:
    """The check of a limit, for integers beyond a double too, which jsonschema would leave out as no numbers."""

    def check(validator: Any, limit: Any, value: Any, schema: Schema) -> Iterator[ValidationError]:
        if (_is_integer(None, value) or isinstance(value, float)) and exceeds(value, limit):
            yield ValidationError(f"{shown(value)} exceeds {keyword} {limit}")

    return check


_LIMITS = {
    "minimum": _limited("minimum", operator.lt),
    "maximum": _limited("maximum", operator.gt),
    "exclusiveMinimum": _limited("exclusiveMinimum", operator.le),
    "exclusiveMaximum": _limited("exclusiveMaximum", operator.ge),
}
_types = Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer).redefine("number", _is_number)
_Validator: Any = extend(Draft202012Validator, _LIMITS, type_checker=_types)  # type: ignore[no-untyped-call] # jsonschema's
"""Decides as msgspec does: 1.0 is no integer, and a number has room in a double."""


def walk(value: Any, schema: Schema) -> list[Found]:
    """All faults, each once, in the order of the document's keys as far as the schema goes."""
    found: list[Found] = []
    seen = set[tuple[Steps, str, str]]()
    for one in _errors(value, schema, schema.get("$defs", {}), ()):
        mark = (one.steps, one.code, str(one.args))
        if mark not in seen:
            seen.add(mark)
            found.append(one)
            if len(found) > MOST:
                break
    return found


def _errors(value: Any, schema: Schema, definitions: Schema, before: Steps) -> Iterator[Found]:
    for error in _Validator({**schema, "$defs": definitions}).iter_errors(value):
        steps = before + tuple(error.absolute_path)
        if "propertyNames" in error.absolute_schema_path:
            yield _wrong_key(error, steps)
        elif error.validator in ("anyOf", "oneOf"):
            yield from _union(error, definitions, steps)
        elif error.validator in ("required", "dependentRequired"):
            wanted: Any = error.validator_value
            missing = [key for key in wanted if key not in error.instance]
            yield from (Found((*steps, key), "missing-key", {"key": key}) for key in missing)
        elif error.validator == "additionalProperties":
            yield from _unknown_keys(error, steps)
        else:
            yield from _plain(error, steps)


def _plain(error: ValidationError, steps: Steps) -> Iterator[Found]:
    keyword = error.validator
    if keyword == "items" and error.validator_value is False:
        return  # maxItems says it too
    rule = _RULES.get(str(keyword))
    if rule is None:
        yield Found(steps, "config-refused", {"said": error.message})
    else:
        code, arguments = rule(error)
        yield Found(steps, code, arguments)


def _wrong_key(error: ValidationError, steps: Steps) -> Found:
    key = str(error.instance)
    pattern = error.schema.get("pattern") if isinstance(error.schema, dict) else None
    if isinstance(error.schema, dict) and error.schema.get(FORM, {}).get("id"):
        return Found((*steps, key), "wrong-id", {"given": shown(key)})
    if pattern is not None and "en|zh" in pattern:
        return Found((*steps, key), "unknown-key", {"key": shown(key), "way": way_out(key, ("en", "zh"))})
    way = text(en=f"it must match {pattern}", zh=f"必须匹配 {pattern}")
    return Found((*steps, key), "wrong-key", {"key": shown(key), "way": way})


def _unknown_keys(error: ValidationError, steps: Steps) -> Iterator[Found]:
    schema: Any = error.schema
    value: Any = error.instance
    known = schema.get("properties", {})
    for key in value:
        if key not in known:
            yield Found((*steps, key), "unknown-key", {"key": key, "way": way_out(key, known)})


def _union(error: ValidationError, definitions: Schema, steps: Steps) -> Iterator[Found]:
    alternatives: Any = error.validator_value
    branches = list(_branches(alternatives, definitions))
    tagged = [branch for branch in branches if _tag(branch)]
    value = error.instance
    if isinstance(value, dict) and len(tagged) > 1:
        yield from _tagged(value, tagged, definitions, steps)
        return
    fitting = [branch for branch in branches if _has_type(value, branch)]
    if len(fitting) == 1:
        yield from _errors(value, fitting[0], definitions, steps)
    elif choices := [
        one for branch in fitting or branches for one in branch.get("enum", ()) if type(one) is type(value)
    ]:
        yield Found(steps, "not-a-choice", {"given": shown(value), "known": one_of(choices)})
    else:
        yield Found(steps, "wrong-type", _wrong_type(value, [name for branch in branches for name in _type(branch)]))


def _tagged(value: dict[str, Any], tagged: list[Schema], definitions: Schema, steps: Steps) -> Iterator[Found]:
    name = _tag(tagged[0])[0]
    known = [_tag(branch)[1] for branch in tagged]
    if name not in value:
        yield Found((*steps, name), "missing-key", {"key": name})
    elif value[name] not in known:
        yield Found((*steps, name), "not-a-choice", {"given": shown(value[name]), "known": one_of(known)})
    else:
        yield from _errors(value, tagged[known.index(value[name])], definitions, steps)


def _branches(schemas: list[Schema], definitions: Schema) -> Iterator[Schema]:
    """The alternatives of a union, without references and unions in the union."""
    for schema in schemas:
        if "$ref" in schema:
            schema = definitions[schema["$ref"].rpartition("/")[2]]
        if "anyOf" in schema:
            yield from _branches(schema["anyOf"], definitions)
        else:
            yield schema


def _tag(branch: Schema) -> tuple[str, Any]:
    """The key and value by which a struct of a union is known; empty when it has none."""
    for name, schema in branch.get("properties", {}).items():
        choices = schema.get("enum", ())
        if name in branch.get("required", ()) and len(choices) == 1:
            return name, choices[0]
    return ()  # type: ignore[return-value]


def _type(branch: Schema) -> list[str]:
    named = branch.get("type")
    if named is None:
        return [json_type(one) for one in branch.get("enum", ())]
    return [named] if isinstance(named, str) else list(named)


def _has_type(value: Any, branch: Schema) -> bool:
    kind = json_type(value)
    return any(kind == name or (kind == "integer" and name == "number") for name in _type(branch)) or not _type(branch)


def json_type(value: Any) -> str:
    """The JSON type of a value."""
    if value is None:
        return "null"
    for kind, name in ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (list, "array")):
        if isinstance(value, kind):
            return name
    return "object"


def _wrong_type(value: Any, names: list[str]) -> dict[str, Any]:
    return {"given": shown(value), "wanted": type_names(names)}


def _of_type(error: ValidationError) -> tuple[str, dict[str, Any]]:
    named: Any = error.validator_value
    return "wrong-type", _wrong_type(error.instance, [named] if isinstance(named, str) else named)


def _of_choice(error: ValidationError) -> tuple[str, dict[str, Any]]:
    values: Any = error.validator_value
    return "not-a-choice", {"given": shown(error.instance), "known": one_of(values)}


def _of_constant(error: ValidationError) -> tuple[str, dict[str, Any]]:
    return "not-a-choice", {"given": shown(error.instance), "known": shown(error.validator_value)}


def _of_pattern(error: ValidationError) -> tuple[str, dict[str, Any]]:
    schema: Any = error.schema
    given = {"given": shown(error.instance)}
    if schema.get(FORM, {}).get("duration"):
        return "not-a-duration", given
    if schema.get(FORM, {}).get("id"):
        return "wrong-id", given
    return "wrong-pattern", {**given, "limit": error.validator_value}


def _of_length(error: ValidationError) -> tuple[str, dict[str, Any]]:
    code = "text-empty" if not error.instance else "text-too-short"
    return code, {"given": shown(error.instance), "limit": error.validator_value}


def _limit(code: str, given: Callable[[Any], Any] = shown) -> Callable[[ValidationError], tuple[str, dict[str, Any]]]:
    return lambda error: (code, {"given": given(error.instance), "limit": error.validator_value})


_RULES: dict[str, Callable[[ValidationError], tuple[str, dict[str, Any]]]] = {
    "type": _of_type,
    "enum": _of_choice,
    "const": _of_constant,
    "pattern": _of_pattern,
    "minimum": _limit("too-small"),
    "maximum": _limit("too-large"),
    "exclusiveMinimum": _limit("not-above"),
    "exclusiveMaximum": _limit("not-below"),
    "multipleOf": _limit("not-a-multiple"),
    "minLength": _of_length,
    "maxLength": _limit("text-too-long"),
    "minItems": _limit("too-few-items", len),
    "maxItems": _limit("too-many-items", len),
    "uniqueItems": _limit("repeated-item"),
    "minProperties": _limit("too-few-keys", len),
    "maxProperties": _limit("too-many-keys", len),
}
