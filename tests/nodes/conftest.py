"""The fixtures of the tests of node families."""

from __future__ import annotations

from tests.nodes.bench import bench, decoded
from tests.nodes.peers import mosquitto, run_flow

__all__ = ["bench", "decoded", "mosquitto", "run_flow"]
