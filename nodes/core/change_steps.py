"""The rules of `core.change` made ready to run: one step each, on the message or on a context."""

from __future__ import annotations

from typing import Any, Protocol

from sinterflow.runtime import Context, Message, Node, Value, paths

from .change_rules import Target
from .replace import UNCHANGED, replaced, substituted

FIXED = ("value", "msg", "env")
"""Where a value can come from that is the same when the message comes again."""


class Step(Protocol):
    """`writes` are the paths of the message it changes; `deterministic`: the same message gives the same result."""

    place: Place
    writes: tuple[str, ...]
    deterministic: bool

    def apply(self, message: Message, node: Node) -> None:
        """Raises NodeError when a value has no place where it should go."""


class Place:
    """A property of the message or of a context, to read, set and delete."""

    def __init__(self, target: Target, path: str) -> None:
        self.target = target
        self.text = path
        self.path = paths.parse(path)
        self.writes: tuple[str, ...] = (path,) if target == "msg" else ()

    def get(self, message: Message, node: Node) -> Any:
        """The value, not a copy of it where it is the message's own."""
        return paths.get(message, self.path) if self.target == "msg" else self._context(node).get(self.path)

    def put(self, message: Message, node: Node, value: Any) -> None:
        if self.target == "msg":
            paths.put(message, self.path, value)
        else:
            self._context(node).set(self.path, value)

    def delete(self, message: Message, node: Node) -> None:
        if self.target == "msg":
            paths.remove(message, self.path)
        else:
            self._context(node).delete(self.path)

    def _context(self, node: Node) -> Context:
        return node.flow_context if self.target == "flow" else node.global_context


class Setting:
    def __init__(self, place: Place, value: Value) -> None:
        self.place = place
        self.value = value
        self.writes = place.writes
        self.deterministic = value.kind in FIXED

    def apply(self, message: Message, node: Node) -> None:
        self.place.put(message, node, self.value.read(message, node))


class Deletion:
    deterministic = True

    def __init__(self, place: Place) -> None:
        self.place = place
        self.writes = place.writes

    def apply(self, message: Message, node: Node) -> None:
        self.place.delete(message, node)


class Moving:
    def __init__(self, place: Place, to: Place) -> None:
        self.place = place
        self.to = to
        self.writes = (*place.writes, *to.writes)
        self.deterministic = place.target == "msg"

    def apply(self, message: Message, node: Node) -> None:
        value = self.place.get(message, node)
        self.place.delete(message, node)
        self.to.put(message, node, value)


class Replacing:
    """`search` and `new` are typed values; with `regex`, `search` reads a pattern or the text of one."""

    def __init__(self, place: Place, search: Value, new: Value, *, regex: bool) -> None:
        self.place = place
        self.search = search
        self.new = new
        self.writes = place.writes
        self.deterministic = {search.kind, new.kind} <= set(FIXED) and place.target == "msg"
        self.regex = regex
        self.changed = substituted if regex else replaced

    def apply(self, message: Message, node: Node) -> None:
        current = self.place.get(message, node)
        if current is None:
            return
        changed = self.changed(current, self.search.read(message, node), self.new.read(message, node))
        if changed is not UNCHANGED:
            self.place.put(message, node, changed)
