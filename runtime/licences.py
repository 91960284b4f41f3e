"""Under which licence a package comes, as its own metadata says."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Protocol

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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


def installed_with(roots: Iterable[Distribution]) -> list[Distribution]:
    """These packages and all that they need on this machine, as far as it is installed; without extras."""
    found = dict[str, Distribution]()
    waiting = list(roots)
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        if name in found:
            continue
        found[name] = one
        for line in one.requires or []:
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                try:
                    waiting.append(distribution(needed.name))
                except PackageNotFoundError:
                    continue
    return sorted(found.values(), key=lambda one: canonicalize_name(one.name))
