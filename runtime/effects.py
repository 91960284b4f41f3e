"""Effects that must not happen twice: what was begun, what came of it, and when a message is too old for it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from .config import seconds
from .delivery import Delivery
from .errors import Expired
from .journaled import Journaled
from .text import text

if TYPE_CHECKING:
    from .journal.journal import Journal
    from .node import Node

LANE = "$effects"
GUARDED = ("once", "physical")
SKEW = 1.0
"""Seconds by which a message may come from the future before its age counts as unknown."""


class EffectKey(NamedTuple):
    """What names one effect for ever: the same when its message comes again (architecture §3).

    A sink that stores it in the transaction of its effect, and does nothing when it is there, acts exactly once.
    `floor`: keys of this wire with a lower offset never come again and may be deleted.
    """

    wire: str
    offset: int
    sink: str
    ordinal: int
    floor: int


class Begun(msgspec.Struct, array_like=True):
    """An effect that was begun. `result`: what the node sent, as encoded messages by port; None: it is uncertain."""

    key: str
    result: list[tuple[str, bytes]] | None = None


class Effects:
    """Effects of `once` and `physical` nodes under journaled deliveries, remembered until the delivery is done."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._lane = journal.lane(LANE)
        self._known: dict[str, Begun] = {}
        self._offsets: dict[str, list[int]] = {}
        self._by_delivery: dict[str, list[str]] = {}
        self._writing: deque[str] = deque()

    async def load(self) -> None:
        await self._lane.look_up(self._stored)
        for entry in self._lane.entries():
            begun = msgspec.msgpack.decode(entry.data, type=Begun)
            self._note(begun)
            self._offsets.setdefault(begun.key, []).append(entry.offset)

    def find(self, key: EffectKey) -> Begun | None:
        """What is known of an effect: None when it was never begun."""
        return self._known.get(_name(key))

    async def begin(self, key: EffectKey) -> None:
        """Returns once the disk knows that the effect may have happened."""
        self._put(Begun(_name(key)))
        await self._journal.written()

    def end(self, key: EffectKey, result: list[tuple[str, bytes]]) -> None:
        """It has happened, and this came of it."""
        self._put(Begun(_name(key), result))

    def drop(self, key: EffectKey) -> None:
        """It has surely not happened."""
        self._forget(_name(key))

    def withdraw(self, delivery: Journaled) -> None:
        """A person has looked: what was begun under this delivery and may have happened is to be done again."""
        prefix = _prefix(delivery.stored.name, delivery.offset)
        for name in self._by_delivery.get(prefix, ()):
            begun = self._known.get(name)
            if begun is not None and begun.result is None:
                self._forget(name)

    def over(self, delivery: Journaled) -> None:
        """The delivery is done: it never comes again."""
        for name in self._by_delivery.pop(_prefix(delivery.stored.name, delivery.offset), ()):
            self._forget(name)

    def _put(self, begun: Begun) -> None:
        self._note(begun)
        self._writing.append(begun.key)
        self._lane.put(msgspec.msgpack.encode(begun), 0.0)

    def _note(self, begun: Begun) -> None:
        if begun.key not in self._known:
            prefix = begun.key.rpartition("#")[0].rpartition("@")[0]
            self._by_delivery.setdefault(prefix, []).append(begun.key)
        self._known[begun.key] = begun

    def _stored(self, first: int, count: int) -> None:
        for offset in range(first, first + count):
            name = self._writing.popleft()
            if name in self._known:
                self._offsets.setdefault(name, []).append(offset)
            else:
                self._lane.done(offset)

    def _forget(self, name: str) -> None:
        self._known.pop(name, None)
        for offset in self._offsets.pop(name, ()):
            self._lane.done(offset)


def _prefix(wire: str, offset: int) -> str:
    return f"{wire}:{offset}"


def _name(key: EffectKey) -> str:
    return f"{_prefix(key.wire, key.offset)}@{key.sink}#{key.ordinal}"


def valid_for(node: Node) -> float:
    """Seconds for which a message is good for this node: its config's `valid_for`, else its type's."""
    return seconds(getattr(node.config, "valid_for", None) or node.valid_for)


def check_age(node: Node, delivery: Delivery, now: float) -> None:
    """Raises Expired when the message is too old for what the node does, or when its age cannot be told."""
    limit, age = valid_for(node), now - delivery.arrived
    if age < -SKEW:
        raise Expired(
            text(
                en="the clock was set back since this message arrived, so its age is not known; send it by hand if it "
                "still holds",
                zh="消息到达后时钟被调回，无法判断其是否过期；如仍有效，请人工发送",
            )
        )
    if age > limit:
        raise Expired(
            text(
                en=f"this message is {age:.1f} s old, and node {node.id} takes none older than {limit:g} s "
                "(valid_for); send it by hand if it still holds",
                zh=f"该消息已有 {age:.1f} 秒，节点 {node.id} 不接受超过 {limit:g} 秒（valid_for）的消息；"
                "如仍有效，请人工发送",
            )
        )
