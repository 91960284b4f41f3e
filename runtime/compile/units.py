"""Units: generated functions, exchanged while they run, with counts that survive the exchange."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from types import CodeType, FunctionType
from typing import Any, NamedTuple, TypeVar
from weakref import WeakValueDictionary

from ..delivery import Delivery
from ..message import Message
from ..ways import Run, Way
from .ownership import Spot
from .program import Failed

K = TypeVar("K")


class Key(NamedTuple):
    """What a unit is for: into a node (`in`) or out of a port (`out`); `owned`: callers give the message away."""

    end: str
    node: str
    port: str
    owned: bool


class Written(NamedTuple):
    """A generated function as text, with what belongs to it."""

    lines: list[str]
    owners: list[str | None]
    namespace: dict[str, Any]
    received: dict[str, Spot]
    sent: dict[tuple[str, str], Spot]
    calls: dict[str, Key]


_compiled: WeakValueDictionary[bytes, CodeType] = WeakValueDictionary()
"""Code objects by their text: instances of one subflow share them, each with constants of its own."""


class Variant:
    """One compiled form of a unit and what it has counted.

    One that is the same but for what it does besides counts together with the variant `beside` it.
    """

    def __init__(self, written: Written, failed: Failed, beside: Variant | None = None) -> None:
        self._written = written
        self._failed = failed
        self.beside = beside if beside is not None and beside.places == self.places else None
        self.errors: Counter[str] = Counter() if self.beside is None else self.beside.errors
        self._received_in = [spot.block for spot in written.received.values()]
        self._sent_in = [spot.block for spot in written.sent.values()]
        namespace = written.namespace
        self.blocks: list[int] = [0] * namespace["blocks"] if self.beside is None else self.beside.blocks
        namespace.update(C=self.blocks, F=self._error)
        self.run: Run = FunctionType(_code_of("\n".join(written.lines)), namespace, "run")

    @property
    def places(self) -> tuple[object, ...]:
        """Where it counts what."""
        return self._written.namespace["blocks"], self._written.received, self._written.sent

    @property
    def nodes(self) -> set[str]:
        """Every node with a part in this unit."""
        return {*self._written.received, *(node for node, _ in self._written.sent)}

    @property
    def calls(self) -> dict[str, Key]:
        return self._written.calls

    @property
    def namespace(self) -> dict[str, Any]:
        return self._written.namespace

    def count(self, spot: Spot) -> int:
        """How many messages came to this spot: those that entered its block, less those that failed on the way."""
        number = self.blocks[spot.block]
        before = spot.before
        while before is not None:
            number -= self.errors[before.node]
            before = before.before
        return number

    @property
    def mark(self) -> tuple[Variant, list[int], int]:
        """The same as before only when nothing was counted since."""
        return self, self.blocks.copy(), self.errors.total()

    def received(self) -> dict[str, int]:
        return self._all(self._written.received, self._received_in)

    def sent(self) -> dict[tuple[str, str], int]:
        return self._all(self._written.sent, self._sent_in)

    def _all(self, spots: dict[K, Spot], blocks_of: list[int]) -> dict[K, int]:
        blocks, errors, known = self.blocks, self.errors, dict[int, int]()
        if not errors:
            return dict(zip(spots, map(blocks.__getitem__, blocks_of), strict=True))

        def lost(before: Spot | None) -> int:
            if before is None:
                return 0
            if id(before) not in known:
                known[id(before)] = errors[before.node] + lost(before.before)
            return known[id(before)]

        return {key: blocks[spot.block] - lost(spot.before) for key, spot in spots.items()}

    def count_received(self, node: str) -> int:
        spot = self._written.received.get(node)
        return 0 if spot is None else self.count(spot)

    def count_sent(self, port: tuple[str, str]) -> int:
        spot = self._written.sent.get(port)
        return 0 if spot is None else self.count(spot)

    def _error(self, error: BaseException, message: Message, delivery: Delivery) -> None:
        traceback = error.__traceback__
        assert traceback is not None
        node = self._written.owners[traceback.tb_lineno - 1]
        assert node is not None
        self.errors[node] += 1
        error.__traceback__ = traceback.tb_next or traceback
        self._failed(node, error, message, delivery)


def _code_of(source: str) -> CodeType:
    digest = hashlib.blake2b(source.encode(), digest_size=16).digest()
    code = _compiled.get(digest)
    if code is None:
        module = compile(source, "<region>", "exec", dont_inherit=True)
        code = _compiled[digest] = next(one for one in module.co_consts if isinstance(one, CodeType))
    return code


class Unit:
    """One generated function at its place: whoever calls it goes through `refs` and `ways`, so it can be exchanged."""

    def __init__(self, first: Callable[[Unit], Run]) -> None:
        self._first = first
        self.current: Variant | None = None
        self.timed: Variant | None = None
        self.refs: list[tuple[dict[str, Any], str]] = []
        self.ways: list[Way] = []
        self.base_received: Counter[str] = Counter()
        self.base_sent: Counter[tuple[str, str]] = Counter()

    @property
    def run(self) -> Run:
        return self.current.run if self.current is not None else self.first_run

    def first_run(self, message: Message, delivery: Delivery) -> None:
        """What callers have until the unit is compiled, at its first message."""
        run = self._first(self) if self.current is None else self.current.run
        run(message, delivery)

    def refer(self, namespace: dict[str, Any], name: str) -> None:
        """Let a caller's global name follow this unit."""
        self.refs.append((namespace, name))
        namespace[name] = self.run

    def exchange(self, variant: Variant) -> list[Variant]:
        """Run `variant` from the next message on. Gives the variants before it; what they counted stays counted."""
        for one in self.counting():
            self.base_received.update(one.received())
            self.base_sent.update(one.sent())
        old = [one for one in (self.current, self.timed) if one is not None]
        self.current, self.timed = variant, None
        self.point(variant.run)
        return old

    def point(self, run: Run) -> None:
        """Let every caller call `run`."""
        for namespace, name in self.refs:
            namespace[name] = run
        for way in self.ways:
            way.run = run

    def release(self, namespace: dict[str, Any]) -> None:
        """A caller's variant is gone: its names need not follow any more."""
        self.refs = [ref for ref in self.refs if ref[0] is not namespace]

    def received(self, node: str) -> int:
        return self.base_received[node] + sum(one.count_received(node) for one in self.counting())

    def sent(self, port: tuple[str, str]) -> int:
        return self.base_sent[port] + sum(one.count_sent(port) for one in self.counting())

    def add_to(self, received: Counter[str], sent: Counter[tuple[str, str]]) -> None:
        """Add everything that was counted here."""
        _add(received, self.base_received)
        _add(sent, self.base_sent)
        for one in self.counting():
            _add(received, one.received())
            _add(sent, one.sent())

    def counting(self) -> list[Variant]:
        """The variants with counts of their own."""
        return [one for one in (self.current, self.timed) if one is not None and one.beside is None]


def _add(counts: Counter[K], more: Mapping[K, int]) -> None:
    """`counts.update(more)`, several times faster for what was not counted before: most nodes are in one unit."""
    if counts.keys().isdisjoint(more):
        dict.update(counts, more)
    else:
        counts.update(more)
