"""The groups of one flow or subflow: which is a node's innermost, and what each holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from ..faults import Fault, fault
from .document import Group, NodeDocument
from .nearest import way_out

if TYPE_CHECKING:
    from .graph import Body


class Groups:
    """A node is in one group at most; groups may be in groups."""

    def __init__(self, groups: Mapping[str, Group]) -> None:
        self._groups = groups
        self._of: dict[str, str] = {}
        for id, group in groups.items():
            for node in group.nodes:
                self._of.setdefault(node, id)

    def of(self, node: str) -> str | None:
        """The innermost group of a node."""
        return self._of.get(node)

    def around(self, node: str) -> Iterable[str]:
        """All groups that a node is in, the innermost first."""
        id, seen = self._of.get(node), dict[str, None]()
        while id is not None and id in self._groups and id not in seen:
            seen[id] = None
            id = self._groups[id].parent or None
        return seen

    def faults(self, nodes: Mapping[str, NodeDocument], body: Body) -> Iterator[Fault]:
        for id, group in self._groups.items():
            yield from self._member_faults(id, group, nodes, body)
            place = body.where("groups", id, "parent")
            if group.parent and group.parent not in self._groups:
                way = way_out(group.parent, self._groups)
                yield fault("unknown-group", **place, field="parent", given=group.parent, way=way)
            elif self._in_itself(id):
                yield fault("group-in-itself", **place, field="parent", given=id)

    def _member_faults(self, id: str, group: Group, nodes: Mapping[str, NodeDocument], body: Body) -> Iterator[Fault]:
        for number, node in enumerate(group.nodes):
            place = body.where("groups", id, "nodes", number)
            if node not in nodes:
                yield fault("unknown-node", **place, given=node, way=way_out(node, nodes))
            elif self._of[node] != id:
                yield fault("two-groups", **place, node=body.prefix + node, one=self._of[node], other=id)

    def _in_itself(self, id: str) -> bool:
        at, seen = self._groups[id].parent, set[str]()
        while at in self._groups and at not in seen:
            if at == id:
                return True
            seen.add(at)
            at = self._groups[at].parent
        return False
