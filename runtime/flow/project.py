"""A project: its folder read whole, with what its flows need decoded and every fault named."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from ..calendar import Calendar
from ..errors import FaultError
from ..faults import Fault, at, fault
from ..portable import reserved
from ..registry import Registry
from ..schedule import schedule_faults
from ..tag import Tag
from .collector import paused
from .configs import Known, decode
from .convert import Found
from .document import FORMAT, AreaDocument, Equipment, EquipmentTable, Flow, ProjectDocument, Subflow, SubflowFile
from .equipment import equipment_faults
from .files import Files, FolderFiles, Memo
from .load import FlowRead, load_flow, load_rest
from .nearest import way_out
from .outside import Outside
from .parameter_faults import shared_faults
from .parameters import Scope
from .pointer import field_name, pointer
from .salvage import salvage_equipment, salvage_project
from .store import write_document
from .tags import tag_list

PROJECT_FILE = "project.json"
FOLDERS = ("flows", "subflows", "tags", "tests")


class Project:
    """A project folder, or a flow file alone (`folder` None).

    `connections`: id → (type, decoded config), only those without faults. `flows` are in `flow_order`, then by
    id; `selected` are the ids of those that were asked for: all, or the one of a flow file. `files` and
    `subflows` name files relative to `folder`.
    """

    def __init__(self, folder: Path | None, document: ProjectDocument | None = None) -> None:
        self.folder = folder
        self.document = document or ProjectDocument(format=FORMAT)
        self.connections: dict[str, tuple[str, Any]] = {}
        self.tags: dict[str, Tag] = {}
        self.equipment: dict[str, Equipment] = {}
        self.flows: dict[str, Flow] = {}
        self.subflows: dict[str, tuple[Subflow, str | None]] = {}
        self.files: dict[str, str] = {}
        self.selected: list[str] = []
        self.broken: dict[str, Flow] = {}
        """By file: what can still be checked of flows whose documents have faults. They never run."""
        self.calendar = Calendar()
        self.known = Known()
        """The names that configs may use; empty where they could not be read, so that nothing is said of them."""

    @property
    def alone(self) -> bool:
        """A flow without its project: connections and tags are not known."""
        return self.folder is None

    def in_order(self, ids: Iterable[str]) -> list[str]:
        """Flows as people see them: those that `flow_order` names, then the others by id."""
        order = {id: number for number, id in enumerate(dict.fromkeys(self.document.flow_order))}
        return sorted(ids, key=lambda id: (order.get(id, len(order)), id))


def load_project(
    path: Path | str,
    registry: Registry,
    *,
    secrets: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
) -> tuple[Project, list[Fault]]:
    """The project of a folder or a flow file, as far as it can be read, and every fault in it.

    The project of a flow file is the nearest folder above with a project.json; without one the flow is alone.
    `flow/resolve.py` checks the flows themselves.
    """
    path = Path(path)
    outside = Outside(environ, secrets)
    if os.path.isdir(path):
        return load_files(FolderFiles(path), registry, path, outside=outside)
    folder = project_folder(path)
    if folder is None:
        return _alone(FolderFiles(path.parent), path.name, str(path), Memo())
    return load_files(FolderFiles(folder), registry, folder, only=relative(path, folder), outside=outside)


def load_files(
    files: Files,
    registry: Registry,
    folder: Path | None,
    *,
    only: str | None = None,
    memo: Memo | None = None,
    outside: Outside | None = None,
) -> tuple[Project, list[Fault]]:
    """`load_project` for files wherever they are; their project's folder is `folder`, None for a flow alone.

    `only` names the file of the one flow that is asked for. With a `memo` files that are as before are not read again.
    """
    memo = memo or Memo()
    if folder is None:
        return _alone(files, only or "", only or "", memo)
    if not files.has(PROJECT_FILE):
        return Project(folder), [fault("no-project", file=PROJECT_FILE)]
    project, found = _Loader(files, folder, registry, outside or Outside(), memo).load()
    if only is None:
        return project, found
    if only not in project.files.values() and PurePosixPath(only).parent != PurePosixPath("flows"):
        found += _add_flow(project, files, only, only, memo)
    project.selected = [id for id, file in project.files.items() if file == only]
    project.broken = {file: rest for file, rest in project.broken.items() if file == only}
    return project, found


def area_faults(areas: Mapping[str, AreaDocument]) -> Iterator[Fault]:
    """Flows that belong to two areas: nobody could say whose rights count."""
    known: dict[str, str] = {}
    for id, area in areas.items():
        for index, flow in enumerate(area.flows):
            if known.setdefault(flow, id) != id:
                path = pointer(("settings", "areas", id, "flows", index))
                said = {"flow": flow, "one": known[flow], "other": id}
                yield fault("flow-in-two-areas", file=PROJECT_FILE, path=path, field="flows", **said)


def project_folder(path: Path) -> Path | None:
    """The nearest folder above a file that has a project.json."""
    for folder in Path(os.path.abspath(path)).parents:
        if os.path.isfile(folder / PROJECT_FILE):
            return folder
    return None


def relative(path: Path, folder: Path) -> str:
    """A file's name within a project, with `/`."""
    return Path(os.path.relpath(path, folder)).as_posix()


