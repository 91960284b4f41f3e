"""What changed between two flows or projects, in meaning: order of keys, defaults and spaces are no changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from .canonical import same_meaning
from .changes import Change
from .document import DirectDocument, Flow, NodeDocument, Subflow, WireDocument
from .pointer import Steps, field_name, pointer

if TYPE_CHECKING:
    from .project import Project

__all__ = ["Change", "diff_flows", "diff_projects"]

Graph: TypeAlias = Flow | Subflow
_OWN = ("id", "name", "description", "disabled", "requires", "inputs", "outputs", "status")
_NODE = ("type", "name", "info", "version", "disabled")


def diff_flows(old: Graph, new: Graph) -> list[Change]:
    """The changes from one flow, or subflow, to the other."""
    return list(graph_changes(old, new, ()))


def diff_projects(old: Project, new: Project) -> list[Change]:
    """The changes from one project to the other: the project's own files first, then flow by flow."""
    found = list(_project_changes(old, new))
    for id, left, right in pairs(old.flows, new.flows):
        if left is None or right is None:
            what: Any = "added" if left is None else "removed"
            found.append(Change(what=what, kind="flow", owner=id, path=""))
        elif left is not right:
            found += [msgspec.structs.replace(one, flow=id) for one in diff_flows(left, right)]
    return found


def _project_changes(old: Project, new: Project) -> Iterator[Change]:
    if old.document is not new.document:
        left, right = (msgspec.to_builtins(one.document) for one in (old, new))
        for name in ("name", "flow_order", "protected", "settings", "parameters"):
            yield from value_changes(left.get(name), right.get(name), "project", "", (name,), (name,))
        yield from table_changes(old.document.connections, new.document.connections, "connection", ("connections",))
    if old.tags is not new.tags:
        yield from table_changes(old.tags, new.tags, "tag", ())
    yield from table_changes(old.equipment, new.equipment, "equipment", ())
    for id, one, other in pairs(old.subflows, new.subflows):
        if one is None or other is None:
            what: Any = "added" if one is None else "removed"
            yield Change(what=what, kind="subflow", owner=id, path="")
        elif one[0] is not other[0]:
            yield from graph_changes(one[0], other[0], ("subflows", id))


def graph_changes(old: Graph, new: Graph, before: Steps) -> Iterator[Change]:
    """`before`: the place of the two in their documents."""
    kind, owner = ("subflow", str(before[-1])) if before else ("flow", str(getattr(new, "id", "")))
    for name in _OWN:
        left, right = getattr(old, name, None), getattr(new, name, None)
        yield from value_changes(left, right, kind, owner, (*before, name), (name,))
    renamed = _renamed(old, new)
    yield from _nodes(old, new, renamed, before)
    yield from _moves(old, new, before)
    yield from _wires(old, new, renamed, before)
    for kind, table in (("parameter", "parameters"), ("group", "groups"), ("note", "notes")):
        yield from table_changes(getattr(old, table), getattr(new, table), kind, (*before, table))
    for id, left, right in pairs(getattr(old, "subflows", {}), getattr(new, "subflows", {})):
        steps = (*before, "subflows", id)
        if left is None or right is None:
            yield _one_sided("subflow", id, steps, None, left, right)
        else:
            yield from graph_changes(left, right, steps)


