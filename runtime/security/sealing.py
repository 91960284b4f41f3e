"""Keeping a small secret in a file: encrypted with AES-256-GCM under the key of `secret.key`.

The library comes with the first secret: a gateway that keeps none is spared 7 MiB.
"""

from __future__ import annotations

import secrets

NONCE = 12
"""Bytes; random ones, of which far fewer than 2^32 are used with one key (NIST SP 800-38D, 8.3)."""


def seal(key: bytes, secret: bytes, place: str) -> bytes:
    """`place` says whose secret it is: it cannot be moved to another place."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret, place.encode())


def unseal(key: bytes, sealed: bytes, place: str) -> bytes:
    """Raises ValueError when it was sealed with another key, for another place, or is damaged."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
    except InvalidTag:
        raise ValueError("sealed with another key or damaged") from None
