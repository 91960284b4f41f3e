"""Places in a JSON document: as RFC 6901 pointers, and as people write them."""

from __future__ import annotations

from collections.abc import Iterable

from ..paths import write_out

Steps = tuple[str | int, ...]


def pointer(steps: Iterable[str | int]) -> str:
    """`("nodes", "a/b", 0)` → `/nodes/a~1b/0`."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def field_name(steps: Iterable[str | int]) -> str | None:
    """`("rules", 0, "value")` → `rules[0].value`; None for the whole."""
    return write_out(tuple(steps)) or None


def wire_name(source: str, target: str, prefix: str = "") -> str:
    """`from:port>to:port` of two ends as written: a port that is not written is the usual one."""
    ends = ((source, "out"), (target, "in"))
    return ">".join(prefix + (end if ":" in end else f"{end}:{usual}") for end, usual in ends)
