"""The project that was loaded, as the API shows it: its flows, running or not, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import msgspec

from ..faults import Fault, errors, fault
from ..flow.check import flow_faults
from ..flow.document import Flow
from ..flow.load import load_flow
from ..flow.project import Project
from ..opened import OpenedProject
from ..registry import Registry
from ..text import Text


@dataclass
class FlowFile:
    """One flow that was asked for. `flow` is None when its file could not be read: then `faults` say why."""

    id: str
    flow: Flow | None
    faults: Sequence[Fault]

    @property
    def name(self) -> Text:
        return (self.flow.name if self.flow is not None else "") or self.id

    @property
    def disabled(self) -> bool:
        return self.flow is not None and self.flow.disabled

    @property
    def node_count(self) -> int:
        return len(self.flow.nodes) if self.flow is not None else 0


class Loaded:
    """Made once for each project that is deployed."""

    def __init__(self, opened: OpenedProject, registry: Registry) -> None:
        self.opened = opened
        self._project = project = opened.project
        self._registry = registry
        by_file: dict[str | None, list[Fault]] = {}
        for one in opened.faults:
            by_file.setdefault(one.file, []).append(one)
        made = [FlowFile(id, project.flows[id], by_file.pop(project.files.get(id), [])) for id in project.selected]
        for file, found in by_file.items():
            if file is not None and _is_unread(file, project, found):
                made.append(FlowFile(PurePosixPath(file).stem, None, found))
        self.flows = {one.id: one for one in made}
        flow_files = {*project.files.values(), *(f"flows/{id}.json" for id in self.flows)}
        self.shared_errors = [one for file, found in by_file.items() if file not in flow_files for one in errors(found)]
        """Errors in what flows share: subflows, tag lists, `project.json`."""

        areas = project.document.settings.areas
        self.areas = {flow: id for id, area in areas.items() for flow in area.flows}
        """The area of each flow that is in one; of flows that are only drafted too."""
        self.area_names = list(areas)

    @property
    def name(self) -> Text:
        folder = self._project.folder
        return self._project.document.name or (folder.name if folder is not None else "")

    @property
    def whole(self) -> Project:
        """The project itself."""
        return self._project

    @property
    def settings(self) -> dict[str, Any]:
        """Those of the plant's calendar, with what holds when the project says nothing."""
        settings = self._project.document.settings
        return {each: msgspec.to_builtins(getattr(settings, each)) for each in settings.__struct_fields__}

    @property
    def connections(self) -> dict[str, str]:
        """The types of the connections by id."""
        return {id: one.type for id, one in self._project.document.connections.items()}

    def check_flow(self, id: str, document: bytes, project: Project) -> list[Fault]:
        """All faults of a flow's document, checked with a project. Blocks: call it in a thread."""
        file = project.files.get(id) or f"flows/{id}.json"
        found = flow_faults(document, project, self._registry, file, secrets=self.opened.secrets.values)
        flow = load_flow(document, file)[0]
        if flow is not None and flow.id != id:
            found = [*found, fault("id-not-file-name", file=file, path="/id", field="id", given=flow.id, wanted=id)]
        return found


def _is_unread(file: str, project: Project, found: list[Fault]) -> bool:
    """A flow's file that is no flow; only where the whole folder was asked for."""
    whole = not project.alone and len(project.selected) == len(project.flows)
    if not whole or not file.startswith("flows/"):
        return False
    return file not in project.files.values() and bool(errors(found))
