"""SQLite's write-ahead log, read by ourselves.

SQLite takes the first frame that is not whole for the end of the log, and says nothing of what comes behind. After a
power cut that is right: the last group was on its way. When more than one group comes behind, they were acknowledged,
and the log is damaged.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

HEADER = struct.Struct(">8I")
"""Magic, version, page size, number, two salts, two checksums."""
FRAME = struct.Struct(">6I")
"""Page number, pages of the database when a group ends with this frame, else 0, two salts, two checksums."""
MAGIC = 0x377F0682
_MASK = 0xFFFFFFFF


class Log(NamedTuple):
    """Where in the log the newest whole version of each page is, and whether groups in it are lost."""

    pages: dict[int, int]
    damaged: bool


class _Frame(NamedTuple):
    page: int
    start: int
    ends_group: bool
    salts: list[int]
    whole: bool


def read_log(path: Path, page_size: int) -> Log:
    """The pages of all groups that are there; of what comes behind damage, too, unless it is the last group. Blocks."""
    if not path.exists() or path.stat().st_size < HEADER.size:
        return Log({}, False)
    with path.open("rb") as file:
        header = file.read(HEADER.size)
        whole = _is_whole(header)
        frames = list(_frames(file, header, page_size))
    salts = _salts(header) if whole else next((frame.salts for frame in frames if frame.whole), [])
    frames = frames[: 1 + max((index for index, frame in enumerate(frames) if frame.salts == salts), default=-1)]
    broken = next((index for index, frame in enumerate(frames) if not frame.whole), len(frames))
    damaged = sum(frame.ends_group for frame in frames[broken:]) > 1 or (bool(frames) and not whole)
    if not damaged:
        frames = frames[:broken]
    last = max((index for index, frame in enumerate(frames) if frame.ends_group), default=-1)
    return Log({frame.page: frame.start for frame in frames[: last + 1] if frame.whole}, damaged)


def _frames(file: BinaryIO, header: bytes, page_size: int) -> Iterator[_Frame]:
    """All that the file has; a frame is whole when it goes on from the one before, as that is or as it should be."""
    order, wanted = _order(header), _salts(header) if _is_whole(header) else None
    before = {HEADER.unpack(header)[6:], _sum(order, header[:24], 0, 0)}
    while len(frame := file.read(FRAME.size + page_size)) == FRAME.size + page_size:
        page, size, *rest = FRAME.unpack_from(frame)
        salts, stored = rest[:2], (rest[2], rest[3])
        sums = set()
        if wanted is None or salts == wanted:  # otherwise it is left from before the log was begun again
            sums = {_sum(order, frame[FRAME.size :], *_sum(order, frame[:8], *one)) for one in before}
        yield _Frame(page, file.tell() - page_size, size > 0, salts, stored in sums)
        before = {stored} if stored in sums else {stored, *sums}


def _order(header: bytes) -> str:
    magic = HEADER.unpack(header)[0]
    if magic not in (MAGIC, MAGIC + 1):
        return "<" if sys.byteorder == "little" else ">"
    return ">" if magic & 1 else "<"


def _salts(header: bytes) -> list[int]:
    return list(HEADER.unpack(header)[4:6])


def _is_whole(header: bytes) -> bool:
    return _sum(_order(header), header[:24], 0, 0) == HEADER.unpack(header)[6:]


def _sum(order: str, data: bytes, one: int, two: int) -> tuple[int, int]:
    """SQLite's checksum, going on from that of what came before."""
    words = iter(struct.unpack(f"{order}{len(data) // 4}I", data))
    for even, odd in zip(words, words, strict=True):
        one = (one + even + two) & _MASK
        two = (two + odd + one) & _MASK
    return one, two
