"""What the handlers work on: the engine, the project and what is measured beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ..engine import Engine
from ..faults import Fault
from ..metrics import wire_counts
from ..rates import Rates
from ..stalls import Stalls
from ..text import Text


class FlowFile(Protocol):
    """One flow of the project, running or not. `document` is its canonical JSON."""

    @property
    def name(self) -> Text: ...
    @property
    def disabled(self) -> bool: ...
    @property
    def node_count(self) -> int: ...
    @property
    def document(self) -> bytes: ...
    @property
    def faults(self) -> Sequence[Fault]: ...


class Project(Protocol):
    """The project as far as the API shows it. `connections` are types by id."""

    @property
    def name(self) -> Text: ...
    @property
    def settings(self) -> Mapping[str, Any]: ...
    @property
    def flows(self) -> Mapping[str, FlowFile]: ...
    @property
    def connections(self) -> Mapping[str, str]: ...
    def check_flow(self, id: str, document: bytes) -> list[Fault]:
        """All faults of a flow's document, checked with the project. Blocks: call it in a thread."""


@dataclass
class Served:
    """Made by `build_app`, which also starts and stops what is measured."""

    engine: Engine
    project: Project
    pages: Mapping[str, Path]
    held: bool
    """The engine was started safely: no flow is to run."""
    patience: float
    """Seconds that a message waits for room before it is refused."""
    stalls: Stalls = field(default_factory=Stalls)

    def __post_init__(self) -> None:
        self.rates = Rates(self._wire_counts)

    def _wire_counts(self, flow: str) -> Mapping[str, int] | None:
        running = self.engine.flows.get(flow)
        return wire_counts(running) if running is not None else None
