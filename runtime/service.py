"""Services: long-lived parts of plugins, and what the engine gives them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

if TYPE_CHECKING:
    from .clock import Clock

T = TypeVar("T")


class Service:
    """A long-lived part with tables and routes of its own, owned by a plugin and reached by `node.service(Kind)`."""

    provides: ClassVar[type]
    requires: ClassVar[Sequence[type]] = ()

    async def start(self, host: ServiceHost) -> None:
        """Open tables and start work. An exception keeps the service down and is shown; the process goes on."""

    async def stop(self) -> None:
        """Finish work and close tables."""


class ServiceHost(Protocol):
    """What the engine gives a service."""

    clock: Clock
    log: Any

    def folder(self) -> str:
        """A folder of its own under the project's data."""

    def service(self, kind: type[T]) -> T:
        """A service that was started before because it is in `requires`."""
