"""Recordings and their records: what they are, and how a record is written in a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import tzinfo
from typing import NamedTuple

import msgspec

from ..encoding import encode
from ..message import Message

MICRO = 1_000_000
"""Record times are whole microseconds since 1970."""

LARGEST_MESSAGE = 4 * 1024 * 1024
"""Bytes; a larger message is not recorded, but counted as lost."""


class Recording(msgspec.Struct, kw_only=True):
    """One recording. Times are seconds since 1970, ages seconds; `recorded` and `lost` count all messages ever."""

    id: str
    name: str
    places: tuple[str, ...]
    author: str
    started: float
    stopped: float | None = None
    max_bytes: int
    max_age: float | None = None
    recorded: int = 0
    lost: int = 0


class Held(NamedTuple):
    """What is on the disk of a recording: messages, their bytes, the first and the last time."""

    messages: int = 0
    bytes: int = 0
    first: int | None = None
    last: int | None = None


class Record(NamedTuple):
    """One message: when it passed (microseconds), which of the recording's places it passed, where it came from."""

    time: int
    place: int
    node: str
    port: str
    encoded: bytes


_Head = tuple[int, int, str, str]
_HEAD = msgspec.json.Decoder(_Head)


def line_writer(place: int, node: str, port: str, zone: tzinfo) -> Callable[[int, Message], bytes]:
    """What writes the lines of one output: `[time,place,node,port]`, a tab, the message's JSON, a line feed."""
    rest = b",%d,%s,%s]\t" % (place, encode(node), encode(port))

    def line(time: int, message: Message) -> bytes:
        return b"[%d%s%s\n" % (time, rest, encode(message, zone=zone))

    return line


def time_of(line: bytes) -> int:
    return int(line[1 : line.index(b",")])


def read_lines(batch: bytes) -> Iterator[Record]:
    """The records of a batch; JSON holds neither a raw tab nor a raw line feed."""
    for line in batch.split(b"\n"):
        if line:
            head, _, encoded = line.partition(b"\t")
            time, place, node, port = _HEAD.decode(head)
            yield Record(time, place, node, port, encoded)
