"""A call of a link-call node, from the message that is sent to the reply to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sinterflow.runtime import Message, NodeError, Text, text

Asker = Callable[[], None]


class NoReply(NodeError):
    """A link call came to no reply."""


class Call:
    """It is told when all that became of its message has ended, and is found by that on the way (`Node.askers`).

    `outer`: the calls that it was made within. `late` is told why a reply is dropped.
    """

    def __init__(self, to: str, outer: Sequence[Call], late: Callable[[Text], None]) -> None:
        self.outer = outer
        self.over = False
        """Nobody waits for the reply any more."""
        self.reply: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._to = to
        self._late = late
        self._letter: Any = None

    def answer(self, message: Message) -> None:
        """The reply; what nobody waits for is dropped, and that is counted with its reason."""
        if self.over:
            self._late(text(en="the call was over", zh="该调用已结束"))
        elif self.reply.done():
            self._late(text(en="the call had its reply already", zh="该调用已有应答"))
        else:
            self.reply.set_result(message)

    def refused(self, error: BaseException) -> None:
        """The message could not be handed over."""
        self._fail(error if isinstance(error, Exception) else NoReply(str(error)))

    def kept(self, letter: Any) -> None:
        """A node on the way failed on it, and nothing handled that."""
        self._letter = letter

    def __call__(self) -> None:
        if self._letter is not None:
            which = f": dead letter {self._letter}" if self._letter else ""  # one that waits for room has no number
            which_zh = f"：未处理消息 {self._letter}" if self._letter else ""
            said = text(
                en=f"the call of {self._to} failed on the way{which}",
                zh=f"调用 {self._to} 途中失败{which_zh}",
            )
        else:
            said = text(
                en=f"{self._to} ended without a reply: let each way lead to a link-out in mode return; over a durable "
                "wire nothing returns",
                zh=f"{self._to} 已结束但没有应答：请让每条路径都通到“返回”方式的链接输出节点；经过持久连线后无法返回",
            )
        self._fail(NoReply(said))

    def _fail(self, error: Exception) -> None:
        if not self.over and not self.reply.done():
            self.reply.set_exception(error)


def innermost(waiting: Iterable[Asker]) -> list[Call]:
    """The calls that a reply is for: not those that they were made within."""
    calls = list(dict.fromkeys(one for one in waiting if isinstance(one, Call)))  # one is found by each part of a join
    return [call for call in calls if not any(call in other.outer for other in calls)]
