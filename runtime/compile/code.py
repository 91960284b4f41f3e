"""The pen with which a node type writes itself into its region's function (`Node.generate`)."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from ..errors import FAILURES
from ..message import ATOMIC, copy_value
from ..paths import Path, blocked, get, parse, put, remove
from ..usercode.translate import SCALARS
from .ownership import Known

_WIDTH = "    "
_LITERALS = (int, str, bool, bytes, type(None))
_MOST_PARTS = 50
"""A constant with more parts than this is copied, not made by a function of its own."""
_MOST_BITS = 1000
"""Longer integers are not written out: Python refuses very long ones as text."""


def settled(found: Any, path: Path, place: int) -> Any:
    """`found`, which is at `path[:place]`, when it is a dict of another sort than the plain one.

    Raises NodeError when it cannot take `path[place]`.
    """
    if isinstance(found, dict):
        return found
    raise blocked(found, path, place)


def _not_here(value: Any) -> NoReturn:
    """An expression in generated code has come to a value that needs care."""
    raise TypeError(type(value).__name__)


def _parts(value: Any, most: int) -> int:
    """How many of `most` parts are left when `value` is written out in code; below zero when it cannot be."""
    kind = type(value)
    if kind in _LITERALS or (kind is float and value - value == 0.0):
        return most - 1 if kind is not int or value.bit_length() < _MOST_BITS else -1
    if kind is list or (kind is dict and all(type(key) is str for key in value)):
        for part in value if kind is list else value.values():
            if most < 0:
                break
            most = _parts(part, most - 1)
        return most
    return -1


def _steps(path: str | Path) -> Path:
    return parse(path) if isinstance(path, str) else path


class _AtHand(ast.NodeTransformer):
    """Puts variables in the place of `message` and of the objects in it that are known."""

    def __init__(self, known: Known) -> None:
        self._known = known

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name(self._known.message) if node.id == "message" else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        path = _path_of(node)
        if path is not None and path in self._known.dicts and path in self._known.held:
            return ast.Name(self._known.held[path])
        return self.generic_visit(node)


def _path_of(node: ast.expr) -> Path | None:
    steps: list[str] = []
    while isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and type(node.slice.value) is str:
        steps.insert(0, node.slice.value)
        node = node.value
    return tuple(steps) if isinstance(node, ast.Name) and node.id == "message" else None


class Code:
    """Lines of one function, with what is known where they are written.

    Rules for `generate`: read and compute first, `write` afterwards, so that an exception leaves the message as it was;
    end every way through the node with `emit` (or with nothing, which drops the message); never touch the message but
    through `read`, `write`, `delete`. What has to write before it knows that nothing raises does so `together`.
    """

    def __init__(self, emit: Callable[[str, bool], None], namespace: dict[str, Any]) -> None:
        self._emit = emit
        self.namespace = namespace
        self.lines: list[str] = []
        self.owners: list[str | None] = []
        self.owner: str | None = None
        self.indent = 0
        self.known: Known
        self._names = 0
        namespace.update(copy=copy_value, get=get, put=put, settled=settled, atomic=ATOMIC)
        namespace.update(scalars=SCALARS, meter_weigh=_not_here, failures=FAILURES)

    def line(self, text: str) -> None:
        """One line at the present indent."""
        self.lines.append(_WIDTH * self.indent + text)
        self.owners.append(self.owner)

    def name(self, prefix: str = "v") -> str:
        """A fresh variable."""
        self._names += 1
        return f"{prefix}{self._names}"

    def const(self, value: Any) -> str:
        """An expression for a constant; a list or object is made anew each time it is evaluated."""
        atomic = type(value) in ATOMIC
        if _parts(value, _MOST_PARTS) < 0:
            name = self.bind(value)
            return name if atomic else f"copy({name})"
        # not in the text itself, so that instances of a subflow with other constants share their code
        return repr(value) if atomic else f"{self.bind(eval(f'lambda: {value!r}'))}()"

    def bind(self, value: Any) -> str:
        """A global name for any object: a function to call, a compiled pattern."""
        name = self.name("k")
        self.namespace[name] = value
        return name

    @contextmanager
    def branch(self, head: str, *, counted: bool = True) -> Iterator[None]:
        """A block under `head` (an `if`, `elif` or `else`) that only some messages enter."""
        outside = self.known
        self.known = outside.fork()
        self.line(head)
        self.indent += 1
        if counted:
            self.known.block = self.new_block()
        start = len(self.lines)
        try:
            yield
        finally:
            if len(self.lines) == start:
                self.line("pass")
            self.indent -= 1
            self.known = outside

    def new_block(self) -> int:
        """Begin a counted block here."""
        number = self.namespace["blocks"]
        self.namespace["blocks"] = number + 1
        self.line(f"C[{number}] += 1")
        return int(number)

    def emit(self, port: str, *, more: bool = False) -> None:
        """Hand the message on from here; `more`: the node may go on to send the same message elsewhere."""
        self._emit(port, more)

    @property
    def message(self) -> str:
        """The message's variable, to hand it to a function that only reads it."""
        return self.known.message

    @property
    def askers(self) -> str:
        """An expression for what `Node.askers` gives in `receive`."""
        return "d.askers"

    def read(self, path: str | Path) -> str:
        """A variable with the value at `path`, None when it is missing. Not a copy: see `copied`."""
        *holders, last = steps = _steps(path)
        if any(type(step) is not str for step in steps):
            value = self.name()
            self.line(f"{value} = get({self.known.message}, {self.bind(steps)})")
            return value
        holder, sure = self._holder(tuple(holders))
        value = self.name()
        if sure:
            self.line(f"{value} = {holder}.get({last!r})")
        else:
            self.line(f"{value} = {self._looked_up(holder, last)}")
        return value

    def computed(self, tree: ast.expr) -> str:
        """The text of an expression over `message`, with the containers that are at hand; it may raise."""
        return ast.unparse(_AtHand(self.known).visit(copy.deepcopy(tree)))

    def copied(self, value: str) -> str:
        """A variable with an independent copy, made here, of a variable's value."""
        copy = self.name()
        self.line(f"{copy} = {value} if type({value}) in atomic else copy({value})")
        return copy

    def reach(self, path: str | Path) -> None:
        """Make the objects on the way to `path`, so that a `write` there cannot fail; keys only.

        Raises NodeError in the flow when something else is in the way.
        """
        steps = _steps(path)
        self._own(steps[:-1], steps)

    def write(self, path: str | Path, value: str) -> None:
        """Set the value at `path`; raises NodeError in the flow, before it changes anything, when it has no place."""
        steps = _steps(path)
        if any(type(step) is not str for step in steps):
            self.own_all()
            self.line(f"put({self.known.message}, {self.bind(steps)}, {value})")
            self.known.forget(steps[:1])
            return
        holder = self._own(steps[:-1], steps)
        self.line(f"{holder}[{steps[-1]!r}] = {value}")
        self.known.forget(steps)

    def delete(self, path: str | Path) -> None:
        """Remove what is at `path`, if anything is."""
        steps = _steps(path)
        if any(type(step) is not str for step in steps):
            self.own_all()
            self.line(f"{self.bind(remove)}({self.known.message}, {self.bind(steps)})")
            self.known.forget(steps[:1])
            return
        holder, sure = self._holder(steps[:-1])
        there = f"{steps[-1]!r} in {holder}"
        with self.branch(f"if {there}:" if sure else f"if isinstance({holder}, dict) and {there}:", counted=False):
            self.known.dicts.add(steps[:-1])
            self.line(f"del {self._own(steps[:-1], steps)}[{steps[-1]!r}]")
        self.known.forget(steps)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Writes within take effect together: when one of them raises, the message is as it was before the first."""
        known = self.known
        given, deep = known.message, known.deep
        known.message = self.name("m")
        self.line(f"{known.message} = {given}")
        known.deep = False
        known.owned.clear()
        yield
        self.line(f"{given} = {known.message}")
        known.message = given
        known.deep = known.deep or deep

    def own_all(self) -> None:
        """Make the whole message this branch's own."""
        if not self.known.deep:
            self.line(f"{self.known.message} = copy({self.known.message})")
            self.known.deep = True
            self.known.held.clear()

    def _holder(self, path: Path) -> tuple[str, bool]:
        """A variable with what is at `path`, and whether it is surely a dict."""
        if not path:
            return self.known.message, True
        if path not in self.known.held:
            holder, sure = self._holder(path[:-1])
            held = self.name("h")
            found = f"{holder}.get({path[-1]!r})"
            self.line(f"{held} = {found}" if sure else f"{held} = {self._looked_up(holder, path[-1])}")
            self.known.held[path] = held
        return self.known.held[path], path in self.known.dicts

    def _looked_up(self, holder: str, key: str | int) -> str:
        """What is at `key` of a variable that may hold anything: a live handle may have keys too."""
        return f"{holder}.get({key!r}) if type({holder}) is dict else get({holder}, {self.bind((key,))})"

    def _own(self, path: Path, full: Path) -> str:
        """A variable with the dict at `path`, made when missing, that this branch may change in place.

        Copies go back into the variables they came from, so what is known outside a conditional block stays true.
        """
        known = self.known
        if not path:
            if not known.owns(()):
                self.line(f"{known.message} = {known.message}.copy()")
                known.owned.add(())
            return known.message
        parent = self._own(path[:-1], full)
        held, sure = self._holder(path)
        if not sure:
            otherwise = f"settled({held}, {self.bind(full)}, {len(path)})"
            made = f"{held} = {parent}[{path[-1]!r}] = {{}} if {held} is None else {otherwise}"
            self.line(f"if type({held}) is not dict: {made}")
            known.dicts.add(path)
        if not known.owns(path):
            self.line(f"{held} = {parent}[{path[-1]!r}] = {held}.copy()")
            known.owned.add(path)
        return held
