"""A slow second look at JSON that is refused or suspicious: it finds the place of every fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..faults import Fault, fault
from .pointer import pointer

MAX_DEPTH = 200
MAX_DIGITS = 4000
_MOST = 100
_TOKEN = re.compile(
    r'[ \t\r\n]*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<number>-?[0-9][0-9.eE+-]*)'
    r"|(?P<word>-?[A-Za-z]+)|(?P<mark>[{}\[\],:]))",
    re.DOTALL,
)
_UNICODE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)


class _Level:
    """An object or list that is open: its keys so far, and where in it the scan is."""

    __slots__ = ("at", "key_next", "keys")

    def __init__(self, is_object: bool) -> None:
        self.keys: set[str] | None = set() if is_object else None
        self.at: str | int = "" if is_object else 0
        self.key_next = is_object


def places_of(content: str, offset: int) -> tuple[int, int]:
    """Row and column, both from 1, of a place in a text."""
    return content.count("\n", 0, offset) + 1, offset - content.rfind("\n", 0, offset)


def scan_faults(content: str, file: str | None) -> list[Fault]:
    """Faults that a JSON parser lets pass or cannot place; those up to the first syntax error."""
    found = []
    for code, offset, levels, arguments in _scan(content):
        row, column = places_of(content, offset)
        path = pointer([level.at for level in levels])
        found.append(fault(code, file=file, row=row, column=column, path=path, **arguments))
        if len(found) == _MOST:
            return [*found, fault("more-faults", file=file, limit=_MOST)]
    return found


_Found = tuple[str, int, list[_Level], dict[str, Any]]


def _scan(content: str) -> Iterator[_Found]:
    levels: list[_Level] = []
    place = 0
    while (token := _TOKEN.match(content, place)) is not None:
        place = token.end()
        start, level = token.start(token.lastgroup or 0), levels[-1] if levels else None
        mark = token["mark"]
        if mark is None:
            yield from ((*found, levels, given) for *found, given in _leaf(token, start, level))  # type: ignore[misc]
        elif mark in "{[":
            levels.append(_Level(mark == "{"))
            if len(levels) > MAX_DEPTH:
                yield "too-deep", start, levels[:-1], {"limit": MAX_DEPTH}
                return
        elif mark in "}]":
            if not levels:
                return
            levels.pop()
        elif level is not None and mark == ",":
            level.key_next = level.keys is not None
            if isinstance(level.at, int):
                level.at += 1


def _leaf(token: re.Match[str], start: int, level: _Level | None) -> Iterator[tuple[str, int, dict[str, Any]]]:
    written = token[token.lastgroup or 0]
    if token.lastgroup == "string":
        name = _unescaped(written[1:-1])
        if level is not None and level.key_next and level.keys is not None:
            level.at, level.key_next = name, False
            if name in level.keys:
                yield "duplicate-key", start, {"key": name}
            level.keys.add(name)
        if _is_broken(name):
            yield "lone-surrogate", start, {}
    elif token.lastgroup == "number":
        if sum(map(str.isdigit, written)) > MAX_DIGITS:
            yield "number-too-long", start, {"limit": MAX_DIGITS}
        elif _is_endless(written):
            yield "number-out-of-range", start, {"given": written[:40]}
    elif written not in ("true", "false", "null"):
        yield "json-constant", start, {"given": written[:40]}


def _is_endless(written: str) -> bool:
    try:
        return abs(float(written)) == float("inf") and not written.lstrip("-").isdigit()
    except ValueError:
        return False


def _is_broken(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return True
    return False


def _unescaped(written: str) -> str:
    """The text of a JSON string; surrogate pairs become one character."""
    if "\\" not in written:
        return written
    plain = _UNICODE.sub(_character, written)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") if not plain.isascii() else plain


_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def _character(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    return _SHORT.get(found[0][1], found[0][1])
