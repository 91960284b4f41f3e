"""What a plugin author writes: nodes and sources, and what the engine gives them."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

from .host import Kept, Port, Result, Sent, Timer
from .message import Message
from .part import Part
from .tag import Seen
from .text import Text

if TYPE_CHECKING:
    from .compile.code import Code
    from .context import Context
    from .effects import EffectKey

T = TypeVar("T")
LINKING = ("link-out", "link-call")
"""Roles of the nodes whose `to` names link-in nodes, as `flow/node`: one, or a list of them."""
Effect = Literal["none", "idempotent", "once", "physical"]


class Node(Part):
    """One step of a flow.

    `receive` is called for each message, one at a time unless `concurrency` says otherwise. It may change the paths
    it declares in `writes` (all below a path is included) in place; undeclared (None) it is opaque and gets its own
    copy of the message. What it gives back belongs to the flow afterwards. Life: `__init__`, `load_state` (when a
    deploy hands over), `start`, `receive` …, `stop`, `save_state`.
    """

    role: ClassVar[Literal["", "catch", "status", "complete", "link-in", "link-out", "link-call", "comment"]] = ""
    """What the engine's routing makes of it; "" for every node that is not part of the routing itself."""
    inputs: ClassVar[Sequence[Port]] = (Port("in"),)
    outputs: ClassVar[Sequence[Port]] = (Port("out"),)
    writes: ClassVar[Sequence[str] | None] = None
    effect: ClassVar[Effect] = "none"
    delivery: ClassVar[Literal["once", "at-least-once"]] = "at-least-once"
    """`once`: it stores `effect_key()` in the transaction of its effect, and does nothing when it is there."""
    valid_for: ClassVar[str] = "5s"
    """With effect `once` or `physical`: an older message is refused (Expired). A config field of this name beats it."""
    deterministic: bool = True
    """The same messages in the same order give the same results, also when they come again later."""
    code: ClassVar[bool] = False
    """Its config as a whole is code (a program to run): to deploy another one needs the right `install`. Fields that
    hold code say so themselves."""
    exclusive: ClassVar[bool] = False
    concurrency: ClassVar[int] = 1
    keeps: bool = False
    """It holds messages beyond `receive` (delay, join): it is given copies, and what it sends is copied if written."""
    outside: ClassVar[bool | None] = None
    """It touches the world, so a flow test must stub it. None: sources, users of connections, and effects are."""
    simulator: ClassVar[type[Node] | None] = None
    """A node with the same outputs that stands in for this one in flow tests."""

    @classmethod
    def ports(cls, config: Any) -> tuple[Sequence[Port], Sequence[Port]]:
        """Inputs and outputs of a node with this config, for types whose ports depend on it."""
        return cls.inputs, cls.outputs

    @classmethod
    def variant(cls, config: Any) -> type[Node]:
        """The class that runs this config: an asynchronous sister where the config asks for one."""
        return cls

    def written(self) -> Sequence[str] | None:
        """The paths this node writes, for types whose paths depend on their config; None is opaque."""
        return self.writes

    @classmethod
    def check(cls, config: Any) -> list[tuple[str, str, dict[str, Any]]]:
        """Faults that the schema cannot say: `(fault code, config field, arguments of its text)` each."""
        return []

    async def start(self) -> None:
        """Open what the node needs. NotConnected: it runs and the engine reconnects. May be cancelled by a time-out."""

    async def stop(self) -> None:
        """Give back what `start` took. Called once after the last `receive`; also when `start` failed."""

    if TYPE_CHECKING:
        receive: Callable[..., Result]  # a node with one input leaves `port` out
    else:

        def receive(self, message, port="in"):
            """Handle one message; plain, `async def`, or an async generator of `Out`. Takes `port` with several inputs.

            Only a plain one is compiled into its region. An exception fails this message only. Asynchronous ones may be
            cancelled by a stop.
            """
            raise TypeError(f"{type(self).__name__} has inputs but no receive")

    def generate(self, code: Code) -> bool:
        """Write this node into its region's function; false when this config needs `receive` after all."""
        return False

    def save_state(self) -> Any:
        """What a successor with another config needs: any JSON value, bytes and date-times included."""
        return None

    def load_state(self, state: Any) -> None:
        """Take over what `save_state` of the predecessor gave. Called before `start`."""

    def outcome(self, message: Message) -> Any:
        """What this node would do outside with the message, as a JSON value, for shadow runs; None: the message itself.

        Called in place of `receive`, without `start`; may raise as `receive` would. An outcome with `table`, `rows` (a
        list of objects) and `key` (the columns that identify a row) is compared row by row.
        """
        return None

    def keep(self) -> Kept:
        """Within `receive`: hold the message's delivery open beyond it. Only for types with `keeps = True`."""
        return self.host.keep()

    def after(self, delay: float, callback: Callable[[], Sent]) -> Timer:
        """Call `callback` in `delay` seconds; what it gives back is sent as the result of `receive` is."""
        return self.host.after(delay, callback)

    def send(
        self, message: Message, port: str = "", kept: Sequence[Kept] = (), done: Callable[[], None] | None = None
    ) -> Awaitable[None]:
        """Asynchronous nodes: send now and wait for room. `port` "" is the first output.

        `done` is called once all that becomes of it has ended; nodes on its way find it among their `askers`.
        """
        return self.host.send(message, port, kept, done, "")

    def effect_key(self) -> EffectKey | None:
        """Within `receive` of a type with `delivery = "once"`: what names this effect for ever.

        It is the same when the message comes again after a crash. None: the message comes from no durable wire.
        """
        return self.host.effect_key()

    def askers(self) -> Sequence[Callable[[], None]]:
        """Within `receive`: who waits for the end of the message's delivery, each the `done` of a source's `send`.

        Nobody when it comes from a durable wire.
        """
        return self.host.askers()

    @classmethod
    def claims(cls, config: Any) -> Sequence[str]:
        """What only one node of a project may have (a path, a port), in words that name it to people."""
        return ()

    @property
    def env(self) -> dict[str, Any]:
        """The flow's parameters by name."""
        return self.host.env

    @property
    def context(self) -> Context:
        """Values this node keeps; `flow_context` and `global_context` are shared."""
        return self.host.context

    @property
    def flow_context(self) -> Context:
        return self.host.flow_context

    @property
    def global_context(self) -> Context:
        return self.host.global_context

    @property
    def traces(self) -> bool:
        """Whether traces are made. It does not change while a node runs: one that asks at its start pays nothing for
        messages when they are not."""
        return self.host.traces

    def traceparent(self, message: Message) -> str | None:
        """The header `traceparent` (W3C Trace Context) for what is sent to others because of this message; None when
        it is not traced. What others have sent with theirs belongs into the message as `traceparent`, where there are
        `traces`."""
        return self.host.traceparent(message)

    def publish(self, topic: str, data: dict[str, Any]) -> None:
        """Give an event to whoever listens at `/events`; `data` is encoded at once."""
        self.host.publish(topic, data)

    def connection(self, id: str) -> Any:
        """The running connection with this id in the project."""
        return self.host.connection(id)

    def service(self, kind: type[T]) -> T:
        """The running service of this kind. Raises LookupError when no plugin provides it."""
        return self.host.service(kind)

    def tag(self, id: str) -> Any:
        """The tag with this id in the project's tag lists. Raises LookupError when there is none."""
        return self.host.tag(id)

    def show_tag(self, tag: str, value: Any, quality: str, time: datetime, reason: Text = "") -> None:
        """Tell what a tag is now, for people who look at the tag lists; messages are made beside this."""
        self.host.show_tag(tag, Seen(value, quality, time, reason))


