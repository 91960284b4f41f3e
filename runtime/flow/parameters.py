"""Parameters: what a flow or subflow is given, and `${…}` in configs filled from it (contract §2)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from .convert import Found
from .document import Parameter
from .fields import Place
from .nearest import way_out
from .outside import ALLOWED, Outside
from .pointer import Steps
from .shown import shown, type_names

_PLACE = re.compile(r"\$\$\{|\$\{([^}]*)\}")
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "list": (list,),
    "connection": (str,),
    "tag": (str,),
    "secret": (str,),
}
_JSON_TYPES = {"string": "string", "number": "number", "integer": "integer", "boolean": "boolean", "list": "array"}


class Scope:
    """The parameters that the nodes of one flow or subflow instance see.

    `secret` are the names of those whose values must not be shown; `env` is what nodes are given: all others.
    """

    def __init__(self, values: dict[str, Any], secret: Iterable[str] = ()) -> None:
        self.values = values
        self.secret = frozenset(secret)
        self.env = {name: value for name, value in values.items() if name not in self.secret}


class Filled:
    """The result of filling a config: its value, what is wrong, and where in it secrets are now."""

    def __init__(self) -> None:
        self.value: Any = None
        self.found: list[Found] = []
        self.secrets: list[Steps] = []


def fill(value: dict[str, Any], scope: Scope, outside: Outside, place: Place) -> Filled:
    """`value` with its `${…}` filled; the same object when it has none. Code fields stay as they are."""
    filled = Filled()
    filled.value = _Filler(scope, outside, filled).any(value, (), place) if has_places(value) else value
    return filled


def has_places(value: Any) -> bool:
    """A quick look, because most configs have none."""
    for inner in value.values() if value.__class__ is dict else value:
        kind = inner.__class__
        if kind is str:
            if "${" in inner:
                return True
        elif (kind is dict or kind is list) and has_places(inner):
            return True
    return False


class _Filler:
    def __init__(self, scope: Scope, outside: Outside, filled: Filled) -> None:
        self._scope = scope
        self._outside = outside
        self._filled = filled

    def any(self, value: Any, steps: Steps, place: Place) -> Any:
        kind = type(value)
        if kind is str:
            return self._text(value, steps, place) if "${" in value and not place.code else value
        if kind is dict:
            return self._object(value, steps, place)
        if kind is list:
            made = [self.any(inner, (*steps, number), place.child(number)) for number, inner in enumerate(value)]
            return made if any(new is not old for new, old in zip(made, value, strict=True)) else value
        return value

    def _object(self, value: dict[str, Any], steps: Steps, place: Place) -> dict[str, Any]:
        made = {key: self.any(inner, (*steps, key), place.child(key)) for key, inner in value.items()}
        return made if any(new is not old for new, old in zip(made.values(), value.values(), strict=True)) else value

    def _text(self, value: str, steps: Steps, place: Place) -> Any:
        whole = _PLACE.fullmatch(value)
        if whole is not None and whole[1] is not None:
            inserted = self._value(whole[1], steps, place)
            from_outside = ":" in whole[1] and isinstance(inserted, str)
            return self._converted(inserted, whole[1], steps, place) if from_outside else inserted
        return _PLACE.sub(lambda found: self._part(found, steps, place), value)

    def _part(self, found: re.Match[str], steps: Steps, place: Place) -> str:
        if found[1] is None:
            return "${"
        value = self._value(found[1], steps, place)
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def _value(self, name: str, steps: Steps, place: Place) -> Any:
        source, colon, rest = name.partition(":")
        if colon and source == "env":
            variable, bar, default = rest.partition("|")
            if not self._outside.may_read(variable):
                self._add(steps, "variable-not-allowed", name=variable, setting=ALLOWED)
                return ""
            value = self._outside.variable(variable)
            if value is None and not bar:
                self._add(steps, "unset-variable", name=variable)
            return default if value is None else value
        if colon and source == "secret":
            return self._secret(rest, steps, place)
        if name not in self._scope.values:
            self._add(steps, "unknown-parameter", name=name, way=way_out(name, self._scope.values))
            return None
        if name in self._scope.secret:
            self._may_hold_secret(name, steps, place)
        return self._scope.values[name]

    def _secret(self, name: str, steps: Steps, place: Place) -> str:
        self._may_hold_secret(name, steps, place)
        value = self._outside.secret(name)
        if value is None:
            self._add(steps, "unknown-secret", name=name, variable=self._outside.variable_of(name))
        return value or ""

    def _may_hold_secret(self, name: str, steps: Steps, place: Place) -> None:
        self._filled.secrets.append(steps)
        if not place.secret:
            self._add(steps, "secret-not-here", name=name)

    def _converted(self, value: str, name: str, steps: Steps, place: Place) -> Any:
        """A string from outside as the number or boolean that its field wants."""
        wanted = place.types
        if not wanted or "string" in wanted:
            return value
        if "boolean" in wanted and value.lower() in ("true", "false"):
            return value.lower() == "true"
        if "number" in wanted and (number := read_number(value)) is not None:
            return number
        given = "•••" if name.startswith("secret:") else shown(value)
        self._add(steps, "not-convertible", name=name, given=given, wanted=type_names(sorted(wanted - {"null"})))
        return None

    def _add(self, steps: Steps, code: str, **arguments: Any) -> None:
        self._filled.found.append(Found(steps, code, arguments))


def read_number(written: str) -> int | float | None:
    """The number that a text is in JSON, None when it is none."""
    try:
        value = msgspec.json.decode(written.strip().encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError):
        return None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def scope_of(
    declared: Mapping[str, Parameter],
    *given: tuple[Mapping[str, Any], bool],
    secret: Iterable[str] = (),
) -> tuple[Scope, list[Found]]:
    """The scope of declared parameters: each `given` beats those before it, and all beat the defaults.

    With the flag of a `given` set, a name in it that is not declared is a fault (steps: the name).
    """
    values: dict[str, Any] = {}
    found: list[Found] = []
    for values_given, named in given:
        for name in values_given:
            if name not in declared and named:
                found.append(Found((name,), "unknown-parameter", {"name": name, "way": way_out(name, declared)}))
    for name, parameter in declared.items():
        value = parameter.default
        for values_given, _ in given:
            value = values_given.get(name, value)
        if value is msgspec.UNSET:
            found.append(Found((name,), "parameter-missing", {"name": name}))
            value = None
        elif (wrong := misfit(parameter, value)) is not None:
            found.append(Found((name,), *wrong))
        values[name] = value
    return Scope(values, {*secret, *(name for name, one in declared.items() if one.type == "secret")}), found


def misfit(parameter: Parameter, value: Any) -> tuple[str, dict[str, Any]] | None:
    """The fault of a value that its parameter's type does not take; None when it does."""
    if parameter.type == "choice":
        if any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in parameter.choices):
            return None
        return "not-a-choice", {"given": shown(value), "known": ", ".join(map(shown, parameter.choices))}
    wanted = _TYPES.get(parameter.type)
    if wanted is None or (isinstance(value, wanted) and (bool in wanted or not isinstance(value, bool))):
        return None
    given = "•••" if parameter.type == "secret" else shown(value)
    name = _JSON_TYPES.get(parameter.type, "string")
    return "wrong-type", {"given": given, "wanted": type_names([name])}


def whole_secret(value: Any) -> str | None:
    """The name in a value that is exactly `${secret:NAME}`."""
    found = _PLACE.fullmatch(value) if isinstance(value, str) else None
    return found[1][7:] if found is not None and (found[1] or "").startswith("secret:") else None
