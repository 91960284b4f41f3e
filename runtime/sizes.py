"""How large messages are once encoded: an estimate for queues, and a cut for who only looks at them."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any

from .encoding import MAX_DEPTH, Handle, NotEncodable, encode

_FIXED: dict[type, int] = {int: 8, float: 12, bool: 5, type(None): 4, datetime: 40}
_OTHER = 32
_DEPTH = MAX_DEPTH
_ENDLESS = 65_536
"""What counts for a value that is nested too deeply to be encoded."""
_CUT_DEPTH = 100
_LEAST = 256
"""Bytes that a member of what is cut may have, however many members there are."""


class _TooDeep(Exception):
    """Lists or objects inside each other without end, or nearly so."""


def size_of(value: Any) -> int:
    """About how many bytes a value has once encoded; quick, and always the same for the same value."""
    try:
        return _size(value, 0)
    except _TooDeep:
        return _ENDLESS


def _size(value: Any, depth: int) -> int:
    kind = type(value)
    fixed = _FIXED.get(kind)
    if fixed is not None:
        return fixed
    if kind is str:
        return len(value) + 2 if value.isascii() else 3 * len(value) + 2
    if kind is dict:
        if depth == _DEPTH:
            raise _TooDeep
        size = 2
        for key, inner in value.items():
            kind = type(inner)
            if kind in _FIXED:
                size += _FIXED[kind]
            elif kind is str and inner.isascii():
                size += len(inner) + 2
            else:
                size += _size(inner, depth + 1)
            size += len(key) + 4 if type(key) is str else 8
        return size
    if isinstance(value, (bytes, bytearray)):
        return len(value) * 4 // 3 + 14
    if kind is list or kind is tuple:
        return _size_of_list(value, depth)
    return _OTHER


def _size_of_list(value: list[Any] | tuple[Any, ...], depth: int) -> int:
    if depth == _DEPTH:
        raise _TooDeep
    kinds = set(map(type, value))
    if len(kinds) == 1:
        fixed = _FIXED.get(kinds.pop())
        if fixed is not None:
            return 2 + len(value) * (fixed + 1)
    size = 2 + len(value)
    for inner in value:
        size += _size(inner, depth + 1)
    return size


def encode_limited(value: Any, limit: int, *, zone: tzinfo = UTC) -> tuple[bytes, bool]:
    """The JSON of a value in at most about `limit` bytes, and whether anything was left out of it.

    Texts and bytes are cut, members of lists and objects left out; every key that stays has its part of the value.
    """
    if size_of(value) <= limit:
        try:
            whole = encode(value, zone=zone)
        except NotEncodable:
            whole = b""
        if 0 < len(whole) <= limit:
            return whole, False
    room = limit
    while len(part := encode(_cut(value, room, 0), zone=zone)) > limit and room > 64:
        room //= 2  # more of it had to be escaped than was foreseen
    return part, True


def _cut(value: Any, room: int, depth: int) -> Any:
    if isinstance(value, str):
        return value[: max(room - 2, 0) // (1 if value.isascii() else 3)]
    if isinstance(value, (bytes, bytearray)):
        return value[: max(room - 14, 0) * 3 // 4]
    if isinstance(value, int):
        return value if value.bit_length() < 3 * room else Handle("int")
    if isinstance(value, dict):
        return _cut_object(value, room - 2, depth) if depth < _CUT_DEPTH else {}
    if isinstance(value, (list, tuple)):
        return _cut_list(value, room - 2, depth) if depth < _CUT_DEPTH else []
    return value


def _cut_object(value: dict[Any, Any], room: int, depth: int) -> dict[Any, Any]:
    kept: dict[Any, Any] = {}
    for number, (key, inner) in enumerate(value.items()):
        if room <= 0:
            break
        head = size_of(key) + 2
        share = _share(room, len(value) - number) - head
        part = _cut(inner, share, depth + 1)
        if (size := size_of(part)) <= share:
            kept[key] = part
            room -= head + size
    return kept


def _cut_list(value: list[Any] | tuple[Any, ...], room: int, depth: int) -> list[Any]:
    kept: list[Any] = []
    for number, inner in enumerate(value):
        share = _share(room, len(value) - number) - 1
        part = _cut(inner, share, depth + 1)
        if (size := size_of(part)) > share:
            break
        kept.append(part)
        room -= 1 + size
    return kept


def _share(room: int, members: int) -> int:
    """What the next of `members` may have: an equal part, or what shows something of it."""
    return max(room // members, min(_LEAST, room // 4))
