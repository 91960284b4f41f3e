"""The start token: until people exist, whoever can read one file of the data folder may do everything."""

from __future__ import annotations

import secrets
from hmac import compare_digest
from pathlib import Path

from ..private import write_private
from .caller import Caller
from .granted import Granted
from .rights import EVERY_RIGHT, Right

FILE = "start-token"


class StartToken:
    """Its bearer is the author `local`, on this machine only. `ends`: it counts only until people exist."""

    def __init__(self, token: str, rights: frozenset[Right] = EVERY_RIGHT, *, ends: bool = True) -> None:
        self.ends = ends
        self._token = token.encode()
        self._bearer = Caller(author="local", rights=Granted(rights), by="start-token")

    def counts(self, people_exist: bool) -> bool:
        """Whether there is one, and it counts by now."""
        return bool(self._token) and not (self.ends and people_exist)

    def caller(self, token: str) -> Caller | None:
        return self._bearer if self._token and compare_digest(token.encode(errors="replace"), self._token) else None


def write_start_token(data: Path) -> str:
    """Make a new token and keep it in `data`/start-token, which only the owner may read. Blocks: call it off the loop.

    The token is URL-safe and fits a WebSocket sub-protocol. Raises OSError when the folder cannot be written.
    """
    token = secrets.token_urlsafe(32)
    write_private(data / FILE, f"{token}\n".encode())
    return token


def forget_start_token(data: Path) -> None:
    """People exist: the token counts no longer. Blocks; raises OSError."""
    (data / FILE).unlink(missing_ok=True)
