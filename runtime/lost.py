"""Messages that lead nowhere any more, because a node was taken out of its flow: they are kept for a person."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .delivery import Delivery
from .letters import Failure
from .message import Message
from .text import pick, text
from .wires import Wire

if TYPE_CHECKING:
    from .running_flow import RunningFlow


async def lose_all(flow: RunningFlow, wires: Iterable[Wire]) -> None:
    """What waits on wires that lead nowhere any more goes to the tray."""
    for wire in wires:
        target, _, port = wire.id.rpartition(">")[2].rpartition(":")
        while wire.depth:
            if not await wire.filled():
                break
            item = wire.take()
            lose(flow, target, item.message, item.delivery, port)
            item.delivery.end()
            await asyncio.sleep(0)


def lose(flow: RunningFlow, node: str, message: Message, delivery: Delivery, port: str) -> None:
    """Keep a message for a person, because the node that it was for is gone."""
    said = text(
        en=f"node {node} or the way to it was removed or disabled while this message waited there",
        zh=f"消息等待期间，节点 {node} 或通往它的连线已被移除或停用",
    )
    flow.shared.tray.add(flow.id, Failure(pick(said), "NodeRemoved", node), message, delivery, port)
