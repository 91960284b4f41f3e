"""How deploys went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from ..errors import FaultError
from ..histogram import Histogram, Sample
from .candidate import DraftChanged, Old

SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
REFUSED = (FaultError, Old, DraftChanged, LookupError)


class Deploys:
    """Counted since the start; `revision` is the deployed one."""

    def __init__(self, revision: int) -> None:
        self.revision = revision
        self.restarted = 0
        """Nodes that deploys have started anew."""
        self._results: Counter[str] = Counter()
        self._seconds = Histogram(SECONDS)

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Around one deploy."""
        began, result = perf_counter(), "failed"
        try:
            yield
            result = "done"
            self._seconds.add(perf_counter() - began)
        except REFUSED:
            result = "refused"
            raise
        finally:
            self._results[result] += 1

    def samples(self) -> Iterator[Sample]:
        """Its metrics."""
        yield Sample("sinterflow_revision", {}, self.revision)
        for result in ("done", "refused", "failed"):
            yield Sample("sinterflow_deploys_total", {"result": result}, self._results[result])
        yield from self._seconds.samples("sinterflow_deploy_seconds", {})
        yield Sample("sinterflow_nodes_restarted_total", {}, self.restarted)
