"""Text in columns of a terminal, where a Chinese character is two wide and a line may end between any two of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from unicodedata import combining, east_asian_width

_NOT_FIRST = "，。；：！？）、”’》,.;:!?)"
_PIECE = re.compile(
    r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\uffe4“”‘’]|[^\s\u2e80-\u9fff\uf900-\ufaff\ufe30-\uffe4“”‘’]+|\s+"
)


def width(text: str) -> int:
    """The columns that a text takes."""
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def pad(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most `columns`, broken at spaces and between Chinese characters; a longer word stays whole."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width(line + piece.rstrip()) > columns:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]


def _pieces(text: str) -> Iterator[str]:
    """What may not be torn apart: words, single Chinese characters, each with the punctuation that follows it."""
    held = ""
    for piece in _PIECE.findall(" ".join(text.split())):
        if held and piece[0] not in _NOT_FIRST:
            yield held
            held = piece
        else:
            held += piece
    if held:
        yield held


def table(
    rows: Iterable[tuple[str, str]], columns: int, *, indent: int = 2, gap: int = 2, first: int = 30
) -> list[str]:
    """Two columns: names as wide as they need up to `first`, and what is said of each, wrapped."""
    rows = list(rows)
    left = min(max((width(name) for name, _ in rows), default=0), first) + gap
    lines = []
    for name, said in rows:
        start = " " * indent + pad(name, left)
        below = " " * (indent + left)
        wrapped = wrap(said, max(columns - indent - left, 20))
        if width(name) > left - gap:
            lines.append(" " * indent + name)
            start = below
        lines.append((start + wrapped[0]).rstrip())
        lines += [below + line for line in wrapped[1:]]
    return lines
