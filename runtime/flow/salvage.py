"""What can still be checked of a flow whose document has faults, so that all of them are named in one go."""

from __future__ import annotations

from typing import Any

import msgspec

from .document import (
    FORMAT,
    ConnectionDocument,
    Equipment,
    EquipmentTable,
    Flow,
    Group,
    Id,
    NodeDocument,
    Parameter,
    ProjectDocument,
    Settings,
    Subflow,
    WireDocument,
)

BROKEN_NODE = NodeDocument(type="")
"""Stands for a node of which nothing can be told; nothing more is said of it."""
BROKEN_WIRE = WireDocument("", "")
"""Stands for a wire that cannot be read, so that those behind it keep their places."""

_NODE_KEYS = ("name", "info", "version", "disabled", "config")


def salvage(value: Any) -> Flow | None:
    """The flow as far as it can be read: for checking, never for running. None when its rest would mislead."""
    if not isinstance(value, dict):
        return None
    tables = [_of(value.get(name, {}), kind) for name, kind in _TABLES]
    nodes, wires = value.get("nodes", {}), value.get("wires", [])
    if None in tables or not isinstance(nodes, dict) or not isinstance(wires, list):
        return None
    parameters, subflows, groups = tables
    id = value.get("id")
    return Flow(
        format=FORMAT,
        id=id if isinstance(id, str) else "",
        disabled=value.get("disabled") is True,
        parameters=parameters or {},
        subflows=subflows or {},
        groups=groups or {},
        nodes={key: _node(one) for key, one in nodes.items()},
        wires=[_of(one, WireDocument) or BROKEN_WIRE for one in wires],
    )


def salvage_project(value: Any) -> ProjectDocument | None:
    """`project.json` without what cannot be read in it: for checking, never for running."""
    if not isinstance(value, dict) or value.get("format", FORMAT) != FORMAT:
        return None
    good = {key: value[key] for key in ProjectDocument.__struct_fields__ if key in value}
    for name, kind in (("connections", dict[Id, ConnectionDocument]), ("settings", Settings)):
        inner = good.get(name)
        if isinstance(inner, dict):
            good[name] = {key: one for key, one in inner.items() if _of({key: one}, kind) is not None}
    good = {key: one for key, one in good.items() if _of({"format": FORMAT, key: one}, ProjectDocument) is not None}
    made: ProjectDocument | None = _of({**good, "format": FORMAT}, ProjectDocument)
    return made


def salvage_equipment(value: Any) -> dict[str, Equipment] | None:
    """`equipment.json` with what is not good of a piece left out of it."""
    if not isinstance(value, dict):
        return None
    made = {}
    for id, one in value.items():
        inner = one if isinstance(one, dict) else {}
        good = {key: inner[key] for key in inner if _of({id: {key: inner[key]}}, EquipmentTable) is not None}
        made[id] = _of(good, Equipment) or Equipment()
    return made


_TABLES: tuple[tuple[str, Any], ...] = (
    ("parameters", dict[str, Parameter]),
    ("subflows", dict[str, Subflow]),
    ("groups", dict[str, Group]),
)


def _of(value: Any, kind: Any) -> Any:
    try:
        return msgspec.convert(value, kind)
    except (msgspec.ValidationError, RecursionError):
        return None


def _node(value: Any) -> NodeDocument:
    """The node with the keys that are good."""
    made = _of(value, NodeDocument)
    if made is None and isinstance(value, dict) and isinstance(value.get("type"), str):
        good = {key: value[key] for key in _NODE_KEYS if key in value}
        for key in list(good):
            if _of({"type": "", key: good[key]}, NodeDocument) is None:
                if key == "config":
                    return BROKEN_NODE
                del good[key]
        made = _of({"type": value["type"], **good}, NodeDocument)
    return BROKEN_NODE if made is None else made
