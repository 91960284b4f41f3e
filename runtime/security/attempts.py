"""Attempts to log in: after some that failed each further one must wait, longer each time.

Counted by user name, whether there is such a user or not, and by address. What names nobody, a badge or the code of a
station, is counted by address alone, else one broken reader would hold up all the others. An attempt counts as failed
until it is known to be good, so many at once gain nothing. What is remembered is bounded.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

import msgspec

from ..addresses import network
from . import people

REMEMBERED = 4096
"""User names and as many addresses; the ones longest not tried go first."""
FORGET = 3600.0
"""Seconds without an attempt after which nothing is held against a name or an address."""


class Limit(msgspec.Struct, frozen=True):
    """`free` attempts fail without a delay; then it doubles from a second up to `longest`.

    A name has a short one: whoever tries a colleague's name over and over keeps them out no longer than that.
    """

    free: int
    longest: float

    def delay(self, failed: int) -> float:
        return 0.0 if failed < self.free else min(2.0 ** min(failed - self.free, 30), self.longest)


OF_NAME = Limit(5, 30.0)
OF_ADDRESS = Limit(20, 300.0)


class Attempts:
    """`monotonic` are seconds of a clock that nobody sets."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._names = _Table(OF_NAME)
        self._nameless = _Table(OF_NAME)
        self._addresses = _Table(OF_ADDRESS)

    def begin(self, name: str, address: str) -> float:
        """Seconds that this attempt must wait; 0: it is counted, and may go on."""
        now = self._monotonic()
        pairs = (self._named(name, address), (self._addresses, network(address)))
        wait = max(table.wait(key, now) for table, key in pairs)
        if not wait:
            for table, key in pairs:
                table.count(key, now)
        return wait

    def succeeded(self, name: str, address: str) -> None:
        """The attempt was good: nothing is held against the name, and it does not count against the address."""
        table, key = self._named(name, address)
        table.forget(key)
        self._addresses.uncount(network(address))

    def _named(self, name: str, address: str) -> tuple[_Table, str]:
        key = people.key(name)[:64]
        return (self._names, key) if key else (self._nameless, network(address))


class _Table:
    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._failed: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, key: str, now: float) -> float:
        failed, last = self._failed.get(key, (0, now))
        if now - last >= FORGET:
            self._failed.pop(key, None)
            return 0.0
        return max(0.0, last + self._limit.delay(failed) - now)

    def count(self, key: str, now: float) -> None:
        failed = self._failed.pop(key, (0, now))[0]
        self._failed[key] = (failed + 1, now)
        if len(self._failed) > REMEMBERED:
            self._failed.popitem(last=False)

    def forget(self, key: str) -> None:
        self._failed.pop(key, None)

    def uncount(self, key: str) -> None:
        failed, last = self._failed.get(key, (0, 0.0))
        if failed > 1:
            self._failed[key] = (failed - 1, last)
        else:
            self._failed.pop(key, None)
