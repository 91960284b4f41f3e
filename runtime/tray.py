"""The tray of dead letters: messages that nothing handled, kept for a person with the reason and the owner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any

import msgspec

from .delivery import Delivery, Journaled
from .durability import Durability
from .encoding import NotEncodable, decode, encode
from .journal.lane import Entry
from .message import Message
from .sizes import encode_limited

SHOWN = 64 * 1024
"""Bytes that are kept of a message which cannot be encoded whole."""
MOST_LETTERS = 1000
MOST_BYTES = 16 * 1024 * 1024
LANE = "$letters"


class Failure(msgspec.Struct, frozen=True):
    """Why a message was not handled. `kind` is the error's class name, `count` how often its message was caught."""

    message: str
    kind: str
    node: str
    count: int = 1


class DeadLetter(msgspec.Struct, kw_only=True):
    """One message in the tray; `encoded` is it as JSON, for the input `port` of `node`.

    `arrived` is when its delivery began, `origin` what it is known by when it comes again. `more` counts like ones that
    the full tray left out. `owner` is who sees to it.
    """

    id: str
    time: datetime
    flow: str
    node: str
    port: str = "in"
    failure: Failure
    encoded: bytes
    arrived: float = 0.0
    origin: str = ""
    retried: int = 0
    more: int = 0
    owner: str = ""

    def message(self) -> Message:
        message: Message = decode(self.encoded)
        return message


class Tray:
    """Bounded in letters and bytes. With a journal its letters outlive the process.

    When it is full, letters like one that is there (same node, same kind of error) are only counted, and the first
    stays whole. A message that is in the journal is not given up for that: it waits, and nothing more is handed out,
    until there is room.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        zone: tzinfo,
        size: int = MOST_LETTERS,
        *,
        bytes: int = MOST_BYTES,
        durability: Durability | None = None,
    ) -> None:
        self._now = now
        self._zone = zone
        self._size = size
        self._most_bytes = bytes
        self._durability = durability
        self._store = Store(durability) if durability is not None else None
        self._letters: dict[str, DeadLetter] = {}
        self._first: dict[tuple[str, str, str], DeadLetter] = {}
        self._origins: dict[str, DeadLetter] = {}
        self._parked: list[tuple[DeadLetter, Delivery]] = []
        self._number = 0
        self._bytes = 0
        self.retrying: set[str] = set()
        """Letters that are on their way once more."""
        self.total = 0
        if durability is not None:
            durability.when_open(self._load)

    @property
    def parked(self) -> int:
        """Messages that wait for room in the tray."""
        return len(self._parked)

    @property
    def full(self) -> bool:
        return len(self._letters) >= self._size or self._bytes >= self._most_bytes

    def add(
        self, flow: str, failure: Failure, message: Message, delivery: Delivery | None = None, port: str = "in"
    ) -> DeadLetter:
        """Keep a message; returns the letter it is in or is counted by.

        Its delivery stays open until the letter is on the disk.
        """
        self.total += 1
        letter = self._made(flow, failure, message, delivery, port)
        if letter.origin and (known := self._origins.get(letter.origin)) is not None:
            return known
        if self.full:
            if delivery is not None and delivery.journaled:
                delivery.open += 1
                self._parked.append((letter, delivery))
                self._park()
                return letter
            first = self._first.get(_like(letter))
            if first is not None:
                first.more += 1
                return first
        self._keep(letter, delivery)
        return letter

    def letters(self) -> list[DeadLetter]:
        """All letters, oldest first."""
        return list(self._letters.values())

    def find(self, id: str) -> DeadLetter | None:
        return self._letters.get(id)

    def own(self, letter: DeadLetter, owner: str) -> None:
        """Say who sees to a letter."""
        letter.owner = owner
        if self._store is not None:
            self._store.replace(letter)

    def take(self, id: str) -> DeadLetter | None:
        """Remove a letter: it is handled or deleted. None when it is not there."""
        letter = self._letters.pop(id, None)
        if letter is None:
            return None
        self.retrying.discard(id)
        self._bytes -= len(letter.encoded)
        self._origins.pop(letter.origin, None)
        if self._first.get(_like(letter)) is letter:
            del self._first[_like(letter)]
        if self._store is not None:
            self._store.remove(letter)
        self._unpark()
        return letter

    def retry(self, letter: DeadLetter, arrived: float) -> Delivery:
        """A delivery for the letter's message; when it is done, the letter goes."""
        self.retrying.add(letter.id)
        if self._store is None:
            return Delivery(None, arrived, lambda: self._retried(letter.id))
        return self._store.delivery(letter, arrived, self._retried)

    def not_retried(self, letter: DeadLetter) -> None:
        """It was not admitted: it stays."""
        self.retrying.discard(letter.id)

    def __len__(self) -> int:
        return len(self._letters)

    def _retried(self, id: str) -> None:
        if id in self.retrying:
            self.take(id)

    def _made(self, flow: str, failure: Failure, message: Message, delivery: Delivery | None, port: str) -> DeadLetter:
        retried = message.get("retried")
        return DeadLetter(
            id="",
            time=self._now(),
            flow=flow,
            node=failure.node,
            port=port,
            failure=failure,
            encoded=self._encoded(message),
            arrived=0.0 if self._durability is None or delivery is None else self._durability.wall(delivery.arrived),
            origin=_origin(flow, failure.node, delivery),
            retried=retried if type(retried) is int else 0,
        )

    def _keep(self, letter: DeadLetter, delivery: Delivery | None) -> None:
        self._number = max(self._number + 1, self._store.first_number(letter) if self._store is not None else 0)
        letter.id = str(self._number)
        self._index(letter)
        if self._store is None:
            return
        if delivery is None or delivery.journaled:
            self._store.put(letter)  # it leaves the journal at its old place with the same group, or a later one
        else:
            delivery.open += 1
            self._store.put(letter, delivery.end)

    def _index(self, letter: DeadLetter) -> None:
        self._letters[letter.id] = letter
        self._bytes += len(letter.encoded)
        self._first.setdefault(_like(letter), letter)
        if letter.origin:
            self._origins[letter.origin] = letter

    def _park(self) -> None:
        if self._durability is not None:
            self._durability.park(bool(self._parked))

    def _unpark(self) -> None:
        while self._parked and not self.full:
            letter, delivery = self._parked.pop(0)
            self._keep(letter, delivery)
            delivery.end()
        self._park()

    async def _load(self) -> None:
        assert self._store is not None
        for letter in await self._store.load():
            self._number = max(self._number, int(letter.id))
            self._index(letter)

    def _encoded(self, message: Message) -> bytes:
        try:
            return encode(message, zone=self._zone)
        except NotEncodable:  # nested without end: what can be shown of it is better than no letter
            return encode_limited(message, SHOWN, zone=self._zone)[0]


