"""What an engine has for user code: one watchdog, one pool of workers, and the modules that functions import."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from ..node import Node
from .function import Function, FunctionCode
from .watchdog import Watchdog
from .workers import WorkerFunction, WorkerPool


class UserCode:
    """Makes the running functions of an engine's nodes. `modules` replace the real ones of these names in imports."""

    def __init__(
        self, watchdog: Watchdog, workers: WorkerPool, modules: Mapping[str, ModuleType] | None = None
    ) -> None:
        self.watchdog = watchdog
        self.workers = workers
        self._modules = dict(modules or {})

    def function(self, node: Node, code: FunctionCode, outputs: int, budget: float, name: str = "") -> Function:
        """The code of a node, to run in the engine. `budget`: seconds for each message."""
        guard = self.watchdog.budget(f"{node.host.flow}/{node.id}", budget)
        return Function(code, node, guard, outputs=outputs, name=name, modules=self._modules)

    def worker_function(
        self, node: Node, code: FunctionCode, outputs: int, budget: float, name: str = ""
    ) -> WorkerFunction:
        """The code of a node, to run in a worker process."""
        return self.workers.function(code, node, budget, outputs=outputs, name=name)

    async def stop(self) -> None:
        """After the nodes have stopped."""
        await self.workers.stop()
        await self.watchdog.stop()
