"""Earlier formats of documents, brought to this version's one format at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

Step: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]

UPGRADES: dict[tuple[str, int], Step] = {}
"""(document, format) → the same document in the next format. Format 1 is the first, so there is none yet."""
