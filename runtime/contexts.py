"""All contexts of a project, by scope."""

from __future__ import annotations

from typing import Any

from .context import Context
from .durability import Durability
from .kept_values import KeptValues


class ContextStore:
    """The scopes are `global`, `flow/<flow>` and `node/<flow>/<node>`.

    With a journal they outlive the process: they are there once it was opened, and a change is written with the next
    group, within about a second at the latest. What JSON cannot carry stays in memory only, which the log says once.
    """

    def __init__(self, durability: Durability | None = None) -> None:
        self._scopes: dict[str, Context] = {}
        self._kept = KeptValues(durability, self._fill) if durability is not None else None

    def scope(self, name: str) -> Context:
        """The context with this name; there is one for each."""
        found = self._scopes.get(name)
        if found is None:
            values: dict[str, Any] = {}
            watch = self._kept.watch(name, values) if self._kept is not None else None
            found = self._scopes[name] = Context(values, watch)
        return found

    def close(self) -> None:
        """To be called after the journal was closed: says what it could not write."""
        if self._kept is not None:
            self._kept.say_lost()

    def _fill(self, name: str, values: dict[str, Any]) -> None:
        self.scope(name).fill(values)
