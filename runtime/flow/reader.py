"""Strict reading of JSON files: what is wrong with the bytes is a fault with its row and column, never an exception."""

from __future__ import annotations

import json
import os
import re
from itertools import accumulate
from json.decoder import JSONDecodeError
from pathlib import Path
from typing import Any

from ..faults import Fault, fault
from ..text import Text, text
from .collector import paused
from .scan import MAX_DEPTH, places_of, scan_faults

MAX_BYTES = 64 * 1024 * 1024
BACKUP = ".{name}.bak"
"""The name of the last good copy of a file, beside it."""

_BRACKETS = bytes.maketrans(b"[]", b"{}")
_NOT_BRACKETS = bytes(set(range(256)) - set(b'[]{}"'))
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_NEGATIVE_ZERO = re.compile(r"-0(?![0-9.eE])")
_SAID: dict[str, Text] = {
    "Expecting value": text(en="a value is missing", zh="缺少值"),
    "Expecting property name enclosed in double quotes": text(
        en="a key in double quotes is missing", zh="缺少双引号括起的键"
    ),
    "Expecting ':' delimiter": text(en="a colon is missing", zh="缺少冒号"),
    "Expecting ',' delimiter": text(en="a comma or a closing bracket is missing", zh="缺少逗号或右括号"),
    "Unterminated string starting at": text(en="a text has no closing quote", zh="字符串缺少右引号"),
    "Invalid control character at": text(
        en="a text holds a line break or control character", zh="字符串中有换行或控制字符"
    ),
    "Invalid \\escape": text(
        en="no escape begins like this; write \\\\ for a backslash", zh="无效的转义；反斜杠请写成 \\\\"
    ),
    "Invalid \\uXXXX escape": text(en="\\u needs four hexadecimal digits", zh="\\u 后需要四位十六进制数字"),
    "Illegal trailing comma before end of object": text(
        en="a comma follows the last key", zh="最后一个键后有多余的逗号"
    ),
    "Illegal trailing comma before end of array": text(
        en="a comma follows the last value", zh="最后一项后有多余的逗号"
    ),
}


class Written(float):
    """A number whose text would change if it were written again, such as `1e3`: it keeps its text."""

    __slots__ = ("text",)
    text: str


class NegativeZero(int):
    """`-0` as an integer."""

    text = "-0"


def read_file(path: Path, name: str) -> tuple[bytes | None, list[Fault]]:
    """The bytes of a regular file of at most 64 MiB; `name` is what faults call it."""
    try:
        if not os.path.isfile(path):
            if not os.path.exists(path):
                return None, [fault("missing-path", file=name, given=name)]
            return None, [fault("unreadable", file=name, said=text(en="it is not a regular file", zh="不是普通文件"))]
        with path.open("rb") as opened:
            size = min(os.fstat(opened.fileno()).st_size, MAX_BYTES) + 1  # room for all 64 MiB is slow to get
            data = opened.read(size)
            if len(data) == size:
                data += opened.read(MAX_BYTES + 1 - size)
    except (OSError, ValueError) as error:
        return None, [fault("unreadable", file=name, said=getattr(error, "strerror", None) or str(error))]
    if len(data) > MAX_BYTES:
        return None, [fault("file-too-large", file=name, limit=MAX_BYTES >> 20)]
    return data, []


def read_json(data: bytes, file: str | None = None) -> tuple[Any, list[Fault]]:
    """The value of JSON bytes and what is wrong with them; the value is None when there are faults.

    Keys are unique, numbers finite, texts whole, and nothing is nested deeper than 200 levels. Numbers that
    would be written differently are `Written`.
    """
    value, found, _ = read_exactly(data, file)
    return value, found


def read_exactly(data: bytes, file: str | None) -> tuple[Any, list[Fault], bool]:
    """`read_json`, and whether the value has numbers that are `Written`."""
    backup = BACKUP.format(name=Path(file).name) if file else text(en="a copy", zh="副本")
    content, found = decode_text(data, file, backup)
    if content is None:
        return None, found, False
    if too_deep(data) and (found := scan_faults(content, file)):
        return None, found, False
    parser = _Parser(content)
    try:
        with paused():
            value = parser.parse()
    except JSONDecodeError as error:
        return None, [_syntax_fault(error, content, file, backup)], False
    except RecursionError:
        return None, scan_faults(content, file) or [fault("too-deep", file=file, limit=MAX_DEPTH)], False
    except ValueError as error:  # Python refuses to read an integer of some thousand digits
        return None, scan_faults(content, file) or [fault("json-syntax", file=file, said=str(error))], False
    if parser.suspicious or _SURROGATE.search(content):
        found = scan_faults(content, file)
    return (None, found, False) if found else (value, [], parser.written)


