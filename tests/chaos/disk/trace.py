"""Reading what `record.c` has recorded."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import NamedTuple

HEADER = struct.Struct("<BQQQII")


class Event(NamedTuple):
    """`kind`: c created, o opened, w written, t truncated; b a file's and B a folder's sync began, s it ended, f it
    failed; r renamed, u unlinked, l linked, m a folder made; n a note of the program."""

    kind: str
    file: int
    offset: int
    data: bytes
    path: str
    other: str


def read_trace(path: Path) -> list[Event]:
    data = memoryview(path.read_bytes())
    events = []
    at = 0
    while at < len(data):
        kind, file, offset, size, path_size, other_size = HEADER.unpack_from(data, at)
        at += HEADER.size
        name = bytes(data[at : at + path_size]).decode()
        other = bytes(data[at + path_size : at + path_size + other_size]).decode()
        at += path_size + other_size
        events.append(Event(chr(kind), file, offset, bytes(data[at : at + size]), name, other))
        at += size
    return events


def notes(events: list[Event]) -> list[tuple[int, str]]:
    """What the program promised, line by line, each with the number of events before it."""
    return [
        (index, line)
        for index, event in enumerate(events)
        if event.kind == "n"
        for line in event.data.decode().splitlines()
    ]
