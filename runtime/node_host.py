"""The host of one node: the door through which its code reaches the engine."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

import structlog

from .asked import Asked
from .connection import Connection
from .delivery import Delivery, Identity
from .effects import EffectKey
from .errors import SinterflowError
from .host import Kept, Sent, State, Timer, UserCode, WorkerCode
from .joined import Held, joined
from .message import Message, copy_message
from .secrecy import hide_in
from .tag import Seen
from .text import Text, pick, text
from .usercode.function import Function, FunctionCode
from .usercode.guard import UNGUARDED
from .ways import CURRENT, TURN, Way
from .wires import Gate, Queued, passed

if TYPE_CHECKING:
    from .activity import Mark
    from .clock import Clock
    from .context import Context
    from .failures import Failures
    from .running import RunningNode
    from .shared import Shared
    from .timers import Timers

T = TypeVar("T")

MOST_EARLY = 1000
"""Messages that a node may send before it is part of its flow; with more of them it waits."""


class Flow(Protocol):
    """What a node's host needs of its running flow."""

    id: str
    shared: Shared
    timers: Timers
    failures: Failures
    mark: Mark

    def way_out(self, node: str, port: str) -> Way: ...
    def show_status(self, node: RunningNode) -> None: ...


class NodeHost:
    """The `Host` of one node: the door through which its code reaches the engine."""

    __slots__ = ("_early", "_flow", "_log", "_now", "_running", "_spare", "_turned", "_ways", "flow", "id")

    def __init__(self, running: RunningNode, flow: Flow) -> None:
        self._running = running
        self._flow = flow
        self._now = flow.shared.clock.monotonic
        self._spare: Delivery | None = None
        self._turned = 0.0
        self._log: Any = None
        self._early: deque[tuple[Message, str, Sequence[Kept], Callable[[], None] | None, str]] = deque()
        self._ways: dict[str, Way] = {}
        self.flow = flow.id
        self.id = running.id

    @property
    def clock(self) -> Clock:
        return self._flow.shared.clock

    @property
    def log(self) -> Any:
        if self._log is None:
            self._log = structlog.get_logger("sinterflow.node").bind(flow=self.flow, node=self.id)
        return self._log

    @property
    def traces(self) -> bool:
        return self._flow.shared.tracer is not None

    def traceparent(self, message: Message) -> str | None:
        tracer = self._flow.shared.tracer
        return None if tracer is None else tracer.traceparent(message)

    @property
    def env(self) -> dict[str, Any]:
        self._running.uses.env = True
        return self._running.planned.env

    @property
    def context(self) -> Context:
        return self._flow.shared.contexts.scope(f"node/{self.flow}/{self.id}")

    @property
    def flow_context(self) -> Context:
        return self._flow.shared.contexts.scope(f"flow/{self.flow}")

    @property
    def global_context(self) -> Context:
        return self._flow.shared.contexts.scope("global")

    def status(self, state: State, said: Text) -> None:
        shown, said = self._running.shown, hide_in(said)
        if (shown.state, shown.text) != (state, said):
            shown.state, shown.text = state, said
            self._flow.show_status(self._running)

    def publish(self, topic: str, data: dict[str, Any]) -> None:
        self._flow.shared.events.publish(topic, {"flow": self.flow, "node": self.id, **data})

    def keep(self) -> Kept:
        running, item = self._running, CURRENT.get()
        if running.current is not None:
            delivery, (message, port) = running.current, running.arriving
        elif item is not None and item.delivery.open:
            delivery, message, port = item.delivery, item.message, item.port
        else:
            raise SinterflowError(text(en="keep() is for use within receive", zh="keep() 只能在 receive 期间调用"))
        since = running.since
        if since is None:
            since = min(delivery.arrived, self._now()) if delivery.resumed else self._now()
        held = Held(delivery, since, message, port, running.held)
        if running.current is not None:
            running.kept.append(held)
        return held

    def askers(self) -> Sequence[Callable[[], None]]:
        delivery = self._running.current
        if delivery is None and (item := CURRENT.get()) is not None:
            delivery = item.delivery
        return () if delivery is None else delivery.askers

    def effect_key(self) -> EffectKey | None:
        running, item = self._running, CURRENT.get()
        if running.current is not None:
            if running.effect is None:
                running.effect = self._effect(running.current)
            return running.effect
        return None if item is None else self._effect(item.delivery, item)

    def _effect(self, delivery: Delivery, item: Queued | None = None) -> EffectKey | None:
        base = delivery.base
        if base is None:
            return None
        sink = f"{self.flow}/{self.id}"
        ordinal = item.ordinal if item is not None else None
        if ordinal is None:
            ordinal = base.ordinal(sink)
            if item is not None:
                item.ordinal = ordinal
        return EffectKey(base.stored.name, base.offset, sink, ordinal, base.stored.floor)

    def forget(self, key: str | None, then: Callable[[], None] | None) -> None:
        durability, source = self._flow.shared.durability, f"{self.flow}/{self.id}"
        if durability is not None and key is None:
            durability.keys.forget_all(source)
        elif durability is not None and key is not None:
            durability.keys.forget(Identity(source, key))
        self._settled(then)

    def rename(self, key: str, new: str, then: Callable[[], None] | None) -> None:
        if (durability := self._flow.shared.durability) is not None:
            durability.keys.rename(Identity(f"{self.flow}/{self.id}", key), new)
        self._settled(then)

    def _settled(self, then: Callable[[], None] | None) -> None:
        """Call it when the disk knows all so far; at once where nothing is kept."""
        durability = self._flow.shared.durability
        if then is not None and durability is not None:
            durability.journal.settled(then)
        elif then is not None:
            then()

    def keys(self) -> list[str]:
        durability = self._flow.shared.durability
        return [] if durability is None else durability.keys.of(f"{self.flow}/{self.id}")

    def after(self, delay: float, callback: Callable[[], Sent]) -> Timer:
        return self._flow.timers.later(self._running, delay, callback)

    def send(
        self, message: Message, port: str, kept: Sequence[Kept], done: Callable[[], None] | None, key: str
    ) -> Coroutine[Any, Any, None]:
        send = self._send if self._running.joined is None else self._send_early
        return send(message, port, kept, done, key)

    async def _send(
        self, message: Message, port: str, kept: Sequence[Kept], done: Callable[[], None] | None, key: str
    ) -> None:
        way = self._ways.get(port) or self._way(port)
        if not self._running.is_source:  # it may go on with what it sends: `receive` is not over
            message = copy_message(message)
        if way.gate.blocked:
            await passed(way.gate)
        delivery = self._handed_on(kept)
        if delivery is not None and done is not None:
            delivery = Asked(delivery, done, f"{self.flow}/{self.id}")
        if delivery is not None or done is not None or key:
            if delivery is None:
                await self._room(way.gate)
                identity = Identity(f"{self.flow}/{self.id}", key) if key else None
                delivery = self._running.origin.begin(self._now(), done, identity)
            way.run(message, delivery)
            delivery.end()
        else:
            if self._running.origin.full:
                await self._room(way.gate)
            self._begin(way, message)
        if perf_counter() - self._turned > TURN:
            await self._turn()

    def offer(self, message: Message, port: str, done: Callable[[], None] | None, key: str) -> bool:
        running = self._running
        way = self._ways.get(port) or self._way(port)
        if way.gate.blocked or running.origin.full or running.joined is not None:
            return False
        self._flow.mark()
        identity = Identity(f"{self.flow}/{self.id}", key) if key else None
        delivery = running.origin.begin(self._now(), done, identity)
        way.run(message, delivery)
        delivery.end()
        return True

    async def room(self, port: str) -> None:
        await self._joined()
        await self._room((self._ways.get(port) or self._way(port)).gate)

    async def send_all(self, messages: Iterable[Message], port: str) -> None:
        await self._joined()
        way, origin, now = self._ways.get(port) or self._way(port), self._running.origin, self._now
        gate, delivery, until = way.gate, Delivery(origin, 0.0), self._turned + TURN
        for message in messages:  # as in `send`, written out: this is the way of sources that have much to say
            if gate.blocked:
                await passed(gate)
            if origin.full:
                await self._room(gate)
            delivery.arrived = now()
            way.run(message, delivery)
            if delivery.open != 1:
                origin.began()
                delivery.open -= 1  # as `end` does
                if not delivery.open:
                    delivery.finish()
                delivery = Delivery(origin, 0.0)
            if perf_counter() > until:
                await self._turn()
                until = self._turned + TURN

    async def _send_early(
        self, message: Message, port: str, kept: Sequence[Kept], done: Callable[[], None] | None, key: str
    ) -> None:
        """Keep what is sent before the node is part of its flow: its `start` may send, and must not wait for that."""
        self._named(port)
        if len(self._early) < MOST_EARLY:
            self._early.append((copy_message(message), port, kept, done, key))
            return
        await self._joined()
        await self._send(message, port, kept, done, key)

    async def _joined(self) -> None:
        if self._running.joined is not None:
            await self._running.joined.wait()

    async def join(self) -> None:
        """The node is part of its flow: hand on what it has sent before."""
        while self._early:
            await self._send(*self._early.popleft())
        joined, self._running.joined = self._running.joined, None
        if joined is not None:
            joined.set()

    async def _room(self, gate: Gate) -> None:
        """Wait until the source may begin one more: the gate may close while others end."""
        while self._running.origin.full or gate.blocked:
            await self._running.origin.room()
            await passed(gate)

    def _begin(self, way: Way, message: Message) -> None:
        """Run a message that starts here. Its delivery is used again when nothing of it is left behind."""
        delivery = self._spare or Delivery(self._running.origin, 0.0)
        delivery.arrived = self._now()
        way.run(message, delivery)
        if delivery.open == 1:
            self._spare = delivery
        else:
            self._spare = None
            self._running.origin.began()
            delivery.end()

    async def fail(self, error: Exception, message: Message, done: Callable[[], None] | None) -> None:
        await self._joined()
        gate = self._flow.failures.gate(self.id)
        if gate is None:
            await self._running.origin.room()
        else:
            await self._room(gate)
        delivery = self._running.origin.begin(self._now(), done)
        self._flow.failures.failed(self.id, error, message, delivery)
        delivery.end()

    async def _turn(self) -> None:
        await asyncio.sleep(0)
        self._turned = perf_counter()

    def _way(self, port: str) -> Way:
        way = self._ways[port] = self._flow.way_out(self.id, self._named(port))
        return way

    def _named(self, port: str) -> str:
        running = self._running
        name = port or running.default_port
        if name not in running.ports:
            raise SinterflowError(unknown_port(running.id, name, running.ports))
        return name

    def _handed_on(self, kept: Sequence[Kept]) -> Delivery | None:
        """The delivery that the message belongs to, with a branch opened for it; None when it begins one."""
        if kept:
            return joined(cast(Sequence[Held], kept))
        item = CURRENT.get()
        under_way = item.delivery if item is not None else None
        if under_way is None or not under_way.open:  # a task of the node's own may outlive the message it began with
            return None
        under_way.open += 1
        return under_way

    def connection(self, id: str) -> Connection:
        self._running.uses.connections.add(id)
        return self._flow.shared.connection(id)

    def service(self, kind: type[T]) -> T:
        found: T = self._flow.shared.service(kind)
        return found

    def tag(self, id: str) -> Any:
        self._running.uses.tags.add(id)
        return self._flow.shared.tag(id)

    def show_tag(self, tag: str, seen: Seen) -> None:
        self._flow.shared.seen[tag] = seen

    def function(self, code: FunctionCode, outputs: int, budget: float) -> UserCode:
        watchdog = self._flow.shared.watchdog
        guard = UNGUARDED if watchdog is None else watchdog.budget(f"{self.flow}/{self.id}", budget)
        modules = self._flow.shared.time_modules
        return Function(code, self._running.node, guard, outputs=outputs, name=self._name(), modules=modules)

    def worker_function(self, code: FunctionCode, outputs: int, budget: float) -> WorkerCode:
        workers = self._flow.shared.workers
        if workers is None:
            raise SinterflowError(text(en="this engine has no worker processes", zh="此引擎没有工作进程"))
        return workers.function(code, self._running.node, budget, outputs=outputs, name=self._name())

    def _name(self) -> str:
        return pick(self._running.planned.name)

    async def run_blocking(self, function: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(None, function, *arguments)

    @property
    def folder(self) -> Path | None:
        return self._flow.shared.data


def unknown_port(node: str, port: str, ports: frozenset[str]) -> Text:
    known = ", ".join(sorted(ports)) or "none"
    return text(
        en=f"node {node} sent to its output {port!r}, which it does not have; its outputs: {known}",
        zh=f"节点 {node} 向不存在的输出 {port!r} 发送了消息；它的输出有：{known}",
    )
