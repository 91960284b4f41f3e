"""What a project keeps in its journal, put together: records, delivery keys, effects, and who has to stop when."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from .clock import Clock
from .delivery import Identity
from .effects import Effects
from .journal.journal import Journal
from .journal.segment import BITS, Entry
from .journaled import Journaled
from .keys import Keys
from .text import Text


class Durability:
    """Made on the event loop; `open` it before flows are made, `close` it after they have stopped."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.clock = clock
        self.journal = Journal(folder)
        self.keys = Keys(self.journal)
        self.effects = Effects(self.journal)
        self.parked = False
        """Messages that failed wait for room in the tray: nothing more is handed out."""
        self.steps: list[tuple[int, float]] = []
        """Of the wall clock: the first offset after each, and its seconds."""
        self._remembered: dict[tuple[str, int], list[Identity]] = {}
        self._watchers: list[Callable[[], None]] = []
        self.journal.on_open(self._load)
        self.journal.listen(self._stopped)
        clock.stepped(self._stepped)

    async def open(self) -> None:
        """Read what was kept. Raises SinterflowError when the journal is of a later version."""
        await self.journal.open()

    async def close(self) -> None:
        await self.journal.close()

    @property
    def halted(self) -> bool:
        """Nothing can be written at the moment, so nothing may be taken."""
        return bool(self.journal.stopped)

    def age(self, entry: Entry) -> float:
        """Seconds since a record arrived. A step of the wall clock since then does not count."""
        age = self.clock.time() - entry.arrived
        for before, step in reversed(self.steps):
            if entry.offset >= before:
                break
            age -= step
        return age

    def wall(self, monotonic: float) -> float:
        """A moment of the monotonic clock in seconds since 1970."""
        return self.clock.time() - self.clock.monotonic() + monotonic

    def monotonic(self, wall: float) -> float:
        """The opposite."""
        return self.clock.monotonic() - self.clock.time() + wall

    def park(self, parked: bool) -> None:
        """Stop, or begin again, to hand out what waits on durable wires."""
        if parked != self.parked:
            self.parked = parked
            self._tell()

    def remember(self, base: Journaled, identity: Identity) -> None:
        """A key is kept for what came of this message; it is forgotten when the message is done."""
        self._remembered.setdefault((base.stored.name, base.offset), []).append(identity)
        base.stored.mark(base.offset)

    def over(self, delivery: Journaled) -> None:
        """A message is done and never comes again: what was kept for it goes."""
        for identity in self._remembered.pop((delivery.stored.name, delivery.offset), ()):
            self.keys.forget(identity)
        self.keys.forget(delivery.identity)
        self.effects.over(delivery)

    def on_change(self, watcher: Callable[[], None]) -> None:
        """Call it when `halted` or `parked` has changed."""
        self._watchers.append(watcher)

    def off_change(self, watcher: Callable[[], None]) -> None:
        self._watchers = [one for one in self._watchers if one != watcher]

    def when_open(self, load: Callable[[], Awaitable[None]]) -> None:
        """Read something of the journal once it can be read: at `open`, or after an outage that began before it."""
        self.journal.on_open(load)

    async def _load(self) -> None:
        await self.keys.load()
        await self.effects.load()

    def _stopped(self, why: Text) -> None:
        self._tell()

    def _stepped(self, seconds: float) -> None:
        first = self.journal.first_kept << BITS  # what arrived before is done: no age of it is asked for
        self.steps = [
            *((before, step) for before, step in self.steps if before > first),
            (self.journal.next_offset, seconds),
        ]

    def _tell(self) -> None:
        for watcher in list(self._watchers):
            watcher()
