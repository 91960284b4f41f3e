"""Wires with a queue: bounds, what happens when they are full, and who is let in while they are not."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from itertools import islice

from .delivery import Delivery
from .errors import Overloaded
from .flow.resolved import DEFAULT_BYTES, Policy
from .flow_state import WireState
from .message import Message
from .sizes import size_of
from .text import text


class Queued:
    """A message that waits on a wire; `since` is a monotonic time.

    `size` is its encoded size in bytes, 0 until another waits behind it, for most messages never wait. `ordinal`: how
    often its delivery had come to the same node before, once somebody has asked. `tried`: it was given to the node
    before. `begun`: so was an effect that must not happen twice. `settled`: although its handling was cancelled, the
    node must not get it again.
    """

    __slots__ = ("begun", "delivery", "message", "number", "ordinal", "port", "settled", "since", "size", "tried")

    def __init__(
        self, number: int, message: Message, delivery: Delivery, size: int, since: float, port: str = "in"
    ) -> None:
        self.number = number
        self.ordinal: int | None = None
        self.tried = self.begun = self.settled = False
        self.port = port
        self.message = message
        self.delivery = delivery
        self.size = size
        self.since = since


class Gate:
    """Admission to a region: closed while a wire that the region feeds is full."""

    __slots__ = ("blocked", "waiters")

    def __init__(self) -> None:
        self.blocked = 0
        self.waiters: list[Callable[[], None]] = []

    def closed_by_one(self) -> None:
        self.blocked += 1

    def opened_by_one(self) -> None:
        self.blocked -= 1
        if not self.blocked and self.waiters:
            self._wake()

    def open(self) -> None:
        """Nothing closes it any more."""
        self.blocked = 0
        self._wake()

    def _wake(self) -> None:
        waiting, self.waiters = self.waiters, []
        for wake in waiting:
            wake()


async def passed(gate: Gate) -> None:
    """Wait until the gate is open."""
    while gate.blocked:
        opened = asyncio.Event()
        gate.waiters.append(opened.set)
        try:
            await opened.wait()
        except asyncio.CancelledError:
            if opened.set in gate.waiters:
                gate.waiters.remove(opened.set)
            raise


class Wire:
    """One queued wire into the input `port` of the inbox's node.

    `waits`: senders wait while it is full; a feedback wire refuses instead.
    """

    def __init__(self, id: str, port: str, policy: Policy, inbox: Inbox, *, feedback: bool = False) -> None:
        self.id = id
        self.port = port
        self.inbox = inbox
        self.retired = False
        """It is in no plan any more: what waits is still handed out, nothing more is put."""
        self.rule(policy, feedback)
        self.items: deque[Queued] = deque()
        self.bytes = 0
        self.count = 0
        self.dropped = 0
        self.expired = 0
        """Of those that were dropped, the ones that had waited too long."""
        self.latency = 0.0
        self.full = False
        self.held: int | None = None
        """How many messages go on although there is a breakpoint; None: there is none."""
        self.gates: list[Gate] = []

    def rule(self, policy: Policy, feedback: bool) -> None:
        """From now on this holds."""
        self.policy = policy
        self.feedback = feedback
        self.waits = policy.full == "block" and not feedback
        self.tight = policy.bytes < DEFAULT_BYTES
        self.inbox.ageing = self.inbox.ageing or policy.max_age is not None

    def retire(self) -> None:
        """It counts as full, so that nothing overtakes what still waits here. The gates are renewed afterwards."""
        self.retired = True
        self.waits = not self.feedback
        self.full = self._over()
        self.gates.clear()

    def go_on(self, policy: Policy, feedback: bool) -> None:
        """It is in the plan again, or still, under these rules. The gates are renewed afterwards."""
        self.retired = False
        self.rule(policy, feedback)
        self.full = self._over()

    def part(self) -> None:
        """It is not used any more, and keeps nobody waiting."""
        self.inbox.ready.pop(self, None)
        self.gates.clear()

    @property
    def depth(self) -> int:
        return len(self.items)

    @property
    def weight(self) -> int:
        """Bytes of the messages that are on it."""
        return self.bytes

    @property
    def waiting(self) -> int:
        """The messages that are not handed out."""
        return len(self.items)

    def ahead(self, most: int) -> list[Message]:
        """Up to `most` of the messages that are handed out next, to be looked at."""
        return [item.message for item in islice(self.items, most)]

    def hold(self) -> None:
        """A breakpoint: hand out nothing more without a `step`. What is held counts against the bounds."""
        if self.held is None:
            self.held = 0
            self.inbox.ready.pop(self, None)

    def step(self) -> bool:
        """Let the next message go; false when none is held."""
        if self.held is None or self.held >= self.waiting:
            return False
        self.held += 1
        self._offer()
        return True

    def go(self) -> None:
        """There is no breakpoint any more: what it held goes on."""
        if self.held is not None:
            self.held = None
            if self.waiting:
                self._offer()

    def _offer(self) -> None:
        self.inbox.arrived(self)

    def _let_one_go(self) -> None:
        """One was taken under a breakpoint."""
        if self.held:
            self.held -= 1
        if not self.held:
            self.inbox.ready.pop(self, None)

    @property
    def head(self) -> int:
        """The number of the oldest message that waits."""
        return self.items[0].number

    @property
    def oldest(self) -> float:
        """Seconds since the oldest message came that waits; 0 when nothing does."""
        return max(0.0, self.inbox.now() - self.items[0].since) if self.items else 0.0

    @property
    def used(self) -> float:
        """The share that is used of a wire whose senders wait when it is full; 0 where nobody waits."""
        if not self.waits or not self.items:
            return 0.0
        return max(len(self.items) / self.policy.size, self.bytes / self.policy.bytes)

    def state(self) -> WireState:
        """What is on the wire, as the API shows it."""
        return WireState(
            policy=self.policy.kind if self.policy.kind != "direct" else "bounded",
            count=self.count,
            depth=self.depth,
            bytes=self.weight,
            dropped=self.dropped,
            latency=self.latency,
        )

    async def filled(self) -> bool:
        """Wait until what is on the wire can be taken; false when there is nothing."""
        return bool(self.items)

    def put(self, message: Message, delivery: Delivery) -> None:
        """Queue a message that nobody else owns. Raises Overloaded on a full feedback wire."""
        if self.full and not self.waits:
            self._make_room()
        inbox, items = self.inbox, self.items
        size = 0
        if items or self.tight:
            size = size_of(message)
            if items and not items[0].size:
                self._weigh(items[0])
        inbox.numbers += 1
        items.append(Queued(inbox.numbers, message, delivery, size, inbox.now(), self.port))
        delivery.open += 1
        self.bytes += size
        self.count += 1
        if not self.full and self._over():
            self._set_full(True)
        inbox.arrived(self)

    def _weigh(self, item: Queued) -> None:
        item.size = size_of(item.message)
        self.bytes += item.size

    def put_back(self, item: Queued) -> None:
        """Return an item to its place near the head after an outage: order holds."""
        later = 0
        while later < len(self.items) and self.items[later].number < item.number:
            later += 1
        self.items.insert(later, item)
        self.bytes += item.size
        if not self.full and self._over():
            self._set_full(True)
        self.inbox.arrived(self)

    def _over(self) -> bool:
        if self.retired:
            return bool(self.items)
        return len(self.items) >= self.policy.size or self.bytes >= self.policy.bytes

    def take(self) -> Queued:
        """The oldest item; its delivery's branch is the taker's to end."""
        item = self.items.popleft()
        self.bytes -= item.size
        self.latency = self.inbox.now() - item.since
        if not self.items:
            self.inbox.ready.pop(self, None)
        if self.held is not None:
            self._let_one_go()
        if self.full and not self._over():
            self._set_full(False)
        return item

    def take_plain(self) -> tuple[Message, Delivery]:
        """`take` for who needs nothing else."""
        item = self.take()
        return item.message, item.delivery

    def drop_expired(self) -> None:
        """Remove what has waited longer than the policy's `max_age`; each removal is counted."""
        max_age = self.policy.max_age
        while max_age is not None and self.items and self.inbox.now() - self.items[0].since > max_age:
            self.expired += 1
            self._drop_oldest()

    def _make_room(self) -> None:
        if self.feedback:
            raise Overloaded(
                text(
                    en=f"wire {self.id} is full and closes a cycle, so its sender cannot wait; "
                    "give it a larger size, or limit the rate before the cycle",
                    zh=f"连线 {self.id} 已满，且它闭合了一个回路，发送方无法等待；请加大其容量，或在回路之前限速",
                )
            )
        keep = 0 if self.policy.full == "keep-latest" else self.policy.size - 1
        while self.items and (len(self.items) > keep or self.bytes >= self.policy.bytes):
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        item = self.take()
        self.dropped += 1
        item.delivery.end()

    def _set_full(self, full: bool) -> None:
        self.full = full
        if self.waits:
            for gate in self.gates:
                (gate.closed_by_one if full else gate.opened_by_one)()


class Inbox:
    """All queued wires into one node, served in order of arrival."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.wake: Callable[[], None] = lambda: None
        self.hit: Callable[[Wire], None] = lambda wire: None
        """Called when a breakpoint holds something more."""
        self.ready: dict[Wire, None] = {}
        self.ageing = False
        self.numbers = 0

    def arrived(self, wire: Wire) -> None:
        if wire.held == 0:
            self.hit(wire)
            return
        self.ready[wire] = None
        self.wake()

    def oldest(self) -> Wire | None:
        """The wire whose head arrived first; None when nothing waits."""
        if not self.ready:
            return None
        if self.ageing:
            for wire in list(self.ready):
                wire.drop_expired()
        if len(self.ready) == 1:
            return next(iter(self.ready))
        return min(self.ready, key=lambda wire: wire.head, default=None)
