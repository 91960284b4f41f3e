"""One flow run on recorded traffic: a real engine on virtual time, which begins at the first record's."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

import msgspec
import structlog

from ..compile.plan import CAUGHT, ERROR, Plan
from ..compile.program import Point, Tap
from ..delivery import Delivery
from ..encoding import decode
from ..engine import Engine
from ..errors import SinterflowError
from ..flow.project import Project
from ..flow.resolved import ResolvedFlow
from ..letters import Failure
from ..message import Message
from ..registry import Registry
from ..running_flow import RunningFlow
from ..shared import NotAdmitted
from ..usercode.watchdog import Watchdog
from ..virtual import VirtualLoop, run_virtual, virtual_loop
from ..wires import passed
from .places import Place
from .records import MICRO, Record
from .stand_ins import StandIns

SEEN_ERRORS = 100
"""Errors that are kept with their texts."""
NO_ROOM = 0.001
"""Virtual seconds until a message that was not admitted is given again."""
PATIENCE = 24 * 3600.0
"""Real seconds that one virtual moment may take: the process is ended by who has started it."""


class ErrorSeen(msgspec.Struct):
    """One failure of a node; `at` is virtual seconds since the first record."""

    at: float
    node: str
    kind: str
    message: str


class Ran(msgspec.Struct, kw_only=True):
    """What a run has done besides what arrived at its sinks. `skipped`: records by place that the flow has no use for;
    `errors`: how many by node and kind."""

    records: int = 0
    skipped: Counter[int] = msgspec.field(default_factory=Counter)
    ended: float = 0.0
    errors: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    first_errors: list[ErrorSeen] = []
    nodes: dict[str, dict[str, int]] = {}


class Arriving(NamedTuple):
    """A message at an end of the flow. `at`: virtual seconds since the first record; `id`: its own when it was recorded
    with it, empty when a node has made it."""

    at: float
    node: str
    port: str
    message: Message
    outcome: Any
    id: str


class Replay:
    """Run it once; `arrived` hears of what comes to where the flow ends."""

    def __init__(
        self,
        flow: ResolvedFlow,
        places: list[Place],
        project: Project,
        registry: Registry,
        arrived: Callable[[Arriving], None],
    ) -> None:
        self._flow = flow
        self._places = places
        self._project = project
        self._registry = registry
        self._arrived = arrived
        self._loop: VirtualLoop
        self._begun = 0.0
        self._over = False
        self._ids: set[str] = set()
        self.ran = Ran()

    def arrive(self, node: str, port: str, message: Message, outcome: Any) -> None:
        """What the stand-ins call."""
        if not self._over:
            id = str(message.get("_msgid"))
            self._arrived(Arriving(self._at(), node, port, message, outcome, id if id in self._ids else ""))

    def run(self, records: Iterable[Record], first: int, settle: float, stand_ins: StandIns) -> Ran:
        """`first` is the time of the first record in microseconds since 1970. Raises Stuck, SinterflowError."""
        random.seed(0)  # two runs draw the same
        start = datetime.fromtimestamp(first / MICRO, UTC)
        run_virtual(self._run(records, first, settle, stand_ins), start, patience=PATIENCE)
        return self.ran

    async def _run(self, records: Iterable[Record], first: int, settle: float, stand_ins: StandIns) -> None:
        self._loop = virtual_loop()
        self._begun = self._loop.time()
        engine = Engine(self._registry, self._loop.clock(self._project.calendar), tags=dict(self._project.tags))
        engine.shared.give = self._give_other_flow
        watchdog = engine.shared.watchdog = Watchdog(None, structlog.get_logger("sinterflow.watchdog"))
        watchdog.start()
        await engine.start()
        await engine.run([self._flow])
        try:
            if self._flow.id in engine.failed:
                raise SinterflowError(engine.failed[self._flow.id])
            await self._feed(engine.flows[self._flow.id], records, first, settle, stand_ins)
        finally:
            self._over = True
            await engine.stop(drain=0)
            await watchdog.stop()

    async def _feed(
        self, flow: RunningFlow, records: Iterable[Record], first: int, settle: float, stand_ins: StandIns
    ) -> None:
        flow.failures.watch = self._failed
        await flow.program.tap(self._end_taps(flow.plan, stand_ins))
        await self._loop.settle()
        owner: dict[tuple[str, str], int] = {}
        for record in records:
            place = self._places[record.place]
            if not place.wire and owner.setdefault((record.node, record.port), record.place) != record.place:
                continue  # two places of the recording have seen the same message
            await self._loop.advance_to((record.time - first) / MICRO)
            await self._enter(flow, place, record)
        await self._loop.settle()
        await self._loop.advance_to(self._at() + settle)
        self.ran.ended = self._at()
        self.ran.nodes = _counts(flow)

    async def _enter(self, flow: RunningFlow, place: Place, record: Record) -> None:
        """Let a message leave the output at which it was recorded, or enter the target of its wire."""
        target, port = _target(place.wire) if place.wire else (record.node, _output(flow.plan, record))
        if port is None or not _has(flow.plan, target, port, is_input=bool(place.wire)):
            self.ran.skipped[record.place] += 1
            return
        message: Message = decode(record.encoded)
        self.ran.records += 1
        self._ids.add(str(message.get("_msgid")))
        delivery = Delivery(None, flow.shared.clock.monotonic())
        if place.wire:
            await _given(flow, target, port, message, delivery)
        else:
            way = flow.program.way_out(target, port)
            await passed(way.gate)
            way.run(message, delivery)
        delivery.end()

    def _end_taps(self, plan: Plan, stand_ins: StandIns) -> dict[Point, Tap]:
        """Taps where messages come to a node that sends nothing on and is not stood in for."""
        leaving = {edge.source for edge in plan.edges() if edge.kind in ("wire", "link")}
        ends = [node for id, node in plan.nodes.items() if id not in leaving and id not in stand_ins.parts]
        return {
            (node.id, "in", port.name): partial(self._end, node.id, port.name) for node in ends for port in node.inputs
        }

    def _end(self, node: str, port: str, message: Message) -> None:
        self.arrive(node, port, message, None)

    async def _give_other_flow(self, target: str, message: Message, delivery: Delivery) -> None:
        """A link leads out of the flow: what would go there has arrived."""
        self.arrive(f"→ {target}", "in", message, None)

    def _failed(self, failure: Failure) -> None:
        self.ran.errors[failure.node, failure.kind] += 1
        if len(self.ran.first_errors) < SEEN_ERRORS:
            seen = ErrorSeen(self._at(), failure.node, failure.kind, failure.message)
            self.ran.first_errors.append(seen)

    def _at(self) -> float:
        return round(self._loop.time() - self._begun, 6)


async def _given(flow: RunningFlow, node: str, port: str, message: Message, delivery: Delivery) -> None:
    while True:
        try:
            await flow.receive(node, message, port, delivery, wait=None)
            return
        except NotAdmitted:
            await asyncio.sleep(NO_ROOM)


def _target(wire: str) -> tuple[str, str]:
    node, _, port = wire.partition(">")[2].rpartition(":")
    return node, port


def _output(plan: Plan, record: Record) -> str | None:
    """The output a record leaves by; an error takes the way that errors of its node have in this flow."""
    if record.port not in (ERROR, CAUGHT):
        return record.port
    handlers = plan.handlers(record.node) if record.node in plan.nodes else []
    return handlers[0].source_port if handlers else None


def _has(plan: Plan, node: str, port: str, *, is_input: bool) -> bool:
    planned = plan.nodes.get(node)
    if planned is None:
        return False
    if is_input:
        return port in {one.name for one in planned.inputs}
    return port in (ERROR, CAUGHT) or port in {one.name for one in planned.outputs}


def _counts(flow: RunningFlow) -> dict[str, dict[str, int]]:
    nodes = flow.state().nodes
    return {id: {name: getattr(nodes[id], name) for name in ("received", "sent", "errors")} for id in flow.nodes}
