"""The durable wire: its queue is a lane of the journal, so what was put there outlives the process."""

from __future__ import annotations

import asyncio

from .clock import STEP, Clock
from .delivery import Delivery, Identity
from .durability import Durability
from .encoding import decode_own, encode_whole
from .errors import Overloaded
from .flow.resolved import Policy
from .flow_state import WireState
from .journaled import Journaled
from .keys import place_of
from .message import Message
from .text import text
from .wires import Inbox, Queued, Wire

MOST_OPEN = 10_000
"""Messages of one wire that are under way behind it."""


JITTER = 0.1
"""Seconds by which times may seem to go back, because two clocks were read one after the other."""


class Steady:
    """Times of messages that follow each other: who waits for the same time after each of them keeps their order."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last = 0.0

    def of(self, moment: float) -> float:
        if not self._last - JITTER < moment < self._last:
            self._last = moment
        return self._last


class DurableWire(Wire):
    """A message enters its lane with the next group, and its delivery counts it as done once that is on the disk.

    It leaves when the receiver has finished. Messages that come from the journal move in one transaction: there is
    nothing to wait for.
    """

    def __init__(
        self, id: str, name: str, port: str, policy: Policy, inbox: Inbox, durability: Durability, *, feedback: bool
    ) -> None:
        super().__init__(id, port, policy, inbox, feedback=feedback)
        self.repeats = 0
        """Messages that were here before, known by their key."""
        self.closed = False
        """Nothing is handed out any more: the flow stops."""
        self._durability = durability
        self._journal = durability.journal
        self._lane = self._journal.lane(name)
        self._place = place_of(name)
        self._clock: Clock = durability.clock
        self._name = ""
        self._put_at, self._taken_at = Steady(), Steady()
        self._open = 0
        self._retries: dict[int, int] = {}
        self._chained: list[tuple[Delivery, Identity, int]] = []
        self._marked: set[int] = set()
        self._unread: int | None = None
        """The first offset that this process has given; None while the journal cannot be read."""
        self._lane.serve(self._came, self._cut)
        durability.on_change(self._changed)
        self._changed()
        self._came()

    @property
    def name(self) -> str:
        """What effects are kept under: no other wire of any journal has this name."""
        if not self._name:
            self._name = f"{self._journal.id}/{self._lane.name}" if self._journal.id else ""
        return self._name

    @property
    def floor(self) -> int:
        return self._lane.floor

    @property
    def depth(self) -> int:
        return self._lane.depth

    @property
    def weight(self) -> int:
        return self._lane.bytes

    @property
    def waiting(self) -> int:
        return self._lane.waiting

    def ahead(self, most: int) -> list[Message]:
        """Those that are in memory; what is in the file alone begins to be read."""
        self._lane.peek()
        return [decode_own(entry.data) for entry in self._lane.ahead(most)]

    def _offer(self) -> None:
        self._settle_ready()

    @property
    def head(self) -> int:
        return self._lane.head_number

    @property
    def oldest(self) -> float:
        """Seconds since the oldest message came that is not handled, as far as it is in memory."""
        arrived = self._lane.oldest
        return 0.0 if arrived is None else max(0.0, self._clock.time() - arrived)

    @property
    def used(self) -> float:
        return self._lane.bytes / self.policy.bytes

    def state(self) -> WireState:
        shown = super().state()
        shown.repeats = self.repeats
        return shown

    def put(self, message: Message, delivery: Delivery) -> None:
        """Raises NotEncodable for a message with a live handle, Overloaded on a full feedback wire."""
        data, exact = encode_whole(message, self._clock.zone)
        if self.feedback and self.full:
            raise Overloaded(
                text(
                    en=f"wire {self.id} is full and closes a cycle, so its sender cannot wait; give it more bytes, "
                    "or limit the rate before the cycle",
                    zh=f"连线 {self.id} 已满，且它闭合了一个回路，发送方无法等待；请加大其字节上限，或在回路之前限速",
                )
            )
        identity, lane = delivery.identity, self._lane
        ordinal = 0
        if identity is not None:
            ordinal = delivery.ordinal(lane.name)
            if self._was_here(identity, ordinal, delivery):
                self._repeat(delivery, identity)
                return
        clock = self._clock
        ahead = clock.time() - clock.monotonic()
        if not -STEP < ahead - clock.ahead < STEP:
            clock.look()
        arrived = self._put_at.of(clock.ahead + delivery.arrived)
        self.count += 1
        if delivery.journaled:
            if identity is not None:
                self._chained.append((delivery, identity, ordinal))
            lane.put(data, arrived, None, message if exact else None)
        else:
            if identity is not None:
                self._durability.keys.add(identity, (self._place, ordinal))
            delivery.open += 1
            lane.put(data, arrived, delivery.end, message if exact else None)
        if not self.full and (lane.bytes >= self.policy.bytes or self.retired):
            self._set_full(True)

    def _repeat(self, delivery: Delivery, identity: Identity) -> None:
        """A message that was here before is counted, and its delivery is safe no sooner than the first of them."""
        self.repeats += 1
        self._remember(delivery, identity)
        if not self._durability.keys.is_stored(identity):
            delivery.open += 1
            self._journal.settled(delivery.end)

    async def filled(self) -> bool:
        """Only of a wire that nobody else takes from. What is under way elsewhere does not come back."""
        while self._lane.waiting:
            if self._lane.peek() is not None:
                return True
            came = asyncio.Event()
            self._lane.on_commit = came.set
            await came.wait()
        return False

    def take(self) -> Queued:
        message, delivery = self.take_plain()
        item = Queued(0, message, delivery, 0, delivery.arrived, self.port)
        item.tried = delivery.offset in self._retries
        return item

    def take_plain(self) -> tuple[Message, Journaled]:
        entry = self._lane.take()
        assert entry is not None
        offset, arrived, data, value = entry
        clock, retries = self._clock, self._retries
        wall, now = clock.time(), clock.monotonic()
        if not -STEP < wall - now - clock.ahead < STEP:
            clock.look()
        self.latency = age = wall - arrived if not self._durability.steps else self._durability.age(entry)
        since = self._taken_at.of(now - age)
        again = self._unread is None or offset < self._unread or offset in retries
        message: Message = value if value is not None else decode_own(data)
        if again and (retried := retries.get(offset)):
            message["retried"] = retried
        self._open += 1
        if self.held is not None:
            self._let_one_go()
        if self.retired and self.full and not self._over():
            self._set_full(False)
        if self._open >= MOST_OPEN or not self._lane.ready:
            self._settle_ready()
        return message, Journaled(self, offset, since, again)

    def put_back(self, item: Queued) -> None:
        """The message was not handled; it comes again, under a new delivery."""
        assert isinstance(item.delivery, Journaled)
        offset = item.delivery.offset
        self._retries[offset] = item.message.get("retried", 0) if type(item.message.get("retried")) is int else 0
        self._open -= 1
        self._lane.give_back(offset)

    def drop_expired(self) -> None:
        max_age = self.policy.max_age
        if max_age is None:
            return
        self._clock.look()  # a step of the wall clock is no age
        while (head := self._lane.peek()) is not None and self._durability.age(head) > max_age:
            item = self.take()
            self.dropped += 1
            self.expired += 1
            item.delivery.end()

    def handled(self, delivery: Journaled) -> None:
        """Every branch behind the wire has ended."""
        offset = delivery.offset
        self._open -= 1
        if self._retries:
            self._retries.pop(offset, None)
        if delivery.again or offset in self._marked:
            self._marked.discard(offset)
            self._durability.over(delivery)
        self._lane.done(offset)
        if self.full and not self._over():
            self._set_full(False)
        if self._open == MOST_OPEN - 1:
            self._settle_ready()

    def close(self) -> None:
        """Hand out nothing more; what waits stays in the journal."""
        self.closed = True
        self._settle_ready()

    def part(self) -> None:
        self.close()
        super().part()
        self._durability.off_change(self._changed)
        self._lane.on_commit = self._lane.on_cut = _nothing
        self._journal.forget(self._lane.name)

    def _over(self) -> bool:
        if self.retired:
            return self._lane.waiting > 0
        return self._lane.bytes >= self.policy.bytes or self._durability.halted

    def _was_here(self, identity: Identity, ordinal: int, delivery: Delivery) -> bool:
        if delivery.journaled and not delivery.again:
            return False
        return self._durability.keys.knows(identity, (self._place, ordinal))

    def _cut(self) -> None:
        """Of messages from the journal whose delivery goes on after this group, remember that they are here already."""
        chained, self._chained = self._chained, []
        for delivery, identity, ordinal in chained:
            if delivery.under_way:
                self._durability.keys.add(identity, (self._place, ordinal))
                self._remember(delivery, identity)

    def _remember(self, delivery: Delivery, identity: Identity) -> None:
        if (base := delivery.base) is not None:
            self._durability.remember(base, identity)

    def mark(self, offset: int) -> None:
        """Keys or effects are kept for what comes of this message, until it is done."""
        self._marked.add(offset)

    def _came(self) -> None:
        """Something was committed, read, or given back."""
        if self._unread is None and self._journal.readable.is_set():
            self._unread = self._journal.next_offset
        newest = self._lane.newest
        if newest is not None and not newest.number:
            self.inbox.numbers += 1
            newest.number = self.inbox.numbers
        self._settle_ready()

    def _changed(self) -> None:
        """Taking has become impossible, or possible again."""
        if self.full != self._over():
            self._set_full(not self.full)
        self._settle_ready()

    def _settle_ready(self) -> None:
        serves = self._open < MOST_OPEN and not self.closed and not self._durability.parked and self._waits()
        if not serves:
            self.inbox.ready.pop(self, None)
        elif self not in self.inbox.ready:
            self.inbox.arrived(self)

    def _waits(self) -> bool:
        """Whether `take` would give something; what is in the file alone begins to be read."""
        return self._lane.ready or self._lane.peek() is not None


def _nothing() -> None:
    """Nobody wants to know."""
