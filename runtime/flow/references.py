"""Nodes that name other nodes: catch, status, complete and the beginnings of links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..faults import Fault, fault
from ..node import LINKING
from ..registry import Registry
from .document import Flow
from .graph import Body, Made
from .nearest import way_out

if TYPE_CHECKING:
    from .project import Project

_FOLLOWERS = ("catch", "status", "complete")


def reference_faults(body: Body, flow: str, links: Links) -> Iterator[Fault]:
    """Scopes that name nodes that are not there, links that lead nowhere; also of the instances inside."""
    for node in body.nodes.values():
        if isinstance(node, Body):
            yield from reference_faults(node, flow, links)
        elif node.config is None or node.kind is None or node.disabled:
            continue
        elif node.kind.role in _FOLLOWERS:
            yield from _scope_faults(node, body)
        elif node.kind.role in LINKING:
            yield from _link_faults(node, body, flow, links)


def _scope_faults(node: Made, body: Body) -> Iterator[Fault]:
    scope = node.config.scope
    if isinstance(scope, str):
        return
    for number, name in enumerate(scope):
        if not _is_inside(name, body):
            place = body.where(*node.steps, "config", "scope", number)
            way = way_out(name, body.graph.nodes)
            yield fault("unknown-node", **place, node=node.id, field=f"scope[{number}]", given=name, way=way)


def _is_inside(name: str, body: Body) -> bool:
    first, _, rest = name.partition("/")
    inner = body.nodes.get(first)
    if rest:
        return isinstance(inner, Body) and _is_inside(rest, inner)
    return first in body.graph.nodes


def _link_faults(node: Made, body: Body, flow: str, links: Links) -> Iterator[Fault]:
    given = node.config.to
    for number, to in enumerate([given] if isinstance(given, str) else given):
        target, _, name = to.partition("/")
        if target == flow:
            found = made_at(name, body)
            good = found is not None and found.kind is not None and found.kind.role == "link-in"
        else:
            good = links.leads(target, name)
        if not good:
            alone = isinstance(given, str)
            place = body.where(*node.steps, "config", "to", *(() if alone else (number,)))
            field = "to" if alone else f"to[{number}]"
            yield fault("unknown-link", **place, node=node.id, field=field, given=to, way=way_out(to, links.known()))


class Links:
    """The link-in nodes of a project's flows; without a project those of other flows are not known."""

    def __init__(self, flow: Flow, project: Project | None, registry: Registry) -> None:
        self._registry = registry
        self._flows = {**(project.flows if project else {}), flow.id: flow}
        self._unknown = None if project is None or project.alone else {one.id for one in project.broken.values()}

    def leads(self, flow: str, node: str) -> bool:
        """Whether there is such a link-in node in another flow, as far as that is known."""
        if self._unknown is None or flow in self._unknown:
            return True
        first, _, inside = node.partition("/")
        found = self._flows[flow].nodes.get(first) if flow in self._flows else None
        return found is not None and (bool(inside) or self._is_link_in(found.type))

    def known(self) -> list[str]:
        return [
            f"{id}/{name}" for id, flow in self._flows.items() for name, node in flow.nodes.items()
            if self._is_link_in(node.type)
        ]  # fmt: skip

    def _is_link_in(self, type: str) -> bool:
        kind = self._registry.nodes.get(type)
        return kind is not None and kind.role == "link-in"


def made_at(name: str, body: Body) -> Made | None:
    """The node with this id, also within instances."""
    first, _, rest = name.partition("/")
    found = body.nodes.get(first)
    if isinstance(found, Body):
        return made_at(rest, found) if rest else None
    return found if not rest else None
