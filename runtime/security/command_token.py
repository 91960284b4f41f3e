"""The command token: by it a command on this machine, run by who may read the data folder, asks the process that runs.

It holds at all times, also when people exist, and for making backups alone: who can read the file owns the data anyway.
"""

from __future__ import annotations

import secrets
from hmac import compare_digest
from pathlib import Path

from ..private import write_private
from .caller import Caller
from .granted import Granted
from .rights import Right

FILE = "command-token"
RIGHTS: frozenset[Right] = frozenset({"backup"})


class CommandToken:
    """Its bearer is the author `local`, on this machine only."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()
        self._bearer = Caller(author="local", rights=Granted(RIGHTS), by="command")

    def caller(self, token: str) -> Caller | None:
        return self._bearer if compare_digest(token.encode(errors="replace"), self._token) else None


def write_command_token(data: Path) -> str:
    """Make a new one and keep it in `data`/command-token, which only the owner may read. Blocks; raises OSError."""
    token = secrets.token_urlsafe(32)
    write_private(data / FILE, f"{token}\n".encode())
    return token
