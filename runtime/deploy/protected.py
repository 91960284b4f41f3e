"""Protected flows: a deploy that changes one needs the signature of a second person, on just these contents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..flow.fields import Named, visitor
from ..flow.project import Project
from ..flow.resolved import ResolvedFlow
from ..opened import OpenedProject
from .candidate import Candidate
from .documents import digest


class SecondPersonNeeded(Exception):
    """These flows are protected; `record` is what a second person is to sign (meaning `confirm`)."""

    def __init__(self, flows: list[str], record: dict[str, Any]) -> None:
        super().__init__(flows)
        self.flows = flows
        self.record = record


def protected_in(before: OpenedProject, made: Candidate) -> list[str]:
    """The flows for which a deploy needs a second person: protected ones of which anything changes, be it a parameter,
    a subflow, or a connection or tag that a node names, and those whose protection ends."""
    after = made.opened.project
    known, coming = set(before.project.document.protected), set(after.project.document.protected)
    ready, changing = before.target.flows, set(made.flows)
    changing |= {id for id in known | coming if ready.get(id) is not after.target.flows.get(id)}
    shared = _shared(before.project, after.project)
    changing |= {id for id in known | coming if shared and shared & _named(after.target.flows.get(id))}
    return sorted(((known | coming) & changing) | (known - coming))


def _shared(before: Project, after: Project) -> set[tuple[str, str]]:
    """Connections and tags that are others then, as they are written: a secret that was changed is no change here."""
    connections = _differing(before.document.connections, after.document.connections)
    tags = _differing(before.tags, after.tags)
    tags |= {id for id, tag in after.tags.items() if tag.connection in connections}
    return {*(("connection", id) for id in connections), *(("tag", id) for id in tags)}


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    return {id for id in {*before, *after} if before.get(id) != after.get(id)}


def _named(flow: ResolvedFlow | None) -> set[tuple[str, str]]:
    """What the configs of a flow's nodes name."""
    found: list[Named] = []
    for node in flow.nodes.values() if flow is not None else ():
        visit = visitor(node.kind.Config)
        if visit is not None:
            visit(node.config, (), found)
    return {(one.mark, one.value) for one in found}


def record_of(made: Candidate) -> dict[str, Any]:
    """What is signed: each file that changes with the digest of its content, null for one that goes."""
    contents = made.contents
    return {"deploy": {name: digest(contents[name]) if name in contents else None for name in sorted(made.names)}}
