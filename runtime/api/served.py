"""What the handlers work on: the engine, the project and what is measured beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..deploy.deployer import Deployer
from ..engine import Engine
from ..held import OnHold
from ..metrics import wire_counts
from ..rates import Rates
from ..recording.recordings import Recordings
from ..security.security import Security
from ..stalls import Stalls
from ..usercode.disabled import DisabledNode
from .loaded import Loaded
from .metrics import Metrics
from .outbox import Outbox
from .presence import Presence

TRIALS = 4
"""Trials of connections and runs of tests at a time."""


@dataclass
class Served:
    """Made by `build_app`, which also starts and stops what is measured."""

    deployer: Deployer
    security: Security
    pages: Mapping[str, Path]
    patience: float
    """Seconds that a message waits for room before it is refused."""
    recordings: Recordings | None = None
    """None without a data folder."""
    stalls: Stalls = field(default_factory=Stalls)
    trials: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(TRIALS))
    """For trials of connections and runs of tests."""

    def __post_init__(self) -> None:
        self.rates = Rates(self._wire_counts)
        self.metrics = Metrics(self.engine, self.rates)
        self.presence = Presence(self.engine.shared.events)
        self.outbox = Outbox()
        self._project = Loaded(self.deployer.opened, self.engine.registry)

    @property
    def engine(self) -> Engine:
        return self.deployer.engine

    @property
    def held(self) -> bool:
        """The engine was started safely: no flow is to run."""
        return self.deployer.held

    @property
    def on_hold(self) -> OnHold:
        """Flows that are held because of crashes."""
        return self.deployer.on_hold

    @property
    def disabled(self) -> Sequence[DisabledNode]:
        """Nodes that are left off because they hung."""
        return self.deployer.disabled

    @property
    def project(self) -> Loaded:
        """What is deployed."""
        if self._project.opened is not self.deployer.opened:
            self._project = Loaded(self.deployer.opened, self.engine.registry)
        return self._project

    def _wire_counts(self, flow: str) -> Mapping[str, int] | None:
        running = self.engine.flows.get(flow)
        return wire_counts(running) if running is not None else None
