"""Which secrets a project uses, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol

import msgspec

from .document import Flow, Subflow
from .project import Project
from .subflows import subflow_name

_PLACE = re.compile(rb"\$\$\{|\$\{secret:([^}\"\\]*)\}")


class Secrets(Protocol):
    """The secrets of the machine: the values by name, and a number by name that changes when the value does."""

    values: Mapping[str, str]
    versions: Mapping[str, int]


class GivenSecrets:
    """Secrets that stay what they are."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.versions: Mapping[str, int] = dict.fromkeys(values, 1)


class Users(NamedTuple):
    """What uses a secret, by id."""

    flows: list[str]
    connections: list[str]


def secret_names(document: Any) -> set[str]:
    """The names that stand in a document as `${secret:NAME}`."""
    return {found.decode() for found in _PLACE.findall(msgspec.json.encode(document)) if found}


def secrets_of(flow: Flow, project: Project) -> set[str]:
    """The names that a flow uses: in its document, in its parameters, in the subflows of the project that it is made
    of."""
    names = secret_names(flow) | secret_names(project.document.parameters.get(flow.id))
    for id in _subflows_of([flow, *flow.subflows.values()], project.subflows, set()):
        names |= secret_names(project.subflows[id][0])
    return names


def secret_users(project: Project) -> dict[str, Users]:
    """What uses each secret of a project."""
    found: dict[str, Users] = {}
    for id, flow in project.flows.items():
        for name in secrets_of(flow, project):
            found.setdefault(name, Users([], [])).flows.append(id)
    for id, one in project.document.connections.items():
        for name in secret_names(one.config):
            found.setdefault(name, Users([], [])).connections.append(id)
    return found


def _subflows_of(
    graphs: Iterable[Flow | Subflow], known: Mapping[str, tuple[Subflow, str | None]], seen: set[str]
) -> Iterator[str]:
    for graph in graphs:
        for node in graph.nodes.values():
            name = subflow_name(node)
            if name is not None and name in known and name not in seen:
                seen.add(name)
                yield name
                yield from _subflows_of([known[name][0]], known, seen)
