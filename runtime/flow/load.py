"""Documents from bytes: read, brought to this version's format, decoded; every fault in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from ..faults import Fault, fault
from .convert import Found, convert, struct_faults
from .document import (
    FORMAT,
    Flow,
    Id,
    NodeDocument,
    ProjectDocument,
    SubflowFile,
    WireDocument,
)
from .files import spare_of
from .pointer import Steps, field_name, pointer, wire_name
from .reader import plain, read_exactly, read_file
from .salvage import salvage
from .upgrade import UPGRADES

T = TypeVar("T")
MOST_FAULTS = 1000
"""Faults of one file that are listed."""
_NAMES: dict[Any, str] = {Flow: "flow", SubflowFile: "subflow", ProjectDocument: "project"}


def load_file(path: Path, kind: type[T], name: str | None = None) -> tuple[T | None, list[Fault]]:
    """The document in a file; `name` is what faults call it. A damaged file's last good copy is pointed out."""
    value, found = _value(path, str(path) if name is None else name)
    return (None, found) if found else _document(value, kind, str(path) if name is None else name)


def load(data: bytes, kind: type[T], file: str | None = None) -> tuple[T | None, list[Fault]]:
    """The document in JSON bytes, None when anything is wrong with it."""
    value, found = _plain(data, file)
    return (None, found) if found else _document(value, kind, file)


class FlowRead(NamedTuple):
    """A flow's document, None when it has faults; then `rest` is what can still be checked of it."""

    flow: Flow | None
    faults: list[Fault]
    rest: Flow | None


def load_flow(given: Path | bytes, name: str | None, spare: str | None = None) -> FlowRead:
    """`load_file` or `load` for a flow, with what is left of one that has faults.

    `spare` is the name of the last good copy of bytes that came from a file.
    """
    value, found = _value(given, name, spare)
    if found:
        return FlowRead(None, found, None)
    flow, found = _document(value, Flow, name)
    later = any(one.code in ("later-format", "unknown-format") for one in found)
    return FlowRead(flow, found, salvage(value) if flow is None and not later else None)


def load_rest(
    given: Path | bytes, kind: type[T], name: str, salvage: Callable[[Any], T | None], spare: str | None = None
) -> tuple[T | None, list[Fault]]:
    """`load_file` or `load`, with what `salvage` leaves of a document that has faults, so that all of them are found
    at once."""
    value, found = _value(given, name, spare)
    if found:
        return None, found
    made, found = _document(value, kind, name)
    return (salvage(value) if made is None else made), found


def _value(given: Path | bytes, name: str | None, spare: str | None = None) -> tuple[Any, list[Fault]]:
    """The JSON value of bytes or of a file; of what is damaged the last good copy is pointed out."""
    data, found = read_file(given, name or str(given)) if isinstance(given, Path) else (given, [])
    if data is None:
        return None, found
    value, found = _plain(data, name)
    if found and isinstance(given, Path):
        spare = spare_of(given)
    if found and spare is not None:
        found = [*found, fault("last-good-copy", file=name, backup=spare)]
    return value, found


def _plain(data: bytes, file: str | None) -> tuple[Any, list[Fault]]:
    value, found, written = read_exactly(data, file)
    return plain(value) if written else value, found


def document(
    value: Any, kind: type[T], file: str | None = None, *, written: bool = True
) -> tuple[T | None, list[Fault]]:
    """The document of a JSON value that was read already; `written`: it may have numbers that are `Written`."""
    return _document(plain(value) if written else value, kind, file)


def _document(value: Any, kind: type[T], file: str | None) -> tuple[T | None, list[Fault]]:
    value, found = _of_this_format(value, _NAMES.get(kind) or _name(kind), file)
    if found:
        return None, found
    try:
        made = msgspec.convert(value, kind)
    except (msgspec.ValidationError, RecursionError):
        return None, _placed(_document_faults(value, kind), value, file)
    found = [fault("same-id", file=file, **place) for place in same_ids(made)]
    return (None, found) if found else (made, [])


