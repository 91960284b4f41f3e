"""The rows in the pages of a damaged SQLite file, read without SQLite, which gives up at the first page that is wrong.

Every page that holds rows is looked at by itself, so that damage costs what was in the damaged pages and no more. What
a row says is not judged here.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from .file import PAGE
from .wal import read_log

LEAF = 0x0D
"""The first byte of a page with rows."""
POINTERS = PAGE // 5
"""Pages that one page of pointers says something of; it comes before them."""
TREE_PAGES = (1, 5)
"""What a page of pointers calls a page that may have rows; others are free, or go on with a long row."""
KNOWN = range(6)
MOST_LOCAL = PAGE - 35
LEAST_LOCAL = (PAGE - 12) * 32 // 255 - 23
SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
"""Bytes of a value, by its serial type."""


class Broken(Exception):
    """Something here is not as SQLite writes it."""


def carve(path: Path) -> Iterator[tuple[Any, ...]]:
    """All rows with whole numbers as keys, each with its key first. Blocks; raises OSError."""
    log = path.with_name(f"{path.name}-wal")
    with _opened(path) as file, _opened(log) as log_file:
        yield from _Pages(file, log_file, read_log(log, PAGE).pages).rows()


def _opened(path: Path) -> BinaryIO:
    return path.open("rb") if path.exists() else io.BytesIO()


class _Pages:
    def __init__(self, file: BinaryIO, log: BinaryIO, in_log: dict[int, int]) -> None:
        self._file = file
        self._log = log
        self._in_log = in_log
        self._last = max([file.seek(0, io.SEEK_END) // PAGE, *in_log])

    def page(self, number: int) -> bytes:
        if not 1 <= number <= self._last:
            raise Broken
        file, start = (self._log, self._in_log[number]) if number in self._in_log else (self._file, (number - 1) * PAGE)
        file.seek(start)
        found = file.read(PAGE)
        if len(found) < PAGE:
            raise Broken
        return found

    def rows(self) -> Iterator[tuple[Any, ...]]:
        for first in range(2, self._last + 1, POINTERS + 1):
            numbers = range(first + 1, min(first + POINTERS, self._last) + 1)
            for number in self._with_rows(first, numbers):
                try:
                    yield from self._rows(self.page(number))
                except Broken:
                    continue

    def _with_rows(self, pointers: int, numbers: range) -> Iterator[int]:
        """Those that may have rows; all of them when the page of pointers is damaged."""
        try:
            kinds = self.page(pointers)[: 5 * len(numbers) : 5]
        except Broken:
            yield from numbers
            return
        if not all(kind in KNOWN for kind in kinds) or not any(kinds):
            yield from numbers
            return
        yield from (number for number, kind in zip(numbers, kinds, strict=True) if kind in TREE_PAGES)

    def _rows(self, page: bytes) -> Iterator[tuple[Any, ...]]:
        if page[0] != LEAF:
            return
        for index in range(min(_number(page, 3, 2), (PAGE - 8) // 2)):
            try:
                yield self._row(page, _number(page, 8 + 2 * index, 2))
            except (Broken, IndexError, UnicodeDecodeError):
                continue

    def _row(self, page: bytes, at: int) -> tuple[Any, ...]:
        size, at = _varint(page, at)
        key, at = _varint(page, at)
        record = self._payload(page, at, size)
        end, at = _varint(record, 0)
        values: list[Any] = [key]
        body = end
        while at < end:
            kind, at = _varint(record, at)
            value, body = _value(record, kind, body)
            values.append(value)
        return key, *values[2:]  # the first column is the key, and is kept as NULL

    def _payload(self, page: bytes, at: int, size: int) -> bytes:
        if size > self._last * PAGE:
            raise Broken
        if size <= MOST_LOCAL:
            return page[at : at + size]
        local = LEAST_LOCAL + (size - LEAST_LOCAL) % (PAGE - 4)
        local = local if local <= MOST_LOCAL else LEAST_LOCAL
        parts, left = [page[at : at + local]], size - local
        following = _number(page, at + local, 4)
        while left > 0:
            page = self.page(following)
            parts.append(page[4 : 4 + min(left, PAGE - 4)])
            left -= len(parts[-1])
            following = _number(page, 0, 4)
        return b"".join(parts)


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size])


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count in range(8):
        byte = data[at + count]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + count + 1
    return value << 8 | data[at + 8], at + 9


def _value(record: bytes, kind: int, at: int) -> tuple[Any, int]:
    """A value, and where the next begins."""
    if kind in (8, 9):
        return kind - 8, at
    size = SIZES[kind] if kind < len(SIZES) else (kind - 12) // 2
    data = record[at : at + size]
    if kind in (10, 11) or len(data) < size:
        raise Broken
    if kind == 0:
        return None, at
    if kind < 7:
        return int.from_bytes(data, signed=True), at + size
    if kind == 7:
        return data, at + size  # no row of ours has a float
    return (data if kind % 2 == 0 else data.decode()), at + size
