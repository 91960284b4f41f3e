"""Sending events to WebSockets: everything that waits for one goes out in one write, and all of them share one timer.

A thousand readers of a hundred events a second would otherwise be a hundred thousand writes a second in the loop that
runs the flows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from struct import Struct
from time import perf_counter

from ..events import Subscriber
from ..ways import TURN

WRITES = 2_500
"""Writes a second, about, that all readers together may cost."""
SOONEST, LATEST = 0.005, 0.5
"""Seconds between two writes to one reader."""
CHUNK = 1024 * 1024
"""Bytes that one write takes from a reader's queue, with one event at least."""
FULL = 256 * 1024
"""Bytes that wait in a connection from which on its reader is slow: its events stay in its queue."""

_TEXT = 0x81
_MEDIUM, _LONG = Struct("!BBH").pack, Struct("!BBQ").pack


class Outbox:
    """The readers that have something to send. Used on the event loop."""

    def __init__(self) -> None:
        self.readers = 0
        self._ready: dict[Subscriber, asyncio.Transport] = {}
        self._batch: dict[Subscriber, asyncio.Transport] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._last = 0.0

    def wake(self, subscriber: Subscriber, transport: asyncio.Transport) -> None:
        """Something waits for this reader."""
        self._ready[subscriber] = transport
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time(), self._last + self._interval), self._begin)

    def forget(self, subscriber: Subscriber) -> None:
        self._ready.pop(subscriber, None)
        self._batch.pop(subscriber, None)

    @property
    def _interval(self) -> float:
        return min(max(self.readers / WRITES, SOONEST), LATEST)

    def _begin(self) -> None:
        """Write to those who are ready now; who becomes ready meanwhile waits for the next time."""
        self._last = asyncio.get_running_loop().time()
        self._batch, self._ready = self._ready, {}
        self._flush()

    def _flush(self) -> None:
        until = perf_counter() + TURN
        frames: dict[tuple[int, ...], bytes] = {}
        batch = self._batch
        while batch and perf_counter() < until:
            subscriber = next(iter(batch))
            self._write(subscriber, batch.pop(subscriber), frames)
        loop = asyncio.get_running_loop()
        if batch:
            self._timer = loop.call_later(0.0, self._flush)
        else:
            self._timer = loop.call_at(self._last + self._interval, self._begin) if self._ready else None

    def _write(
        self, subscriber: Subscriber, transport: asyncio.Transport, frames: dict[tuple[int, ...], bytes]
    ) -> None:
        if transport.is_closing():
            return
        if transport.get_write_buffer_size() <= FULL:
            events = subscriber.take(CHUNK)
            key = tuple(map(id, events))
            data = frames.get(key)
            if data is None:
                data = frames[key] = framed(events)
            transport.write(data)
        if subscriber.waiting:
            self._ready[subscriber] = transport


def framed(texts: Sequence[bytes]) -> bytes:
    """The texts as WebSocket frames of a server: whole, unmasked (RFC 6455, 5.2)."""
    parts = []
    for one in texts:
        size = len(one)
        if size < 126:
            parts.append(bytes((_TEXT, size)))
        elif size < 65536:
            parts.append(_MEDIUM(_TEXT, 126, size))
        else:
            parts.append(_LONG(_TEXT, 127, size))
        parts.append(one)
    return b"".join(parts)
