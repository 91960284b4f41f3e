"""The recovery keys of a project: backups are sealed to one and signed with the other.

`recovery.key` in the data folder holds the public key that backups are sealed to (X25519, RFC 7748) and the private
key that they are signed with (Ed25519, RFC 8032). The private key that opens them is nowhere but inside the files,
wrapped by the recovery passphrase: a scheduled backup needs no passphrase, and who steals the machine cannot open the
backups of the past. The wrapping also covers the key that checks signatures, so that who knows the passphrase knows
whose backups are genuine: everybody who holds a backup can seal another to its public key.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec

from ..errors import SinterflowError
from ..private import write_private
from ..text import text
from .passphrase import as_read, looks_mistyped

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

FILE = "recovery.key"
FORMAT = 1
COST, BLOCK, LANES = 1 << 16, 8, 2
"""scrypt (RFC 7914) with 64 MiB and about a second on a small gateway; as strong as N=2^17, p=1 in half the memory."""
_NONCE = 12

Key = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class Recovery(msgspec.Struct, frozen=True, kw_only=True):
    """What every backup carries in the clear: the public keys, and the opening key wrapped by the passphrase.

    The bounds keep a file that was made to harm from asking for more than 512 MiB or a minute.
    """

    public: Key
    signer: Key
    salt: Annotated[bytes, msgspec.Meta(min_length=16, max_length=64)]
    n: Annotated[int, msgspec.Meta(ge=1 << 14, le=1 << 19)]
    r: Annotated[int, msgspec.Meta(ge=1, le=8)]
    p: Annotated[int, msgspec.Meta(ge=1, le=8)]
    wrapped: Annotated[bytes, msgspec.Meta(min_length=_NONCE + 48, max_length=_NONCE + 48)]

    @property
    def fingerprint(self) -> str:
        """A short name by which people tell keys apart."""
        return self.public[:3].hex().upper()


class RecoveryKeys(msgspec.Struct, frozen=True, kw_only=True):
    """The file in the data folder."""

    format: int
    made: datetime
    recovery: Recovery
    signing: Key


class WrongPassphrase(SinterflowError):
    """It does not open this backup."""


def make_keys(passphrase: str) -> RecoveryKeys:
    """New keys behind a passphrase as it is kept. Takes about a second."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    opening, signing, salt = X25519PrivateKey.generate(), Ed25519PrivateKey.generate(), os.urandom(32)
    public, signer = opening.public_key().public_bytes_raw(), signing.public_key().public_bytes_raw()
    nonce = os.urandom(_NONCE)
    kept = AESGCM(_stretched(passphrase, salt, COST, BLOCK, LANES))
    wrapped = nonce + kept.encrypt(nonce, opening.private_bytes_raw(), public + signer)
    recovery = Recovery(public=public, signer=signer, salt=salt, n=COST, r=BLOCK, p=LANES, wrapped=wrapped)
    made = datetime.now(UTC).replace(microsecond=0)
    return RecoveryKeys(format=FORMAT, made=made, recovery=recovery, signing=signing.private_bytes_raw())


def opening_key(recovery: Recovery, passphrase: str) -> X25519PrivateKey:
    """The private key that opens the backups. Takes about a second. Raises WrongPassphrase."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key = AESGCM(_stretched(as_read(passphrase), recovery.salt, recovery.n, recovery.r, recovery.p))
    nonce, sealed = recovery.wrapped[:_NONCE], recovery.wrapped[_NONCE:]
    try:
        private = X25519PrivateKey.from_private_bytes(key.decrypt(nonce, sealed, recovery.public + recovery.signer))
    except InvalidTag:
        mistyped = looks_mistyped(passphrase)
        raise WrongPassphrase(
            text(
                en="this recovery passphrase does not open the backup; "
                + ("a character in it is mistyped" if mistyped else "take the one that was valid when it was made"),
                zh="恢复口令不正确，无法打开备份；"
                + ("其中有字符输入错误" if mistyped else "请使用制作备份时有效的口令"),
            )
        ) from None
    return private


def load_keys(data: Path) -> RecoveryKeys | None:
    """Those of a data folder; None when none were made. Blocks. Raises SinterflowError for a damaged file, OSError."""
    path = data / FILE
    try:
        found = msgspec.json.decode(path.read_bytes(), type=RecoveryKeys)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError as error:
        raise SinterflowError(
            text(
                en=f"{path} is damaged: {error}; delete it and set up a new recovery passphrase",
                zh=f"{path} 已损坏：{error}；请删除后重新设置恢复口令",
            )
        ) from None
    return found


def save_keys(data: Path, keys: RecoveryKeys) -> None:
    """Keep them, atomically and for their owner alone. Blocks. Raises OSError."""
    write_private(data / FILE, msgspec.json.format(msgspec.json.encode(keys), indent=2) + b"\n")


def _stretched(passphrase: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, n=n, r=r, p=p).derive(passphrase.encode())
