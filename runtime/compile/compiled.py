"""The compiled program: units made at their first message, exchanged for taps and for timing."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Container, Iterator
from contextlib import contextmanager
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

from ..delivery import Delivery
from ..message import Message
from ..ways import Run, Way
from .generate import Writer
from .program import Counts, Point, Surroundings, Tap
from .results import Emit
from .units import Key, Unit, Variant

if TYPE_CHECKING:
    from ..tracing.tracer import Tracer


class Compiled:
    """A `Program` of generated functions."""

    def __init__(self, around: Surroundings, tracer: Tracer | None = None) -> None:
        self._tracer = tracer
        self._around = around
        self._units: dict[Key, Unit] = {}
        self._of_node: dict[str, list[Unit]] = {}
        self._ways: dict[tuple[str, str, str], Way] = {}
        self._arrived: Counter[str] = Counter()
        self._sent_before: Counter[tuple[str, str]] = Counter()
        self._marks: list[object] = []
        self._counted = Counts({}, {})
        self._taps: dict[Point, Tap] = {}
        self._tapping = asyncio.Lock()
        self.watch = Stopwatch()

    def way_in(self, node: str, port: str) -> Way:
        return self._ways.get(("in", node, port)) or self._way("in", node, port)

    def way_out(self, node: str, port: str) -> Way:
        return self._ways.get(("out", node, port)) or self._way("out", node, port)

    def received(self, node: str) -> int:
        return self._arrived[node] + sum(unit.received(node) for unit in self._of_node.get(node, ()))

    def sent(self, node: str, port: str) -> int:
        now = sum(unit.sent((node, port)) for unit in self._of_node.get(node, ()))
        return self._sent_before[node, port] + now

    def counts(self) -> Counts:
        variants = [variant for unit in self._units.values() for variant in unit.counting()]
        marks: list[object] = [self._arrived.copy(), *(variant.mark for variant in variants)]
        if marks != self._marks:
            self._marks = marks
            received, sent = Counter(self._arrived), Counter(self._sent_before)
            for unit in self._units.values():
                unit.add_to(received, sent)
            self._counted = Counts(received, sent)
        return self._counted

    def arrived(self, node: str, port: str, message: Message) -> None:
        self._arrived[node] += 1
        tap = self._taps.get((node, "in", port))
        if tap is not None:
            tap(message)

    def renew(self) -> None:
        nodes, counts = self._around.nodes, self.counts()
        self._arrived = Counter({node: count for node, count in counts.received.items() if node in nodes})
        self._sent_before = Counter({place: count for place, count in counts.sent.items() if place[0] in nodes})
        self.watch.forget(nodes)
        self._units.clear()
        self._marks = []
        self._of_node.clear()
        for (end, node, port), way in list(self._ways.items()):
            if node in nodes:
                self._lead(way, self._key(end, node, port))
            else:
                del self._ways[end, node, port]

    async def tap(self, taps: dict[Point, Tap]) -> None:
        async with self._tapping:  # a unit compiled for fewer taps must not come in after one for more
            await self._tap(taps)

    async def _tap(self, taps: dict[Point, Tap]) -> None:
        changed = {point for point in {*taps, *self._taps} if taps.get(point) is not self._taps.get(point)}
        self._taps = dict(taps)
        nodes = {node for node, _, _ in changed}
        units = [(key, unit) for key, unit in self._units.items() if unit.current and nodes & unit.current.nodes]
        for key, unit in units:
            try:
                variant = await asyncio.get_running_loop().run_in_executor(None, self._variant, key)
            except Exception:
                if self._units.get(key) is unit:
                    raise
                continue  # a redeploy came between: it has made new units, with these taps
            if self._units.get(key) is unit:
                self._install(key, unit, variant)

    def sample(self) -> None:
        """Let the next message of each unit be timed; called now and then."""
        for key, unit in self._units.items():
            if unit.current is not None:
                unit.point(partial(self._run_timed, key, unit))

    def _way(self, end: str, node: str, port: str) -> Way:
        gates = self._around.gates
        gate = gates.behind(node) if end == "in" else gates.after(node, port)
        key = self._key(end, node, port)
        way = self._ways[end, node, port] = Way(self._unit(key).run, gate)
        self._lead(way, key)
        return way

    def _key(self, end: str, node: str, port: str) -> Key:
        return Key(end, node, port, end == "in" or not self._around.nodes[node].shares)

    def _lead(self, way: Way, key: Key) -> None:
        """Let the way lead into this unit."""
        unit = self._unit(key)
        unit.ways.append(way)
        way.run = unit.run
        self._trace(key, unit)

    def _unit(self, key: Key) -> Unit:
        unit = self._units.get(key)
        if unit is None:
            unit = self._units[key] = Unit(partial(self._first, key))
        return unit

    def _first(self, key: Key, unit: Unit) -> Run:
        try:
            variant = self._variant(key)
        except Exception as error:  # of a node's `generate`: its messages go the way of errors, as in `receive`
            return partial(self._around.failed, key.node, error)
        self._install(key, unit, variant)
        return variant.run

    def _variant(self, key: Key, *, timed: Variant | None = None) -> Variant:
        """What runs for this key; `timed`: one that takes times and counts together with that one."""
        mark = self.watch.mark if timed is not None else None
        written = Writer(self._around, key, self._emit_of, self._taps, mark).write()
        return Variant(written, self._around.failed, timed)

    def _install(self, key: Key, unit: Unit, variant: Variant) -> None:
        self._connect(unit, variant)
        for old in unit.exchange(variant):
            for callee in old.calls.values():
                self._units[callee].release(old.namespace)
        self._trace(key, unit)

    def _trace(self, key: Key, unit: Unit) -> None:
        """Let callers come through the tracer, if there is one."""
        if self._tracer is not None and unit.current is not None:
            unit.point(partial(self._run_traced, key, unit, self._tracer))

    def _connect(self, unit: Unit, variant: Variant) -> None:
        for name, callee in variant.calls.items():
            called = self._unit(callee)
            called.refer(variant.namespace, name)
            self._trace(callee, called)
        for node in variant.nodes:
            units = self._of_node.setdefault(node, [])
            if unit not in units:
                units.append(unit)

    def _run_timed(self, key: Key, unit: Unit, message: Message, delivery: Delivery) -> None:
        assert unit.current is not None
        unit.point(unit.current.run)
        self._trace(key, unit)
        self._timed(key, unit)(message, delivery)

    def _run_traced(self, key: Key, unit: Unit, tracer: Tracer, message: Message, delivery: Delivery) -> None:
        place = tracer.place(message)
        if place is None:
            unit.run(message, delivery)
            return
        flow = self._around.plan.flow.id
        where = {"sinterflow.flow": flow, "sinterflow.msgid": str(message.get("_msgid"))}
        with tracer.span(f"{flow}/{key.node}:{key.port}", place, where), self.watch.noting() as marks:
            self._timed(key, unit)(message, delivery)
            tracer.nodes(flow, place, [*marks, (None, perf_counter())])

    def _timed(self, key: Key, unit: Unit) -> Run:
        """The timed variant, whose time ends with the call."""
        if unit.timed is None:
            unit.timed = self._variant(key, timed=unit.current)
            self._connect(unit, unit.timed)
        return partial(self._to_its_end, unit.timed.run)

    def _to_its_end(self, run: Run, message: Message, delivery: Delivery) -> None:
        try:
            run(message, delivery)
        finally:
            self.watch.mark(None)

    def _emit_of(self, node: str, owned: bool) -> Emit:
        owned = owned and not self._around.nodes[node].shares

        def emit(port: str, message: Message, delivery: Delivery, alone: bool) -> None:
            self._unit(Key("out", node, port, owned and alone)).run(message, delivery)

        return emit


class Stopwatch:
    """Processing times of nodes: `seconds` in total over `samples` timed messages."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.samples: Counter[str] = Counter()
        self._node: str | None = None
        self._since = 0.0
        self._noted: list[tuple[str | None, float]] | None = None

    @contextmanager
    def noting(self) -> Iterator[list[tuple[str | None, float]]]:
        """Note every mark within, too. Nested uses note their own."""
        outer, self._noted = self._noted, []
        try:
            yield self._noted
        finally:
            self._noted = outer

    def forget(self, but: Container[str]) -> None:
        """Nodes other than these are gone."""
        for node in [node for node in self.samples if node not in but]:
            del self.samples[node], self.seconds[node]

    def mark(self, node: str | None) -> None:
        """From now on time belongs to `node`; None: to nobody."""
        now = perf_counter()
        if self._node is not None:
            self.seconds[self._node] += now - self._since
            self.samples[self._node] += 1
        self._node = node
        self._since = now
        if self._noted is not None:
            self._noted.append((node, now))
