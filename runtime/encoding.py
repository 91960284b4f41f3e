"""The one JSON encoding of messages and values, for the API, taps, tests, stores and the journal.

Bytes are `{"$bytes": base64}`, date-times `{"$time": RFC 3339}`, special floats `{"$float": "NaN"}`. An object with one
key that starts with `$` is wrapped `{"$": {…}}`. Tuples become lists, naive times get a zone. Anything else is a live
handle, shown as `{"$handle": type}`.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any, Literal, NoReturn

import msgspec

from .errors import NodeError, SinterflowError
from .numerals import digits, integer
from .paths import write_out
from .text import text

Handles = Literal["show", "refuse"]

MAX_DEPTH = 200
"""Lists and objects inside each other; deeper ones are refused."""

_DEEPEST = 2 * MAX_DEPTH + 8  # a "$" object may stand around each level

_FINITE = math.isfinite
_TEXTS = json.encoder.encode_basestring_ascii
_AS_IS = frozenset((str, int, bool, type(None), msgspec.Raw))


class Handle(msgspec.Struct, frozen=True):
    """What is left of a live handle (a request, a socket) once it was encoded: the name of its type."""

    type: str


class NotEncodable(NodeError):
    """The value holds something that JSON cannot carry; the text names the key."""


class NotDecodable(SinterflowError):
    """The text is not JSON, or a `$…` object in it is malformed."""


def encode(value: Any, *, zone: tzinfo = UTC, handles: Handles = "show") -> bytes:
    """The JSON of a value, as UTF-8. `zone` is that of naive times; `handles` says what becomes of live handles.

    `msgspec.Raw` goes in as it is. Raises NotEncodable: nested too deeply, or a handle that is refused.
    """
    tree = value if _is_plain(value, 0) else _Plain(zone, handles).of(value)
    try:
        return msgspec.json.encode(tree)
    except ValueError:  # half a surrogate pair, or an integer of more digits than str() gives
        return _spelled(tree).encode("ascii")


def encode_whole(value: Any, zone: tzinfo) -> tuple[bytes, bool]:
    """`encode` that refuses live handles, and whether `decode` gives exactly what `value` is, its types included."""
    if _is_plain(value, 0):
        try:
            return msgspec.json.encode(value), True
        except ValueError:
            pass
    return encode(value, zone=zone, handles="refuse"), False


def plain(value: Any, *, zone: tzinfo = UTC, handles: Handles = "show") -> Any:
    """The same as a tree of plain JSON values."""
    return _Plain(zone, handles).of(value)


def decode(data: bytes | str) -> Any:
    """The value that `encode` was given. Raises NotDecodable."""
    try:
        tree = _parsed(data)
        if _brackets(data) > _DEEPEST and _is_deeper(tree, _DEEPEST):
            raise RecursionError
        return unplain(tree) if _may_be_marked(data) else tree
    except RecursionError:
        raise NotDecodable(text(en="the JSON is nested too deeply", zh="JSON 嵌套过深")) from None


def decode_own(data: bytes) -> Any:
    """`decode` of what `encode` has written, without the checks that only others' text needs."""
    if b'"$' not in data:
        try:
            return msgspec.json.decode(data)
        except msgspec.DecodeError:
            pass  # half a surrogate pair, or a huge integer
    return decode(data)


def _brackets(data: bytes | str) -> int:
    if isinstance(data, str):
        return data.count("[") + data.count("{")
    return data.count(b"[") + data.count(b"{")


def _is_deeper(tree: Any, levels: int) -> bool:
    """Whether lists and objects stand in each other on more than so many levels."""
    level = [tree]
    for _ in range(levels):
        level = [inner for outer in level for inner in _parts(outer) if isinstance(inner, dict | list)]
        if not level:
            return False
    return True


def _parts(outer: Any) -> Iterable[Any]:
    return outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ()


def _may_be_marked(data: bytes | str) -> bool:
    if isinstance(data, str):
        return '"$' in data or '"\\u0024' in data
    return b'"$' in data or b'"\\u0024' in data


def unplain(tree: Any) -> Any:
    """The value of a tree of plain JSON values. Raises NotDecodable when a `$…` object is malformed."""
    if type(tree) is list:
        return [*map(unplain, tree)]
    if type(tree) is not dict:
        return tree
    if len(tree) == 1:
        ((key, inner),) = tree.items()
        reader = _READERS.get(key)
        if reader is not None:
            return reader(inner)
    return _members(tree)


def _members(tree: dict[str, Any]) -> dict[str, Any]:
    return dict(zip(tree, map(unplain, tree.values()), strict=True))


def _is_plain(value: Any, depth: int) -> bool:
    """Whether JSON can carry it as it is: the quick answer for nearly every message."""
    kind = type(value)
    if kind is not dict and kind is not list:
        return kind in _AS_IS or (kind is float and _FINITE(value))
    if depth == MAX_DEPTH:
        return False
    if kind is list:
        for inner in value:
            kind = type(inner)
            if kind not in _AS_IS and not (_FINITE(inner) if kind is float else _is_plain(inner, depth + 1)):
                return False
        return True
    for key, inner in value.items():
        kind = type(inner)
        if kind is str or kind is int:
            pass  # most are
        elif kind not in _AS_IS and not (_FINITE(inner) if kind is float else _is_plain(inner, depth + 1)):
            return False
        if type(key) is not str:
            return False
    return len(value) != 1 or not key.startswith("$")