def init_project(folder: Path | str, name: str | None = None, settings: Mapping[str, Any] | None = None) -> None:
    """A new empty project with these `settings`. Raises FaultError for a folder that is not empty."""
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FaultError([fault("folder-not-empty", given=str(folder))])
    folder.mkdir(parents=True, exist_ok=True)
    for inner in FOLDERS:
        (folder / inner).mkdir()
    (folder / ".gitignore").write_text("data/\n.*.bak\n.*.new\n", encoding="utf-8")
    project = {"format": FORMAT, "name": name or folder.resolve().name, "settings": dict(settings or {})}
    write_document(folder / PROJECT_FILE, project, "project")


def _alone(files: Files, file: str, name: str, memo: Memo) -> tuple[Project, list[Fault]]:
    project = Project(None)
    found = _add_flow(project, files, file, name, memo)
    project.selected = list(project.flows)
    return project, found


def _add_flow(project: Project, files: Files, file: str, name: str, memo: Memo) -> list[Fault]:
    """`name` is what faults call the file."""
    flow, found, rest = read_flow(files, file, name, memo)
    if flow is not None:
        project.flows[flow.id] = flow
        project.files[flow.id] = name
    elif rest is not None:
        project.broken[name] = rest
    return list(found)


def read_flow(files: Files, file: str, name: str, memo: Memo) -> FlowRead:
    """A flow's file; `name` is what faults call it."""
    data, found = files.read(file)
    if data is None:
        return FlowRead(None, [msgspec.structs.replace(one, file=name) for one in found], None)
    return memo.of(name, data, lambda: load_flow(data, name, files.spare(file)))


