"""A line that comes again and again is written a hundred times, then ten times a second; the rest is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from time import monotonic
from typing import Any

import structlog

AT_ONCE = 100.0
A_SECOND = 10.0
AFTER = 10.0
"""Seconds after which what was left out is said, if the line has not come again by then."""
MOST = 1000
"""Different lines that are remembered."""
_WHERE = ("flow", "node", "connection", "service", "level", "logger")


class _Seen:
    __slots__ = ("at", "left_out", "tokens")

    def __init__(self, at: float) -> None:
        self.at = at
        self.tokens = AT_ONCE
        self.left_out = 0


class Flood:
    """A processor: it lets a line pass, or ends it. Lines are the same when event and place are.

    The handler that it works for lets one thread in at a time.
    """

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._seen: dict[tuple[Any, ...], _Seen] = {}
        self.left_out = 0
        """Lines since the start."""

    def __call__(self, logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        key = (str(event.get("event")), *(event.get(name) for name in _WHERE))
        now = self._now()
        seen = self._seen.get(key)
        if seen is None:
            if len(self._seen) >= MOST:
                self._forget(now)
            seen = self._seen[key] = _Seen(now)
        seen.tokens = min(AT_ONCE, seen.tokens + (now - seen.at) * A_SECOND)
        seen.at = now
        if seen.tokens < 1:
            seen.left_out += 1
            self.left_out += 1
            raise structlog.DropEvent
        seen.tokens -= 1
        if seen.left_out:
            event["left_out"], seen.left_out = seen.left_out, 0
        return event

    def ended(self) -> Iterator[dict[str, Any]]:
        """What was left out of floods that are over: the line's event and place, with the count."""
        now = self._now()
        for key, seen in list(self._seen.items()):
            if seen.left_out and now - seen.at >= AFTER:
                count, seen.left_out = seen.left_out, 0
                where = {name: value for name, value in zip(_WHERE, key[1:], strict=True) if value is not None}
                yield {"event": key[0], **where, "left_out": count}

    def _forget(self, now: float) -> None:
        """Those that are quiet again, else the oldest."""
        for key, seen in list(self._seen.items()):
            if not seen.left_out and now - seen.at > AFTER:
                del self._seen[key]
        if len(self._seen) >= MOST:
            del self._seen[next(iter(self._seen))]
