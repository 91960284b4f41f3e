"""A project as it is run: read, its flows made ready, everything that is wrong with it known."""

from __future__ import annotations

from collections import Counter
from pathlib import Path, PurePosixPath

from .faults import Fault, errors
from .flow.project import Project, load_project
from .flow.resolve import resolve
from .flow.resolved import ResolvedFlow
from .registry import Registry


class OpenedProject:
    """A project folder, or a flow file with what it uses of its project.

    `faults` are those of all files; `resolved` are the flows without errors, in the project's order.
    """

    def __init__(self, path: Path, registry: Registry) -> None:
        self.project: Project
        self.project, self.faults = load_project(path, registry)
        self.resolved: list[ResolvedFlow] = []
        for id in self.project.selected:
            flow, found = resolve(self.project.flows[id], self.project, registry)
            self.faults += found
            if flow is not None and not errors(self._of_file(self.project.files[id])):
                self.resolved.append(flow)

    @property
    def stopped(self) -> dict[str, int]:
        """Flows that cannot start, with the number of errors in their files; by file name where that was no flow."""
        whole = not self.project.alone and len(self.project.selected) == len(self.project.flows)
        ids = {file: id for id, file in self.project.files.items()}
        wrong = Counter(one.file for one in errors(self.faults) if one.file is not None)
        wanted = {self.project.files[id] for id in self.project.selected}
        return {
            ids.get(file, PurePosixPath(file).stem): count
            for file, count in wrong.items()
            if file in wanted or (whole and file.startswith("flows/") and file not in ids)
        }

    def _of_file(self, file: str) -> list[Fault]:
        return [one for one in self.faults if one.file == file]
