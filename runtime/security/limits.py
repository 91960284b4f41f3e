"""What is left of a person's rights in one session: the way of signing on and the place may both narrow them."""

from __future__ import annotations

from collections.abc import Mapping

from .granted import Granted
from .methods import Method, enough
from .rights import EVERY_RIGHT, Right


def open_to(method: Method, policy: Mapping[Right, Method]) -> frozenset[Right]:
    """The rights for which this way of signing on is enough."""
    return frozenset(right for right in EVERY_RIGHT if enough(method, policy[right]))


def withheld(full: Granted, method: Method, policy: Mapping[Right, Method]) -> dict[Right, Method]:
    """Rights that the person has, but not in this session; with the way of signing on that they need."""
    closed = EVERY_RIGHT - open_to(method, policy)
    return {right: policy[right] for right in sorted(closed) if full.anywhere(right)}


def narrowed(full: Granted, method: Method, policy: Mapping[Right, Method], area: str) -> Granted:
    """`full` as far as this way of signing on opens it. At a station of an area nothing counts elsewhere."""
    rights = open_to(method, policy)
    return full.within(Granted.of([(area or None, rights)]))
