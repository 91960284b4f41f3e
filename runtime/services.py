"""The services of a project: started after what they require, stopped in the opposite order."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import structlog

from .clock import Clock
from .errors import SinterflowError
from .registry import Registry
from .service import Service
from .shared import Shared
from .text import text

T = TypeVar("T")


class Services:
    """Starts what the registry brings. A service that fails stays down and is said; the process goes on."""

    def __init__(self, registry: Registry, shared: Shared, data: Path | None) -> None:
        self._kinds = registry.services
        self._shared = shared
        self._data = data
        self._running: list[Service] = []
        self._log: Any = structlog.get_logger("sinterflow.services")

    async def start(self) -> None:
        for kind in ordered(self._kinds):
            service = kind()
            try:
                await service.start(Host(kind.__name__, self._shared, self._data))
            except Exception as error:
                self._log.error("service could not start", service=kind.__name__, error=str(error))
            else:
                self._running.append(service)
                self._shared.services[kind.provides] = service

    async def stop(self) -> None:
        for service in reversed(self._running):
            try:
                await service.stop()
            except Exception as error:
                self._log.warning("stopping a service failed", service=type(service).__name__, error=str(error))
            self._shared.services.pop(service.provides, None)
        self._running.clear()


def ordered(kinds: list[type[Service]]) -> list[type[Service]]:
    """Each service after those it requires. Raises SinterflowError when they require each other in a circle."""
    waiting, done, provided = list(kinds), list[type[Service]](), set[type]()
    brought = {kind.provides for kind in kinds}
    while waiting:
        ready = [kind for kind in waiting if all(need in provided or need not in brought for need in kind.requires)]
        if not ready:
            names = ", ".join(kind.__name__ for kind in waiting)
            raise SinterflowError(
                text(en=f"these services require each other in a circle: {names}", zh=f"这些服务循环依赖：{names}")
            )
        done += ready
        provided |= {kind.provides for kind in ready}
        waiting = [kind for kind in waiting if kind not in ready]
    return done


class Host:
    """The `ServiceHost` of one service."""

    def __init__(self, name: str, shared: Shared, data: Path | None) -> None:
        self._name = name
        self._shared = shared
        self._data = data
        self.clock: Clock = shared.clock
        self.log: Any = structlog.get_logger("sinterflow.service").bind(service=name)

    def folder(self) -> str:
        if self._data is None:
            raise SinterflowError(text(en="this project runs without a data folder", zh="该项目运行时没有数据目录"))
        folder = self._data / "services" / self._name
        folder.mkdir(parents=True, exist_ok=True)
        return str(folder)

    def service(self, kind: type[T]) -> T:
        found: T = self._shared.service(kind)
        return found
