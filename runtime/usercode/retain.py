"""Whether the code of a function could keep a part of a message beyond its call: then it is given copies."""

from __future__ import annotations

import ast

_LIVES_ON = (
    ast.Global,
    ast.Nonlocal,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.GeneratorExp,
    ast.Yield,
    ast.YieldFrom,
    ast.Await,
)
_KEEPS_NOTHING = frozenset(
    "base64 binascii bisect copy datetime decimal fractions hashlib json math random re statistics string struct time "
    "uuid zlib".split()
)
"""Modules whose functions hold on to none of their arguments."""

_REACHES_OUT = frozenset(
    "__builtins__ __import__ breakpoint compile delattr eval exec getattr globals locals memoryview setattr super type "
    "vars".split()
)


def may_retain(tree: ast.AST) -> bool:
    """False only when no object of a message can be reached after the call, other than through what it returns."""
    local = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    local.add("msg")
    return any(_could(node, local) for node in ast.walk(tree))


def _could(node: ast.AST, local: set[str]) -> bool:
    if isinstance(node, _LIVES_ON):
        return True
    if isinstance(node, ast.Import):
        return not all(alias.name in _KEEPS_NOTHING for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return node.module not in _KEEPS_NOTHING
    if isinstance(node, ast.Attribute):
        return not isinstance(node.ctx, ast.Load) or node.attr.startswith("_")
    if isinstance(node, ast.Name):
        return node.id in _REACHES_OUT
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return _root(node) not in local
    return False


def _root(node: ast.expr) -> str | None:
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
