"""Flow templates that plugins bring: project-shaped folders, read when somebody asks for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import structlog

from ..config import FORM, json_schema
from ..faults import errors
from ..registry import Registry
from .parameters import whole_secret
from .project import PROJECT_FILE, Project, load_project
from .tags import decoded

_OF_THE_PLANT = frozenset(("unknown-secret", "unset-variable"))
"""Faults that say what a plant has not set yet."""

_log: Any = structlog.get_logger("sinterflow.templates")


class Template(NamedTuple):
    """One of them, read whole. Documents are as they stand in their files, `tags` by list and `connections` by id;
    secrets in the configs of connections are left out."""

    id: str
    project: Project
    flows: list[dict[str, Any]]
    subflows: dict[str, dict[str, Any]]
    connections: dict[str, dict[str, Any]]
    tags: dict[str, str]
    equipment: dict[str, Any]


def read_templates(registry: Registry) -> list[Template]:
    """Those of all plugins, by id; of two with the same the first. Blocks. One with faults is left out and logged."""
    found: dict[str, Template] = {}
    for folder in registry.templates:
        if folder.name in found:
            continue
        project, faults = load_project(folder, registry)
        if wrong := [one for one in errors(faults) if one.code not in _OF_THE_PLANT]:
            _log.warning("a flow template is left out", template=str(folder), fault=wrong[0].line())
        else:
            found[folder.name] = _template(folder, project, registry)
    return [found[id] for id in sorted(found)]


def _template(folder: Path, project: Project, registry: Registry) -> Template:
    equipment = folder / "equipment.json"
    connections: dict[str, Any] = _json(folder / PROJECT_FILE).get("connections", {})
    return Template(
        id=folder.name,
        project=project,
        flows=[_json(folder / file) for file in project.files.values()],
        subflows={file.stem: _json(file) for file in sorted(folder.glob("subflows/*.json"))},
        connections={id: _without_secrets(one, registry) for id, one in connections.items()},
        tags={file.stem: decoded(file.read_bytes()) or "" for file in sorted(folder.glob("tags/*.csv"))},
        equipment=_json(equipment) if equipment.exists() else {},
    )


def _json(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8-sig"))


def _without_secrets(connection: dict[str, Any], registry: Registry) -> dict[str, Any]:
    """A `${secret:NAME}` is none: it says which one a plant is to keep."""
    fields = json_schema(registry.connections[connection["type"]].Config).get("properties", {})
    marked = {name for name, said in fields.items() if said.get(FORM, {}).get("secret")}
    config = connection.get("config", {})
    kept = {name: one for name, one in config.items() if name not in marked or whole_secret(one)}
    return {**connection, "config": kept}
