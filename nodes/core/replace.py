"""How `core.change` replaces: within a text, or a whole value by another."""

from __future__ import annotations

import re
from typing import Any

from .comparisons import check_length, compiled
from .values import number_of, text_of

UNCHANGED = object()
_REFERENCE = re.compile(r"\$(\$|&|\d\d?)")


def replaced(current: Any, search: Any, new: Any) -> Any:
    """`current` with every `search` in it replaced, or `new` itself when all of it is `search`; else UNCHANGED."""
    if type(current) is str:
        wanted = text_of(search)
        if current == wanted:
            return new
        return current.replace(wanted, text_of(new)) if wanted and wanted in current else UNCHANGED
    if type(current) is bool:
        return new if current is search else UNCHANGED
    number = number_of(current)
    return new if number is not None and number == number_of(search) else UNCHANGED


def substituted(current: Any, pattern: Any, new: Any) -> Any:
    """`current` with every match replaced; `$1`, `$&` and `$$` in `new` are the group, the match and a dollar."""
    if type(current) is not str:
        return UNCHANGED
    check_length(current)
    searched = pattern if isinstance(pattern, re.Pattern) else compiled(text_of(pattern))
    template = text_of(new)
    changed, count = searched.subn(lambda match: _filled(template, match), current)
    return changed if count else UNCHANGED


def _filled(template: str, match: re.Match[str]) -> str:
    def value(reference: re.Match[str]) -> str:
        name = reference[1]
        if name == "$":
            return "$"
        number = 0 if name == "&" else int(name)
        if number > match.re.groups or (name != "&" and number == 0):
            return reference[0]
        return match[number] or ""

    return _REFERENCE.sub(value, template)
