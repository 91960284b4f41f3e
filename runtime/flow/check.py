"""`sinterflow check`: every fault of files and folders in one go."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from ..faults import Fault, fault
from ..registry import Registry
from .claims import claim_faults
from .document import EquipmentTable, SubflowFile
from .equipment import equipment_faults
from .load import load_file, load_flow, load_rest
from .outside import Outside
from .parameter_faults import shared_faults
from .project import PROJECT_FILE, Project, load_project
from .resolve import resolve
from .resolved import ResolvedFlow
from .salvage import salvage_equipment
from .tags import TagList


def check(
    paths: Iterable[Path | str],
    registry: Registry,
    *,
    secrets: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
) -> list[Fault]:
    """All faults of project folders, flow files, tag lists and equipment files, with the files' names as given.

    A path that does not exist is a fault of its own and the others are still checked.
    """
    found: list[Fault] = []
    for path in paths:
        found += _check(Path(path), registry, secrets, environ)
    return found


def _check(
    path: Path, registry: Registry, secrets: Mapping[str, str] | None, environ: Mapping[str, str] | None
) -> list[Fault]:
    if not os.path.exists(path):
        return [fault("missing-path", given=str(path))]
    if path.suffix == ".csv":
        tags = TagList(None, None)
        tags.add_file(path, str(path))
        return tags.faults
    if path.name == "equipment.json":
        table, found = load_rest(path, EquipmentTable, str(path), salvage_equipment)
        return [*found, *equipment_faults(table or {}, str(path))]
    if path.parent.name == "subflows" and path.suffix == ".json":
        subflow, found = load_file(path, SubflowFile)
        return [*found, *shared_faults(subflow.parameters if subflow else {}, str(path), Outside(environ, secrets))]
    if not os.path.isdir(path) and path.suffix != ".json":
        return [fault("not-a-known-file", file=str(path))]
    folder = path.parent if path.name == PROJECT_FILE else path
    project, found = load_project(folder, registry, secrets=secrets, environ=environ)
    found += project_faults(project, registry, secrets=secrets, environ=environ)
    return list(_as_given(found, folder, project))


def project_faults(
    project: Project,
    registry: Registry,
    *,
    secrets: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
) -> list[Fault]:
    """The faults of the selected flows of a project that was loaded."""
    found: list[Fault] = []
    flows: list[ResolvedFlow] = []
    for id in project.selected:
        flow, faults = resolve(project.flows[id], project, registry, secrets=secrets, environ=environ)
        found += faults
        flows += [flow] if flow is not None else []
    found += claim_faults(flows)
    for file, rest in project.broken.items():
        found += resolve(rest, project, registry, secrets=secrets, environ=environ, file=file)[1]
    return list(_once(found))


def flow_faults(
    data: bytes,
    project: Project,
    registry: Registry,
    file: str | None = None,
    *,
    secrets: Mapping[str, str] | None = None,
) -> list[Fault]:
    """All faults of a flow's bytes, as a person is editing it, checked with its project."""
    flow, found, rest = load_flow(data, file)
    checked = flow or rest
    if checked is None:
        return found
    return found + resolve(checked, project, registry, secrets=secrets, file=file)[1]


def _once(found: Iterable[Fault]) -> Iterator[Fault]:
    """Faults of what flows share are said once."""
    seen = set[tuple[str, str]]()
    for one in found:
        mark = (str(one.describe()), str(one.file))
        if mark not in seen:
            seen.add(mark)
            yield one


def _as_given(found: Iterable[Fault], given: Path, project: Project) -> Iterator[Fault]:
    """Files by the path from where the user stands; of a flow file's project, other flows are not its matter."""
    own = {project.files.get(id) for id in project.selected}
    for one in found:
        if project.folder is None:
            yield _in_file(one, given)
        elif given.is_dir():
            yield _in_file(one, given / (one.file or ""))
        elif one.file in own or (one.file is not None and (project.folder / one.file).samefile(given)):
            yield _in_file(one, given)
        elif one.file is None or not one.file.startswith("flows/"):
            yield _in_file(one, Path(os.path.relpath(project.folder / (one.file or PROJECT_FILE))))


def _in_file(one: Fault, file: Path) -> Fault:
    return msgspec.structs.replace(one, file=str(file))
