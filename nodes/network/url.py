"""The URL of a request: a text with `{{path}}` places that are filled from the message."""

from __future__ import annotations

import re
from urllib.parse import quote

from sinterflow.runtime import Message, NodeError, paths, text

_PLACE = re.compile(r"\{\{(\{)?\s*([^{}]+?)\s*(?(1)\}\}\}|\}\})")
_START = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#\\]*)")


class Url:
    """`{{path}}` is written so that it stays one part of the URL, `{{{path}}}` as it is. Raises ValueError."""

    def __init__(self, template: str) -> None:
        self.template = template
        self._parts: list[str | tuple[paths.Path, bool]] = []
        end = 0
        for found in _PLACE.finditer(template):
            self._parts += [template[end : found.start()], (paths.parse(found[2]), bool(found[1]))]
            end = found.end()
        self._parts.append(template[end:])
        start = _START.match(template)
        self.fixed = start is not None and "{{" not in start[0]
        """Its host does not come from the message."""
        self.scheme = start[1].lower() if start is not None else ""

    def filled(self, message: Message) -> str:
        """Raises NodeError when a place has no value."""
        return "".join(part if isinstance(part, str) else _value(message, *part) for part in self._parts)


def _value(message: Message, path: paths.Path, raw: bool) -> str:
    value = paths.get(message, path)
    if value is None or isinstance(value, dict | list):
        name = paths.write_out(path)
        raise NodeError(
            text(en=f"the URL needs {name}, which the message does not have", zh=f"URL 需要 {name}，但消息中没有该值")
        )
    said = str(value).lower() if isinstance(value, bool) else str(value)
    return said if raw else quote(said, safe="")
