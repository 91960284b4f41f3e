"""Which messages of a kept session a node has put on durable wires: known by packet id and content, over a restart."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable
from functools import partial

from sinterflow.runtime import Source

from .acknowledgements import Arrival


class PacketKeys:
    """Names each message for its node's durable wires, as long as the broker may send it again.

    QoS 2: until PUBREL. QoS 1: until the broker has surely read our PUBACK. `doubted` is called for each message that
    may have come twice: it equals one that an earlier process took and perhaps did not acknowledge, or it is marked as
    a repeat and no durable wire could know it.
    """

    def __init__(self, source: Source, scope: str, doubted: Callable[[], None]) -> None:
        self.scope = scope
        self.name = f"{source.host.flow}/{source.id}"
        self._source = source
        self._doubted = doubted
        self._prefix = f"{zlib.crc32(scope.encode()):08x}."
        self._by_id: dict[int, tuple[str, Arrival | None]] = {}
        self._leaving: Counter[int] = Counter()
        self._before: Counter[str] = Counter()
        self._kept = False
        """A durable wire is known to keep the keys."""
        self._load()

    def holds(self, id: int) -> bool:
        """Whether the journal knows a message under this packet id."""
        return id in self._by_id or id in self._leaving

    def named(self, arrival: Arrival, done: Callable[[], None]) -> tuple[str, Callable[[], None]]:
        """The key of a message, and what is to be called when it is done.

        What its packet id stood for before is forgotten, when that was another message.
        """
        key = self._key(arrival)
        known = self._by_id.get(arrival.id)
        if known is not None and known[0] == key and (arrival.dup or arrival.qos == 2):
            self._before[arrival.fingerprint] -= 1
        else:
            if known is not None:
                self._source.forget(known[0])
            if self._before[arrival.fingerprint] > 0:
                self._before[arrival.fingerprint] -= 1
                self._doubted()
            elif arrival.dup:
                done = partial(self._done_unknown, done)
        self._by_id[arrival.id] = key, arrival
        return key, done

    def release(self, id: int, then: Callable[[], None]) -> None:
        """The broker will use this packet id for another message; `then` is called once the disk knows."""
        key, _ = self._by_id.pop(id, ("", None))
        self._leaving[id] += 1
        self._source.forget(key, partial(self._left, id, then))

    def acknowledged(self, arrival: Arrival) -> None:
        """The broker has read our PUBACK."""
        known = self._by_id.get(arrival.id)
        if known is not None and known[1] is arrival:
            del self._by_id[arrival.id]
            self._source.forget(known[0])

    def forget_all(self) -> None:
        """The session is another: what comes is new."""
        for key, _ in self._by_id.values():
            self._source.forget(key)
        self._by_id.clear()
        self._before.clear()

    def _load(self) -> None:
        for key in self._source.keys():
            if key.startswith(self._prefix):
                _, _, id, fingerprint = key.split(".")
                self._by_id[int(id)] = key, None
                self._before[fingerprint] += 1
            elif not key.startswith("="):
                self._source.forget(key)  # of the session with another broker

    def _key(self, arrival: Arrival) -> str:
        return f"{self._prefix}{arrival.qos}.{arrival.id}.{arrival.fingerprint}"

    def _left(self, id: int, then: Callable[[], None]) -> None:
        self._leaving[id] -= 1
        if not self._leaving[id]:
            del self._leaving[id]
        then()

    def _done_unknown(self, done: Callable[[], None]) -> None:
        self._kept = self._kept or bool(self._source.keys())
        if not self._kept:
            self._doubted()
        done()
