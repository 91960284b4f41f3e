"""What runs a plan: the interpreter and the compiler build one of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from ..delivery import Delivery
from ..message import Message
from ..running import RunningNode
from ..ways import Way
from ..wires import Wire
from .gates import Gates
from .plan import Plan


class Failed(Protocol):
    """Where errors go: node, error, the message as it came to this input, and its delivery."""

    def __call__(
        self, node: str, error: BaseException, message: Message, delivery: Delivery, port: str = "in", /
    ) -> None: ...


Point = tuple[str, str, str]
"""A place where messages can be looked at: node, `in` or `out`, and the port."""


class Counts(NamedTuple):
    """How many messages every node has been given and how many have left every output; none is not listed."""

    received: Mapping[str, int]
    sent: Mapping[tuple[str, str], int]


Tap = Callable[[Message], None]
"""Given each message at a point; it encodes or copies what it keeps."""


class Surroundings:
    """What a program works on: the plan, the running nodes, the queued wires by edge id, and where errors go.

    A redeploy puts others in the place of the first three; whoever works on them looks here each time.
    """

    def __init__(self, plan: Plan, nodes: dict[str, RunningNode], wires: dict[str, Wire], failed: Failed) -> None:
        self.plan = plan
        self.nodes = nodes
        self.wires = wires
        self.failed = failed
        self.gates = Gates(self)


class Program(Protocol):
    """A runnable plan. All calls are from the event loop's thread."""

    def way_in(self, node: str, port: str) -> Way:
        """The entry of a synchronous node."""

    def way_out(self, node: str, port: str) -> Way:
        """What happens to a message that leaves this output; for ports that name a route (`error`, …) too."""

    def received(self, node: str) -> int:
        """How many messages this node has been given."""

    def sent(self, node: str, port: str) -> int:
        """How many messages have left this output."""

    def counts(self) -> Counts:
        """All of `received` and `sent` at once: much cheaper than one by one, and the same object while it is true."""

    def arrived(self, node: str, port: str, message: Message) -> None:
        """A pump gives this message to an asynchronous node: count it and let taps see it."""

    def renew(self) -> None:
        """The surroundings have changed. Ways stay what they are; counts of nodes that are there go on."""

    async def tap(self, taps: dict[Point, Tap]) -> None:
        """Look at these points and no others from the next message on."""
