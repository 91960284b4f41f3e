"""A flow made ready for the engine: types found, parameters filled in, subflows inlined, configs decoded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from ..host import Port
from ..node import Node
from ..text import Text

DEFAULT_SIZE = 1000
DEFAULT_BYTES = 16 * 1024 * 1024
DURABLE_BYTES = 64 * 1024 * 1024
UNBOUNDED = 2**62
"""No number of messages: a durable wire is bounded in bytes alone."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """How a wire hands messages on. `size` in messages, `bytes` encoded, `max_age` in seconds."""

    kind: Literal["direct", "bounded", "durable"] = "direct"
    size: int = DEFAULT_SIZE
    bytes: int = DEFAULT_BYTES
    full: Literal["block", "drop-oldest", "keep-latest"] = "block"
    max_age: float | None = None


class ResolvedNode(msgspec.Struct, kw_only=True):
    """One node to run. `id` is `inner` or `instance/inner`; `scope` is `` or the subflow instance it is in.

    `env` holds the parameters that its scope sees. `group` is the innermost group, by the group's id in that scope.
    """

    id: str
    kind: type[Node]
    config: Any
    name: Text = ""
    scope: str = ""
    group: str | None = None
    inputs: Sequence[Port] = ()
    outputs: Sequence[Port] = ()
    env: dict[str, Any] = {}


class ResolvedWire(msgspec.Struct, kw_only=True, frozen=True):
    """One wire between running nodes, its ports named."""

    source: str
    source_port: str
    target: str
    target_port: str
    policy: Policy = Policy()

    @property
    def id(self) -> str:
        return f"{self.source}:{self.source_port}>{self.target}:{self.target_port}"


class Claim(NamedTuple):
    """What a node claims for itself (`Node.claims`), and where its config stands."""

    what: str
    node: str
    file: str | None
    path: str


class Instance(msgspec.Struct, kw_only=True, frozen=True):
    """The ports of a subflow instance, in order, each with the nodes and ports behind it."""

    inputs: dict[str, list[tuple[str, str]]]
    outputs: dict[str, list[tuple[str, str]]]


class ResolvedFlow(msgspec.Struct, kw_only=True):
    """A flow to run: no disabled nodes, no comments, no subflow instances; wires in document order.

    `groups` are the nodes' ids by `scope` and group (inner groups included in their parents), for catch and status
    scopes.
    `instances` are the subflow instances by their ids.
    `status` maps a subflow instance to the inner node whose status is shown as the instance's.
    """

    id: str
    name: Text = ""
    disabled: bool = False
    env: dict[str, Any] = {}
    nodes: dict[str, ResolvedNode] = {}
    wires: list[ResolvedWire] = []
    groups: dict[tuple[str, str], list[str]] = {}
    status: dict[str, str] = {}
    instances: dict[str, Instance] = {}
    claims: list[Claim] = []
    """What its nodes claim for themselves."""
