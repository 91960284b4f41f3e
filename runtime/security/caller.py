"""Callers of the API and their rights."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from .rights import Right


class Caller(NamedTuple):
    """Who makes a request. `author` is the name that is kept with what they change, `station` the
    device they do it at, if it is one."""

    author: str
    rights: frozenset[Right]
    station: str = ""


class Callers(Protocol):
    """Knows callers by their token."""

    loopback_only: bool
    """Its tokens count only from this machine."""

    def caller(self, token: str) -> Caller | None:
        """Whose token this is; None when it is nobody's."""
