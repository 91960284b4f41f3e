"""Messages that lead nowhere any more, because a node was taken out of its flow: they are kept for a person."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .delivery import Delivery
from .letters import Failure
from .message import Message
from .text import Text, pick, text
from .wires import Wire

if TYPE_CHECKING:
    from .running_flow import RunningFlow


Reason = tuple[str, Text]
"""The kind of a failure and what is said of it."""


async def keep_held(flow: RunningFlow, wires: Iterable[Wire]) -> None:
    """What breakpoints hold in memory as the process ends goes to the tray."""
    said = text(
        en="the process ended while a breakpoint held this message",
        zh="断点拦下该消息期间，进程已停止",
    )
    await lose_all(flow, [wire for wire in wires if wire.held is not None], ("Held", said))


async def lose_all(flow: RunningFlow, wires: Iterable[Wire], why: Reason | None = None) -> None:
    """What waits on wires that lead nowhere any more goes to the tray."""
    for wire in wires:
        target, _, port = wire.id.rpartition(">")[2].rpartition(":")
        while wire.depth:
            if not await wire.filled():
                break
            item = wire.take()
            lose(flow, target, item.message, item.delivery, port, why)
            item.delivery.end()
            await asyncio.sleep(0)


def lose(
    flow: RunningFlow, node: str, message: Message, delivery: Delivery, port: str, why: Reason | None = None
) -> None:
    """Keep a message for a person, because the node that it was for is gone, or for another reason."""
    gone = text(
        en=f"node {node} or the way to it was removed or disabled while this message waited there",
        zh=f"消息等待期间，节点 {node} 或通往它的连线已被移除或停用",
    )
    kind, said = why or ("NodeRemoved", gone)
    flow.shared.tray.add(flow.id, Failure(pick(said), kind, node), message, delivery, port)
