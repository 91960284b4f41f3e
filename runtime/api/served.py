"""What the handlers work on: the engine, the project and what is measured beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..deploy.deployer import Deployer
from ..engine import Engine
from ..gateway.watch import Watch
from ..held import OnHold
from ..keeping.backups import Backups
from ..logbook.book import Logbook
from ..logs import book
from ..metrics import Measured, wire_counts
from ..pauses import Pauses
from ..process import Process
from ..rates import Rates
from ..recording.recordings import Recordings
from ..security.security import Security
from ..security.start_token import StartToken
from ..stalls import Stalls
from ..usercode.disabled import DisabledNode
from .loaded import Loaded
from .metrics import Metrics
from .outbox import Outbox
from .presence import Presence

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from ..tls.certificates import Certificates

TRIALS = 4
"""Trials of connections and runs of tests at a time."""


@dataclass
class Served:
    """Made by `build_app`, which also starts and stops what is measured."""

    deployer: Deployer
    security: Security
    start: StartToken
    pages: Mapping[str, Path]
    patience: float
    """Seconds that a message waits for room before it is refused."""
    recordings: Recordings | None = None
    """None without a data folder."""
    watch: Watch | None = None
    """None where nobody looks at the machine: in tests of something else."""
    backups: Backups | None = None
    """None without a data folder."""
    logbook: Logbook = field(default_factory=book)
    pauses: Pauses = field(default_factory=Pauses)
    measured: list[Measured] = field(default_factory=list)
    """What the metrics show beside the engine."""
    asked: list[Measured] = field(default_factory=list)
    """Likewise, what has to ask the system: in a thread."""
    trials: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(TRIALS))
    """For trials of connections and runs of tests."""
    certificates: Certificates | None = None
    """None when it is served without TLS."""
    ca_port: int | None = None
    """Where the certificate of the authority is to be had in the clear."""
    stalls: Stalls = field(default_factory=Stalls)

    def __post_init__(self) -> None:
        self.rates = Rates(self._wire_counts)
        self.metrics = Metrics(self.engine, self.rates)
        self.presence = Presence(self.engine.shared.events)
        self.outbox = Outbox()
        self.stalls = self.watch.stalls if self.watch is not None else Stalls()
        self.process = Process()
        self.measured += [self.stalls, self.pauses, self.logbook, self.deployer.deploys]
        self.measured += [self.watch] if self.watch is not None else []
        self.asked.append(self.process)
        self._project = Loaded(self.deployer.opened, self.engine.registry)

    @property
    def engine(self) -> Engine:
        return self.deployer.engine

    @property
    def ca(self) -> Certificate | None:
        """The certificate of the local authority that ours is from."""
        authority = self.certificates.authority if self.certificates is not None else None
        return authority.certificate if authority is not None else None

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

    def area_of(self, flow: str) -> str:
        """The area that a flow belongs to, as it is deployed; `""`: none."""
        return self.project.areas.get(flow, "")

    def _wire_counts(self, flow: str) -> Mapping[str, int] | None:
        running = self.engine.flows.get(flow)
        return wire_counts(running) if running is not None else None
