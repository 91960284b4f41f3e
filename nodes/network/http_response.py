"""`network.http-response`: the answer to a request that an HTTP in node took."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from msgspec import Meta

from sinterflow.runtime import Code, Message, Node, NodeConfig, NodeError, field, text

from .exchange import Exchange
from .replies import FRAMING, TOKEN, VALUE, reply_of


class HttpResponse(Node):
    """Answer the request that the message comes from, with its payload.

    The request is found by the message's way through the flow, not by a property of the message: whatever nodes between
    have made of it, the right caller is answered. Behind a durable wire nobody waits any more.
    """

    type = "network.http-response"
    title = text(en="HTTP response", zh="HTTP 响应")
    help = text(
        en="Answers a request with the payload; statusCode, headers and cookies of the message are used.",
        zh="用载荷应答请求；使用消息中的 statusCode、headers 和 cookies。",
    )
    icon = "globe"
    outputs = ()
    writes = ()
    outside = True

    class Config(NodeConfig):
        status: Annotated[
            Annotated[int, Meta(ge=200, le=599)] | None,
            field(
                title=text(en="Status", zh="状态码"),
                help=text(en="empty: the message's statusCode, else 200", zh="留空则用消息的 statusCode，否则为 200"),
            ),
        ] = None
        headers: Annotated[dict[str, str], field(title=text(en="Headers", zh="响应头"))] = {}  # noqa: RUF012 # msgspec gives each config its own

    @classmethod
    def check(cls, config: Config) -> list[tuple[str, str, dict[str, Any]]]:
        return header_faults(config.headers)

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.config: HttpResponse.Config = config

    def generate(self, code: Code) -> bool:
        code.line(f"{code.bind(self._answer)}({code.message}, {code.askers})")
        return True

    def receive(self, message: Message) -> None:
        self._answer(message, self.askers())

    def outcome(self, message: Message) -> dict[str, Any]:
        """The answer that would be given."""
        reply = reply_of(message, self.config.status, self.config.headers)
        return {"status": reply.status, "headers": [list(one) for one in reply.headers], "body": reply.body}

    def _answer(self, message: Message, waiting: Sequence[Callable[[], None]]) -> None:
        asked = [one for one in waiting if isinstance(one, Exchange)]
        if not asked:
            raise NodeError(
                text(
                    en="no request waits for this answer: the message comes from no http-in, or over a durable wire; "
                    "let the http-in answer by itself (respond: accepted) or take the answer from before the wire",
                    zh="没有请求在等待此应答：消息并非来自 http-in，或已经过持久连线；请让 http-in 自动应答"
                    "（respond: accepted），或在持久连线之前应答",
                )
            )
        reply = reply_of(message, self.config.status, self.config.headers)
        for one in asked:
            if not one.answer(reply) and not one.over:
                raise NodeError(text(en="this request has been answered already", zh="该请求已被应答"))


def header_faults(headers: dict[str, str], field: str = "headers") -> list[tuple[str, str, dict[str, Any]]]:
    """What is wrong with headers of a config."""
    return [
        ("bad-header", f"{field}.{name}" if TOKEN.fullmatch(name) and "." not in name else field, {"name": name})
        for name, value in headers.items()
        if not TOKEN.fullmatch(name) or not VALUE.fullmatch(value) or name.lower() in FRAMING
    ]
