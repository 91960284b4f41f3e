"""Whether what came is what a test expects: objects by subset, lists whole, values as JSON means them."""

from __future__ import annotations

from typing import Any

from ..message import Message


def matches(expected: Any, found: Any) -> bool:
    """Whether `found` has everything that `expected` names. true is not 1; 1 is 1.0."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            key in found and matches(value, found[key]) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return isinstance(found, list) and len(found) == len(expected) and all(map(matches, expected, found))
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    return bool(expected == found)


def all_match(expected: list[dict[str, Any]], found: list[Message], *, any_order: bool) -> bool:
    """Whether these messages came, in this order or, with `any_order`, in some order."""
    if len(expected) != len(found):
        return False
    if not any_order:
        return all(map(matches, expected, found))
    taken: dict[int, int] = {}

    def assign(place: int, seen: set[int]) -> bool:
        for number, message in enumerate(found):
            if number not in seen and matches(expected[place], message):
                seen.add(number)
                if number not in taken or assign(taken[number], seen):
                    taken[number] = place
                    return True
        return False

    return all(assign(place, set()) for place in range(len(expected)))
