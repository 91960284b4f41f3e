"""A project as it is run: read, its flows made ready, everything that is wrong with it known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import msgspec

from .faults import Fault, errors
from .flow.claims import claim_faults
from .flow.document import Flow, Subflow
from .flow.files import Itself, Memo
from .flow.graph import Earlier
from .flow.project import Project, load_project
from .flow.resolve import resolve
from .flow.resolved import ResolvedFlow
from .flow.secrets import GivenSecrets, Secrets, secret_names, secrets_of
from .flow.subflows import PREFIX
from .node import LINKING
from .registry import Registry
from .target import Target
from .text import text

Resolved = tuple[ResolvedFlow | None, list[Fault]]


class Resolver:
    """Makes flows ready to run. A flow is the same object as before while nothing it depends on has changed.

    `off`: nodes `(flow, node)` that are left off. `secrets`: those of the machine, as they are at each moment.
    """

    def __init__(
        self,
        registry: Registry,
        memo: Memo | None = None,
        off: Iterable[tuple[str, str]] = (),
        secrets: Secrets | None = None,
    ) -> None:
        self.registry = registry
        self.secrets = secrets or GivenSecrets({})
        self._off = set(off)
        self._memo = memo or Memo()
        self._earlier: dict[str, tuple[dict[str, int | None], Earlier]] = {}
        """By file: its last version without errors, and the secrets that are in it."""

    def resolve(self, flow: Flow, project: Project, file: str) -> Resolved:
        """The flow ready to run, None when a fault is an error, with all its faults."""
        given = [Itself(flow), *self._around(flow, project)]
        return self._memo.of(f"{file} made ready", given, lambda: self._resolve(flow, project, file))

    def _resolve(self, flow: Flow, project: Project, file: str) -> Resolved:
        used = self._used(flow, project)
        with_secrets, last = self._earlier.get(file, (used, None))
        earlier = last if with_secrets == used else None
        made, found = resolve(flow, project, self.registry, secrets=self.secrets.values, file=file, earlier=earlier)
        if made is None:
            return None, found
        made = without(made, self._off)
        self._earlier[file] = used, Earlier(flow, made, project.known, clean=not found)
        return made, found

    def _around(self, flow: Flow, project: Project) -> Iterator[Any]:
        """Everything outside its document that a flow is resolved with."""
        yield msgspec.json.encode(project.document.parameters.get(flow.id))
        yield project.known.connections
        yield None if project.known.tags is None else list(project.known.tags)
        yield {id: (Itself(graph), file) for id, (graph, file) in project.subflows.items()}
        yield self._used(flow, project)
        graphs: list[Flow | Subflow] = [
            flow,
            *flow.subflows.values(),
            *(graph for graph, _ in project.subflows.values()),
        ]
        if any(self._ends(graph).begin for graph in graphs):
            yield [(one.id, self._ends(one).targets) for one in project.flows.values()]
            yield list(project.broken)

    def _used(self, flow: Flow, project: Project) -> dict[str, int | None]:
        """The secrets that a flow uses, as they are now."""
        return {name: self.secrets.versions.get(name) for name in sorted(self._secrets_of(flow, project))}

    def secrets_used(self, project: Project) -> set[str]:
        """The names of the secrets that its flows and connections use."""
        names = {name for flow in project.flows.values() for name in self._secrets_of(flow, project)}
        return names | {name for one in project.document.connections.values() for name in secret_names(one.config)}

    def _secrets_of(self, flow: Flow, project: Project) -> set[str]:
        around = [Itself(flow), project.document.parameters.get(flow.id), *map(Itself, _graphs(project))]
        return self._memo.of(f"secrets of {flow.id}", around, lambda: secrets_of(flow, project))

    def _ends(self, graph: Flow | Subflow) -> Ends:
        """The ends of links in a graph."""
        name = f"links of {getattr(graph, 'id', '')}"
        return self._memo.of(name, Itself(graph), lambda: self._find_ends(graph))

    def _find_ends(self, graph: Flow | Subflow) -> Ends:
        kinds = {id: self.registry.nodes.get(node.type) for id, node in graph.nodes.items()}
        roles = {id: kind.role for id, kind in kinds.items() if kind is not None}
        targets = [id for id, node in graph.nodes.items() if node.type.startswith(PREFIX) or roles.get(id) == "link-in"]
        return Ends(any(role in LINKING for role in roles.values()), targets)


class Ends(NamedTuple):
    """Whether links begin in a graph, and the nodes that those of other flows can lead to."""

    begin: bool
    targets: list[str]


def _graphs(project: Project) -> list[Subflow]:
    return [graph for graph, _ in project.subflows.values()]


class OpenedProject:
    """A project that was loaded with these `faults`, and its flows made ready.

    `faults` are those of all files; `resolved` are the flows without errors, in the project's order. `secrets` are
    those of the machine.
    """

    def __init__(self, project: Project, faults: Iterable[Fault], resolver: Resolver) -> None:
        self.project = project
        self.faults = list(faults)
        self.resolved: list[ResolvedFlow] = []
        self.secrets = resolver.secrets
        self._taken = {name: self.secrets.versions.get(name) for name in resolver.secrets_used(project)}
        for id in project.selected:
            file = project.files[id]
            flow, found = resolver.resolve(project.flows[id], project, file)
            self.faults += found
            if flow is not None and not errors(one for one in self.faults if one.file == file):
                self.resolved.append(flow)
        twice = list(claim_faults(self.resolved))
        self.faults += twice
        wrong = {one.file for one in twice}
        self.resolved = [flow for flow in self.resolved if project.files[flow.id] not in wrong]
        for file, rest in project.broken.items():
            self.faults += resolver.resolve(rest, project, file)[1]

    @property
    def stale_secrets(self) -> list[str]:
        """Secrets that were changed since, so that what runs still has the values from before."""
        now = self.secrets.versions
        return sorted(name for name, version in self._taken.items() if now.get(name) != version)

    @property
    def stopped(self) -> dict[str, int]:
        """Flows that cannot start, with the number of errors in their files; by file name where that was no flow."""
        project = self.project
        whole = not project.alone and len(project.selected) == len(project.flows)
        ids = {file: id for id, file in project.files.items()}
        wrong = Counter(one.file for one in errors(self.faults) if one.file is not None)
        wanted = {project.files[id] for id in project.selected}
        return {
            ids.get(file, PurePosixPath(file).stem): count
            for file, count in wrong.items()
            if file in wanted or (whole and file.startswith("flows/") and file not in ids)
        }

    @property
    def target(self) -> Target:
        """What an engine is to run."""
        reasons = {
            id: text(en=f"errors in its files: {number}", zh=f"文件中有 {number} 个错误")
            for id, number in self.stopped.items()
        }
        return Target(
            flows={flow.id: flow for flow in self.resolved},
            connections=self.project.connections,
            tags=self.project.tags,
            calendar=self.project.calendar,
            failed=reasons,
        )


def open_project(path: Path, registry: Registry, secrets: Mapping[str, str] | None = None) -> OpenedProject:
    """A project folder, or a flow file with what it uses of its project, as the files are."""
    given = GivenSecrets(secrets or {})
    return OpenedProject(*load_project(path, registry, secrets=secrets), Resolver(registry, secrets=given))


def without(flow: ResolvedFlow, off: set[tuple[str, str]]) -> ResolvedFlow:
    """The flow without the nodes `(flow, node)` that are to be left off, and without their wires."""
    gone = {node for id, node in off if id == flow.id}
    if gone:
        flow.nodes = {id: node for id, node in flow.nodes.items() if id not in gone}
        flow.wires = [wire for wire in flow.wires if wire.source not in gone and wire.target not in gone]
    return flow
