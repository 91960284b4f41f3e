"""The parse family: from text to values and back."""

from __future__ import annotations

from sinterflow.runtime import Node

from .json import Json

NODES: list[type[Node]] = [Json]
