"""The project that was loaded, as the API shows it: its flows, running or not, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

import msgspec

from ..faults import Fault, errors, fault
from ..flow.canonical import to_value, write
from ..flow.check import flow_faults
from ..flow.document import Flow
from ..flow.load import load_flow
from ..flow.project import Project
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

    @cached_property
    def document(self) -> bytes | None:
        """The canonical JSON. Making it takes a while: call it in a thread."""
        return None if self.flow is None else write(to_value(self.flow), "flow")


class Loaded:
    """Made once for a loaded project; `faults` are those of loading it and of resolving its flows."""

    def __init__(self, project: Project, registry: Registry, faults: Iterable[Fault]) -> None:
        self._project = project
        self._registry = registry
        by_file: dict[str | None, list[Fault]] = {}
        for one in faults:
            by_file.setdefault(one.file, []).append(one)
        made = [FlowFile(id, project.flows[id], by_file.pop(project.files.get(id), [])) for id in project.selected]
        for file, found in by_file.items():
            if file is not None and _is_unread(file, project, found):
                made.append(FlowFile(PurePosixPath(file).stem, None, found))
        self.flows = {one.id: one for one in made}
        flow_files = {*project.files.values(), *(f"flows/{id}.json" for id in self.flows)}
        self.shared_errors = [one for file, found in by_file.items() if file not in flow_files for one in errors(found)]
        """Errors in what flows share: subflows, tag lists, `project.json`."""

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

    def check_flow(self, id: str, document: bytes) -> list[Fault]:
        """All faults of a flow's document, checked with the project. Blocks: call it in a thread."""
        file = self._project.files.get(id) or f"flows/{id}.json"
        found = flow_faults(document, self._project, self._registry, file)
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
