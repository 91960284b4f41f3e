"""Typed values: a literal of the config, or where to read a value when a message comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeAlias

from .. import paths
from ..errors import FaultError
from ..faults import Fault, fault
from ..message import ATOMIC, Message, copy_value
from .expression import Expression, Scope, compile_expression
from .translate import now_of

Kind = Literal["value", "msg", "flow", "global", "env", "expression", "now"]
Read: TypeAlias = Callable[[Message, Scope], Any]

SOURCES = ("msg", "flow", "global", "env", "expression", "now")


class Value:
    """One typed value.

    `read(message, node)` gives a value that belongs to the caller, null for a path that is not there; an expression
    raises NodeError when it has no value. For code generators: `kind` says where it comes from, `path` the
    parsed path, `value` the literal, `expression` the compiled one; `constant` is true of literals.
    """

    __slots__ = ("expression", "kind", "path", "read", "value")

    def __init__(
        self,
        kind: Kind,
        read: Read,
        *,
        value: Any = None,
        path: paths.Path = (),
        expression: Expression | None = None,
    ) -> None:
        self.kind = kind
        self.read = read
        self.value = value
        self.path = path
        self.expression = expression

    @property
    def constant(self) -> bool:
        return self.kind == "value"


def typed_value(raw: Any) -> Value:
    """The value that `raw` describes. Raises FaultError for a bad path or a bad expression."""
    if isinstance(raw, dict):
        if raw.keys() == {"value"}:
            return _literal(raw["value"])
        if _names_a_source(raw):
            return _from(raw["from"], raw.get("path", ""))
    return _literal(raw)


def value_faults(raw: Any, field: str = "") -> list[tuple[str, str, dict[str, Any]]]:
    """What is wrong with a typed value, as `Node.check` gives it: `(fault code, field, arguments)` each."""
    try:
        typed_value(raw)
    except FaultError as error:
        return for_check(error.faults, field)
    return []


def for_check(found: Iterable[Fault], field: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Faults of user code as `Node.check` gives them; row and column are among the arguments, as `fault` takes them."""
    answers = []
    for one in found:
        places = {"row": one.row, "column": one.column}
        answers.append((one.code, field, {**one.args, **{k: v for k, v in places.items() if v is not None}}))
    return answers


def _names_a_source(raw: dict[str, Any]) -> bool:
    if raw.get("from") not in SOURCES:
        return False  # any other JSON is a literal, such as an order to move something from a place
    if raw.keys() == {"from", "path"}:
        return isinstance(raw["path"], str)
    return raw == {"from": "now"}


def _literal(value: Any) -> Value:
    if type(value) in ATOMIC:
        return Value("value", lambda message, scope: value, value=value)
    return Value("value", lambda message, scope: copy_value(value), value=value)


def _from(source: str, path: str) -> Value:
    if source == "now":
        return Value("now", lambda message, scope: now_of(scope))
    if source == "expression":
        expression = compile_expression(path)
        return Value("expression", expression.read, expression=expression)
    return _READERS[source](_parsed(path))


def _parsed(path: str) -> paths.Path:
    try:
        return paths.parse(path)
    except ValueError as error:
        raise FaultError([fault("value-path", given=path, said=str(error))]) from None


def _of_message(path: paths.Path) -> Value:
    key = path[0]
    if len(path) == 1 and isinstance(key, str):
        return Value("msg", lambda message, scope: copy_value(message.get(key)), path=path)
    return Value("msg", lambda message, scope: copy_value(paths.get(message, path)), path=path)


def _of_flow(path: paths.Path) -> Value:
    return Value("flow", lambda message, scope: scope.flow_context.get(path), path=path)


def _of_global(path: paths.Path) -> Value:
    return Value("global", lambda message, scope: scope.global_context.get(path), path=path)


def _of_env(path: paths.Path) -> Value:
    return Value("env", lambda message, scope: copy_value(paths.get(scope.env, path)), path=path)


_READERS: dict[str, Callable[[paths.Path], Value]] = {
    "msg": _of_message,
    "flow": _of_flow,
    "global": _of_global,
    "env": _of_env,
}
