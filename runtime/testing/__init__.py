"""What tests of flows and nodes use: the virtual clock, a harness for one node, random flows (`testing.graphs`)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec

from ..virtual import VirtualLoop, run_virtual
from .harness import NodeHarness

P = ParamSpec("P")


def virtual(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run an `async def` test on a virtual clock of its own."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        run_virtual(test(*args, **kwargs))

    return run


__all__ = ["NodeHarness", "VirtualLoop", "run_virtual", "virtual"]
