"""One flow while it runs: it puts nodes, wires, pumps and program together, starts and stops them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from .activity import at_work
from .compile.plan import Plan
from .compile.program import Surroundings
from .delivery import Delivery
from .failures import Failures
from .flow_state import Display, FlowState
from .inlets import Inlets
from .lives import Lives
from .lost import lose_all
from .message import Message, new_message
from .running import RunningNode
from .shared import NotAdmitted, Shared
from .text import pick
from .timers import Timers
from .wires import passed

NO_RATES: Mapping[str, float] = {}


class RunningFlow:
    """Made on the event loop. `start` the nodes, sinks first, then `begin`; `stop_sources`, drain, then `stop`.

    What it is made of stays for its life; a redeploy changes what that works on (`renewal.py`).
    """

    def __init__(self, plan: Plan, shared: Shared) -> None:
        self.id = plan.flow.id
        self.shared = shared
        self.mark = shared.activity.mark(self.id)
        self.mark()
        self.running = False
        self._admits = False
        self.failures = Failures(shared.tray, self.id)
        nodes = {id: RunningNode(planned, self) for id, planned in plan.nodes.items()}
        self.around = self.failures.around = Surroundings(plan, nodes, {}, self.failures.failed)
        self.inlets = Inlets(self.around, shared, self.mark)
        self.program = self.failures.program = shared.make_program(self.around)
        self.inlets.connect(self.program, self.failures.failed)
        self.timers = Timers(self.around, self.program, self.failures.failed, shared.clock.monotonic, self.mark)
        self.lives = Lives(self.id, self.failures, shared)
        self.way_out = self.program.way_out
        self._display: Display | None = None

    @property
    def plan(self) -> Plan:
        return self.around.plan

    @property
    def nodes(self) -> dict[str, RunningNode]:
        return self.around.nodes

    @at_work
    async def start(self) -> None:
        """Start every node. An exception other than NotConnected stops what had started."""
        try:
            await self.lives.start([self.nodes[id] for id in self.plan.sinks_first])
        except BaseException:
            self.timers.stop()
            self.inlets.part()
            raise
        await lose_all(self, self.inlets.lost)

    @at_work
    def begin(self) -> None:
        """Take messages: what waits on wires and what sources send."""
        self._admits = True
        self.inlets.start()
        self.lives.run_sources(self.nodes.values())
        self.running = True

    @at_work
    async def stop_sources(self) -> None:
        """Begin no more messages; what is under way, here and on links to here, goes on."""
        self.running = False
        self.inlets.close_durable()
        await self.lives.end_tasks()

    @at_work
    async def stop(self) -> None:
        """Stop everything else. What waits on wires stays there."""
        self._admits = False
        await self.inlets.stop()
        self.timers.stop()
        await self.lives.stop(self.nodes[id] for id in reversed(self.plan.sinks_first))
        self.inlets.part()
        self.around.gates.open_for_good()

    def rule_links(self) -> None:
        """Other flows have changed: which links close a circle may have, too."""
        if not self.plan.links_out:
            return
        held = self.around.gates.held
        if not held:
            self.around.gates.hold()
        self.inlets.rule_links()
        if not held:
            self.around.gates.release()

    async def receive(
        self, node: str, message: Message, port: str, delivery: Delivery, wait: float | None = 5.0
    ) -> None:
        """Give a node a message as its wires do.

        Raises NotAdmitted when there is no room for `wait` seconds, and before `begin` and after `stop`.
        """
        gate = self.program.way_in(node, port).gate
        try:
            async with asyncio.timeout(wait):
                await passed(gate)
                await self._room_for(node, port)
        except TimeoutError:
            raise NotAdmitted(node) from None
        if not self._admits or node not in self.nodes:
            raise NotAdmitted(node)
        self.mark()
        wire = self.inlets.given.get((node, port))
        if wire is None:
            self.program.way_in(node, port).run(message, delivery)
        else:
            wire.put(message, delivery)

    async def _room_for(self, node: str, port: str) -> None:
        """Wait while what was given to an asynchronous node from outside is as much as may wait there."""
        while (wire := self.inlets.given.get((node, port))) is not None and wire.full and node in self.inlets.pumps:
            await self.inlets.pumps[node].pause()

    def state(self, rates: Mapping[str, float] = NO_RATES) -> FlowState:
        """What the flow is doing; `rates` of its wires by id. Read it at once: the next call changes it."""
        if self._display is None or not self._display.shows(self.plan, self.nodes):
            self._display = Display(self.plan, self.nodes)
        return self._display.state(self.running, self.program.counts(), self.around.wires, rates)

    def show_status(self, node: RunningNode) -> None:
        """A node's state has changed: tell who listens, and the status nodes that follow it.

        Nothing is said of a node that is not, or not yet, part of the flow: while it is replaced, two go by one id.
        """
        if self.nodes.get(node.id) is not node:
            return
        self.shared.events.publish("status", {"flow": self.id, "node": node.id, "state": node.state, "text": node.said})
        for follower in self.plan.followed_statuses.get(node.id, ()):
            status = {"state": node.state, "text": pick(node.said), "node": node.id}
            delivery = Delivery(None, self.shared.clock.monotonic())
            self.inlets.status[follower].put(new_message(None, status=status), delivery)
            delivery.end()
