"""`core.link-call`: a part of a flow that several others use, called and answered."""

from __future__ import annotations

import asyncio
from typing import Annotated

from sinterflow.runtime import Duration, Message, Node, NodeConfig, Text, field, pick, seconds, text

from .calls import Call, NoReply

LINK = "link"
"""The output from which the engine leads messages to `to`."""


class LinkCall(Node):
    """Send each message to a link-in node, and go on with the reply.

    The reply is what comes to a link-out in mode return, found by the message's way through the flows: whatever nodes
    between have made of it, the right call is answered. A call that is broken off by a stop or redeploy is made again.
    """

    type = "core.link-call"
    title = text(en="Link call", zh="链接调用")
    help = text(
        en="Sends each message to a link-in node, of another flow too, and goes on with the reply.",
        zh="把每条消息发送到链接输入节点（可跨流程），收到应答后继续。",
    )
    icon = "link-call"
    role = "link-call"
    concurrency = 1000

    class Config(NodeConfig):
        to: Annotated[
            str,
            field(
                title=text(en="To", zh="目标"),
                help=text(en="Link-in node as flow/node.", zh="链接输入节点，写成 流程/节点。"),
                example="press-line-1/check",
            ),
        ]
        timeout: Annotated[
            Duration,
            field(
                title=text(en="Time limit", zh="时限"),
                help=text(
                    en="A call without a reply fails then; a reply that comes later is dropped.",
                    zh="超过时限仍无应答则调用失败；此后到达的应答会丢弃。",
                ),
            ),
        ] = "30s"

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.config: LinkCall.Config = config
        self._seconds = seconds(config.timeout)
        self._dropped = 0

    async def receive(self, message: Message) -> Message:
        to, outer = self.config.to, [one for one in self.askers() if isinstance(one, Call)]
        call = Call(to, outer, self._late)
        try:
            async with asyncio.timeout(self._seconds):
                await self.send(message, LINK, done=call)
                return await call.reply
        except TimeoutError:
            limit = self.config.timeout
            raise NoReply(text(en=f"no reply from {to} within {limit}", zh=f"{to} 在 {limit} 内没有应答")) from None
        finally:
            call.over = True

    def _late(self, why: Text) -> None:
        self._dropped += 1
        number = self._dropped
        said = text(en=f"replies dropped: {number} ({pick(why)})", zh=f"已丢弃应答：{number}（{pick(why, 'zh')}）")
        self.status("warning", said)
        self.log.warning("the reply to a link call was dropped", reason=pick(why), to=self.config.to, dropped=number)
