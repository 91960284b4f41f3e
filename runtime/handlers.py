"""How an asynchronous node handles one message: await it, hand on what it sends, route its errors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from inspect import isasyncgen
from typing import Any

from .compile.plan import COMPLETE, Plan
from .compile.program import Failed, Program
from .compile.results import hand_on
from .delivery import Delivery
from .errors import FAILURES, NotConnected
from .message import Message, copy_message
from .running import RunningNode, Turns
from .supervisor import being_cancelled
from .wires import Gate, Wire, passed


class Handler:
    """The `receive` of one asynchronous node as a pump calls it."""

    def __init__(self, node: RunningNode, plan: Plan, program: Program, failed: Failed, gate: Gate) -> None:
        self._node = node
        self._program = program
        self._failed = failed
        self._gate = gate
        self._completes = bool(plan.leaving(node.id, COMPLETE))

    async def __call__(self, wire: Wire, message: Message, delivery: Delivery) -> None:
        """Raises NotConnected on a durable wire, so that the message stays; every other error is the message's own."""
        node = self._node
        self._program.arrived(node.id, wire.port, message)
        # an opaque node may spoil what it is given; on a durable wire the message may be needed again
        alone = node.written is None and not node.keeps and wire.policy.kind != "durable"
        given = message if alone else copy_message(message)
        try:
            await self._receive(given, wire.port, delivery)
        except NotConnected as outage:
            if wire.policy.kind == "durable":
                raise
            self._failed(node.id, outage, message, delivery)
        except asyncio.CancelledError as error:
            if being_cancelled():
                raise
            self._failed(node.id, error, message, delivery)
        except FAILURES as error:
            self._failed(node.id, error, message, delivery)
        else:
            if self._completes:
                self._program.way_out(node.id, COMPLETE).run(copy_message(given), delivery)

    async def _receive(self, given: Message, port: str, delivery: Delivery) -> None:
        node = self._node
        result = node.receive(given, port) if node.many_inputs else node.receive(given)
        if isasyncgen(result):
            await self._stream(result, delivery)
            return
        sent = await result
        if sent is not None:
            if self._gate.blocked:
                await passed(self._gate)
            hand_on(self._node, sent, delivery, self._emit)

    async def _stream(self, outs: AsyncIterator[Any], delivery: Delivery) -> None:
        turns = Turns()
        async for out in outs:
            if self._gate.blocked:
                await passed(self._gate)
            hand_on(self._node, out, delivery, self._emit)
            await turns.give()

    def _emit(self, port: str, message: Message, delivery: Delivery, alone: bool) -> None:
        given = message if alone else copy_message(message)
        self._program.way_out(self._node.id, port).run(given, delivery)