def pairs(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Each id of two tables with its two values; None where it is not there."""
    for id in [*old, *(id for id in new if id not in old)]:
        yield id, old.get(id), new.get(id)


def table_changes(old: Mapping[str, Any], new: Mapping[str, Any], kind: str, before: Steps) -> Iterator[Change]:
    """Entries of a table that came, went or changed inside."""
    for id, left, right in pairs(old, new):
        steps = (*before, id)
        if left is None or right is None:
            yield _one_sided(kind, id, steps, None, left, right)
        else:
            yield from value_changes(msgspec.to_builtins(left), msgspec.to_builtins(right), kind, id, steps, ())


def value_changes(old: Any, new: Any, kind: str, owner: str, steps: Steps, field: Steps) -> Iterator[Change]:
    """Changes inside a value: members of objects and of lists of the same length one by one."""
    if same_meaning(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict) and field != ("name",):
        for key in [*old, *(key for key in new if key not in old)]:
            inner = (*steps, key), (*field, key)
            if key in old and key in new:
                yield from value_changes(old[key], new[key], kind, owner, *inner)
            elif key in old:
                yield _change("removed", kind, owner, *inner, old=old[key])
            else:
                yield _change("added", kind, owner, *inner, new=new[key])
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (left, right) in enumerate(zip(old, new, strict=True)):
            yield from value_changes(left, right, kind, owner, (*steps, number), (*field, number))
    else:
        yield _change("changed", kind, owner, steps, field, old=old, new=new)


def _change(what: Any, kind: str, owner: str, steps: Steps, field: Steps, **values: Any) -> Change:
    return Change(what=what, kind=kind, owner=owner, path=pointer(steps), field=field_name(field), **values)


def _one_sided(kind: str, owner: str, steps: Steps, field: str | None, old: Any, new: Any) -> Change:
    what: Any = "removed" if new is None else "added"
    values = {"old": msgspec.to_builtins(old), "new": msgspec.to_builtins(new)}
    return Change(what=what, kind=kind, owner=owner, path=pointer(steps), field=field, **values)


def _owner(before: Steps, id: str) -> str:
    """A node's name: that of a subflow's node begins with the subflow."""
    return "/".join([*(str(one) for one in before[1::2]), id])


def _nodes(old: Graph, new: Graph, renamed: Mapping[str, str], before: Steps) -> Iterator[Change]:
    come = set(renamed.values())
    for id, left, right in pairs(old.nodes, new.nodes):
        there = left is not None and right is not None
        if there and (left is right or msgspec.json.encode(left) == msgspec.json.encode(right)):
            continue  # as most are
        steps, owner = (*before, "nodes", id), _owner(before, id)
        if id in renamed:
            yield Change(what="renamed", kind="node", owner=owner, path=pointer(steps), old=id, new=renamed[id])
        elif there:
            for name in _NODE:
                one, other = getattr(left, name), getattr(right, name)
                yield from value_changes(one, other, "node", owner, (*steps, name), (name,))
            yield from value_changes(left.config, right.config, "node", owner, (*steps, "config"), ())
        elif id not in come:
            yield _one_sided("node", owner, steps, None, left, right)


def _moves(old: Graph, new: Graph, before: Steps) -> Iterator[Change]:
    if old.layout == new.layout:
        return
    for id, left, right in pairs(old.layout, new.layout):
        if left is not None and right is not None and left != right and id in old.nodes and id in new.nodes:
            path = pointer((*before, "layout", id))
            yield Change(
                what="moved", kind="node", owner=_owner(before, id), path=path, old=list(left), new=list(right)
            )


def _renamed(old: Graph, new: Graph) -> dict[str, str]:
    """Nodes of which only the id changed: one went and one came with the same content, and neither has a twin."""
    gone = _by_content(old, new)
    come = _by_content(new, old)
    return {
        ids[0]: come[content][0] for content, ids in gone.items() if len(ids) == 1 and len(come.get(content, ())) == 1
    }


def _by_content(one: Graph, other: Graph) -> dict[bytes, list[str]]:
    found: dict[bytes, list[str]] = {}
    for id, node in one.nodes.items():
        if id not in other.nodes and (node.config or node.name):
            found.setdefault(_content(node), []).append(id)
    return found


def _content(node: NodeDocument) -> bytes:
    return msgspec.json.encode(node, order="deterministic")


Ends: TypeAlias = tuple[str, str]


def _wires(old: Graph, new: Graph, renamed: Mapping[str, str], before: Steps) -> Iterator[Change]:
    if not renamed and msgspec.json.encode(old.wires) == msgspec.json.encode(new.wires):
        return
    left = {_ends(wire, renamed): wire for wire in old.wires}
    right = {_ends(wire, {}): wire for wire in new.wires}
    for ends in [*left, *(ends for ends in right if ends not in left)]:
        place: dict[str, Any] = {"kind": "wire", "owner": _owner(before, " → ".join(ends))}
        place["path"] = pointer((*before, "wires"))
        if ends not in right:
            yield Change(what="removed", **place, old=_policy(left[ends]))
        elif ends not in left:
            yield Change(what="added", **place, new=_policy(right[ends]))
        else:
            one, other = _policy(left[ends]), _policy(right[ends])
            yield from value_changes(one, other, "wire", place["owner"], (*before, "wires"), ("policy",))
    yield from _fan_outs(list(left), list(right), before)


def _fan_outs(old: list[Ends], new: list[Ends], before: Steps) -> Iterator[Change]:
    """Ends at which wires that stayed leave in another order."""
    stayed = set(old) & set(new)
    orders = [_targets(wires, stayed) for wires in (old, new)]
    for source, targets in orders[0].items():
        if targets != orders[1][source]:
            path = pointer((*before, "wires"))
            owner = _owner(before, source)
            yield Change(what="changed", kind="order", owner=owner, path=path, old=targets, new=orders[1][source])


def _targets(wires: list[Ends], stayed: set[Ends]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for source, target in wires:
        if (source, target) in stayed:
            found.setdefault(source, []).append(target)
    return found


def _ends(wire: WireDocument, renamed: Mapping[str, str]) -> Ends:
    """The two ends, the usual ports left out: `a:out` and `a` are the same."""
    return _end(wire.source, ":out", renamed), _end(wire.target, ":in", renamed)


def _end(written: str, usual: str, renamed: Mapping[str, str]) -> str:
    node, colon, port = written.removesuffix(usual).partition(":")
    return renamed.get(node, node) + colon + port


def _policy(wire: WireDocument) -> Any:
    return None if isinstance(wire.policy, DirectDocument) else msgspec.to_builtins(wire.policy)
