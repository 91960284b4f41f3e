"""One flow that goes on with another plan: only nodes that differ are replaced, and what was on its way waits."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from .activity import Mark, at_work
from .compile.plan import Plan
from .delivery import Delivery
from .faultpoints import reach
from .flow.resolved import ResolvedNode
from .lost import lose, lose_all
from .message import Message
from .node import Node, Source
from .running import RunningNode
from .ways import Turns
from .wires import Wire

if TYPE_CHECKING:
    from .running_flow import RunningFlow


class Shift:
    """What flows share and that changes with a deploy: nodes that use it start anew."""

    def __init__(self, connections: set[str], tags: set[str], calendar: bool) -> None:
        self.connections = connections
        self.tags = tags
        self.calendar = calendar

    def __bool__(self) -> bool:
        return bool(self.connections or self.tags or self.calendar)


NOTHING = Shift(set(), set(), False)


def differs(node: RunningNode, planned: ResolvedNode, shift: Shift = NOTHING) -> bool:
    """Whether a node has to start anew to become what is planned."""
    old, uses = node.planned, node.uses
    if old.kind is not planned.kind or (old.config is not planned.config and old.config != planned.config):
        return True
    if (old.inputs, old.outputs) != (planned.inputs, planned.outputs) or (uses.env and old.env != planned.env):
        return True
    if shift.calendar and isinstance(node.node, Source):
        return True
    return bool(shift) and not (uses.connections.isdisjoint(shift.connections) and uses.tags.isdisjoint(shift.tags))


class Moved:
    """A message that a node held, on its way to the node's successor."""

    def __init__(self, node: str, message: Message, port: str, since: float, deliveries: Sequence[Delivery]) -> None:
        self.node = node
        self.message = message
        self.port = port
        self.since = since
        self.deliveries = deliveries


