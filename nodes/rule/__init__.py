"""The rule family: what holds values against what they should be."""

from __future__ import annotations

from sinterflow.runtime import Node

from .limit import Limit

NODES: list[type[Node]] = [Limit]
