"""What this is and who looks at it, for the metrics."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from functools import cached_property
from importlib.metadata import version

from ..histogram import Sample


class About:
    """`subscribers` counts who is connected to `/events`, `held` the flows that crashes hold."""

    def __init__(self, subscribers: Callable[[], int], held: Callable[[], int]) -> None:
        self._subscribers = subscribers
        self._held = held

    @cached_property
    def versions(self) -> dict[str, str]:
        return {"version": version("sinterflow"), "python": platform.python_version()}

    def samples(self) -> Iterator[Sample]:
        """Its metrics."""
        yield Sample("sinterflow_build_info", self.versions, 1)
        yield Sample("sinterflow_events_subscribers", {}, self._subscribers())
        yield Sample("sinterflow_flows_held", {}, self._held())
