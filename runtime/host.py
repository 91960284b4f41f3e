"""What passes between a node and the engine: ports, results, and the host through which a node reaches the engine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, TypeAlias, TypeVar

from .message import Message
from .schema import ANY, Schema
from .text import Text

if TYPE_CHECKING:
    from .clock import Clock
    from .connection import Connection
    from .context import Context
    from .effects import EffectKey
    from .tag import Seen
    from .usercode.function import FunctionCode

T = TypeVar("T")
State = Literal["ok", "info", "warning", "error", "off", "connecting", "disconnected"]


class Port(NamedTuple):
    """A named input or output. `schema` describes the payload, or the whole message with `message=True`."""

    name: str
    schema: Schema = ANY
    message: bool = False
    title: Text = ""


class Kept(Protocol):
    """The delivery of a message that a node holds back: open until it is given to an `Out` or dropped."""

    @property
    def since(self) -> float:
        """When the message first came to the node, on the monotonic clock: before a restart or a redeploy too."""

    def drop(self) -> None:
        """The message will never be sent: its branch ends here."""


class Out(NamedTuple):
    """A message for an output port; `kept` are the deliveries of the messages it was made from."""

    port: str
    message: Message
    kept: Sequence[Kept] = ()


Sent: TypeAlias = Message | Iterable[Out] | None
"""What a node gives back: nothing, a message for its first port, or any number of `Out`."""
Result: TypeAlias = Sent | Awaitable[Sent] | AsyncIterator[Out]


class Timer(Protocol):
    """A call that is due later."""

    def cancel(self) -> None:
        """It will not happen; harmless when it has."""


class UserCode(Protocol):
    """A person's code, compiled for one node and run under its budget."""

    def start(self) -> None:
        """Run its start code."""

    def stop(self) -> None:
        """Run its stop code."""

    def receive(self, message: Message) -> Sent:
        """Run it for one message: what `Node.receive` may give back."""


class WorkerCode(Protocol):
    """A person's code that runs in a worker process; its start code runs there before the first message."""

    def stop(self) -> None:
        """The workers forget it."""

    async def receive(self, message: Message) -> Sent:
        """Run it for one message: what `Node.receive` may give back."""


class Host(Protocol):
    """What the engine gives a node. The methods of `Node` and `Source` are the way to it."""

    flow: str
    id: str

    @property
    def clock(self) -> Clock: ...
    @property
    def log(self) -> Any: ...
    @property
    def env(self) -> dict[str, Any]: ...
    @property
    def context(self) -> Context: ...
    @property
    def flow_context(self) -> Context: ...
    @property
    def global_context(self) -> Context: ...
    @property
    def traces(self) -> bool: ...
    def traceparent(self, message: Message) -> str | None: ...
    def status(self, state: State, said: Text) -> None: ...
    def publish(self, topic: str, data: dict[str, Any]) -> None: ...
    def keep(self) -> Kept: ...
    def after(self, delay: float, callback: Callable[[], Sent]) -> Timer: ...
    async def send(
        self, message: Message, port: str, kept: Sequence[Kept], done: Callable[[], None] | None, key: str
    ) -> None: ...
    def offer(self, message: Message, port: str, done: Callable[[], None] | None, key: str) -> bool: ...
    async def room(self, port: str) -> None: ...
    def askers(self) -> Sequence[Callable[[], None]]: ...
    def forget(self, key: str | None, then: Callable[[], None] | None) -> None: ...
    def rename(self, key: str, new: str, then: Callable[[], None] | None) -> None: ...
    def keys(self) -> list[str]: ...
    def effect_key(self) -> EffectKey | None: ...
    async def send_all(self, messages: Iterable[Message], port: str) -> None: ...
    async def fail(self, error: Exception, message: Message, done: Callable[[], None] | None) -> None: ...
    def connection(self, id: str) -> Connection: ...
    def service(self, kind: type[T]) -> T: ...
    def tag(self, id: str) -> Any: ...
    def show_tag(self, tag: str, seen: Seen) -> None: ...
    def function(self, code: FunctionCode, outputs: int, budget: float) -> UserCode: ...
    def worker_function(self, code: FunctionCode, outputs: int, budget: float) -> WorkerCode: ...
    async def run_blocking(self, function: Callable[..., T], *arguments: Any) -> T: ...
    @property
    def folder(self) -> Path | None: ...
