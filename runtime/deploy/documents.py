"""The files that a revision is made of: their names, their canonical form, and when two of them say the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from ..flow.canonical import Kind, same_meaning, write
from ..flow.document import EquipmentTable, Flow, ProjectDocument, SubflowFile
from ..flow.load import document
from ..flow.project import PROJECT_FILE
from ..flow.reader import read_json

EQUIPMENT_FILE = "equipment.json"
FOLDERS = {"flows": ".json", "subflows": ".json", "tags": ".csv"}
_TYPES: dict[Kind, Any] = {
    "flow": Flow,
    "subflow": SubflowFile,
    "project": ProjectDocument,
    "equipment": EquipmentTable,
}


def flow_file(id: str) -> str:
    return f"flows/{id}.json"


def kind_of(name: str) -> Kind | None:
    """What a file is by its name; None: a tag list."""
    if name.endswith(".csv"):
        return None
    if name == PROJECT_FILE:
        return "project"
    if name == EQUIPMENT_FILE:
        return "equipment"
    return "subflow" if PurePosixPath(name).parent == PurePosixPath("subflows") else "flow"


def is_flow(name: str) -> bool:
    return kind_of(name) == "flow"


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def etag(data: bytes) -> str:
    """The entity tag of a file's content."""
    return f'"{digest(data)[:32]}"'


def etag_of_all(contents: Mapping[str, bytes]) -> str:
    """The entity tag of several files together."""
    return etag("\n".join(f"{name} {digest(contents[name])}" for name in sorted(contents)).encode())


def settled(name: str, data: bytes) -> bytes:
    """The content as it is kept: a document without faults in its canonical form, everything else as it came."""
    kind = kind_of(name)
    if kind is None:
        return data
    value, found = read_json(data, name)
    if found or document(value, _TYPES[kind], name)[1]:
        return data
    return write(value, kind)


def same(name: str, one: bytes | None, other: bytes | None) -> bool:
    """Whether two contents of a file say the same."""
    if one is None or other is None or one == other:
        return one == other
    kind = kind_of(name)
    if kind is None:
        return False
    left, right = (read_json(data, name) for data in (one, other))
    if left[1] or right[1]:
        return False
    documents = [document(value, _TYPES[kind], name)[0] for value, _ in (left, right)]
    if None in documents:
        return same_meaning(left[0], right[0])
    return same_meaning(*documents)


def without_flows(project: bytes, ids: Collection[str]) -> bytes:
    """`project.json` without what it says of flows that are deleted: their place in the order, their parameters."""
    value, found = read_json(project, PROJECT_FILE)
    if found or not isinstance(value, dict):
        return project
    made = dict(value)
    if isinstance(order := value.get("flow_order"), list):
        made["flow_order"] = [id for id in order if id not in ids]
    if isinstance(parameters := value.get("parameters"), dict):
        made["parameters"] = {id: one for id, one in parameters.items() if id not in ids}
    return project if made == value else settled(PROJECT_FILE, write(made, "project"))
