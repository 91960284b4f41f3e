"""Effects that must not happen twice: refused when the message is old, asked about when nobody knows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from .compile.program import Failed
from .compile.results import Emit
from .delivery import Delivery
from .durability import Durability
from .effects import Begun, EffectKey, check_age
from .encoding import decode, encode
from .errors import NodeError, NotConnected, Uncertain
from .message import Message
from .running import RunningNode
from .shared import Shared
from .text import text
from .wires import Queued

Receive = Callable[[Message, str, Delivery, Emit], Awaitable[None]]


class Guarded:
    """Runs the `receive` of a node whose effect is `once` or `physical`."""

    def __init__(self, node: RunningNode, shared: Shared) -> None:
        self._node = node
        self._shared = shared

    async def run(self, item: Queued, given: Message, receive: Receive, emit: Emit) -> None:
        """Raises Expired, Uncertain, or what `receive` raises. What the node sends leaves when the effect is over."""
        key, durability = self._node.node.effect_key(), self._shared.durability
        known = None if key is None or durability is None else durability.effects.find(key)
        if known is not None:  # however old the message is by now
            self._repeat(known, item.delivery, emit)
            return
        self._check_age(item)
        if key is None or durability is None:
            item.begun = True
            await receive(given, item.port, item.delivery, emit)
            return
        await self._once(key, durability, item, given, receive, emit)

    def broken_off(self, item: Queued, failed: Failed) -> bool:
        """The handling was cancelled: when the effect was begun, a person is asked; whether it was."""
        if not item.begun:
            return False
        failed(self._node.id, _uncertain(self._node.id), item.message, item.delivery, item.port)
        return True

    async def _once(
        self, key: EffectKey, durability: Durability, item: Queued, given: Message, receive: Receive, emit: Emit
    ) -> None:
        effects = durability.effects
        base = item.delivery.base
        if base is not None:
            base.stored.mark(base.offset)
        await effects.begin(key)
        sent: list[tuple[str, Message, Delivery, bool]] = []
        try:
            self._check_age(item)  # writing may have taken its time
            item.begun = True
            await receive(given, item.port, item.delivery, lambda *out: sent.append(out))
        except (NotConnected, NodeError):
            item.begun = False
            effects.drop(key)
            raise
        item.begun = False
        zone = self._shared.clock.zone
        effects.end(key, [(port, encode(message, zone=zone)) for port, message, _, _ in sent])
        for out in sent:
            emit(*out)

    def _repeat(self, known: Begun, delivery: Delivery, emit: Emit) -> None:
        """The message comes again: what came of it the first time goes on, the effect does not happen again."""
        if known.result is None:
            raise _uncertain(self._node.id)
        for port, message in known.result:
            emit(port, decode(message), delivery, True)

    def _check_age(self, item: Queued) -> None:
        self._shared.clock.look()  # a step of the wall clock is no age
        check_age(self._node.node, item.delivery, self._shared.clock.monotonic())


def _uncertain(node: str) -> Uncertain:
    return Uncertain(
        text(
            en=f"node {node} had begun with this message when it was broken off, and nobody knows whether it took "
            "effect; look there, then send it again or delete it",
            zh=f"节点 {node} 处理该消息时被中断，无法确定是否已生效；请现场确认后重新发送或删除",
        )
    )
