"""The start token: until people exist, whoever can read one file of the data folder may do everything."""

from __future__ import annotations

import os
import secrets
from hmac import compare_digest
from pathlib import Path

from ..portable import replace
from .caller import Caller
from .rights import EVERY_RIGHT, Right

FILE = "start-token"


class StartToken:
    """The `Callers` of one token. Its bearer is the author `local`, on this machine only."""

    loopback_only = True

    def __init__(self, token: str, rights: frozenset[Right] = EVERY_RIGHT) -> None:
        self._token = token.encode()
        self._bearer = Caller("local", rights)

    def caller(self, token: str) -> Caller | None:
        return self._bearer if compare_digest(token.encode(errors="replace"), self._token) else None


def write_start_token(data: Path) -> str:
    """Make a new token and keep it in `data`/start-token, which only the owner may read. Blocks: call it off the loop.

    The token is URL-safe and fits a WebSocket sub-protocol. Raises OSError when the folder cannot be written.
    """
    token = secrets.token_urlsafe(32)
    data.mkdir(parents=True, exist_ok=True)
    new = data / f"{FILE}.new"
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="ascii") as file:
        file.write(token + "\n")
    replace(new, data / FILE)
    return token
