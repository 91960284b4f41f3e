"""How long the garbage collector keeps everything from going on."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from time import perf_counter
from typing import Any

from .histogram import Histogram, Sample


class Pauses:
    """Measured while `start`ed; a collection costs a microsecond more for it."""

    def __init__(self) -> None:
        self.by_generation = (Histogram(), Histogram(), Histogram())
        self._began = 0.0

    def start(self) -> None:
        gc.callbacks.append(self._tell)

    def stop(self) -> None:
        if self._tell in gc.callbacks:
            gc.callbacks.remove(self._tell)

    def samples(self) -> Iterator[Sample]:
        """Its metrics."""
        for generation, pauses in enumerate(self.by_generation):
            yield from pauses.samples("sinterflow_gc_pause_seconds", {"generation": str(generation)})

    def _tell(self, phase: str, info: dict[str, Any]) -> None:
        if phase == "start":
            self._began = perf_counter()
        else:
            self.by_generation[info["generation"]].add(perf_counter() - self._began)