def is_async(kind: type[Node]) -> bool:
    """Whether it has a queue and is not compiled: its `receive` waits, or its effect must not happen twice."""
    return kind.effect in ("once", "physical") or _waits(kind.receive)


def streams(kind: type[Node]) -> bool:
    """Whether its `receive` is an async generator."""
    return _streams(kind.receive)


_streams = lru_cache(maxsize=1024)(inspect.isasyncgenfunction)


@lru_cache(maxsize=1024)
def _waits(receive: Callable[..., Any]) -> bool:
    return inspect.iscoroutinefunction(receive) or inspect.isasyncgenfunction(receive)


class Source(Node):
    """A node that starts messages of its own: `run` goes on until it is cancelled.

    NotConnected from `run`: the engine shows the outage and calls `run` again with back-off. EndOfInput: finished.
    Any other exception is shown as the node's error, and `run` is called again with back-off.
    """

    inputs: ClassVar[Sequence[Port]] = ()
    acknowledges: ClassVar[bool] = False
    """Its peer waits for `done` (a broker, a request): what is held back behind it is held back there too."""
    in_order: ClassVar[bool] = True
    """`done` is called in order of receipt; otherwise as soon as each is done."""
    max_open: ClassVar[int] = 10_000
    """At most this many of its messages are under way; `send` waits beyond."""

    async def run(self) -> None:
        """Wait for input and `send` it. Cancelled at stop: give back in `finally` what was taken."""

    def send(
        self,
        message: Message,
        port: str = "",
        kept: Sequence[Kept] = (),
        done: Callable[[], None] | None = None,
        key: str = "",
    ) -> Awaitable[None]:
        """Hand a message to the flow and wait for room.

        `done` is called once all its branches have ended, in order of receipt. If it has a method `kept`, that is
        called before with the id of each dead letter that was made of the message. `key` names the message where its
        peer may send it again: a durable wire that has it takes it no second time.
        """
        return self.host.send(message, port, kept, done, key)

    def offer(self, message: Message, port: str = "", done: Callable[[], None] | None = None, key: str = "") -> bool:
        """`send` without waiting: false, and nothing is sent, when there is no room at the moment (see `room`)."""
        return self.host.offer(message, port, done, key)

    def room(self, port: str = "") -> Awaitable[None]:
        """Wait until an `offer` may be taken."""
        return self.host.room(port)

    def forget(self, key: str | None, then: Callable[[], None] | None = None) -> None:
        """From now on `key` (None: every key) names another message; `then` is called when the disk knows that."""
        self.host.forget(key, then)

    def rename(self, key: str, new: str, then: Callable[[], None] | None = None) -> None:
        """From now on the message that `key` names is named `new`; `then` is called when the disk knows that."""
        self.host.rename(key, new, then)

    def keys(self) -> list[str]:
        """The keys that are remembered of this source's messages, oldest first."""
        return self.host.keys()

    def send_all(self, messages: Iterable[Message], port: str = "") -> Awaitable[None]:
        """`send` each of many messages: cheaper than one by one."""
        return self.host.send_all(messages, port)

    def fail(self, error: Exception, message: Message, done: Callable[[], None] | None = None) -> Awaitable[None]:
        """What came in cannot be handled: `message` goes the way of this node's errors; `done` as in `send`."""
        return self.host.fail(error, message, done)
