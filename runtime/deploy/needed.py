"""What a change needs besides the right to edit or deploy: code, and nodes that write to devices (docs/decisions/015).

A node type declares what it is: fields that hold code, `code` for a config that is code as a whole, the effect
`physical`. Who has not the right may change everything else: parameters, limits, layout.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

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

HARMLESS = ("", "jinja")
"""Languages whose code runs in a sandbox that reaches nothing."""


class _Found(NamedTuple):
    """What in a file takes a right, as text that is equal when it is the same; and instances of subflows, with those
    that all flows can use and that they come to."""

    rights: frozenset[tuple[Right, str]]
    instances: frozenset[tuple[str, frozenset[str]]]


def needed_rights(before: Mapping[str, bytes], after: Mapping[str, bytes], registry: Registry) -> set[Right]:
    """The rights that it takes to make the files of a project `after` of those `before`.

    Code that is in `before` already, in whatever node, is not new; a physical node is new when its config or what leads
    into it is, and so is an instance of a subflow with a physical node in it when it or what leads into it is.
    """
    return _needed(after, before, after, registry)


def rights_of_draft(desk: Desk, name: str, data: bytes) -> set[Right]:
    """What it takes to save this draft of a file. What others have drafted in it is not new."""
    before, drafted = dict(desk.contents), desk.with_drafts(desk.drafts())
    data = desk.reading.settle(name, data).content  # as it is kept, and found again when it is deployed
    if name in drafted:
        before[f"{name}, as it is drafted"] = drafted[name]
    return _needed([name], before, {**drafted, name: data}, desk.registry)


def _needed(
    names: Iterable[str], before: Mapping[str, bytes], after: Mapping[str, bytes], registry: Registry
) -> set[Right]:
    """What the files of these names bring. Subflows are looked at as they will be, for what was there before too: an
    instance that stays as it is is not new when its subflow changes."""
    writes = cache(partial(_writes, files=after, registry=registry))

    def found(name: str, data: bytes) -> set[tuple[Right, str]]:
        one = _found(name, data, registry)
        return {*one.rights, *(("device-write", said) for said, used in one.instances if any(map(writes, used)))}

    changed = [name for name in names if before.get(name) != after[name] and kind_of(name) in ("flow", "subflow")]
    brought = {one for name in changed for one in found(name, after[name])}
    for name in sorted(before, key=lambda name: name.partition(",")[0] not in changed):  # mostly it is there already
        if not brought:
            break
        brought.difference_update(found(name, before[name]))
    return {right for right, _ in brought}


def _writes(name: str, files: Mapping[str, bytes], registry: Registry) -> bool:
    """Whether a subflow that all flows can use, or one that it uses, has a node in it that writes to a device."""
    seen: set[str] = set()
    ahead = [name]
    while ahead:
        file = f"subflows/{ahead.pop()}.json"
        if file in seen or file not in files:
            continue
        seen.add(file)
        one = _found(file, files[file], registry)
        if _has_writes(one.rights):
            return True
        ahead += [inner for _, used in one.instances for inner in used]
    return False


@lru_cache(maxsize=128)
def _found(name: str, data: bytes, registry: Registry) -> _Found:
    """What is in a file; remembered between saving a draft and deploying it, and until the next draft of it."""
    name = name.partition(",")[0]
    document = _read(data) if kind_of(name) in ("flow", "subflow") else None
    if not isinstance(document, dict):
        return _Found(frozenset(), frozenset())
    own = dict(_items(document.get("subflows")))
    writing = {id for id, subflow in own.items() if _has_writes(_of_graph(id, subflow, registry))}
    rights: set[tuple[Right, str]] = set()
    instances: set[tuple[str, frozenset[str]]] = set()
    for where, graph in [(name, document), *((f"{name} {id}", subflow) for id, subflow in own.items())]:
        rights.update(_of_graph(where, graph, registry))
        for said, subflow in _instances(where, graph):
            inside, shared = _used(subflow, own)
            if inside & writing:
                rights.add(("device-write", said))
            elif shared:
                instances.add((said, shared))
    return _Found(frozenset(rights), frozenset(instances))


def _has_writes(found: Iterable[tuple[Right, str]]) -> bool:
    return any(right == "device-write" for right, _ in found)


def _instances(where: str, graph: Any) -> Iterator[tuple[str, str]]:
    """The instances of subflows in a graph, each with the name of its subflow. Their parameters are free, as those of
    flows are."""
    for id, _, type_ in _nodes(graph):
        if type_.startswith(PREFIX):
            yield _said(where, id, type_, _into(graph, id)), type_.removeprefix(PREFIX)


def _used(name: str, own: Mapping[str, Any]) -> tuple[set[str], frozenset[str]]:
    """The subflows that an instance of one comes to: those of its own file, and those that all flows can use."""
    inside: set[str] = set()
    shared: set[str] = set()
    ahead = [name]
    while ahead:
        one = ahead.pop()
        if one not in own:
            shared.add(one)
        elif one not in inside:
            inside.add(one)
            ahead += [inner for _, inner in _instances("", own[one])]
    return inside, frozenset(shared)


def _read(data: bytes) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return read_json(data)[0]


def _of_graph(where: str, graph: Any, registry: Registry) -> Iterator[tuple[Right, str]]:
    for id, node, type_ in _nodes(graph):
        if type_.startswith(PREFIX):
            continue
        kind, config = registry.nodes.get(type_), node.get("config", {})
        if kind is None or kind.code:  # of a type that is not installed, nobody knows what it is
            yield "install", _said(type_, config)
        else:
            for code in _code(kind, node, config):
                yield "install", _said(type_, code)
        if kind is not None and kind.effect == "physical":
            yield "device-write", _said(where, id, type_, config, _into(graph, id))


def _nodes(graph: Any) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The nodes of a graph that have a type, with their ids."""
    for id, node in _items(graph.get("nodes") if isinstance(graph, dict) else None):
        type_ = node.get("type") if isinstance(node, dict) else None
        if isinstance(type_, str):
            yield id, node, type_


def _into(graph: Any, id: str) -> list[Any]:
    """The wires that lead into a node."""
    wires = graph.get("wires")
    return [wire for wire in wires if _leads_to(wire, id)] if isinstance(wires, list) else []


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
