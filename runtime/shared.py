"""What all running flows of one engine share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from .activity import Activity
from .breakpoints import Breakpoints
from .delivery import Delivery
from .endpoints import Endpoints
from .errors import SinterflowError
from .events import Events
from .message import Message
from .patched_time import patched_time
from .supervisor import Link
from .tag import Seen
from .text import text
from .tray import Tray

if TYPE_CHECKING:
    from .clock import Clock
    from .compile.program import Program, Surroundings
    from .connection import Connection
    from .contexts import ContextStore
    from .durability import Durability
    from .tracing.tracer import Tracer
    from .usercode.watchdog import Watchdog
    from .usercode.workers import WorkerPool

Give = Callable[[str, Message, Delivery], Awaitable[None]]


@dataclass
class Shared:
    """Clock, stores and tables that a running flow is given; the engine fills it."""

    clock: Clock
    events: Events
    tray: Tray
    contexts: ContextStore
    make_program: Callable[[Surroundings], Program]
    make_connection: Callable[[str, Any], Connection]
    """By the name of its type."""
    links: dict[str, Link] = field(default_factory=dict)
    tags: Mapping[str, Any] = field(default_factory=dict)
    seen: dict[str, Seen] = field(default_factory=dict)
    """What tags were when they were last read, by id."""
    services: dict[type, Any] = field(default_factory=dict)
    durability: Durability | None = None
    """The journal and what is kept in it; None without a data folder: durable wires hold their messages in memory."""
    watchdog: Watchdog | None = None
    workers: WorkerPool | None = None
    tracer: Tracer | None = None
    """None: nothing is traced."""
    activity: Activity = field(default_factory=Activity)
    breakpoints: Breakpoints = field(init=False)
    data: Path | None = None
    """The project's data folder."""
    endpoints: Endpoints = field(default_factory=Endpoints)
    """HTTP paths that nodes serve; a service that is always there."""
    give: Give | None = None
    """Hand a message to a link-in node `flow/node` of another flow; waits for room."""

    def __post_init__(self) -> None:
        self.services.setdefault(Endpoints, self.endpoints)
        self.breakpoints = Breakpoints(self.events)

    @cached_property
    def time_modules(self) -> dict[str, ModuleType]:
        """What user code gets for `import time` and `import datetime`: they show the engine's clock."""
        return patched_time(self.clock)

    def open(self, id: str, kind: str, config: Any) -> Link:
        """Make a connection, and begin to keep it open."""
        link = self.links[id] = Link(id, kind, self.make_connection(kind, config), self.clock, self.data)
        link.start()
        return link

    def connection(self, id: str) -> Connection:
        """The running connection with this id. Raises LookupError when the project has none."""
        link = self.links.get(id)
        if link is None:
            raise LookupError(f"the project has no connection {id!r}")
        return link.connection

    def service(self, kind: type) -> Any:
        try:
            return self.services[kind]
        except KeyError:
            raise LookupError(f"no installed plugin provides the service {kind.__name__}") from None

    def tag(self, id: str) -> Any:
        try:
            return self.tags[id]
        except KeyError:
            raise LookupError(f"the project's tag lists have no tag {id!r}") from None


class NotAdmitted(SinterflowError):
    """There was no room for a message in time."""

    def __init__(self, node: str) -> None:
        super().__init__(
            text(
                en=f"node {node} takes no message at the moment: a queue behind it is full; try again later",
                zh=f"节点 {node} 暂时无法接收消息：其后的队列已满；请稍后再试",
            )
        )
