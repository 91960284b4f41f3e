"""From the syntax tree of an expression to the Python that computes it; what is not on the list is refused."""

from __future__ import annotations

import ast
import difflib
from typing import Any

from ..faults import Fault, fault
from ..paths import Path
from .functions import FUNCTIONS, METHODS
from .meter import sought

WORDS = {"null": None, "true": True, "false": False}
_CONTEXTS = {"flow": "flow_context", "glob": "global_context"}
_MAX_COMPREHENSIONS = 10
_MAX_DIGITS = 40

_OPERATORS: dict[type[ast.operator], str | None] = {
    ast.Add: "add",
    ast.Sub: None,
    ast.Mult: "multiply",
    ast.Div: None,
    ast.FloorDiv: None,
    ast.Mod: "remainder",
    ast.Pow: "power",
    ast.LShift: "shift_left",
    ast.RShift: None,
    ast.BitAnd: None,
    ast.BitOr: None,
    ast.BitXor: None,
}
"""Operators of two values, with the method of the meter that stands in for them."""


class Refused(Exception):
    """The expression is not accepted: the code of its fault, the arguments of its text, and where it is."""

    def __init__(self, code: str, node: ast.AST | None = None, **args: Any) -> None:
        super().__init__(code)
        self.code = code
        self.args_of_text = args
        self.row: int = getattr(node, "lineno", 1)
        self.column: int | None = None
        self.bytes_before: int = getattr(node, "col_offset", 0)

    def fault(self, source: str) -> Fault:
        """The fault, its column counted in characters of `source`."""
        lines = source.splitlines() or [""]
        line = lines[min(self.row, len(lines)) - 1]
        column = self.column or len(line.encode()[: self.bytes_before].decode(errors="replace")) + 1
        return fault(self.code, row=self.row, column=column, **self.args_of_text)


def refused(node: ast.AST, code: str, **args: Any) -> Refused:
    return Refused(code, node, **args)


def not_allowed(node: ast.AST) -> Refused:
    written = ast.unparse(node)
    return Refused("expression-not-allowed", node, what=written if len(written) <= 60 else written[:59] + "…")


def member(value: Any, key: Any) -> Any:
    """`value.key` and `value[key]`: null when it is not there."""
    try:
        return value[key]
    except (LookupError, TypeError):
        return None


def now_of(scope: Any) -> int:
    """The engine's time in epoch milliseconds."""
    return int(scope.clock.time() * 1000)


SCALARS = frozenset((int, float, bool, type(None), str))
HELPERS: dict[str, Any] = {"member": member, "now_of": now_of, "sought": sought, "type": type, "scalars": SCALARS}


