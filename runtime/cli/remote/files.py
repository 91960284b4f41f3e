"""The files of a project: in a folder here, as they would be kept, and as they are deployed on a gateway."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from ...deploy.disk import Disk, Place
from ...deploy.documents import EQUIPMENT_FILE, etag, is_flow, kind_of, same, settle
from ...errors import FaultError
from ...faults import fault
from ...flow.project import PROJECT_FILE
from .client import Failed, Remote, part

CSV = "text/csv"


class Draft(NamedTuple):
    """A change on the gateway that is not deployed."""

    file: str
    author: str
    time: str


class Deployed(NamedTuple):
    """`contents`: what differs from the files here; `equal` and `missing` are told by what is not in it."""

    revision: int
    name: Any
    names: set[str]
    drafts: list[Draft]


class Change(NamedTuple):
    """A file that differs; `data` None: it is on the gateway only. `new`: it is here only."""

    name: str
    data: bytes | None
    new: bool


def files_here(folder: Path) -> dict[str, bytes]:
    """The files of a project folder in their canonical form. Raises FaultError with all that cannot be read."""
    disk = Disk(Place(folder))
    raw = {name: disk.read(name) for name in disk.look()}
    found = list(disk.faults)
    contents = {}
    for name, data in raw.items():
        if data is None:
            continue
        settled = settle(name, data)
        found += settled.broken
        contents[name] = settled.content
    if PROJECT_FILE not in contents and not found:
        found.append(fault("no-project", file=PROJECT_FILE))
    if found:
        raise FaultError(found)
    return contents


def address(name: str) -> str:
    """Where the API has a file."""
    stem = part(PurePosixPath(name).stem)
    if name == PROJECT_FILE:
        return "/project/document"
    if name == EQUIPMENT_FILE:
        return "/equipment/document"
    kind = kind_of(name)
    return f"/flows/{stem}" if kind == "flow" else f"/subflows/{stem}" if kind == "subflow" else f"/tags/files/{stem}"


def deployed(remote: Remote) -> Deployed:
    """What is deployed, by names, and what is drafted."""
    names, drafts = {PROJECT_FILE}, []
    first = remote.get("/flows").json
    project = remote.get("/project").json
    for flow in remote.items("/flows"):
        file = f"flows/{flow['id']}.json"
        if flow["deployed"]:
            names.add(file)
        if flow["draft"] is not None:
            drafts.append(Draft(file, flow["draft"]["author"], flow["draft"]["time"]))
    drafts += [Draft(name, one["author"], one["time"]) for name, one in project["drafts"].items()]
    return Deployed(first["revision"], project["name"], names | set(_shared(remote)), drafts)


def _shared(remote: Remote) -> Iterator[str]:
    """The names of files that flows share; none of a kind that the gateway does not offer."""
    for path, folder, ending in (("/tags/files", "tags", ".csv"), ("/subflows", "subflows", ".json")):
        try:
            yield from (f"{folder}/{one['name']}{ending}" for one in remote.items(path) if one["deployed"])
        except Failed as refused:
            if refused.status != 404:
                raise


def changes(remote: Remote, here: Mapping[str, bytes], there: set[str]) -> list[Change]:
    """Every file that differs in meaning. Raises Failed for a kind that the gateway does not take."""
    found = []
    for name in sorted(here.keys() | there):
        data = here.get(name)
        if data is None:
            found.append(Change(name, None, new=False))
            continue
        before = content_there(remote, name, data)
        if before is None:
            found.append(Change(name, data, new=True))
        elif not same(name, before, data):
            found.append(Change(name, data, new=False))
    return found


def content_there(remote: Remote, name: str, here: bytes) -> bytes | None:
    """What the gateway has deployed; None when it has no such file."""
    try:
        # a flow's entity tag is made of its content, so what is equal is not sent
        headers = {"If-None-Match": etag(here)} if is_flow(name) else {}
        answer = remote.get(address(name), headers=headers, version="deployed")
    except Failed as refused:
        if refused.status != 404:
            raise
        if "unknown-resource" in refused.codes:
            raise Failed(
                en=f"{remote.url} cannot take {name}: its version of Sinterflow has no {address(name)}; update it, or "
                "copy the file into the project's folder there",
                zh=f"{remote.url} 无法接收 {name}：该版本的 Sinterflow 没有 {address(name)}；"
                "请升级，或将文件复制到网关的项目目录",
            ) from refused
        return None
    if answer.status == 304:
        return here
    if name == EQUIPMENT_FILE and answer.json == {} and here != b"{}\n":
        return None
    return answer.body