class Store:
    """The letters in the journal: one record each."""

    def __init__(self, durability: Durability) -> None:
        self._journal = durability.journal
        self._durability = durability
        self._lane = durability.journal.lane(LANE)
        self._offsets: dict[str, int] = {}
        self._writing: list[DeadLetter | None] = []
        self._under_way: dict[int, Callable[[], None]] = {}

    @property
    def name(self) -> str:
        """What effects are kept under."""
        return f"{self._journal.id}/{LANE}"

    @property
    def floor(self) -> int:
        return min(map(int, self._offsets), default=0)

    @staticmethod
    def first_number(letter: DeadLetter) -> int:
        """From the time: no number names two letters, also when none was left before a restart."""
        return int(letter.time.timestamp() * 1000)

    async def load(self) -> list[DeadLetter]:
        await self._lane.look_up(self._stored)
        found: dict[str, tuple[DeadLetter, Entry]] = {}
        for entry in self._lane.entries():
            letter = msgspec.msgpack.decode(entry.data, type=DeadLetter)
            if letter.id in found:
                self._lane.done(found[letter.id][1].offset)  # its owner changed just before the end
            found[letter.id] = letter, entry
        self._offsets = {id: entry.offset for id, (_, entry) in found.items()}
        return [letter for letter, _ in sorted(found.values(), key=lambda one: int(one[0].id))]

    def put(self, letter: DeadLetter, committed: Callable[[], None] | None = None) -> None:
        self._writing.append(letter)
        self._lane.put(msgspec.msgpack.encode(letter), 0.0, committed)

    def replace(self, letter: DeadLetter) -> None:
        old = self._offsets.pop(letter.id, None)
        if old is None:  # it is being written
            self._cancel(letter)
        self.put(letter)
        if old is not None:
            self._lane.done(old)

    def remove(self, letter: DeadLetter) -> None:
        offset = self._offsets.pop(letter.id, None)
        if offset is None:
            self._cancel(letter)
        else:
            self._lane.done(offset)

    def delivery(self, letter: DeadLetter, arrived: float, over: Callable[[str], None]) -> Delivery:
        """Under it effects have the same keys when the letter is retried again after a crash."""
        offset = int(letter.id)
        self._under_way[offset] = lambda: over(letter.id)
        return Journaled(self, offset, arrived, again=True)

    def handled(self, delivery: Journaled) -> None:
        self._durability.over(delivery)
        over = self._under_way.pop(delivery.offset, None)
        if over is not None:
            over()

    def mark(self, offset: int) -> None:
        """Nothing to note: effects under a letter are looked for when it goes."""

    def _cancel(self, letter: DeadLetter) -> None:
        self._writing = [None if one is letter else one for one in self._writing]

    def _stored(self, first: int, count: int) -> None:
        written, self._writing = self._writing[:count], self._writing[count:]
        for offset, letter in enumerate(written, first):
            if letter is None:
                self._lane.done(offset)
            else:
                self._offsets[letter.id] = offset


def _like(letter: DeadLetter) -> tuple[str, str, str]:
    return letter.flow, letter.node, letter.failure.kind


def _origin(flow: str, node: str, delivery: Delivery | None) -> str:
    """What names the failure, so that it is not kept twice when its message comes again."""
    identity = delivery.identity if delivery is not None else None
    if delivery is None or identity is None:
        return ""
    place = f"{flow}/{node}!"
    return f"{identity.source} {identity.key} {place}{delivery.ordinal(place)}"


def describe(letter: DeadLetter) -> dict[str, Any]:
    """A letter as the API shows it."""
    return {
        "id": letter.id,
        "time": letter.time.isoformat(),
        "flow": letter.flow,
        "node": letter.node,
        "port": letter.port,
        "error": msgspec.to_builtins(letter.failure),
        "message": msgspec.Raw(letter.encoded),
        "retried": letter.retried,
        "more": letter.more,
        "owner": letter.owner,
    }
