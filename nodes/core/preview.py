"""A bounded copy of any value, to look at."""

from __future__ import annotations

from typing import Any

LONGEST_TEXT = 1000
MOST_MEMBERS = 1000
DEEPEST = 20
_SMALL = (float, bool, type(None))


class _Looking:
    def __init__(self) -> None:
        self.left = MOST_MEMBERS
        self.cut = False

    def at(self, value: Any, depth: int) -> Any:
        if isinstance(value, (str, bytes)):
            self.cut = self.cut or len(value) > LONGEST_TEXT
            return value[:LONGEST_TEXT]
        if isinstance(value, int) and value.bit_length() > LONGEST_TEXT:
            self.cut = True
            return f"… ({value.bit_length()} bits)"
        if not isinstance(value, (dict, list, tuple)):
            return value
        if depth == DEEPEST:
            self.cut = True
            return "…"
        if isinstance(value, dict):
            return {key: self.at(inner, depth + 1) for key, inner in value.items() if self._room()}
        return [self.at(inner, depth + 1) for inner in value if self._room()]

    def _room(self) -> bool:
        self.left -= 1
        self.cut = self.cut or self.left < 0
        return self.left >= 0


def preview(value: Any) -> tuple[Any, bool]:
    """A copy of 1000 members in all, texts of 1000 characters and 20 levels at most; and whether something was cut."""
    if type(value) in _SMALL:
        return value, False
    looking = _Looking()
    return looking.at(value, 0), looking.cut