class Renewal:
    """The steps of it, in order: `prepare`, `halt`, `hold`, `hand_over`, `exchange`, `finish`; or `undo` before that.

    `early` nodes are started while their predecessors still run, `late` ones once those are stopped, the others when
    nothing is given to them any more, with their state.
    """

    def __init__(self, flow: RunningFlow, plan: Plan, shift: Shift) -> None:
        self.flow = flow
        self.plan = plan
        old = flow.nodes
        self.renewed = {id for id, planned in plan.nodes.items() if id in old and differs(old[id], planned, shift)}
        self.kept = {id for id in plan.nodes if id in old} - self.renewed
        self.come = plan.nodes.keys() - old.keys()
        self.gone = old.keys() - plan.nodes.keys()
        self.late = {id for id in self.renewed if _is_late(old[id], shift)}
        self.early = {id for id in self.renewed - self.late if not _has_state(old[id])} | self.come
        self.gaps: dict[str, float] = {}
        self._new: dict[str, RunningNode] = {}
        self._up: list[RunningNode] = []
        self._stopped: list[RunningNode] = []
        self._since = 0.0
        self._old: list[RunningNode] = []
        self._drain: float | None = None
        self._held = False
        self._lost: list[Wire] = []
        self._changed: list[RunningNode] = []
        """New nodes whose state is another than what was shown so far."""

    @property
    def mark(self) -> Mark:
        return self.flow.mark

    @at_work
    async def prepare(self) -> None:
        """Start those that may run beside their predecessors. What it raises has `failed_at`."""
        await self._start(self.early)

    async def halt(self, drain: float) -> None:
        """Give nothing more to what goes; what is under way there has `drain` seconds."""
        self._drain = drain
        links = {edge.id for edge in self.flow.plan.links_out} - {edge.id for edge in self.plan.links_out}
        await self.flow.inlets.halt(self.renewed | self.gone | links, drain)

    async def hold(self) -> None:
        """Let nothing into the flow; sources that go end."""
        self._held = True
        self.flow.around.gates.hold()
        await self.flow.lives.end_tasks([self.flow.nodes[id] for id in self.renewed | self.gone])

    @at_work
    async def hand_over(self) -> None:
        """Start those that take over a state; nothing changes theirs any more."""
        await self._start(self.renewed - self.early - self.late)

    async def stop_late(self) -> None:
        """Stop those that must not run beside their successors."""
        self._stopped = [self.flow.nodes[id] for id in self.plan.sinks_first if id in self.late]
        self._since = self.flow.shared.clock.monotonic()
        await self.flow.lives.stop(reversed(self._stopped))

    @at_work
    async def start_late(self) -> None:
        await self._start(self.late)
        self._note_gaps()

    @at_work
    async def undo(self) -> None:
        """Nothing has been exchanged: what was stopped starts again, and all goes on as before."""
        lives = self.flow.lives
        await lives.end_tasks(self._up)
        await lives.stop(reversed(self._up))
        self.flow.timers.stop(self._up)
        self.flow.timers.release()
        await lives.start_whatever(self._stopped)
        self._note_gaps()
        if self._drain is not None:
            await self.halt(self._drain)  # it may have been broken off
        self.flow.inlets.resume()
        if self._held:
            self.flow.around.gates.release()
            lives.go_on(self.flow.nodes[id] for id in self.renewed | self.gone)

    @at_work
    async def exchange(self) -> None:
        """From here on the flow is the new one. It is still held."""
        reach("deploy-before-swap")
        flow, around = self.flow, self.flow.around
        old = dict(flow.nodes)
        away = self.renewed | self.gone
        moved = [one for id in sorted(away) for one in moved_from(old[id])]
        flow.timers.stop([old[id] for id in away])
        self._changed = [node for id, node in self._new.items() if _state(node) != _state(old.get(id))]
        nodes = {id: self._new.get(id) or old[id] for id in self.plan.nodes}
        for id in self.kept:
            nodes[id].planned = self.plan.nodes[id]
        around.plan, around.nodes = self.plan, nodes
        self._lost = flow.inlets.renew()
        around.gates.renew()
        flow.program.renew()
        reach("deploy-after-swap")
        await self._feed(moved)
        self._old = [old[id] for id in away - self.late]

    @at_work
    def release(self) -> None:
        """Let messages in; sources that came begin."""
        self.flow.around.gates.release()
        self.flow.timers.release()
        for node in self._changed:
            self.flow.show_status(node)
        self.flow.lives.join(self._new.values())
        self.flow.lives.run_sources(self._new.values())

    async def finish(self) -> None:
        """Stop what is not part of the flow any more, and keep what waited for it."""
        await self.flow.lives.stop(self._old)
        await lose_all(self.flow, self._lost)

    async def _start(self, ids: Iterable[str]) -> None:
        """Make these nodes, with the state of their predecessors, and start them, sinks first."""
        wanted = set(ids)
        made = []
        for id in self.plan.sinks_first:
            if id in wanted:
                made.append(self._made(id))
        await self.flow.lives.start(made)
        self._up += made

    def _made(self, id: str) -> RunningNode:
        try:
            node = self._new[id] = RunningNode(self.plan.nodes[id], self.flow)
            node.joined = asyncio.Event()
            before = self.flow.nodes.get(id)
            if before is not None and type(node.node).type == type(before.node).type and id not in self.early:
                node.node.load_state(before.node.save_state())
                reach("deploy-hand-over")
            if before is not None:
                node.shown.errors = before.errors
            return node
        except BaseException as error:
            error.__dict__["failed_at"] = id
            raise

    def _note_gaps(self) -> None:
        gap = self.flow.shared.clock.monotonic() - self._since
        self.gaps = {f"{self.flow.id}/{node.id}": gap for node in self._stopped}

    async def _feed(self, moved: list[Moved]) -> None:
        """Give what the old nodes held to their successors, as it first came to them."""
        turns = Turns()
        for one in moved:
            node = self.flow.nodes.get(one.node)
            first, *others = one.deliveries
            if node is None or one.port not in {port.name for port in node.planned.inputs}:
                lose(self.flow, one.node, one.message, first, one.port)
            elif (wire := self.flow.inlets.given.get((one.node, one.port))) is not None:
                wire.put(one.message, first)
            else:
                node.since = one.since
                self.flow.program.way_in(one.node, one.port).run(one.message, first)
                node.since = None
            for delivery in (first, *others):
                delivery.end()
            await turns.give()


def _is_late(node: RunningNode, shift: Shift) -> bool:
    return type(node.node).exclusive or not node.uses.connections.isdisjoint(shift.connections)


def _state(node: RunningNode | None) -> tuple[str, object]:
    return ("ok", "") if node is None else (node.state, node.said)


def _has_state(node: RunningNode) -> bool:
    return type(node.node).save_state is not Node.save_state


def moved_from(node: RunningNode) -> list[Moved]:
    """What a node holds, once for each message that came to it."""
    found: dict[int, Moved] = {}
    for held in list(node.held):
        delivery = held.move()
        if delivery is None:
            continue
        one = found.get(id(held.message))
        if one is None:
            found[id(held.message)] = Moved(node.id, held.message, held.port, held.since, [delivery])
        else:
            one.deliveries = [*one.deliveries, delivery]
    return list(found.values())
