"""User expressions such as `msg.payload.pv * 1.8 + 32 > flow.limit`: checked against a whitelist, compiled once."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import FaultError, NodeError
from ..message import Message, copy_value
from ..text import text
from .functions import FUNCTIONS
from .meter import UNITS, Meter
from .translate import HELPERS, Refused, Translator

if TYPE_CHECKING:
    from ..clock import Clock
    from ..context import Context
    from ..paths import Path

MAX_LENGTH = 4000
MAX_DEPTH = 100
PLAIN = {"message", "type", "scalars", "meter_weigh"}
"""What an expression may name that is written into generated code; `meter_weigh` raises there."""


class Scope(Protocol):
    """What an expression reads beside the message; every `Node` is one."""

    @property
    def env(self) -> dict[str, Any]: ...
    @property
    def flow_context(self) -> Context: ...
    @property
    def global_context(self) -> Context: ...
    @property
    def clock(self) -> Clock: ...


class Expression:
    """A compiled expression.

    `evaluate(message, scope)` gives its value, which may share parts with the message; `read` gives one of the
    caller's own. Both raise NodeError. `names` are the roots it reads (`msg`, `flow`, `glob`, `env`, `now`), `paths`
    the paths of the message, None when it may read all of it. `plain`: for code generators, the syntax tree when it
    needs nothing but names of PLAIN and variables `w_…` of its own; what raises in it is to be evaluated by `evaluate`.
    """

    __slots__ = ("_meter", "evaluate", "names", "paths", "plain", "source")

    def __init__(
        self,
        source: str,
        evaluate: Callable[[Message, Scope], Any],
        meter: Meter,
        found: Translator,
        plain: ast.expr | None,
    ) -> None:
        self.source = source
        self.evaluate = evaluate
        self.names: frozenset[str] = frozenset(found.names)
        self.paths: tuple[Path, ...] | None = None if found.whole else tuple(dict.fromkeys(found.paths))
        self.plain = plain
        self._meter = meter

    def read(self, message: Message, scope: Scope) -> Any:
        value = self.evaluate(message, scope)
        if type(value) in (dict, list, tuple):
            try:
                self._meter.weigh(value)
            except NodeError as error:
                raise failed(self.source, error) from None
        return copy_value(value)


@lru_cache(maxsize=4096)
def compile_expression(source: str) -> Expression:
    """The expression in `source`. Raises FaultError with row and column when it is none or uses what is not allowed."""
    source = source.strip()
    try:
        tree = _parsed(source)
        meter = Meter()
        translator = Translator()
        careful = translator.expression(tree)
        quick = Translator(quick=True).expression(tree)
    except Refused as refused:
        raise FaultError([refused.fault(source)]) from None
    evaluate = _function(source, quick, _function(source, careful, None, meter), meter)
    return Expression(source, evaluate, meter, translator, quick if _is_plain(quick) else None)


def _is_plain(value: ast.expr) -> bool:
    used = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
    return all(name in PLAIN or name.startswith("w_") for name in used)


def _parsed(source: str) -> ast.expr:
    if len(source) > MAX_LENGTH:
        raise Refused("expression-too-long", limit=MAX_LENGTH)
    try:
        tree = ast.parse(source, mode="eval").body
    except SyntaxError as error:
        wrong = Refused("expression-syntax", said=error.msg)
        wrong.row, wrong.column = error.lineno or 1, error.offset
        raise wrong from None
    except (ValueError, RecursionError, MemoryError):
        raise Refused("expression-too-deep", limit=MAX_DEPTH) from None
    level: list[ast.AST] = [tree]
    depth = 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise Refused("expression-too-deep", limit=MAX_DEPTH)
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return tree


_QUICK = """
def evaluate(message, scope):
    try:
        meter.left = units
        return value
    except Exception:
        return careful(message, scope)
"""
_CAREFUL = """
def evaluate(message, scope):
    try:
        meter.left = units
        return value
    except Exception as error:
        raise failed(source, error) from None
"""


def _function(source: str, value: ast.expr, careful: Any, meter: Meter) -> Callable[[Message, Scope], Any]:
    """A function that gives `value`: the quick one expects every path to be there, else asks the careful one."""
    shell = ast.parse(_QUICK if careful else _CAREFUL)
    attempt = shell.body[0].body[0]  # type: ignore[attr-defined]
    attempt.body[1].value = value
    used = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
    if not any(name.startswith("meter_") for name in used):
        del attempt.body[0]
    names: dict[str, Any] = {
        "__builtins__": {"Exception": Exception},
        "meter": meter,
        "units": UNITS,
        "careful": careful,
        "source": source,
        "failed": failed,
        **{name: HELPERS[name] for name in used if name in HELPERS},
        **{name: _of_meter(meter, name) for name in used if name.startswith("meter_")},
    }
    code = compile(ast.fix_missing_locations(shell), "<expression>", "exec")
    exec(code, names)
    return names["evaluate"]  # type: ignore[no-any-return]


def _of_meter(meter: Meter, name: str) -> Callable[..., Any]:
    name = name.removeprefix("meter_")
    if name.startswith("f_"):
        return FUNCTIONS[name.removeprefix("f_")].bound(meter)
    operator: Callable[..., Any] = getattr(meter, name)
    return operator


def failed(source: str, error: Exception) -> NodeError:
    """The error of a message for which the expression has no value."""
    said = error.text if isinstance(error, NodeError) else str(error)
    en, zh = (said["en"], said["zh"]) if isinstance(said, dict) else (said, said)
    short = source if len(source) <= 80 else source[:77] + "…"
    return NodeError(text(en=f"the expression {short} failed: {en}", zh=f"表达式 {short} 计算失败：{zh}"))
