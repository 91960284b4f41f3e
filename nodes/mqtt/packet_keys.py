"""Which messages of a kept session a node has put on durable wires: known by packet id and content, over a restart."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Set
from functools import partial

from sinterflow.runtime import Source

from .acknowledgements import Arrival

RELEASED = "r"
"""Stands in the key of a message that the broker has let go of, where others have their QoS."""


class PacketKeys:
    """Names each message for its node's durable wires, as long as the broker may send it again.

    That is until the broker has surely read our last word on it: PUBACK, or PUBCOMP. A message of QoS 2 that the broker
    has let go of with PUBREL is remembered as such: the packet id may stand for an equal one by now, unless that is
    marked as a repeat (docs/decisions/023-released-packets.md). `doubted` is called for each message that may have come
    twice: it equals one that an earlier process took and perhaps did not acknowledge, or it is marked as a repeat and
    no durable wire could know it.
    """

    def __init__(self, source: Source, scope: str, doubted: Callable[[], None]) -> None:
        self.scope = scope
        self.name = f"{source.host.flow}/{source.id}"
        self._source = source
        self._doubted = doubted
        self._prefix = f"{zlib.crc32(scope.encode()):08x}."
        self._by_id: dict[int, tuple[str, Arrival | None]] = {}
        self._released: dict[int, str] = {}
        self._before: Counter[str] = Counter()
        self._kept = False
        """A durable wire is known to keep the keys."""
        self._load()

    def holds(self, id: int) -> bool:
        """Whether the journal knows a message under this packet id."""
        return id in self._by_id or id in self._released

    @property
    def held(self) -> Set[int]:
        """Packet ids of messages that the broker has not let go of."""
        return self._by_id.keys()

    @property
    def released(self) -> Set[int]:
        """Packet ids of messages that the broker has let go of, and perhaps does not know that we know."""
        return self._released.keys()

    def was_released(self, arrival: Arrival) -> bool:
        """Whether it is sent again though the broker has let go of it."""
        known = self._released.get(arrival.id)
        return known is not None and arrival.qos == 2 and arrival.repeats and known == self._key(arrival, RELEASED)

    def used(self, id: int) -> None:
        """The broker has sent a message under this packet id that it has never sent before: what it had released there
        does not come again."""
        self._forget_released(id)

    def named(self, arrival: Arrival, done: Callable[[], None]) -> tuple[str, Callable[[], None]]:
        """The key of a message, and what is to be called when it is done.

        What its packet id stood for before is forgotten, when that was another message.
        """
        key = self._key(arrival, str(arrival.qos))
        known = self._by_id.get(arrival.id)
        if known is not None and known[0] == key and (arrival.dup or arrival.qos == 2):
            self._before[arrival.fingerprint] -= 1
        else:
            if known is not None:
                self._source.forget(known[0])
            if self._before[arrival.fingerprint] > 0:
                self._before[arrival.fingerprint] -= 1
                self._doubted()
            elif arrival.dup and arrival.id in self._released:
                self._doubted()
            elif arrival.dup:
                done = partial(self._done_unknown, done)
        self._by_id[arrival.id] = key, arrival
        self._forget_released(arrival.id)
        return key, done

    def release(self, id: int, then: Callable[[], None]) -> None:
        """The broker lets go of the message of this packet id; `then` is called once the disk knows."""
        key, _ = self._by_id.pop(id, ("", None))
        if key:
            self._forget_released(id)
            prefix, _, *rest = key.split(".")
            self._released[id] = ".".join((prefix, RELEASED, *rest))
        self._source.rename(key, self._released.get(id, ""), then)

    def proven(self, ids: Iterable[int]) -> None:
        """The broker has read our last word on these packet ids: it will not send the messages again."""
        for id in ids:
            known = self._by_id.get(id)
            if known is not None and known[1] is not None and known[1].qos == 1 and known[1].said:
                del self._by_id[id]
                self._source.forget(known[0])
            self._forget_released(id)

    def forget_all(self) -> None:
        """The session is another: what comes is new."""
        for key in [*(key for key, _ in self._by_id.values()), *self._released.values()]:
            self._source.forget(key)
        self._by_id.clear()
        self._released.clear()
        self._before.clear()

    def _load(self) -> None:
        for key in self._source.keys():
            if key.startswith(self._prefix):
                _, kind, id, fingerprint = key.split(".")
                if kind == RELEASED:
                    self._released[int(id)] = key
                    continue
                self._by_id[int(id)] = key, None
                self._before[fingerprint] += 1
            elif not key.startswith("="):
                self._source.forget(key)  # of the session with another broker

    def _key(self, arrival: Arrival, kind: str) -> str:
        return f"{self._prefix}{kind}.{arrival.id}.{arrival.fingerprint}"

    def _forget_released(self, id: int) -> None:
        if (key := self._released.pop(id, None)) is not None:
            self._source.forget(key)

    def _done_unknown(self, done: Callable[[], None]) -> None:
        self._kept = self._kept or bool(self._source.keys())
        if not self._kept:
            self._doubted()
        done()
