"""What the handlers work on: the engine, the project and what is measured beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.x509 import Certificate

from ..deploy.deployer import Deployer
from ..engine import Engine
from ..held import OnHold
from ..metrics import wire_counts
from ..rates import Rates
from ..recording.recordings import Recordings
from ..security.security import Security
from ..stalls import Stalls
from ..tls.certificates import Certificates
from ..usercode.disabled import DisabledNode
from .loaded import Loaded


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
    certificates: Certificates | None = None
    """None when it is served without TLS."""
    ca_port: int | None = None
    """Where the certificate of the authority is to be had in the clear."""
    stalls: Stalls = field(default_factory=Stalls)

    def __post_init__(self) -> None:
        self.rates = Rates(self._wire_counts)
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

    def _wire_counts(self, flow: str) -> Mapping[str, int] | None:
        running = self.engine.flows.get(flow)
        return wire_counts(running) if running is not None else None
