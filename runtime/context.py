"""Context: values that nodes keep between messages, for a node, a flow or the whole project."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, Final

from .context_files import ContextFiles
from .message import ATOMIC, copy_value
from .paths import parse, put, remove

_MISSING: Final = object()


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


class ContextStore:
    """All contexts of a project: `global`, `flow/<flow>`, `node/<flow>/<node>`.

    With a folder they outlive the process: `open` reads them, changes are written within about a second, `close`
    writes the rest. What JSON cannot carry stays in memory only, which the log says once.
    """

    def __init__(self, folder: Path | None = None, zone: tzinfo = UTC) -> None:
        self._scopes: dict[str, Context] = {}
        self._files = ContextFiles(folder, zone) if folder is not None else None

    async def open(self) -> None:
        """Read what was kept. A damaged file is set aside and said in the log; its scope begins empty."""
        if self._files is not None:
            for scope, values in (await self._files.open()).items():
                self._scopes[scope] = self._made(scope, values)

    async def close(self) -> None:
        """Write what has changed."""
        if self._files is not None:
            await self._files.close()

    def scope(self, name: str) -> Context:
        """The context with this name; there is one for each."""
        found = self._scopes.get(name)
        if found is None:
            found = self._scopes[name] = self._made(name, {})
        return found

    def _made(self, name: str, values: dict[str, Any]) -> Context:
        return Context(values, self._files.watch(name, values) if self._files is not None else None)
