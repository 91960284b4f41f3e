"""Flag checks in user code: at the head of each loop and function, so that the watchdog can end what runs too long."""

from __future__ import annotations

import ast
from typing import TypeVar

FLAG, STOP = " flag", " stop"
"""Names that no user code can spell: the flag that the watchdog sets, and the function that raises."""

Loop = TypeVar("Loop", ast.For, ast.AsyncFor, ast.While)
Function = TypeVar("Function", ast.FunctionDef, ast.AsyncFunctionDef)
Comprehension = TypeVar("Comprehension", ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Checks(ast.NodeTransformer):
    """Adds the checks. Each costs a global name and a truth test while the flag is down."""

    def _loop(self, node: Loop) -> Loop:
        self.generic_visit(node)
        node.body.insert(0, _statement(node))
        return node

    def visit_For(self, node: ast.For) -> ast.For:
        return self._loop(node)

    def visit_AsyncFor(self, node: ast.AsyncFor) -> ast.AsyncFor:
        return self._loop(node)

    def visit_While(self, node: ast.While) -> ast.While:
        return self._loop(node)

    def _function(self, node: Function) -> Function:
        self.generic_visit(node)
        after_docstring = 0 if ast.get_docstring(node, clean=False) is None else 1
        node.body.insert(after_docstring, _statement(node.body[0]))
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AsyncFunctionDef:
        return self._function(node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        self.generic_visit(node)
        node.body = _at(node.body, ast.IfExp(_goes_on(), node.body, ast.Constant(None)))
        return node

    def _comprehension(self, node: Comprehension) -> Comprehension:
        self.generic_visit(node)
        for one in node.generators:
            one.ifs.insert(0, _at(node, _goes_on()))
        return node

    def visit_ListComp(self, node: ast.ListComp) -> ast.ListComp:
        return self._comprehension(node)

    def visit_SetComp(self, node: ast.SetComp) -> ast.SetComp:
        return self._comprehension(node)

    def visit_DictComp(self, node: ast.DictComp) -> ast.DictComp:
        return self._comprehension(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.GeneratorExp:
        return self._comprehension(node)


Located = TypeVar("Located", bound=ast.AST)


def _at(place: ast.AST, made: Located) -> Located:
    for node in ast.walk(made):
        if "lineno" in node._attributes and not hasattr(node, "lineno"):
            ast.copy_location(node, place)
    return made


def _statement(place: ast.AST) -> ast.stmt:
    call = ast.Expr(ast.Call(ast.Name(STOP, ast.Load()), [], []))
    return _at(place, ast.If(ast.Name(FLAG, ast.Load()), [call], []))


def _goes_on() -> ast.expr:
    """`not flag or stop()`: `stop` raises, or answers true when the flag was meant for an earlier call."""
    flag = ast.UnaryOp(ast.Not(), ast.Name(FLAG, ast.Load()))
    return ast.BoolOp(ast.Or(), [flag, ast.Call(ast.Name(STOP, ast.Load()), [], [])])
