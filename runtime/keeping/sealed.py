"""The outer form of a backup: a header in the clear, chunks that only the recovery key opens, a signature.

    SFBACKUP | length (4 bytes) | header (JSON)
    length (4 bytes, highest bit: the last one) | chunk          … again and again
    signature (64 bytes)

Numbers are big-endian. The key of a file is HKDF-SHA256 of the X25519 secret between a key made for this file and the
recovery key, bound to both and to the header. Chunks of at most 1 MiB are AES-256-GCM, their nonces the number of the
chunk and whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015): what is cut
off, left out, repeated or put in another place does not open. The signature is Ed25519 over the SHA-256 of all before.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Protocol

import msgspec

from ..errors import SinterflowError
from ..text import text
from .recovery import Key, Recovery, RecoveryKeys

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

MAGIC = b"SFBACKUP"
FORMAT = 1
CHUNK = 1 << 20
LAST = 1 << 31
TAG = 16
LONGEST_HEADER = 64 * 1024
_SIZE = struct.Struct(">I")
_PURPOSE = b"sinterflow backup 1 "
_SIGNED = b"sinterflow backup signature 1 "


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What can be read without the passphrase. `name` is the project's, `program` the version that made it."""

    format: int
    program: Annotated[str, msgspec.Meta(max_length=100)]
    name: Annotated[str, msgspec.Meta(max_length=1000)]
    made: datetime
    recovery: Recovery
    ephemeral: Key


class NotWhole(SinterflowError):
    """The file is no backup, or is not what was written."""


class Writable(Protocol):
    def write(self, data: bytes, /) -> Any: ...


class Sealer:
    """Writes one backup. `close` ends it; a file without that does not open."""

    def __init__(self, out: Writable, keys: RecoveryKeys, program: str, name: str, made: datetime) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        ephemeral = X25519PrivateKey.generate()
        recipient = X25519PublicKey.from_public_bytes(keys.recovery.public)
        header = Header(
            format=FORMAT,
            program=program,
            name=name[:1000],
            made=made,
            recovery=keys.recovery,
            ephemeral=ephemeral.public_key().public_bytes_raw(),
        )
        encoded = msgspec.json.encode(header)
        self._cipher = AESGCM(_file_key(ephemeral.exchange(recipient), header, encoded))
        self._signing = Ed25519PrivateKey.from_private_bytes(keys.signing)
        self._out = out
        self._hash = sha256(_SIGNED)
        self._number = 0
        self._waiting = bytearray()
        self._write(MAGIC + _SIZE.pack(len(encoded)) + encoded)

    def write(self, data: bytes) -> None:
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._chunk(bytes(self._waiting[:CHUNK]), 0)
            del self._waiting[:CHUNK]

    def close(self) -> None:
        self._chunk(bytes(self._waiting), LAST)
        self._out.write(self._signing.sign(self._hash.digest()))

    def _chunk(self, data: bytes, last: int) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last), data, None)
        self._number += 1
        self._write(_SIZE.pack(len(sealed) | last) + sealed)

    def _write(self, data: bytes) -> None:
        self._hash.update(data)
        self._out.write(data)


class Sealed:
    """Reads one backup. Raises NotWhole where the file is not what was written; OSError.

    What `opened` gives may be used only when it has come to its end: the signature is behind all of it.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = sha256(_SIGNED)
        if self._read(len(MAGIC)) != MAGIC:
            raise NotWhole(text(en="it is not a backup of Sinterflow", zh="这不是 Sinterflow 的备份文件"))
        (length,) = _SIZE.unpack(self._read(_SIZE.size))
        if length > LONGEST_HEADER:
            raise damaged()
        self._encoded = self._read(length)
        self.header = _header(self._encoded)

    def opened(self, key: X25519PrivateKey) -> Iterator[bytes]:
        """The content, in pieces."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            secret = key.exchange(X25519PublicKey.from_public_bytes(self.header.ephemeral))
        except ValueError:  # a point that gives everybody the same secret
            raise damaged() from None
        cipher = AESGCM(_file_key(secret, self.header, self._encoded))
        for number, (last, sealed) in enumerate(self._chunks()):
            try:
                piece = cipher.decrypt(_nonce(number, last), sealed, None)
            except InvalidTag:
                raise damaged() from None
            yield piece
        self._check_end()

    def check(self) -> None:
        """Read all of it without opening it: it is what its maker signed."""
        for _ in self._chunks():
            pass
        self._check_end()

    def _chunks(self) -> Iterator[tuple[int, bytes]]:
        last = 0
        while not last:
            (said,) = _SIZE.unpack(self._read(_SIZE.size))
            last, length = said & LAST, said & ~LAST
            if not TAG <= length <= CHUNK + TAG:
                raise damaged()
            yield last, self._read(length)

    def _check_end(self) -> None:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        digest, signature = self._hash.digest(), self._file.read(65)
        try:
            Ed25519PublicKey.from_public_bytes(self.header.recovery.signer).verify(signature, digest)
        except InvalidSignature:
            raise damaged() from None

    def _read(self, size: int) -> bytes:
        data = self._file.read(size)
        if len(data) < size:
            raise NotWhole(
                text(
                    en="the file ends too early: a part is missing; take another copy or an older backup",
                    zh="文件不完整，缺少后半部分；请使用其他副本或更早的备份",
                )
            )
        self._hash.update(data)
        return data


def _header(encoded: bytes) -> Header:
    try:
        form = msgspec.json.decode(encoded, type=_Form).format
        if form > FORMAT:
            raise NotWhole(
                text(
                    en=f"the backup has format {form}, this version reads up to {FORMAT}; "
                    "restore it with the version of Sinterflow that made it, or a later one",
                    zh=f"备份格式为 {form}，此版本最高支持 {FORMAT}；请使用制作该备份的版本或更高版本恢复",
                )
            )
        header = msgspec.json.decode(encoded, type=Header)
    except msgspec.MsgspecError:
        raise damaged() from None
    if header.recovery.n & (header.recovery.n - 1):  # scrypt knows powers of two alone
        raise damaged()
    return header


class _Form(msgspec.Struct):
    format: Annotated[int, msgspec.Meta(ge=1)]


def _file_key(secret: bytes, header: Header, encoded: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    salt = header.ephemeral + header.recovery.public
    return HKDF(SHA256(), 32, salt, _PURPOSE + sha256(encoded).digest()).derive(secret)


def _nonce(number: int, last: int) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")


def damaged() -> NotWhole:
    return NotWhole(
        text(
            en="the file is not what was written: it is damaged or was changed; take another copy or an older backup",
            zh="文件内容与写入时不一致：已损坏或被修改；请使用其他副本或更早的备份",
        )
    )
