"""Connections: clients of brokers, PLCs and databases that the nodes of a project share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from .own_files import usable
from .part import Part
from .peer import Peer
from .text import Text


class Browsed(NamedTuple):
    """What a connection's peer has at one place, for people who choose an address.

    `id`: unique in the answer; of a folder, the step that is added to the path to look into it. A `point` is what nodes
    read or write by its `address`, a `folder` holds others. `type` and `unit`: in the peer's words, empty without any.
    """

    id: str
    kind: Literal["folder", "point"]
    title: Text = ""
    address: str = ""
    type: str = ""
    unit: str = ""


class Connection(Part):
    """A shared client of a broker, PLC or database. The engine opens it, and again with back-off after `lost`."""

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.connected = asyncio.Event()
        """Set by the engine while `open` has succeeded and the link was not `lost` since."""
        self.outage: Callable[[Text], None] = lambda reason: None
        self.peer = Peer()

    @property
    def folder(self) -> Path | None:
        """The project's data folder, in which relative files are; None without one."""
        return self.host.folder

    @classmethod
    def for_trial(cls, config: Any) -> Any:
        """The config for a second client beside the first, opened for a moment to see whether it can be.

        A type whose peer tells its clients apart by a name gives it another one.
        """
        return config

    def file(self, name: str) -> Path:
        """The file of this name in the data folder. Blocks. Raises SinterflowError for one that nodes may not use: the
        runtime's own, and those outside."""
        return usable(self.folder, name)

    async def open(self) -> None:
        """Connect. Raises NotConnected with the reason when the peer cannot be reached."""

    async def close(self) -> None:
        """Give everything back; also called after a failed `open` and before the next."""

    async def browse(self, path: Sequence[str], search: str) -> Iterable[Browsed]:
        """What the peer has in the folder to which `path` leads, of a client that was opened to look around. With
        `search`: what is below it, at any depth, whose name has that text in it, in whichever case.

        A type whose peer cannot tell what it has leaves this out. Raises LookupError when there is no such folder,
        NotConnected when the peer does not answer. May be cancelled by a time-out.
        """
        raise NotImplementedError(f"{self.type} cannot be browsed")

    def exchanged(self, seconds: float, *, failed: bool = False) -> None:
        """One request to the peer is over: shown in the metrics. `failed`: there was no proper answer."""
        self.peer.exchanged(seconds, failed=failed)

    def told_time(self, theirs: datetime) -> None:
        """The peer has just told what time it is by its clock: how far that is ahead of ours is shown and alarmed."""
        self.peer.skew.saw(theirs, self.host.clock.time())

    def lost(self, reason: Text) -> None:
        """The client calls this, from the loop, when the link went down by itself."""
        self.connected.clear()
        self.outage(reason)