def decode_text(data: bytes, file: str | None, backup: Text) -> tuple[str | None, list[Fault]]:
    """The text of UTF-8 bytes, with or without a byte order mark."""
    if len(data) > MAX_BYTES:
        return None, [fault("file-too-large", file=file, limit=MAX_BYTES >> 20)]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        guess = text(en="; it is UTF-16", zh="；它是 UTF-16 编码")
        return None, [fault("wrong-encoding", file=file, row=1, column=1, byte=f"0x{data[0]:02X}", guess=guess)]
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [_encoding_fault(error, data, file)]
    if not content.strip():
        return None, [fault("file-empty", file=file, backup=backup)]
    if "\0" in content:
        row, column = places_of(content, content.index("\0"))
        return None, [fault("nul-byte", file=file, row=row, column=column, backup=backup)]
    return content, []


def _encoding_fault(error: UnicodeDecodeError, data: bytes, file: str | None) -> Fault:
    place = error.start + len(data) - len(error.object)  # utf-8-sig counts from behind the byte order mark
    before = data[:place].decode("utf-8", "replace")
    row, column = places_of(before, len(before))
    try:
        data.decode("gb18030")
        guess: Text = text(en="; it may be GB18030", zh="；可能是 GB18030 编码")
    except UnicodeDecodeError:
        guess = ""
    return fault("wrong-encoding", file=file, row=row, column=column, byte=f"0x{data[place]:02X}", guess=guess)


def _syntax_fault(error: JSONDecodeError, content: str, file: str | None, backup: Text) -> Fault:
    place = {"file": file, "row": error.lineno, "column": error.colno}
    if error.msg == "Extra data":
        return fault("trailing-garbage", **place)
    said = next((known for start, known in _SAID.items() if error.msg.startswith(start)), error.msg)
    ended = error.pos >= len(content.rstrip()) or error.msg.startswith("Unterminated")
    return fault("json-truncated" if ended else "json-syntax", **place, said=said, backup=backup)


class _Parser:
    """The standard decoder with hooks that notice what it would let pass."""

    def __init__(self, content: str) -> None:
        self._content = content
        self.suspicious = False
        self.written = _NEGATIVE_ZERO.search(content) is not None

    def parse(self) -> Any:
        return json.loads(
            self._content,
            object_pairs_hook=self._object,
            parse_float=self._number,
            parse_int=self._whole if self.written else None,
            parse_constant=self._constant,
        )

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            self.suspicious = True
        return made

    def _number(self, written: str) -> float:
        value = float(written)
        if repr(value) == written:
            return value
        if value in (float("inf"), float("-inf")):
            self.suspicious = True
        self.written = True
        kept = Written(value)
        kept.text = written
        return kept

    def _whole(self, written: str) -> int:
        return NegativeZero() if written == "-0" else int(written)

    def _constant(self, written: str) -> None:
        self.suspicious = True


def too_deep(data: bytes) -> bool:
    """Whether brackets outside of texts are nested deeper than the limit. No parsing: it runs at memory speed."""
    bare = data.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _NOT_BRACKETS).replace(b'""', b"")
    if b'"' in bare:
        bare = b"".join(bare.split(b'"')[::2])
    bare = bare.translate(_BRACKETS)
    left = MAX_DEPTH
    while b"{}" in bare and left > MAX_DEPTH - 16:  # each round takes the innermost level away; few have more
        bare = bare.replace(b"{}", b"")
        left -= 1
    return any(depth > left for depth in accumulate(1 if one == 123 else -1 for one in bare))


def plain(value: Any) -> Any:
    """The same value with ordinary numbers; the same object when it has no others."""
    kind = type(value)
    if kind is Written:
        return float(value)
    if kind is NegativeZero:
        return 0
    if kind is dict:
        for key, inner in value.items():
            if (made := plain(inner)) is not inner:
                value = {**value, key: made}
    elif kind is list:
        items = [plain(inner) for inner in value]
        if any(made is not inner for made, inner in zip(items, value, strict=True)):
            return items
    return value
