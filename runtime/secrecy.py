"""The values of secrets that this process knows, so that no log line, error or answer shows one.

What runs deeper (a library's exception, a trace of the stack) may quote what it was given; it is hidden where it
becomes text for people.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

HIDDEN = "•••"
"""What stands in a text where a secret would."""
SHORTEST = 4
"""Characters from which a value is hidden everywhere: to take every `1` out of all texts would hide everything else."""

_known: tuple[str, ...] = ()


def forms(secret: str) -> set[str]:
    """How a value looks in texts: as it is, in JSON, as Python shows it, in a URL."""
    quoted = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]}
    return {secret, *quoted, quote(secret, safe="", errors="replace")}


def remember(secret: str) -> None:
    """Hide this value in all texts from now on, also when it is no secret any more: it may still be in use."""
    global _known
    if len(secret) < SHORTEST or secret in _known:
        return
    _known = tuple(sorted({*_known, *forms(secret)}, key=len, reverse=True))


def hide(text: str) -> str:
    """The text without any known secret."""
    for secret in _known:
        if secret in text:
            text = text.replace(secret, HIDDEN)
    return text


def hide_in(value: Any) -> Any:
    """`hide` for every text in a value; what is no text, list or object stays as it is."""
    if not _known:
        return value
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, dict):
        return {key: hide_in(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [hide_in(inner) for inner in value]
    return value
