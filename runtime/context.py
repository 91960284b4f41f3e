"""Context: values that nodes keep between messages, for a node, a flow or the whole project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .message import ATOMIC, copy_value
from .paths import parse, put, remove


class Context:
    """The values of one scope. Used from the event loop; what goes in and out is copied.

    A path is text such as `zones[0].limit`, or the steps of one as `paths.parse` gives them. A path that is none
    raises ValueError.
    """

    __slots__ = ("_changed", "_values")

    def __init__(self, values: dict[str, Any] | None = None, changed: Callable[[str], None] | None = None) -> None:
        self._values: dict[str, Any] = {} if values is None else values
        self._changed = changed

    def get(self, path: str | tuple[str | int, ...], default: Any = None) -> Any:
        """A copy of the value at `path`, `default` when there is none."""
        value: Any = self._values
        for step in parse(path) if isinstance(path, str) else path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return default
        return value if type(value) in ATOMIC else copy_value(value)

    def set(self, path: str | tuple[str | int, ...], value: Any) -> None:
        """Keep a copy of `value`; objects on the way are made. Raises NodeError when something there is no object."""
        steps = parse(path) if isinstance(path, str) else path
        put(self._values, steps, value if type(value) in ATOMIC else copy_value(value))
        if self._changed is not None:
            self._changed(str(steps[0]))

    def delete(self, path: str | tuple[str | int, ...]) -> bool:
        """Remove the value at `path`; false when there was none."""
        steps = parse(path) if isinstance(path, str) else path
        found = remove(self._values, steps)
        if found and self._changed is not None:
            self._changed(str(steps[0]))
        return found

    def update(self, path: str | tuple[str | int, ...], change: Callable[[Any], Any], default: Any = None) -> Any:
        """Set what `change` makes of the value at `path` (else of `default`), with nothing in between; gives it back.

        When `change` raises, nothing has changed.
        """
        new = change(self.get(path, default))
        self.set(path, new)
        return new

    def keys(self) -> list[str]:
        """The names on the first level."""
        return list(self._values)

    def fill(self, values: dict[str, Any]) -> None:
        """Take over what was kept; it is no change."""
        self._values.update(values)
