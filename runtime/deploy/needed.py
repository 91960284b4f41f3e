"""What a change needs besides the right to edit or deploy: code, and nodes that write to devices (docs/decisions/015).

A node type declares what it is: fields that hold code, `code` for a config that is code as a whole, the effect
`physical`. Who has not the right may change everything else: parameters, limits, layout.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from ..flow.fields import Place, places
from ..flow.reader import read_json
from ..flow.subflows import PREFIX
from ..node import Node
from ..registry import Registry
from ..security.rights import Right
from .documents import kind_of

if TYPE_CHECKING:
    from .desk import Desk

Found: TypeAlias = set[tuple[Right, str]]
HARMLESS = ("", "jinja")
"""Languages whose code runs in a sandbox that reaches nothing."""


def needed_rights(before: Mapping[str, bytes], after: Mapping[str, bytes], registry: Registry) -> set[Right]:
    """The rights that it takes to make the files of a project `after` of those `before`.

    Code that is in `before` already, in whatever node, is not new; a physical node is new when its config or what leads
    into it is.
    """
    changed = [name for name in after if before.get(name) != after[name] and kind_of(name) in ("flow", "subflow")]
    brought = {one for name in changed for one in _found(name, after[name], registry)}
    for name in sorted(before, key=lambda name: name.partition(",")[0] not in changed):  # mostly it is there already
        if not brought:
            break
        brought.difference_update(_found(name, before[name], registry))
    return {right for right, _ in brought}


def rights_of_draft(desk: Desk, name: str, data: bytes) -> set[Right]:
    """What it takes to save this draft of a file. What others have drafted in it is not new."""
    before = dict(desk.contents)
    there = desk.with_drafts(desk.drafts()).get(name)
    if there is not None:
        before[f"{name}, as it is drafted"] = there
    return needed_rights(before, {name: data}, desk.registry)


@lru_cache(maxsize=8)
def _found(name: str, data: bytes, registry: Registry) -> frozenset[tuple[Right, str]]:
    """Everything in a file that takes a right, as text that is equal when it is the same; remembered between saving a
    draft and deploying it."""
    name = name.partition(",")[0]
    document = _read(data) if kind_of(name) in ("flow", "subflow") else None
    if not isinstance(document, dict):
        return frozenset()
    found = set(_of_graph(name, document, registry))
    for id, subflow in _items(document.get("subflows")):
        found.update(_of_graph(f"{name} {id}", subflow, registry))
    return frozenset(found)


def _read(data: bytes) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return read_json(data)[0]


def _of_graph(where: str, graph: Any, registry: Registry) -> Iterator[tuple[Right, str]]:
    if not isinstance(graph, dict):
        return
    wires = graph.get("wires")
    for id, node in _items(graph.get("nodes")):
        type_ = node.get("type") if isinstance(node, dict) else None
        if not isinstance(type_, str) or type_.startswith(PREFIX):
            continue
        kind, config = registry.nodes.get(type_), node.get("config", {})
        if kind is None or kind.code:  # of a type that is not installed, nobody knows what it is
            yield "install", _said(type_, config)
        else:
            for code in _code(kind, node, config):
                yield "install", _said(type_, code)
        if kind is not None and kind.effect == "physical":
            into = [wire for wire in wires if _leads_to(wire, id)] if isinstance(wires, list) else []
            yield "device-write", _said(where, id, type_, config, into)


def _code(kind: type[Node], node: dict[str, Any], config: Any) -> Iterator[Any]:
    place = _place_with_code(kind.Config)
    if place is None:
        return
    if node.get("version", kind.version) != kind.version:
        yield config  # an upgrade may make code of anything in it
    else:
        yield from (one for one in _within(config, place) if one != "")


@cache
def _place_with_code(config: type) -> Place | None:
    """Where in a config code may stand; None: nowhere."""
    place = places(config)
    return place if _has_code(place) else None


def _within(value: Any, place: Place) -> Iterator[Any]:
    if place.code not in HARMLESS:
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _within(inner, place.child(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _within(inner, place.child(number))


def _has_code(place: Place) -> bool:
    return place.code not in HARMLESS or any(_has_code(child) for child in place.children.values())


def _leads_to(wire: Any, id: str) -> bool:
    return isinstance(wire, list) and len(wire) > 1 and str(wire[1]).partition(":")[0] == id


def _items(value: Any) -> Iterator[tuple[str, Any]]:
    return iter(value.items()) if isinstance(value, dict) else iter(())


def _said(*parts: Any) -> str:
    return json.dumps(parts, sort_keys=True, default=str)
