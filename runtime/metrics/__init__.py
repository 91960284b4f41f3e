"""Metrics in the form that Prometheus reads, taken from what is counted anyway when somebody asks.

The lines of nodes and wires are written flow by flow between turns of the event loop. Sample objects of a library,
several for each node, would keep it from turning for hundreds of milliseconds on a large plant.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from ..engine import Engine
from ..histogram import Sample
from . import engine as of_engine
from .families import FAMILIES, Family
from .flows import read_flows, wire_counts
from .lines import CONTENT_TYPE, Lines, add, no_lines
from .lines import encode as encode_lines


class Measured(Protocol):
    """Something beside the engine that counts."""

    def samples(self) -> Iterable[Sample]:
        """Its figures now."""


async def read(engine: Engine, beside: Iterable[Measured] = ()) -> Lines:
    """Write all counters down, between turns of the loop; those of `beside` may not wait."""
    lines = no_lines()
    await read_flows(engine, lines)
    add(lines, of_engine.samples(engine))
    for one in beside:
        add(lines, one.samples())
    return lines


def encode(lines: Lines, blocking: Iterable[Measured] = ()) -> bytes:
    """The whole text, with the figures of what has to ask the system. Blocks: call it in a thread."""
    for one in blocking:
        add(lines, one.samples())
    return encode_lines(lines)


__all__ = ["CONTENT_TYPE", "FAMILIES", "Family", "Lines", "Measured", "encode", "read", "wire_counts"]
