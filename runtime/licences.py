"""Under which licence a package comes, as its own metadata says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

UNKNOWN = "?"
_LONG = 60
"""Some put the whole text of the licence where its name belongs."""


class Metadata(Protocol):
    """The headers of a package's metadata (core metadata specification)."""

    def get_all(self, name: str, failobj: list[str], /) -> Iterable[str] | None: ...


def licence(metadata: Metadata) -> str:
    """The SPDX expression, else the classifiers, else the first line of the free text; `?` when it says nothing."""
    for expression in metadata.get_all("License-Expression", []) or []:
        return expression
    classified = [
        line.rpartition(" :: ")[2]
        for line in metadata.get_all("Classifier", []) or []
        if line.startswith("License :: ") and not line.endswith("OSI Approved")
    ]
    if classified:
        return ", ".join(classified)
    for free in metadata.get_all("License", []) or []:
        first = free.strip().partition("\n")[0].strip()
        if first and first != "UNKNOWN":
            return first if len(first) <= _LONG else first[: _LONG - 1] + "…"
    return UNKNOWN
