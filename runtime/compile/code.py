"""The pen with which a node type writes itself into its region's function (`Node.generate`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ..message import ATOMIC, copy_value
from ..paths import Path, blocked, get, parse, put, remove
from .ownership import Known

_WIDTH = "    "
_LITERALS = (int, str, bool, bytes, type(None))


def container(holder: dict[str | int, Any], path: Path, place: int) -> dict[str, Any]:
    """The object at `path[place]` of `holder`, made when missing. Raises NodeError when something else is there."""
    step = path[place]
    found = holder.get(step)
    if type(found) is dict:
        return found
    if found is not None:
        raise blocked(found, path, place + 1)
    made: dict[str, Any] = {}
    holder[step] = made
    return made


def _steps(path: str | Path) -> Path:
    return parse(path) if isinstance(path, str) else path


class Code:
    """Lines of one function, with what is known where they are written.

    Rules for `generate`: read and compute first, `write` afterwards, so that an exception leaves the message as it was;
    end every way through the node with `emit` (or with nothing, which drops the message); never touch the message but
    through `read`, `write`, `delete`.
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
        namespace.update(copy=copy_value, get=get, put=put, container=container, atomic=ATOMIC)

    def line(self, text: str) -> None:
        """One line at the present indent."""
        self.lines.append(_WIDTH * self.indent + text)
        self.owners.append(self.owner)

    def name(self, prefix: str = "v") -> str:
        """A fresh variable."""
        self._names += 1
        return f"{prefix}{self._names}"

    def const(self, value: Any) -> str:
        """An expression for a constant; a list or object is copied each time it is evaluated."""
        kind = type(value)
        if kind in _LITERALS or (kind is float and value - value == 0.0):
            return repr(value)
        name = self.bind(value)
        return name if kind in ATOMIC else f"copy({name})"

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

    def copied(self, value: str) -> str:
        """An expression for an independent copy of a variable's value."""
        return f"{value} if type({value}) in atomic else copy({value})"

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
        with self.branch(f"if {there}:" if sure else f"if type({holder}) is dict and {there}:", counted=False):
            self.known.dicts.add(steps[:-1])
            self.line(f"del {self._own(steps[:-1], steps)}[{steps[-1]!r}]")
        self.known.forget(steps)

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
            place = len(path) - 1
            self.line(f"if type({held}) is not dict: {held} = container({parent}, {self.bind(full)}, {place})")
            known.dicts.add(path)
        if not known.owns(path):
            self.line(f"{held} = {parent}[{path[-1]!r}] = {held}.copy()")
            known.owned.add(path)
        return held