class Translator:
    """Translates one expression, and notes on the way what it reads.

    With `quick`, members are taken without asking whether they exist; otherwise a missing one is null.
    """

    def __init__(self, quick: bool = False) -> None:
        self.quick = quick
        self.names: set[str] = set()
        self.paths: list[Path] = []
        self.whole = False
        self._local: list[str] = []
        self._comprehensions = 0
        self._weights = 0

    def expression(self, node: ast.expr) -> ast.expr:
        translate = getattr(self, f"_{type(node).__name__}", None)
        if translate is None:
            raise not_allowed(node)
        return translate(node)  # type: ignore[no-any-return]

    def _Constant(self, node: ast.Constant) -> ast.expr:
        value = node.value
        if value is not None and not isinstance(value, (bool, int, float, str)):
            raise not_allowed(node)
        if isinstance(value, int) and abs(value) >= 10**_MAX_DIGITS:
            raise refused(node, "expression-number-too-long", limit=_MAX_DIGITS)
        return ast.Constant(value)

    def _Name(self, node: ast.Name) -> ast.expr:
        name = node.id
        if name in self._local:
            return _name(f"v_{name}")
        if name in WORDS:
            return ast.Constant(WORDS[name])
        if name == "now":
            self.names.add("now")
            return _call("now_of", _name("scope"))
        if name in _CONTEXTS:
            raise refused(node, "expression-bare-context", name=name)
        if name == "env":
            self.names.add("env")
            return _attribute("scope", "env")
        self.names.add("msg")
        if name == "msg":
            self.whole = True
            return _name("message")
        return self._of_message(node, (name,))

    def _Attribute(self, node: ast.Attribute) -> ast.expr:
        return self._member(node, ast.Constant(node.attr))

    def _Subscript(self, node: ast.Subscript) -> ast.expr:
        if isinstance(node.slice, ast.Slice):
            bounds = [
                ast.Constant(None) if bound is None else self.expression(bound)
                for bound in (node.slice.lower, node.slice.upper, node.slice.step)
            ]
            return _call("meter_cut", self.expression(node.value), *bounds)
        return self._member(node, node.slice)

    def _member(self, node: ast.Attribute | ast.Subscript, key: ast.expr) -> ast.expr:
        _no_dunder(node, key)
        root, path = self._path(node)
        if root in _CONTEXTS:
            return self._of_context(root, ast.Tuple([ast.Constant(step) for step in path], ast.Load()))
        if root == "msg":
            self.names.add("msg")
            return self._of_message(node, path)
        if isinstance(node.value, ast.Name) and node.value.id in _CONTEXTS.keys() - {*self._local}:
            return self._of_context(node.value.id, ast.Tuple([self.expression(key)], ast.Load()))
        return self._take(self.expression(node.value), self.expression(key))

    def _of_context(self, name: str, path: ast.expr) -> ast.expr:
        self.names.add(name)
        get = ast.Attribute(_attribute("scope", _CONTEXTS[name]), "get", ast.Load())
        return ast.Call(get, [path], [])

    def _of_message(self, node: ast.expr, path: Path) -> ast.expr:
        _no_dunder(node, ast.Constant(path[0]))
        self.paths.append(path)
        value: ast.expr = _name("message")
        for step in path:
            value = self._take(value, ast.Constant(step))
        return value

    def _path(self, node: ast.expr) -> tuple[str, Path]:
        """The root (`msg`, `flow`, `glob`) and path that `node` stands for, if that is all it does; else ""."""
        steps: list[str | int] = []
        while isinstance(node, (ast.Attribute, ast.Subscript)):
            key = ast.Constant(node.attr) if isinstance(node, ast.Attribute) else node.slice
            if not isinstance(key, ast.Constant) or type(key.value) not in (str, int):
                return "", ()
            _no_dunder(node, key)
            steps.insert(0, key.value)  # type: ignore[arg-type]
            node = node.value
        if not isinstance(node, ast.Name) or node.id in {*self._local, *WORDS, "env", "now"}:
            return "", ()
        if node.id in {"msg", *_CONTEXTS}:
            return node.id, tuple(steps)
        return "msg", (node.id, *steps)

    def _take(self, value: ast.expr, key: ast.expr) -> ast.expr:
        return ast.Subscript(value, key, ast.Load()) if self.quick else _call("member", value, key)

    def _BinOp(self, node: ast.BinOp) -> ast.expr:
        if type(node.op) not in _OPERATORS:
            raise not_allowed(node)
        stand_in = _OPERATORS[type(node.op)]
        left, right = self.expression(node.left), self.expression(node.right)
        if stand_in is None or _plain_is_safe(node.op, left, right):
            return ast.BinOp(left, node.op, right)
        return _call(f"meter_{stand_in}", left, right)

    def _UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        return ast.UnaryOp(node.op, self.expression(node.operand))

    def _BoolOp(self, node: ast.BoolOp) -> ast.expr:
        return ast.BoolOp(node.op, [self.expression(value) for value in node.values])

    def _IfExp(self, node: ast.IfExp) -> ast.expr:
        return ast.IfExp(self.expression(node.test), self.expression(node.body), self.expression(node.orelse))

    def _Compare(self, node: ast.Compare) -> ast.expr:
        values = [self.expression(value) for value in (node.left, *node.comparators)]
        for op, right in zip(node.ops, values[1:], strict=True):
            if isinstance(op, (ast.Is, ast.IsNot)) and not _is_word(right):
                raise not_allowed(node)
        looked_for = [isinstance(op, (ast.In, ast.NotIn)) for op in node.ops]
        if looked_for == [True] and not isinstance(values[0], ast.Constant):
            held = _call("meter_holds", *values)
            return held if isinstance(node.ops[0], ast.In) else ast.UnaryOp(ast.Not(), held)
        for place in range(len(node.ops)):
            if looked_for[place] and not isinstance(values[place], ast.Constant):
                values[place] = _call("sought", values[place])
        if len(values) > 2 or not any(map(_is_scalar, values)):
            values = [value if _is_scalar(value) else self._weighed(value) for value in values]
        return ast.Compare(values[0], node.ops, values[1:])

    def _weighed(self, value: ast.expr) -> ast.expr:
        """The value, weighed before it is compared; texts and numbers need not be."""
        if not self.quick or self._comprehensions:  # no assignment is allowed in a comprehension
            return _call("meter_weigh", value)
        self._weights += 1
        name = f"w_{self._weights}"
        kind = _call("type", ast.NamedExpr(ast.Name(name, ast.Store()), value))
        is_scalar = ast.Compare(kind, [ast.In()], [_name("scalars")])
        return ast.IfExp(is_scalar, _name(name), _call("meter_weigh", _name(name)))

    def _List(self, node: ast.List | ast.Tuple) -> ast.expr:
        return ast.List([self.expression(value) for value in node.elts], ast.Load())

    _Tuple = _List

    def _Dict(self, node: ast.Dict) -> ast.expr:
        if None in node.keys:
            raise not_allowed(node)
        keys: list[ast.expr | None] = [self.expression(key) for key in node.keys if key is not None]
        return ast.Dict(keys, [self.expression(value) for value in node.values])

    def _Call(self, node: ast.Call) -> ast.expr:
        function = node.func
        if isinstance(function, ast.Name):
            name, given = function.id, node.args
            known: frozenset[str] = frozenset(FUNCTIONS)
        elif isinstance(function, ast.Attribute):
            name, given, known = function.attr, [function.value, *node.args], METHODS
        else:
            raise not_allowed(node)
        if name not in known:
            nearest = difflib.get_close_matches(name, known, n=1)
            raise refused(node, "expression-unknown-function", name=name, known=", ".join(nearest or sorted(known)))
        wanted = FUNCTIONS[name]
        if node.keywords or not wanted.least <= len(given) <= wanted.most:
            takes = f"{wanted.least}" if wanted.least == wanted.most else f"{wanted.least} … {wanted.most}"
            raise refused(node, "expression-arguments", name=name, takes=takes, given=len(given) + len(node.keywords))
        return _call(f"meter_f_{name}", *(self._argument(name, value) for value in given))

    def _argument(self, function: str, node: ast.expr) -> ast.expr:
        if not isinstance(node, ast.GeneratorExp):
            return self.expression(node)
        parts = self._comprehension(node, node.elt)
        if function in ("any", "all"):  # these stop early, so their members are made one by one
            return ast.GeneratorExp(parts[1][0], parts[0])
        return ast.ListComp(parts[1][0], parts[0])

    def _ListComp(self, node: ast.ListComp) -> ast.expr:
        generators, (value,) = self._comprehension(node, node.elt)
        return ast.ListComp(value, generators)

    def _DictComp(self, node: ast.DictComp) -> ast.expr:
        generators, (key, value) = self._comprehension(node, node.key, node.value)
        return ast.DictComp(key, value, generators)

    def _comprehension(
        self, node: ast.ListComp | ast.DictComp | ast.GeneratorExp, *made: ast.expr
    ) -> tuple[list[ast.comprehension], list[ast.expr]]:
        weight = sum(1 for _ in ast.walk(node))
        known = len(self._local)
        generators = []
        for one in node.generators:
            self._comprehensions += 1
            if one.is_async:
                raise not_allowed(node)
            if self._comprehensions > _MAX_COMPREHENSIONS:
                raise refused(node, "expression-too-many-loops", limit=_MAX_COMPREHENSIONS)
            values = _call("meter_each", self.expression(one.iter), ast.Constant(weight))
            target = self._target(one.target)
            generators.append(ast.comprehension(target, values, [self.expression(test) for test in one.ifs], 0))
        result = [self.expression(value) for value in made]
        del self._local[known:]
        return generators, result

    def _target(self, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Name):
            _no_dunder(node, ast.Constant(node.id))
            self._local.append(node.id)
            return ast.Name(f"v_{node.id}", ast.Store())
        if isinstance(node, ast.Tuple):
            return ast.Tuple([self._target(part) for part in node.elts], ast.Store())
        raise not_allowed(node)


def _plain_is_safe(op: ast.operator, left: ast.expr, right: ast.expr) -> bool:
    """Whether a number beside the operator keeps the result small: then Python's own operator will do."""
    safe = {ast.Add: (int, float), ast.Mult: (float,)}.get(type(op), ())
    return any(isinstance(one, ast.Constant) and type(one.value) in safe for one in (left, right))


def _is_scalar(node: ast.expr) -> bool:
    """Whether comparing with `node` is quick whatever the other value is."""
    return isinstance(node, ast.Constant) or (isinstance(node, ast.List) and all(map(_is_scalar, node.elts)))


def _is_word(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, bool))


def _no_dunder(node: ast.AST, key: ast.expr) -> None:
    if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.startswith("__"):
        raise not_allowed(node)


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _attribute(name: str, attribute: str) -> ast.Attribute:
    return ast.Attribute(_name(name), attribute, ast.Load())


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(_name(name), list(arguments), [])
