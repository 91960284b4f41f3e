"""Delivery keys: what was put on a durable wire under which key, so that what comes again is not put twice."""

from __future__ import annotations

from collections import OrderedDict, deque
from hashlib import blake2b

import msgspec

from .delivery import Identity
from .journal.journal import Journal

LANE = "$keys"
REMEMBERED = 65_536
"""Keys of one source; beyond, the oldest are forgotten. What a broker sends again has a packet
id of 16 bits each (MQTT 5.0, 2.2.1), so there are never more."""

Mark = tuple[int, int]
"""Where: the place of the lane, and how often the message had come there before."""


class _Entry:
    __slots__ = ("gone", "mark", "offset")

    def __init__(self, mark: Mark, offset: int | None = None) -> None:
        self.mark = mark
        self.offset = offset
        self.gone = False


class Keys:
    """All keys that are remembered, in memory and, with the records that they belong to, in the journal."""

    def __init__(self, journal: Journal) -> None:
        self._lane = journal.lane(LANE)
        self._known: dict[Identity, list[_Entry]] = {}
        self._order: dict[str, OrderedDict[Identity, None]] = {}
        self._writing: deque[_Entry] = deque()

    async def load(self) -> None:
        await self._lane.look_up(self._stored)
        for entry in self._lane.entries():
            source, key, lane, ordinal = msgspec.msgpack.decode(entry.data)
            self._remember(Identity(source, key), _Entry((lane, ordinal), entry.offset))

    def knows(self, identity: Identity, mark: Mark) -> bool:
        """Whether this was put before."""
        entries = self._known.get(identity)
        return entries is not None and any(entry.mark == mark for entry in entries)

    def of(self, source: str) -> list[str]:
        """The keys of a source, oldest first."""
        return [identity.key for identity in self._order.get(source, ())]

    def is_stored(self, identity: Identity) -> bool:
        """Whether the disk knows all of it that is known."""
        return all(entry.offset is not None for entry in self._known.get(identity, ()))

    def add(self, identity: Identity, mark: Mark) -> None:
        """Remember, with the group that is being filled."""
        entry = _Entry(mark)
        self._writing.append(entry)
        self._remember(identity, entry)
        self._lane.put(msgspec.msgpack.encode((*identity, *mark)), 0.0)

    def forget(self, identity: Identity) -> None:
        """The same key means another message from now on."""
        entries = self._known.pop(identity, None)
        if entries is None:
            return
        order = self._order[identity.source]
        del order[identity]
        if not order:
            del self._order[identity.source]
        for entry in entries:
            entry.gone = True
            if entry.offset is not None:
                self._lane.done(entry.offset)

    def forget_all(self, source: str) -> None:
        """What comes from this source is new."""
        for identity in list(self._order.get(source, ())):
            self.forget(identity)

    def _remember(self, identity: Identity, entry: _Entry) -> None:
        entries = self._known.get(identity)
        if entries is not None:
            entries.append(entry)
            return
        self._known[identity] = [entry]
        order = self._order.setdefault(identity.source, OrderedDict())
        order[identity] = None
        if len(order) > REMEMBERED:
            self.forget(next(iter(order)))

    def _stored(self, first: int, count: int) -> None:
        for offset in range(first, first + count):
            entry = self._writing.popleft()
            entry.offset = offset
            if entry.gone:
                self._lane.done(offset)


def place_of(lane: str) -> int:
    """A number for the name of a lane, the same at all times."""
    return int.from_bytes(blake2b(lane.encode(), digest_size=7).digest())