def _name(kind: Any) -> str | None:
    """The name of a kind of document that has a format; None for others."""
    return str(kind.__name__) if "format" in getattr(kind, "__struct_fields__", ()) else None


def _of_this_format(value: Any, name: str | None, file: str | None) -> tuple[Any, list[Fault]]:
    """A later format is refused; an earlier one is upgraded step by step."""
    number = value.get("format") if isinstance(value, dict) else None
    if name is None or type(number) is not int or number == FORMAT:
        return value, []
    place = {"file": file, "path": "/format", "field": "format", "format": number, "known": FORMAT}
    if number > FORMAT:
        return value, [fault("later-format", **place)]
    while number < FORMAT:
        step = UPGRADES.get((name, number))
        if step is None:
            return value, [fault("unknown-format", **place)]
        number += 1
        value = {**step(value), "format": number}
    return value, []


def _document_faults(value: Any, kind: type[Any]) -> Iterator[Found]:
    """Nodes and wires one by one, so that only the wrong ones are walked slowly."""
    nodes: Any = None
    wires: Any = None
    if isinstance(value, dict) and kind in (Flow, SubflowFile):
        nodes, wires = value.get("nodes"), value.get("wires")
        empty = {name: kind_() for name, kind_ in (("nodes", dict), ("wires", list)) if type(value.get(name)) is kind_}
        value = {**value, **empty}
    before = struct_faults(value, kind)
    yield from before
    count = len(before)
    if isinstance(nodes, dict):
        for one in convert(dict.fromkeys(nodes, None), dict[Id, None])[1]:
            count += 1
            yield Found(("nodes", *one.steps), one.code, one.args)
        for id, node in nodes.items():
            for one in convert(node, NodeDocument)[1]:
                count += 1
                yield Found(("nodes", id, *one.steps), one.code, one.args)
    if isinstance(wires, list):
        for number, wire in enumerate(wires):
            for one in convert(wire, WireDocument)[1]:
                count += 1
                yield Found(("wires", number, *one.steps), one.code, one.args)
    if not count:
        yield Found((), "config-refused", {"said": "it does not fit the schema"})


def _placed(found: Iterator[Found], value: Any, file: str | None) -> list[Fault]:
    made: list[Fault] = []
    for steps, code, arguments in found:
        if len(made) == MOST_FAULTS:
            return [*made, fault("more-faults", file=file, limit=MOST_FAULTS)]
        made.append(fault(code, **{**arguments, "file": file, "path": pointer(steps), **_owner(steps, value)}))
    return made


def _owner(steps: Steps, value: Any) -> dict[str, Any]:
    """The node or wire of a place in a document, and the field in it."""
    if len(steps) > 1 and steps[0] == "nodes":
        rest = steps[3:] if len(steps) > 3 and steps[2] == "config" else steps[2:]
        return {"node": str(steps[1]), "field": field_name(rest)}
    if len(steps) > 1 and steps[0] == "wires":
        wire = value["wires"][steps[1]]
        if isinstance(wire, list) and len(wire) > 1 and all(isinstance(end, str) for end in wire[:2]):
            return {"wire": wire_name(wire[0], wire[1]), "field": field_name(steps[3:])}
    return {"field": field_name(steps)}


def same_ids(made: Any) -> Iterator[dict[str, Any]]:
    """Ids that differ only in case, in every table of ids of a document."""
    for name in ("nodes", "subflows", "groups", "notes", "parameters", "connections"):
        table = getattr(made, name, None)
        if not table or (name == "parameters" and isinstance(made, ProjectDocument)):
            continue
        if len({id.lower() for id in table}) < len(table):
            first: dict[str, str] = {}
            for id in table:
                other = first.setdefault(id.lower(), id)
                if other != id:
                    place: dict[str, Any] = {"path": pointer((name, id)), "one": other, "other": id}
                    yield {**place, "node": id} if name == "nodes" else place
    for name, inner in (getattr(made, "subflows", None) or {}).items():
        for place in same_ids(inner):
            yield {**place, "path": pointer(("subflows", name)) + place["path"]}