class _Loader:
    def __init__(self, files: Files, folder: Path, registry: Registry, outside: Outside, memo: Memo) -> None:
        self._source = files
        self._registry = registry
        self._outside = outside
        self._memo = memo
        self._found: list[Fault] = []
        self._project = Project(folder)
        self._equipment_known = False
        self._all_flows_read = True

    def load(self) -> tuple[Project, list[Fault]]:
        with paused():
            return self._load()

    def _load(self) -> tuple[Project, list[Fault]]:
        project = self._project
        document = self._document(PROJECT_FILE, ProjectDocument, salvage_project)
        if document is not None:
            project.document = document
            self._connections(document)
            self._calendar(document)
        self._equipment()
        self._tags(document)
        self._subflows()
        self._flows()
        if document is not None:
            self._found += self._name_faults(document)
            lists_read = not any(one.severity == "error" for one in self._found if (one.file or "").startswith("tags/"))
            connections = {id: one.type for id, one in document.connections.items()}
            project.known = Known(connections, project.tags if lists_read else None)
        project.selected = list(project.flows)
        return project, self._found

    def _document(self, name: str, kind: Any, salvage: Callable[[Any], Any] = lambda value: None) -> Any:
        data, found = self._source.read(name)
        made = None
        if data is not None:
            spare = self._source.spare
            made, found = self._memo.of(name, data, lambda: load_rest(data, kind, name, salvage, spare(name)))
        self._found += found
        return made

    def _files(self, folder: str, ending: str) -> list[str]:
        names, found = self._source.inside(folder, ending)
        self._found += found
        return names

    def _connections(self, document: ProjectDocument) -> None:
        known = Known({id: one.type for id, one in document.connections.items()})
        for id, one in document.connections.items():
            kind = self._registry.connections.get(one.type)
            if kind is None:
                way = way_out(one.type, self._registry.connections)
                self._connection_fault(id, "type", Found((), "unknown-connection-type", {"type": one.type, "way": way}))
                continue
            config, found = decode(kind, one.config, one.version, Scope({}), self._outside, known)
            if config is not None:
                self._project.connections[id] = (one.type, config)
            for each in found:
                self._connection_fault(id, "config", each)

    def _connection_fault(self, id: str, within: str, found: Found) -> None:
        path = pointer(("connections", id, within, *found.steps))
        field = field_name(found.steps) or within
        arguments = self._outside.hidden(found.args)
        place = {"file": PROJECT_FILE, "path": path, "node": id, "field": field}
        self._found.append(fault(found.code, **{**arguments, **place}))

    def _calendar(self, document: ProjectDocument) -> None:
        try:
            self._project.calendar = Calendar.from_settings(msgspec.to_builtins(document.settings))
        except FaultError as error:
            self._found += at(error.faults, file=PROJECT_FILE)
        self._found += area_faults(document.settings.areas)
        backup = document.settings.backup
        if backup is not None:
            self._found += at(schedule_faults(backup.every, backup.cron), file=PROJECT_FILE)

    def _equipment(self) -> None:
        if self._source.has("equipment.json"):
            table = self._document("equipment.json", EquipmentTable, salvage_equipment)
            if table is not None:
                self._equipment_known = True
                self._project.equipment = table
                self._found += equipment_faults(table, "equipment.json")

    def _tags(self, document: ProjectDocument | None) -> None:
        connections = {id: one.type for id, one in document.connections.items()} if document else None
        equipment = list(self._project.equipment) if self._equipment_known else None
        lists: list[tuple[str, bytes]] = []
        for name in self._files("tags", ".csv"):
            data, found = self._source.read(name)
            self._found += found
            lists += [(name, data)] if data is not None else []
        tags = self._memo.of("tags", (lists, connections, equipment), lambda: tag_list(lists, connections, equipment))
        self._project.tags = tags.tags
        self._found += tags.faults

    def _subflows(self) -> None:
        for name in self._files("subflows", ".json"):
            made = self._document(name, SubflowFile)
            if made is not None:
                self._found += self._named_like_file(made.id, name, self._project.subflows)
                self._found += shared_faults(made.parameters, name, self._outside)
                self._project.subflows.setdefault(made.id, (made, name))

    def _flows(self) -> None:
        read: dict[str, Flow] = {}
        for name in self._files("flows", ".json"):
            made, found, rest = read_flow(self._source, name, name, self._memo)
            self._found += found
            if made is not None:
                self._found += self._named_like_file(made.id, name, read)
                read.setdefault(made.id, made)
                self._project.files.setdefault(made.id, name)
                continue
            self._all_flows_read = False
            if rest is not None:
                self._project.broken[name] = rest
        self._project.flows = {id: read[id] for id in self._project.in_order(read)}

    def _named_like_file(self, id: str, name: str, known: Iterable[str]) -> Iterator[Fault]:
        place = {"file": name, "path": "/id", "field": "id"}
        stem = Path(name).stem
        if stem != id:
            yield fault("id-not-file-name", **place, given=id, wanted=stem)
        if reserved(stem):
            yield fault("reserved-name", **place, given=stem)
        for other in known:
            if other.lower() == id.lower():
                yield fault("same-id", **place, one=other, other=id)

    def _name_faults(self, document: ProjectDocument) -> Iterator[Fault]:
        """Flows and parameters that project.json names and nobody has."""
        flows = self._project.flows
        named: list[tuple[tuple[str | int, ...], str]] = [
            (("flow_order", number), id) for number, id in enumerate(document.flow_order)
        ]
        for steps, id in [*named, *((("parameters", id), id) for id in document.parameters)]:
            place = {"file": PROJECT_FILE, "path": pointer(steps), "field": str(steps[0])}
            if id not in flows:
                if self._all_flows_read:
                    yield fault("unknown-flow", **place, given=id, way=way_out(id, flows))
            elif steps[0] == "parameters":
                declared = flows[id].parameters
                for name in document.parameters[id]:
                    if name not in declared:
                        path = pointer((*steps, name))
                        said = {"name": name, "way": way_out(name, declared)}
                        yield fault("unknown-parameter", **{**place, "path": path, "field": name}, **said)