class _Plain:
    """Makes the plain tree of one value; `path` is where it stands, for the error."""

    def __init__(self, zone: tzinfo, handles: Handles) -> None:
        self._zone = zone
        self._refuse = handles == "refuse"
        self._path: list[str | int] = []

    def of(self, value: Any) -> Any:
        kind = type(value)
        if kind in _AS_IS:
            return value
        if isinstance(value, dict):
            return self._object(value)
        if isinstance(value, (list, tuple)):
            self._deeper(value)
            return [self._inside(place, inner) for place, inner in enumerate(value)]
        return self._single(value)

    def _single(self, value: Any) -> Any:
        if isinstance(value, float):
            return float.__float__(value) if math.isfinite(value) else {"$float": _name(value)}
        if isinstance(value, (bytes, bytearray, memoryview)):
            return {"$bytes": base64.b64encode(value).decode("ascii")}
        if isinstance(value, datetime):
            return {"$time": rfc3339(value, self._zone)}
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, int):
            return int.__int__(value)
        return self._handle(value)

    def _object(self, value: dict[Any, Any]) -> Any:
        self._deeper(value)
        if not all(isinstance(key, str) for key in value):
            return self._handle(value)
        tree = {str.__str__(key): self._inside(key, inner) for key, inner in value.items()}
        return {"$": tree} if len(tree) == 1 and next(iter(tree)).startswith("$") else tree

    def _inside(self, step: str | int, value: Any) -> Any:
        self._path.append(step)
        tree = self.of(value)
        self._path.pop()
        return tree

    def _deeper(self, value: Any) -> None:
        if len(self._path) >= MAX_DEPTH:
            place = write_out(self._path[:8])
            raise NotEncodable(
                text(
                    en=f"{place}… is nested more than {MAX_DEPTH} levels deep",
                    zh=f"{place}… 嵌套超过 {MAX_DEPTH} 层",
                )
            )

    def _handle(self, value: Any) -> dict[str, str]:
        name = value.type if isinstance(value, Handle) else type(value).__name__
        if self._refuse:
            place = write_out(self._path) or "the value"
            raise NotEncodable(
                text(
                    en=f"{place} is a live {name} that cannot be stored; remove it or replace it by plain values",
                    zh=f"{place} 是无法保存的活动对象（{name}）；请先删除它或改为普通值",
                )
            )
        return {"$handle": name}


def rfc3339(moment: datetime, zone: tzinfo = UTC) -> str:
    """A date-time as RFC 3339 with its own offset, `Z` for none; a naive one is in `zone`."""
    if moment.utcoffset() is None:
        moment = moment.replace(tzinfo=zone)
    offset = moment.utcoffset() or timedelta()
    if offset % timedelta(minutes=1):  # a local mean time of long ago; RFC 3339 knows whole minutes
        try:
            moment = moment.astimezone(timezone(timedelta(minutes=offset // timedelta(minutes=1))))
        except OverflowError:
            pass  # at the very edge of the calendar the seconds stay
    written = datetime.isoformat(moment)
    return written[:-6] + "Z" if written.endswith("+00:00") else written


def _name(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _spelled(tree: Any) -> str:
    """JSON in ASCII of what msgspec does not write."""
    if isinstance(tree, str):
        return _TEXTS(tree)
    if type(tree) is int:
        return digits(tree)
    if isinstance(tree, list):
        return "[" + ",".join(map(_spelled, tree)) + "]"
    if isinstance(tree, dict):
        return "{" + ",".join(f"{_TEXTS(key)}:{_spelled(inner)}" for key, inner in tree.items()) + "}"
    if isinstance(tree, msgspec.Raw):
        return _spelled(_parsed(bytes(tree)))
    return json.dumps(tree)


def _parsed(data: bytes | str) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass  # what msgspec does not read may still be JSON: half a surrogate pair, a huge integer
    try:
        return _DECODER.decode(data if isinstance(data, str) else bytes(data).decode("utf-8"))
    except ValueError as error:
        raise NotDecodable(text(en=f"this is not JSON: {error}", zh=f"这不是有效的 JSON：{error}")) from None


def _finite(numeral: str) -> float:
    number = float(numeral)
    if not math.isfinite(number):
        raise ValueError(f"{numeral} is out of the range of numbers")
    return number


_DECODER = json.JSONDecoder(parse_int=integer, parse_float=_finite, parse_constant=_finite)


def _read_bytes(inner: Any) -> bytes:
    try:
        return base64.b64decode(inner, validate=True)
    except (TypeError, ValueError, binascii.Error):
        _malformed("$bytes", inner, "base64")


def _read_time(inner: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(inner)
    except (TypeError, ValueError):
        _malformed("$time", inner, "2026-03-01T08:00:00Z")
    if moment.tzinfo is None:
        _malformed("$time", inner, "2026-03-01T08:00:00Z")
    return moment


def _read_float(inner: Any) -> float:
    if inner not in ("NaN", "Infinity", "-Infinity"):
        _malformed("$float", inner, "NaN, Infinity, -Infinity")
    return float(inner)


def _read_wrapped(inner: Any) -> dict[str, Any]:
    if type(inner) is not dict:
        _malformed("$", inner, "{…}")
    return _members(inner)


def _read_handle(inner: Any) -> Handle:
    if type(inner) is not str:
        _malformed("$handle", inner, "request")
    return Handle(inner)


def _malformed(key: str, inner: Any, example: str) -> NoReturn:
    given = _spelled(inner)
    given = given if len(given) <= 80 else given[:80] + "…"
    raise NotDecodable(
        text(
            en=f"an object with the single key {key} has a meaning of its own and needs {example} there, not {given}",
            zh=f"只有一个键 {key} 的对象有特殊含义，其值应为 {example}，而不是 {given}",
        )
    )


_READERS: dict[str, Callable[[Any], Any]] = {
    "$bytes": _read_bytes,
    "$time": _read_time,
    "$float": _read_float,
    "$handle": _read_handle,
    "$": _read_wrapped,
}
