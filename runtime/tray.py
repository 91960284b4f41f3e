"""The tray of dead letters: messages that nothing handled, kept for a person with the reason and the owner."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from .clock import Clock
from .delivery import Delivery
from .durability import Durability
from .encoding import NotEncodable, encode
from .errors import FOR_A_PERSON
from .events import Events
from .handled import HandledLetters
from .journaled import Journaled, Stored
from .letter_store import LANE, LetterStore
from .letters import DeadLetter, Failure
from .message import Message
from .sizes import encode_limited

SHOWN = 64 * 1024
"""Bytes that are kept of a message which cannot be encoded whole."""
MOST_LETTERS = 1000
MOST_BYTES = 16 * 1024 * 1024
TOPIC = "dead-letters"
"""Events for whoever watches the tray: a letter `came`, is `retrying`, `stays`, has another `owner`, or `went`."""


class Retrying(Journaled):
    """The delivery of a letter's message that is on its way once more. `failed`: the letter that came of it.

    Under it effects have the same keys when the letter is retried again after a crash.
    """

    __slots__ = ("failed", "is_there", "letter", "over")
    resumed = False
    """A person sends it now: no node goes on with a wait of then."""

    def __init__(self, tray: Stored, letter: str, arrived: float, is_there: Callable[[], bool]) -> None:
        super().__init__(tray, int(letter), arrived, again=True)
        self.letter = letter
        self.is_there = is_there
        self.failed = ""
        self.over = asyncio.Event()


class Tray:
    """Bounded in letters and bytes. With a journal its letters outlive the process.

    When it is full, letters like one that is there (same node, same kind of error) are only counted, and the first
    stays whole. A message that is in the journal is not given up for that: it waits, and nothing more is handed out,
    until there is room.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        events: Events | None = None,
        durability: Durability | None = None,
        size: int = MOST_LETTERS,
        bytes: int = MOST_BYTES,
    ) -> None:
        self._clock = clock
        self._events = events
        self._durability = durability
        self._size = size
        self._most_bytes = bytes
        self._store = LetterStore(durability) if durability is not None else None
        self.handled_letters = HandledLetters(durability)
        self._letters: dict[str, DeadLetter] = {}
        self._first: dict[tuple[str, str, str], DeadLetter] = {}
        self._origins: dict[str, DeadLetter] = {}
        self._parked: list[tuple[DeadLetter, Delivery]] = []
        self._number = 0
        self._bytes = 0
        self._retrying: dict[str, Retrying] = {}
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

    @property
    def used(self) -> float:
        """The share of its room that is taken, in letters or in bytes."""
        return max(len(self._letters) / self._size, self._bytes / self._most_bytes)

    # where the deliveries of letters are kept (`journaled.Stored`)

    @property
    def name(self) -> str:
        journal = self._durability.journal.id if self._durability is not None else ""
        return f"{journal}/{LANE}"

    @property
    def floor(self) -> int:
        return int(next(iter(self._letters), 0))

    def handled(self, delivery: Journaled) -> None:
        """The message of a letter that was sent once more is done with: the letter goes."""
        assert isinstance(delivery, Retrying)
        if self._durability is not None:
            self._durability.over(delivery)
        if self._retrying.get(delivery.letter) is delivery:
            self.take(delivery.letter)
        delivery.over.set()

    def mark(self, offset: int) -> None:
        """Nothing to note: what is remembered of a letter's message is looked for when that is done."""

    # letters

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
        base = delivery.base if delivery is not None else None
        if isinstance(base, Retrying):  # it takes the place of the letter that it was made of
            self._keep(letter, delivery)
            base.failed = letter.id
            return letter
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
        self._tell("owner", letter)

    def take(self, id: str) -> DeadLetter | None:
        """Remove a letter: it is handled or deleted. None when it is not there."""
        letter = self._letters.pop(id, None)
        if letter is None:
            return None
        self._retrying.pop(id, None)
        self._bytes -= len(letter.encoded)
        self._origins.pop(letter.origin, None)
        if self._first.get(_like(letter)) is letter:
            del self._first[_like(letter)]
        if self._store is not None:
            self._store.remove(letter)
        self._tell("went", letter)
        self._unpark()
        return letter

    def retry(self, letter: DeadLetter, arrived: float, is_there: Callable[[], bool]) -> Retrying:
        """A delivery for the letter's message; when it is done, the letter goes.

        `is_there` says whether whoever was given the message still has it: else the letter may be retried again.
        """
        delivery = self._retrying[letter.id] = Retrying(self, letter.id, arrived, is_there)
        if self._durability is not None and letter.failure.kind in FOR_A_PERSON:
            self._durability.effects.withdraw(delivery)
        self._tell("retrying", letter)
        return delivery

    def not_retried(self, letter: DeadLetter) -> None:
        """It was not admitted: it stays."""
        self._retrying.pop(letter.id, None)
        self._tell("stays", letter)

    def is_retrying(self, letter: DeadLetter) -> bool:
        """Whether it is on its way once more."""
        under_way = self._retrying.get(letter.id)
        return under_way is not None and under_way.is_there()

    def __len__(self) -> int:
        return len(self._letters)

    def _made(self, flow: str, failure: Failure, message: Message, delivery: Delivery | None, port: str) -> DeadLetter:
        retried = message.get("retried")
        clock = self._clock
        encoded, whole = self._encoded(message)
        return DeadLetter(
            id="",
            time=clock.now(),
            flow=flow,
            node=failure.node,
            port=port,
            failure=failure,
            encoded=encoded,
            whole=whole,
            arrived=clock.time() - (clock.monotonic() - delivery.arrived if delivery is not None else 0.0),
            origin=_origin(flow, failure.node, delivery),
            retried=retried if type(retried) is int else 0,
        )

    def _keep(self, letter: DeadLetter, delivery: Delivery | None) -> None:
        # from the time: no number names two letters, also when none was left before a restart
        self._number = max(self._number + 1, int(letter.time.timestamp() * 1000) if self._store is not None else 0)
        letter.id = str(self._number)
        self._index(letter)
        self._tell("came", letter)
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
        found = await self._store.load()
        since, self._letters = self._letters, {}  # what came before the journal could be read is younger
        for letter in found:
            self._number = max(self._number, int(letter.id))
            self._index(letter)
        self._letters |= since

    def _encoded(self, message: Message) -> tuple[bytes, bool]:
        """The message as JSON, and whether that is all of it."""
        zone = self._clock.zone
        try:
            return encode(message, zone=zone), True
        except NotEncodable:  # nested without end: what can be shown of it is better than no letter
            return encode_limited(message, SHOWN, zone=zone)[0], False

    def _tell(self, change: str, letter: DeadLetter) -> None:
        if self._events is not None and self._events.wanted(TOPIC):
            about = {"id": letter.id, "flow": letter.flow, "node": letter.node, "kind": letter.failure.kind}
            self._events.publish(TOPIC, {"change": change, **about, "letters": len(self)})


def _like(letter: DeadLetter) -> tuple[str, str, str]:
    return letter.flow, letter.node, letter.failure.kind


def _origin(flow: str, node: str, delivery: Delivery | None) -> str:
    """What names the failure, so that it is not kept twice when its message comes again."""
    identity = delivery.identity if delivery is not None else None
    if delivery is None or identity is None:
        return ""
    place = f"{flow}/{node}!"
    return f"{identity.source} {identity.key} {place}{delivery.ordinal(place)}"
