"""The files that a revision is made of: their names, their canonical form, and when two of them say the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from ..faults import Fault
from ..flow.canonical import Kind, same_meaning, write
from ..flow.document import EquipmentTable, Flow, ProjectDocument, SubflowFile
from ..flow.load import document
from ..flow.project import PROJECT_FILE
from ..flow.reader import read_exactly, read_json

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


@lru_cache(8)
def digest(data: bytes) -> str:
    """It is asked for several times for each content that is saved or deployed."""
    return sha256(data).hexdigest()


def etag(data: bytes) -> str:
    """The entity tag of a file's content."""
    return f'"{digest(data)[:32]}"'


def etag_of_all(contents: Mapping[str, bytes]) -> str:
    """The entity tag of several files together."""
    return etag("\n".join(f"{name} {digest(contents[name])}" for name in sorted(contents)).encode())


class Settled(NamedTuple):
    """A content as it is kept: a document without faults in its canonical form, everything else as it came.

    `value` is its JSON value, `broken` says why it has none, `made` is the document if it has no faults.
    """

    content: bytes
    value: Any = None
    broken: Sequence[Fault] = ()
    made: Any = None


def settle(name: str, data: bytes) -> Settled:
    kind = kind_of(name)
    if kind is None:
        return Settled(data)
    value, broken, written = read_exactly(data, name)
    if broken:
        return Settled(data, broken=broken)
    made, _ = document(value, _TYPES[kind], name, written=written)
    return Settled(data if made is None else write(value, kind, written=written), value, made=made)


def same(name: str, one: bytes, other: bytes) -> bool:
    """Whether two contents of a file say the same."""
    if one == other or kind_of(name) is None:
        return one == other
    left, right = settle(name, one), settle(name, other)
    if left.broken or right.broken:
        return False
    if left.made is None or right.made is None:
        return left.made is right.made and same_meaning(left.value, right.value)
    return same_meaning(left.made, right.made)


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
    return project if made == value else settle(PROJECT_FILE, write(made, "project")).content
