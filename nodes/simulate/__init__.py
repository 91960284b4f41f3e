"""Simulated plant: equipment behind real protocols, for the demo, for tests and for trying flows."""

from .furnace import SimulateFurnace
from .line import SimulateLine
from .scanner import SimulateScanner

NODES = (SimulateFurnace, SimulateLine, SimulateScanner)
