"""What the handlers work on: the engine, the project and what is measured beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..engine import Engine
from ..held import OnHold
from ..metrics import wire_counts
from ..rates import Rates
from ..recording.recordings import Recordings
from ..stalls import Stalls
from ..usercode.disabled import DisabledNode
from .loaded import Loaded


@dataclass
class Served:
    """Made by `build_app`, which also starts and stops what is measured."""

    engine: Engine
    project: Loaded
    pages: Mapping[str, Path]
    held: bool
    """The engine was started safely: no flow is to run."""
    patience: float
    """Seconds that a message waits for room before it is refused."""
    on_hold: OnHold
    """Flows that are held because of crashes."""
    disabled: Sequence[DisabledNode]
    """Nodes that are left off because they hung."""
    recordings: Recordings | None = None
    """None without a data folder."""
    stalls: Stalls = field(default_factory=Stalls)

    def __post_init__(self) -> None:
        self.rates = Rates(self._wire_counts)

    def _wire_counts(self, flow: str) -> Mapping[str, int] | None:
        running = self.engine.flows.get(flow)
        return wire_counts(running) if running is not None else None
