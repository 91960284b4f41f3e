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
        self._known: dict[str, OrderedDict[str, tuple[_Entry, ...]]] = {}
        """By source and key, the oldest key first. There are many, so each is to be small."""
        self._writing: deque[_Entry] = deque()

    async def load(self) -> None:
        await self._lane.look_up(self._stored)
        for entry in self._lane.entries():
            source, key, lane, ordinal = msgspec.msgpack.decode(entry.data)
            self._remember(Identity(source, key), _Entry((lane, ordinal), entry.offset))

    def knows(self, identity: Identity, mark: Mark) -> bool:
        """Whether this was put before."""
        return any(entry.mark == mark for entry in self._entries(identity))

    def of(self, source: str) -> list[str]:
        """The keys of a source, oldest first."""
        return list(self._known.get(source, ()))

    def is_stored(self, identity: Identity) -> bool:
        """Whether the disk knows all of it that is known."""
        return all(entry.offset is not None for entry in self._entries(identity))

    def add(self, identity: Identity, mark: Mark) -> None:
        """Remember, with the group that is being filled."""
        entry = _Entry(mark)
        self._writing.append(entry)
        self._remember(identity, entry)
        self._lane.put(msgspec.msgpack.encode((*identity, *mark)), 0.0)

    def forget(self, identity: Identity) -> None:
        """The same key means another message from now on."""
        of_source = self._known.get(identity.source)
        if of_source is None or identity.key not in of_source:
            return
        entries = of_source.pop(identity.key)
        if not of_source:
            del self._known[identity.source]
        for entry in entries:
            entry.gone = True
            if entry.offset is not None:
                self._lane.done(entry.offset)

    def rename(self, identity: Identity, key: str) -> None:
        """The message is known by another key from now on."""
        for entry in self._entries(identity):
            self.add(Identity(identity.source, key), entry.mark)
        self.forget(identity)

    def forget_all(self, source: str) -> None:
        """What comes from this source is new."""
        for key in self.of(source):
            self.forget(Identity(source, key))

    def _entries(self, identity: Identity) -> tuple[_Entry, ...]:
        of_source = self._known.get(identity.source)
        return () if of_source is None else of_source.get(identity.key, ())

    def _remember(self, identity: Identity, entry: _Entry) -> None:
        of_source = self._known.setdefault(identity.source, OrderedDict())
        of_source[identity.key] = (*of_source.get(identity.key, ()), entry)
        if len(of_source) > REMEMBERED:
            self.forget(Identity(identity.source, next(iter(of_source))))

    def _stored(self, first: int, count: int) -> None:
        for offset in range(first, first + count):
            entry = self._writing.popleft()
            entry.offset = offset
            if entry.gone:
                self._lane.done(offset)


def place_of(lane: str) -> int:
    """A number for the name of a lane, the same at all times."""
    return int.from_bytes(blake2b(lane.encode(), digest_size=7).digest())
