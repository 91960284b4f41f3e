"""A project as the runtime starts it: its flows made ready, each with what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from .faults import Fault, errors
from .flow.canonical import to_value, write
from .flow.document import Flow
from .flow.load import load
from .flow.project import Project, load_project
from .flow.resolve import resolve
from .flow.resolved import ResolvedFlow
from .registry import Registry
from .text import Text


class FlowFile:
    """One flow as the API shows it. `flow` is None when its file could not be read; the faults say why."""

    def __init__(self, id: str, flow: Flow | None, faults: list[Fault]) -> None:
        self.name: Text = flow.name if flow is not None else id
        self.disabled = flow.disabled if flow is not None else False
        self.node_count = len(flow.nodes) if flow is not None else 0
        self.document = write(to_value(flow), "flow") if flow is not None else b"{}"
        self.faults = faults


class OpenedProject:
    """A project folder or a flow file, read and resolved. `faults` are all, of every file."""

    def __init__(self, path: Path, registry: Registry) -> None:
        self._registry = registry
        self._project, self.faults = load_project(path, registry)
        self.resolved: list[ResolvedFlow] = []
        self.flows: dict[str, FlowFile] = {}
        for id in self._project.selected:
            self._add(id, self._project.flows[id])
        for fault in self.faults:
            if fault.severity == "error":
                self._add_unread(fault)

    @property
    def project(self) -> Project:
        return self._project

    @property
    def name(self) -> Text:
        return self._project.document.name

    @property
    def settings(self) -> Mapping[str, Any]:
        settings: dict[str, Any] = msgspec.to_builtins(self._project.document.settings)
        return settings

    @property
    def connections(self) -> Mapping[str, str]:
        return {id: kind for id, (kind, _) in self._project.connections.items()}

    @property
    def stopped(self) -> dict[str, int]:
        """Flows that cannot start, with the number of their errors."""
        return {id: len(found) for id, flow in self.flows.items() if (found := errors(flow.faults))}

    def check_flow(self, id: str, document: bytes) -> list[Fault]:
        """All faults of a flow's document, checked with the project."""
        file = self._project.files.get(id)
        flow, found = load(document, Flow, file)
        if flow is None:
            return found
        return found + resolve(flow, self._project, self._registry, file=file)[1]

    def _add(self, id: str, flow: Flow) -> None:
        file = self._project.files.get(id)
        resolved, found = resolve(flow, self._project, self._registry, file=file)
        mine = [one for one in self.faults if one.file == file]
        self.faults += found
        self.flows[id] = FlowFile(id, flow, mine + found)
        if resolved is not None and not errors(mine):
            self.resolved.append(resolved)

    def _add_unread(self, fault: Fault) -> None:
        """A file that is no flow is shown under its name, so that nobody looks for it in vain."""
        file = fault.file or ""
        if (not self._project.alone and not file.startswith("flows/")) or file in self._project.files.values():
            return
        id = Path(file).stem
        if id not in self.flows:
            self.flows[id] = FlowFile(id, None, [])
        if self.flows[id].node_count == 0:
            self.flows[id].faults.append(fault)
