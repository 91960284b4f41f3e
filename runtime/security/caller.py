"""Callers of the API and their rights."""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol

Right = Literal["view", "operate", "device-write", "deploy"]
"""`view`: see flows, values and metrics; `operate`: give messages; `device-write`: where they can reach a device;
`deploy`: change what runs, and see the configs of connections."""

EVERY_RIGHT: frozenset[Right] = frozenset(("view", "operate", "device-write", "deploy"))


class Caller(NamedTuple):
    """Who makes a request. `author` is the name that is kept with what they change."""

    author: str
    rights: frozenset[Right]


class Callers(Protocol):
    """Knows callers by their token."""

    loopback_only: bool
    """Its tokens count only from this machine."""

    def caller(self, token: str) -> Caller | None:
        """Whose token this is; None when it is nobody's."""
