"""How a node with a queue handles one message: await it, hand on what it sends, route its errors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from inspect import isasyncgen, isawaitable
from typing import TYPE_CHECKING, Any

from .compile.plan import COMPLETE
from .compile.program import Failed, Program, Surroundings
from .compile.results import Emit, hand_on
from .delivery import Delivery
from .effects import GUARDED
from .errors import FAILURES, NotConnected
from .guarded import Guarded
from .message import Message, copy_message
from .running import RunningNode
from .shared import Shared
from .supervisor import being_cancelled
from .ways import Turns
from .wires import Gate, Queued, Wire, passed

if TYPE_CHECKING:
    from .tracing.tracer import Tracer


class Traced:
    """A handler whose messages are traced: the time on the wire, and the time in the node."""

    def __init__(self, handler: Handler, tracer: Tracer, flow: str, node: RunningNode) -> None:
        self._handler = handler
        self._tracer = tracer
        self._flow = flow
        self._node = node

    async def __call__(self, wire: Wire, item: Queued) -> None:
        """As `Handler` does."""
        place = self._tracer.place(item.message)
        if place is None:
            await self._handler(wire, item)
            return
        node, errors = self._node, self._node.errors
        where = {
            "sinterflow.flow": self._flow,
            "sinterflow.node": node.id,
            "sinterflow.msgid": str(item.message.get("_msgid")),
            "sinterflow.wire": wire.id,
            "sinterflow.waited": round(wire.latency, 6),
        }
        span = self._tracer.begin(f"{self._flow}/{node.id}", place, where)
        try:
            await self._handler(wire, item)
        except BaseException as error:
            self._tracer.failed(span, type(error).__name__)
            raise
        else:
            if node.errors > errors:
                self._tracer.failed(span, "the node failed on the message")
        finally:
            span.end()


class Handler:
    """The `receive` of one such node as a pump calls it."""

    def __init__(
        self, node: RunningNode, around: Surroundings, program: Program, failed: Failed, gate: Gate, shared: Shared
    ) -> None:
        self._node = node
        self._program = program
        self._failed = failed
        self._gate = gate
        self._around = around
        self._guarded = Guarded(node, shared) if node.planned.kind.effect in GUARDED else None

    async def __call__(self, wire: Wire, item: Queued) -> None:
        """Raises NotConnected when the message is to stay and be tried again; any other error is the message's own."""
        node, message, delivery = self._node, item.message, item.delivery
        stays = delivery.journaled or wire.policy.kind == "durable"
        if not item.tried:
            item.tried = True
            self._program.arrived(node.id, item.port, message)
        # an opaque node may spoil what it is given; a message that stays in an outage is needed again
        alone = node.written is None and not node.keeps and not stays
        given = message if alone else copy_message(message)
        try:
            if self._guarded is None:
                await self._receive(given, item.port, delivery, self._emit)
            else:
                await self._guarded.run(item, given, self._receive, self._emit)
        except NotConnected as outage:
            if stays:
                raise
            await self._fail(outage, item)
        except asyncio.CancelledError as error:
            if being_cancelled():
                if self._guarded is not None and self._guarded.broken_off(item, self._failed):
                    item.settled = True
                raise
            await self._fail(error, item)
        except FAILURES as error:
            await self._fail(error, item)
        else:
            if self._around.plan.leaving(node.id, COMPLETE):
                self._program.way_out(node.id, COMPLETE).run(copy_message(given), delivery)

    async def _fail(self, error: BaseException, item: Queued) -> None:
        try:
            if self._gate.blocked:
                await passed(self._gate)
        except asyncio.CancelledError:
            if not item.begun:
                raise  # it comes again
            item.settled = True
            self._failed(self._node.id, error, item.message, item.delivery, item.port)
            raise
        self._failed(self._node.id, error, item.message, item.delivery, item.port)

    async def _receive(self, given: Message, port: str, delivery: Delivery, emit: Emit) -> None:
        node = self._node
        result = node.receive(given, port) if node.many_inputs else node.receive(given)
        if isasyncgen(result):
            await self._stream(result, delivery, emit)
            return
        sent = await result if isawaitable(result) else result
        if sent is not None:
            if self._gate.blocked:
                await passed(self._gate)
            hand_on(self._node, sent, delivery, emit)

    async def _stream(self, outs: AsyncIterator[Any], delivery: Delivery, emit: Emit) -> None:
        turns = Turns()
        async for out in outs:
            if self._gate.blocked:
                await passed(self._gate)
            hand_on(self._node, out, delivery, emit)
            await turns.give()

    def _emit(self, port: str, message: Message, delivery: Delivery, alone: bool) -> None:
        given = message if alone else copy_message(message)
        self._program.way_out(self._node.id, port).run(given, delivery)
