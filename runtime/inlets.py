"""The queued ways into the nodes of one running flow: wires, the inboxes they end in, and the pumps that serve them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from functools import partial
from typing import TYPE_CHECKING

from .activity import Mark
from .compile.plan import Edge
from .compile.program import Failed, Program, Surroundings
from .durable_wire import DurableWire
from .flow.resolved import Policy
from .handlers import Handler, Traced
from .pumps import AsyncPump, DirectPump, Pump
from .running import RunningNode
from .ways import Way
from .wires import Gate, Inbox, Queued, Wire

if TYPE_CHECKING:
    from .durability import Durability
    from .shared import Shared

STATUS_POLICY = Policy(kind="bounded", full="drop-oldest")
GIVEN_POLICY = Policy(kind="bounded")
LEFT_POLICY = Policy(kind="durable")


class Inlets:
    """Wires first, then `connect` with the program that they lead into; `renew` after the surroundings have changed.

    Nodes that go, and links into other flows that go, are to be halted before that. The wires of the plan are in the
    surroundings, by edge id; `status` lead to status nodes; `given` take messages for asynchronous nodes that come from
    outside the flow (the API, a link of another flow).
    """

    def __init__(self, around: Surroundings, shared: Shared, mark: Mark) -> None:
        self._around = around
        self._shared = shared
        self._mark = mark
        self._now = shared.clock.monotonic
        self._inboxes: dict[str, Inbox] = {}
        self._links: dict[str, Edge] = {}
        self._retired: list[Wire] = []
        self._started = False
        self.pumps: dict[str, Pump] = {}
        self.status: dict[str, Wire] = {}
        self.given: dict[tuple[str, str], Wire] = {}
        self._program: Program
        self._failed: Failed
        self.lost: list[Wire] = []
        """Durable wires of an earlier time that lead nowhere."""
        self._make_wires()
        if shared.durability is not None:
            self._find_lanes(shared.durability)

    @property
    def wires(self) -> dict[str, Wire]:
        """Those of the plan, by edge id."""
        return self._around.wires

    def connect(self, program: Program, failed: Failed) -> None:
        """Make the pumps; they stand still until `start`."""
        self._program, self._failed = program, failed
        self._make_pumps()

    def start(self) -> None:
        self._started = True
        for pump in self.pumps.values():
            pump.start()

    async def stop(self) -> None:
        await asyncio.gather(*(pump.stop() for pump in self.pumps.values()))

    def close_durable(self) -> None:
        """What waits on durable wires stays in the journal."""
        for wire in self._all():
            if isinstance(wire, DurableWire):
                wire.close()

    def part(self) -> None:
        """The flow is over; nothing of the journal leads here any more."""
        for wire in self._all():
            wire.part()

    async def halt(self, nodes: Collection[str], drain: float) -> None:
        """Serve these nodes no more; what is under way in them has `drain` seconds, then it goes back to its wire."""
        pumps = {id: pump for id in nodes if (pump := self.pumps.get(id)) is not None}
        await asyncio.gather(*(pump.stop(drain) for pump in pumps.values()))
        for id in pumps:
            del self.pumps[id]

    def resume(self) -> None:
        """Serve again what was halted."""
        self._make_pumps()

    def renew(self) -> list[Wire]:
        """Follow the surroundings. Gives the wires that lead nowhere any more and still hold messages."""
        lost = self._make_wires()
        self._make_pumps()
        return lost

    def rule_links(self) -> None:
        """Which links close a circle may have changed with another flow. The flow is held."""
        for key, edge in self._links.items():
            self._around.wires[key].go_on(edge.policy, edge.feedback)
        self._around.gates.renew()

    def left_over(self, *, durable_too: bool) -> list[Wire]:
        """The wires of a flow that has ended which still hold messages."""
        wires = [*self._all(), *self.given.values()]
        return [wire for wire in wires if wire.depth and (durable_too or not isinstance(wire, DurableWire))]

    @property
    def idle(self) -> bool:
        """Nothing is queued or being handled by an asynchronous node."""
        return self._busy() is None

    async def drained(self) -> None:
        """Wait until `idle`."""
        while (busy := self._busy()) is not None:
            await busy.pause()

    def _busy(self) -> Pump | None:
        return next((pump for pump in self.pumps.values() if not pump.idle), None)

    # wires

    def _make_wires(self) -> list[Wire]:
        plan, wires = self._around.plan, self._around.wires
        before = {(wire.id, isinstance(wire, DurableWire)): wire for wire in self._all()}
        wires.clear()
        self._links = {edge.id: edge for edge in plan.links_out}
        for edge in plan.edges():
            if edge.queued:
                wires[edge.id] = self._kept(before, edge) or self._wire(edge)
        lost = self._retire(before)
        self.mind_breakpoints()
        return lost + self._make_extras()

    def mind_breakpoints(self) -> None:
        """Hold the wires that have one, and let the others go on."""
        flow, breakpoints = self._around.plan.flow.id, self._shared.breakpoints
        for wire in self._all():
            if wire.id in breakpoints.of(flow):
                wire.inbox.hit = partial(breakpoints.hit, flow)
                wire.hold()
            else:
                wire.go()

    def held(self, id: str) -> list[Wire]:
        """The wires with this id that a breakpoint holds, the older first: two while one of them is on its way out."""
        return sorted((wire for wire in self._all() if wire.id == id), key=lambda wire: not wire.retired)

    def _all(self) -> list[Wire]:
        """Every wire that is served."""
        return list(dict.fromkeys([*self._around.wires.values(), *self._retired]))

    def _kept(self, before: dict[tuple[str, bool], Wire], edge: Edge) -> Wire | None:
        """The wire that is there already, when it can go on under the edge's policy."""
        wire = before.pop((edge.id, self._is_durable(edge)), None)
        if wire is not None:
            wire.go_on(edge.policy, edge.feedback)
        return wire

    def _retire(self, before: dict[tuple[str, bool], Wire]) -> list[Wire]:
        """Of the wires that are in the plan no more, those that hold nothing go; the others are served till then."""
        lost: list[Wire] = []
        self._retired = []
        for wire in before.values():
            if wire.depth and self._leads(wire.id):
                wire.retire()
                self._retired.append(wire)
                self._around.wires.setdefault(wire.id, wire)
                continue
            wire.part()
            if wire.depth:
                lost.append(wire)
        return lost

    def _leads(self, id: str) -> bool:
        """Whether what waits on a wire with this id can still be handed out."""
        target, _, port = id.rpartition(">")[2].rpartition(":")
        node = self._around.nodes.get(target)
        if node is None:
            return id in self._links
        inputs = [one.name for one in node.planned.inputs]
        return not inputs or port in inputs

    def _make_extras(self) -> list[Wire]:
        nodes, plan = self._around.nodes, self._around.plan
        followers = {id for ids in plan.followed_statuses.values() for id in ids}
        given = {(id, port.name) for id, node in nodes.items() if node.is_async for port in node.planned.inputs}
        gone: list[Wire] = [self.status.pop(id) for id in [*self.status] if id not in followers]
        gone += [self.given.pop(place) for place in [*self.given] if place not in given and not self._waits(place)]
        for id in sorted(followers - self.status.keys()):
            self.status[id] = self._extra("status", id, "in", STATUS_POLICY)
        for id, port in sorted(given - self.given.keys()):
            self.given[id, port] = self._extra("given", id, port, GIVEN_POLICY)
        for wire in gone:
            wire.part()
        return [wire for wire in gone if wire.depth and not wire.id.startswith("$status")]

    def _waits(self, place: tuple[str, str]) -> bool:
        """Whether something that was given here is still to be handed out."""
        wire = self.given[place]
        return bool(wire.depth) and self._leads(wire.id)

    def _wire(self, edge: Edge) -> Wire:
        key = edge.id if edge.outside else edge.target
        inbox = self._inboxes.setdefault(key, Inbox(self._now))
        durability = self._shared.durability
        if durability is None or not self._is_durable(edge):
            return Wire(edge.id, edge.target_port, edge.policy, inbox, feedback=edge.feedback)
        name = f"{self._around.plan.flow.id}/{edge.id}"
        return DurableWire(edge.id, name, edge.target_port, edge.policy, inbox, durability, feedback=edge.feedback)

    def _find_lanes(self, durability: Durability) -> None:
        """Durable wires that are in the flow no more, with messages from before the process began.

        They are served while there is the node that they led to.
        """
        prefix = f"{self._around.plan.flow.id}/"
        for name, lane in durability.journal.lanes.items():
            id = name.removeprefix(prefix)
            if not name.startswith(prefix) or not lane.depth or isinstance(self.wires.get(id), DurableWire):
                continue
            target, _, port = id.rpartition(">")[2].rpartition(":")
            lost = not self._leads(id)
            key = id if id in self._links else target
            inbox = Inbox(self._now) if lost else self._inboxes.setdefault(key, Inbox(self._now))
            wire = DurableWire(id, name, port, LEFT_POLICY, inbox, durability, feedback=False)
            if lost:
                self.lost.append(wire)
            else:
                wire.retire()
                self.wires.setdefault(id, wire)
                self._retired.append(wire)

    def _is_durable(self, edge: Edge) -> bool:
        return edge.policy.kind == "durable" and self._shared.durability is not None

    def _extra(self, kind: str, node: str, port: str, policy: Policy) -> Wire:
        inbox = self._inboxes.setdefault(node, Inbox(self._now))
        return Wire(f"${kind}>{node}:{port}", port, policy, inbox)

    # pumps

    def _make_pumps(self) -> None:
        """A pump for each inbox that has none; those of nodes that are gone were halted."""
        nodes = self._around.nodes
        for key in [key for key in self._inboxes if key not in nodes and key not in self._around.wires]:
            del self._inboxes[key]
            self.pumps.pop(key, None)
        for key, inbox in self._inboxes.items():
            if key not in self.pumps:
                self.pumps[key] = self._pump(key, inbox)
                if self._started:
                    self.pumps[key].start()

    def _pump(self, key: str, inbox: Inbox) -> Pump:
        if key in self._links:
            return AsyncPump(inbox, _link(self._shared, self._links[key], self._failed), Gate(), 1)
        node = self._around.nodes[key]
        if not node.is_async:
            return DirectPump(inbox, _ways_in(self._program, key), self._mark)
        return self._async_pump(node, inbox)

    def _async_pump(self, node: RunningNode, inbox: Inbox) -> AsyncPump:
        gate = self._around.gates.behind(node.id)
        handler = Handler(node, self._around, self._program, self._failed, gate, self._shared)
        tracer = self._shared.tracer
        handle = handler if tracer is None else Traced(handler, tracer, self._around.plan.flow.id, node)
        return AsyncPump(inbox, handle, gate, node.node.concurrency)


def _ways_in(program: Program, node: str) -> Callable[[str], Way]:
    return lambda port: program.way_in(node, port)


def _link(shared: Shared, edge: Edge, failed: Failed) -> Callable[[Wire, Queued], Awaitable[None]]:
    async def give(wire: Wire, item: Queued) -> None:
        try:
            if shared.give is not None:
                await shared.give(edge.target, item.message, item.delivery)
        except Exception as error:
            failed(edge.source, error, item.message, item.delivery)

    return give
