"""The inner form of a backup: entries one after the other, then a manifest; all of it one zlib stream (RFC 1950).

    length (4 bytes, big-endian) | {"type": "entry", "name", "size", "mode"} | size bytes
    …
    length | {"type": "manifest", …, "entries": [{"name", "size", "sha256"}]}

Nothing but files: no links, no owners, no times. It is a form of our own, because a reader that knows only this cannot
be led astray by what the readers of common archives take.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import IO, Annotated

import msgspec

from ..errors import SinterflowError
from ..text import text
from .names import is_safe, same
from .sealed import Writable, damaged

LEVEL = 3
PIECE = 1 << 18
LONGEST_ENTRY = 64 * 1024
LONGEST_MANIFEST = 256 * 1024 * 1024
_SIZE = struct.Struct(">I")

Size = Annotated[int, msgspec.Meta(ge=0)]


class Entry(msgspec.Struct, frozen=True, kw_only=True, tag="entry"):
    """A file that follows. `mode`: its permissions on a POSIX system."""

    name: str
    size: Size
    mode: Annotated[int, msgspec.Meta(ge=0, le=0o777)] = 0o600


class Listed(msgspec.Struct, frozen=True):
    """A file of the backup as it must be."""

    name: str
    size: Size
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True, tag="manifest"):
    """What the backup is. `cut`: everything that was taken before this moment is in it; `revision`: what was deployed.

    `flow`: the name of the file when the project is a single flow. `left_out`: what is not in it and would be expected.
    """

    cut: datetime
    entries: list[Listed]
    revision: int | None = None
    flow: str | None = None
    left_out: list[str] = []


_decoder = msgspec.json.Decoder(Entry | Manifest)


class Packer:
    """Writes entries, then `end`."""

    def __init__(self, out: Writable) -> None:
        self._out = out
        self._zip = zlib.compressobj(LEVEL)
        self.entries: list[Listed] = []

    def pieces(self, entry: Entry, file: IO[bytes]) -> Iterator[int]:
        """Write a file of exactly `entry.size` bytes; gives the bytes of each piece after it was written."""
        self._head(entry)
        digest, left = sha256(), entry.size
        while left:
            piece = file.read(min(left, PIECE))
            if not piece:
                raise OSError(f"{entry.name} has become shorter while it was read")
            digest.update(piece)
            self._write(piece)
            left -= len(piece)
            yield len(piece)
        self.entries.append(Listed(entry.name, entry.size, digest.hexdigest()))

    def end(self, manifest: Manifest) -> None:
        self._head(manifest)
        self._out.write(self._zip.flush())

    def _head(self, head: Entry | Manifest) -> None:
        encoded = msgspec.json.encode(head)
        self._write(_SIZE.pack(len(encoded)) + encoded)

    def _write(self, data: bytes) -> None:
        packed = self._zip.compress(data)
        if packed:
            self._out.write(packed)


class Unpacker:
    """Reads entries: for each of `entries`, read `content` to its end before the next. Then `manifest` is there.

    `room`: bytes that all files together may have; what says it holds more, or does, is refused, however small it is
    packed. Raises SinterflowError for everything that is not as it must be.
    """

    def __init__(self, pieces: Iterator[bytes], room: int) -> None:
        self._pieces = pieces
        self._unzip = zlib.decompressobj()
        self._buffer = bytearray()
        self._packed = b""
        self._room = room
        self._names: set[str] = set()
        self._read: list[Listed] = []
        self._left = 0
        self.manifest: Manifest | None = None

    def entries(self) -> Iterator[Entry]:
        while True:
            head = self._head()
            if isinstance(head, Manifest):
                self._finish(head)
                return
            self._check(head)
            self._left = head.size
            yield head
            if self._left:
                raise AssertionError("the content of an entry was not read")

    def content(self, entry: Entry) -> Iterator[bytes]:
        digest = sha256()
        while self._left:
            piece = self._some(min(self._left, PIECE))
            digest.update(piece)
            self._left -= len(piece)
            yield piece
        self._read.append(Listed(entry.name, entry.size, digest.hexdigest()))

    def _check(self, entry: Entry) -> None:
        if not is_safe(entry.name):
            raise SinterflowError(
                text(
                    en=f"the backup holds a file named {entry.name!r}, which is not safe to write; it is not restored",
                    zh=f"备份中含有不安全的文件名 {entry.name!r}，未恢复",
                )
            )
        if same(entry.name) in self._names:
            raise SinterflowError(
                text(
                    en=f"the backup holds {entry.name!r} twice; it is not restored",
                    zh=f"备份中文件 {entry.name!r} 重复出现，未恢复",
                )
            )
        self._names.add(same(entry.name))
        self._room -= entry.size
        if self._room < 0:
            raise SinterflowError(
                text(
                    en="the backup holds more than there is room for; free the disk, or restore elsewhere with --to",
                    zh="磁盘空间不足以恢复该备份；请清理磁盘，或用 --to 恢复到其他磁盘",
                )
            )

    def _finish(self, manifest: Manifest) -> None:
        if manifest.entries != self._read or self._buffer or not self._unzipped_all():
            raise damaged()
        self.manifest = manifest

    def _unzipped_all(self) -> bool:
        """The stream ends here."""
        while not self._unzip.eof:
            if self._fill() or not self._unzip.eof:
                return False
        return not self._unzip.unused_data and not any(self._pieces)

    def _head(self) -> Entry | Manifest:
        (length,) = _SIZE.unpack(self._exactly(_SIZE.size))
        if length > LONGEST_MANIFEST:
            raise damaged()
        try:
            head: Entry | Manifest = _decoder.decode(self._exactly(length))
        except msgspec.MsgspecError:
            raise damaged() from None
        if isinstance(head, Entry) and length > LONGEST_ENTRY:
            raise damaged()
        return head

    def _exactly(self, size: int) -> bytes:
        while len(self._buffer) < size:
            if not self._fill():
                raise damaged()
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _some(self, most: int) -> bytes:
        if not self._buffer and not self._fill():
            raise damaged()
        taken = bytes(self._buffer[:most])
        del self._buffer[:most]
        return taken

    def _fill(self) -> bool:
        """Unpack a little more; false at the end."""
        while True:
            if not self._packed:
                if self._unzip.eof:
                    return False
                self._packed = next(self._pieces, b"")
                if not self._packed:
                    return False
            try:
                unpacked = self._unzip.decompress(self._packed, PIECE)
            except zlib.error:
                raise damaged() from None
            self._packed = self._unzip.unconsumed_tail
            if unpacked:
                self._buffer += unpacked
                return True
