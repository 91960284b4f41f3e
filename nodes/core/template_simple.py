"""Templates with nothing in them but `{{a.b}}`: no template engine is needed for those."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from sinterflow.runtime import Message, Node, paths

_PLACE = re.compile(r"\{\{\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*\}\}", re.ASCII)
_OTHER_MARKS = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}|\{\Z")
_NEWLINE = re.compile(r"\r\n|\r")
_NOT_OF_A_MESSAGE = frozenset(
    "msg flow glob global env self loop range dict cycler joiner namespace "
    "true false none True False None and or not in is if else".split()
)
_METHODS = frozenset(name for kind in (dict, list, str, bytes, int, float, datetime) for name in dir(kind))
"""Jinja would find these on a value that has no such key."""


class Simple(NamedTuple):
    """Texts with values between them: `texts[0]`, the value at `places[0]`, `texts[1]`, …"""

    texts: list[str]
    places: list[paths.Path]

    def render(self, message: Message, node: Node) -> str:
        parts = [self.texts[0]]
        for place, after in zip(self.places, self.texts[1:], strict=True):
            value = paths.get(message, place)
            parts.append("" if value is None else str(value))
            parts.append(after)
        return "".join(parts)


def simple(template: str) -> Simple | None:
    """The template in parts when it names nothing but paths of the message; None when it needs Jinja."""
    template = _NEWLINE.sub("\n", template)  # as Jinja does
    texts: list[str] = []
    places: list[paths.Path] = []
    end = 0
    for found in _PLACE.finditer(template):
        first, *more = found[1].split(".")
        if first in _NOT_OF_A_MESSAGE or _METHODS.intersection(more):
            return None
        texts.append(template[end : found.start()])
        places.append((first, *more))
        end = found.end()
    texts.append(template[end:])
    return None if any(map(_OTHER_MARKS.search, texts)) else Simple(texts, places)
