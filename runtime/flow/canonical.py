"""The canonical form of documents: what the program writes, so that a change of one node changes few lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from json import encoder
from json.encoder import JSONEncoder, encode_basestring
from typing import Any, Literal, TypeAlias

import msgspec

from .document import DirectDocument, Flow, ProjectDocument, Subflow, SubflowFile
from .reader import NegativeZero, Written

Kind: TypeAlias = Literal["flow", "subflow", "project", "equipment", "test"]
WIDTH = 100
"""Characters of a line, its indentation included and its comma not, up to which a value stays on one line."""

_NODE = ("type", "name", "info", "version", "disabled", "config")
_GRAPH = ("nodes", "wires", "subflows", "groups", "notes", "layout")
_KEYS: dict[Kind, tuple[str, ...]] = {
    "flow": ("format", "id", "name", "description", "disabled", "requires", "parameters", *_GRAPH),
    "subflow": (
        "format", "id", "name", "description", "parameters", "inputs", "outputs", "status", *_GRAPH,
    ),
    "project": ("format", "name", "connections", "parameters", "flow_order", "protected", "settings"),
    "equipment": (),
    "test": ("format", "flow", "cases"),
}  # fmt: skip
Line: TypeAlias = Callable[[Any], str]
_TABLES = frozenset(("parameters", "nodes", "wires", "subflows", "groups", "notes", "layout", "connections", "cases"))
"""Keys of a document whose entries stand on a line each."""


def write(value: dict[str, Any], kind: Kind, *, written: bool = True) -> bytes:
    """The canonical bytes of a document that has no faults; `written`: it may hold numbers that keep their text."""
    return ("".join(_document(tidy(value, kind), kind, 0, inline if written else _quick)) + "\n").encode()


def tidy(value: dict[str, Any], kind: Kind) -> dict[str, Any]:
    """The document with its keys in their order, without those that are empty."""
    made = _ordered(value, _KEYS[kind])
    for name, order in (("nodes", _NODE), ("connections", _NODE)):
        if name in made:
            made[name] = {id: _ordered(one, order) for id, one in made[name].items()}
    if "wires" in made:
        made["wires"] = [_wire(one) for one in made["wires"]]
    if "subflows" in made:
        made["subflows"] = {id: tidy(one, "subflow") for id, one in made["subflows"].items()}
    return made


def _ordered(value: dict[str, Any], order: tuple[str, ...]) -> dict[str, Any]:
    if not order:
        return value
    made = {key: inner for key in order if (inner := value.get(key)) or not _is_empty(inner)}
    if len(made) < len(value):
        made |= {key: inner for key, inner in value.items() if key not in order and (inner or not _is_empty(inner))}
    return made


def _is_empty(value: Any) -> bool:
    return value is None or value is False or (isinstance(value, str | list | dict) and not value)


def _wire(wire: list[Any]) -> list[Any]:
    """Without a third element that says what holds anyway."""
    return wire[:2] if wire[2:] and (wire[2] is None or wire[2] == {"policy": "direct"}) else wire


def _document(value: dict[str, Any], kind: Kind, indent: int, line: Line) -> Iterator[str]:
    """A document or a subflow in one, each key on its line and each entry of its tables on one of its own."""
    if not value:
        yield "{}"
        return
    before = "{\n"
    for key, inner in value.items():
        yield f"{before}{' ' * (indent + 2)}{encode_basestring(key)}: "
        before = ",\n"
        if key in _TABLES and kind != "equipment":
            yield from _table(key, inner, indent + 2, line)
        else:
            yield from _fitted(inner, indent + 2, len(key) + 4, line)
    yield f"\n{' ' * indent}}}"


def _table(name: str, value: Any, indent: int, line: Line) -> Iterator[str]:
    if name != "subflows":
        yield from _members(value, indent, line)
        return
    before = "{\n"
    for key, inner in value.items():
        yield f"{before}{' ' * (indent + 2)}{encode_basestring(key)}: "
        before = ",\n"
        yield from _document(inner, "subflow", indent + 2, line)
    yield f"\n{' ' * indent}}}"


def _fitted(value: Any, indent: int, used: int, line: Line) -> Iterator[str]:
    """A value on one line if it fits behind `indent` and `used` characters, else a line for each member."""
    whole = line(value)
    if len(whole) + indent + used <= WIDTH or not isinstance(value, dict | list) or not value:
        yield whole
    else:
        yield from _members(value, indent, line)


def _members(value: Any, indent: int, line: Line) -> Iterator[str]:
    """A list or an object with each member on a line, or on several when it does not fit."""
    is_list = isinstance(value, list)
    members: Any = enumerate(value) if is_list else value.items()
    start, room = "\n" + " " * (indent + 2), WIDTH - indent - 2
    before = "[" if is_list else "{"
    for key, inner in members:
        head = "" if is_list else encode_basestring(key) + ": "
        whole = line(inner)
        if len(head) + len(whole) <= room or not isinstance(inner, dict | list) or not inner:
            yield f"{before}{start}{head}{whole}"
        else:
            yield f"{before}{start}{head}"
            yield from _members(inner, indent + 2, line)
        before = ","
    yield f"\n{' ' * indent}{']' if is_list else '}'}"


def _quick_line() -> Line:
    """The standard encoder, whose part in C is made once and not for each value."""
    whole = JSONEncoder(ensure_ascii=False)
    make: Any = getattr(encoder, "c_make_encoder", None)
    if make is None:
        return whole.encode
    inner = make(None, whole.default, encode_basestring, None, ": ", ", ", False, False, True)
    return lambda value: "".join(inner(value, 0))


_quick = _quick_line()
"""`inline` where no number keeps its text: several times faster."""


def inline(value: Any) -> str:
    """A value on one line; numbers as they were written."""
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{encode_basestring(key)}: {inline(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(inline, value)) + "]"
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true" if value else "false"
    return value.text if isinstance(value, Written | NegativeZero) else repr(value)


Document: TypeAlias = Flow | Subflow | SubflowFile | ProjectDocument


def to_value(document: Document) -> dict[str, Any]:
    """A document as the JSON value that `write` takes."""
    value: dict[str, Any] = msgspec.to_builtins(document)
    _write_places_whole(value)
    return value


def _write_places_whole(graph: dict[str, Any]) -> None:
    """Places on the canvas were read as floats; whole ones are written as people write them: 80, not 80.0."""
    places: list[tuple[dict[str, Any], str]] = [(graph["layout"], id) for id in graph.get("layout", {})]
    places += [(note, key) for note in graph.get("notes", {}).values() for key in ("at", "size") if note.get(key)]
    for holder, key in places:
        holder[key] = [int(one) if one == one // 1 and abs(one) < 1e15 else one for one in holder[key]]
    for subflow in graph.get("subflows", {}).values():
        _write_places_whole(subflow)


def same_meaning(one: Any, other: Any) -> bool:
    """Whether two documents, or JSON values, say the same: order of keys and defaults do not count."""
    if one is other:
        return True
    if isinstance(one, Flow | Subflow) and type(one) is type(other):
        return all(_same_field(one, other, name) for name in one.__struct_fields__)
    if _same_bytes(one, other):
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_meaning(one[key], other[key]) for key in one)
    return _equal(_meaning(one), _meaning(other))


def _same_field(one: Any, other: Any, name: str) -> bool:
    if name == "wires":
        left, right = ([_wire_meaning(wire) for wire in each.wires] for each in (one, other))
        return _equal(left, right)
    left, right = getattr(one, name), getattr(other, name)
    if name != "subflows" and left != right:  # quick; what Python calls equal may still differ, as 1 and true do
        return False
    return same_meaning(left, right)


def _same_bytes(one: Any, other: Any) -> bool:
    """Whether both are written the same: known quickly, and most parts of two versions are."""
    try:
        return msgspec.json.encode(one) == msgspec.json.encode(other)
    except (TypeError, ValueError, OverflowError):
        return False  # a number that only its own text tells


def _meaning(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _meaning(inner) for key, inner in value.items()}
    if not isinstance(value, msgspec.Struct):
        return value
    made = msgspec.to_builtins(value)
    if isinstance(value, Flow | Subflow):
        made["wires"] = [_wire_meaning(wire) for wire in value.wires]
        made["subflows"] = {id: _meaning(inner) for id, inner in getattr(value, "subflows", {}).items()}
    return made


def _wire_meaning(wire: Any) -> Any:
    policy = None if isinstance(wire.policy, DirectDocument) else msgspec.to_builtins(wire.policy)
    return [wire.source, wire.target, policy]


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict):
        return isinstance(other, dict) and one.keys() == other.keys() and all(_equal(one[k], other[k]) for k in one)
    if isinstance(one, list | tuple):
        return isinstance(other, list | tuple) and len(one) == len(other) and all(map(_equal, one, other))
    return bool(one == other)
