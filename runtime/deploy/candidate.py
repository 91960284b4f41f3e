"""What a deploy would make of the project: which drafts it takes, what they change, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

import msgspec

from ..faults import Fault, errors, fault
from ..flow.diff import Change, diff_projects
from ..flow.project import PROJECT_FILE, Project
from ..opened import OpenedProject
from ..security.rights import Right
from ..text import Text
from .desk import Desk
from .documents import digest, is_flow, without_flows
from .drafts import Draft
from .history import Revision
from .needed import needed_rights
from .reading import Opened


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Which drafts to deploy. `flows`: flow → entity tag of its draft; None: all drafts of the author, and those on
    disk. `project`: entity tag of what flows share; then its drafts are taken too."""

    revision: int
    flows: Mapping[str, str] | None = None
    project: str | None = None


class Conflict(NamedTuple):
    """What was deployed since the revision that somebody knows; `flow` None: a file that flows share."""

    flow: str | None
    file: str
    author: str
    revision: int


class Old(Exception):
    """The revision that the caller knows is not the deployed one."""

    def __init__(self, given: int, revision: int, conflicts: list[Conflict]) -> None:
        super().__init__(given)
        self.given = given
        self.revision = revision
        self.conflicts = conflicts


class DraftChanged(Exception):
    """Drafts are not those that the caller has seen."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(len(faults))
        self.faults = faults


class Candidate(NamedTuple):
    """A project that may be deployed. `names` and `flows`: files and flows that change. `faults`: those of the changed
    files, and errors that it brings to others."""

    contents: dict[str, bytes]
    opened: Opened
    drafts: dict[str, Draft]
    names: set[str]
    flows: list[str]
    faults: list[Fault]
    changes: list[Change]
    rights: set[Right]
    """What its author needs besides the right to deploy."""

    def revision(self, number: int, author: str, when: datetime, reason: Text, known: Revision) -> Revision:
        """The revision that it becomes; `known` has the digests of what stays."""
        files = {
            name: digest(data) if name in self.names else known.files[name] for name, data in self.contents.items()
        }
        return Revision(number=number, author=author, time=when, reason=reason, files=files)


def candidate(desk: Desk, order: Order, author: str) -> Candidate:
    """The project with the drafts of an order. Raises Old, DraftChanged."""
    check_revision(desk, order.revision)
    drafts = desk.drafts()
    chosen = {draft.name: draft for draft in _chosen(desk, order, author, drafts)}
    contents = desk.with_drafts(chosen)
    gone = {desk.flow_of(name) for name, draft in chosen.items() if draft.data is None and is_flow(name)}
    if gone and PROJECT_FILE in contents:
        contents[PROJECT_FILE] = without_flows(contents[PROJECT_FILE], gone)
    return judged(desk, contents, chosen)


def judged(desk: Desk, contents: dict[str, bytes], drafts: dict[str, Draft]) -> Candidate:
    """The project that these files make, compared with the deployed one."""
    before = desk.contents
    names = {name for name in before.keys() | contents.keys() if before.get(name) != contents.get(name)}
    opened = desk.reading.open(contents)
    return Candidate(
        contents=contents,
        opened=opened,
        drafts=drafts,
        names=names,
        flows=sorted(desk.flow_of(name) for name in names if is_flow(name)),
        faults=list(_faults(desk.opened, opened.project, names)),
        changes=changes(desk.opened.project, opened.project.project, before, contents),
        rights=needed_rights(before, contents, desk.registry),
    )


def faults_with(desk: Desk, draft: Draft) -> list[Fault]:
    """What would be wrong if this draft were deployed: that of a flow alone, that of a file that flows share with the
    others of these, which are only deployed together."""
    together = {} if is_flow(draft.name) else {name: one for name, one in desk.drafts().items() if not is_flow(name)}
    contents = desk.with_drafts({**together, draft.name: draft})
    return list(_faults(desk.opened, desk.reading.open(contents).project, {draft.name}))


def changes(old: Project, new: Project, before: Collection[str], after: Collection[str]) -> list[Change]:
    """What changed in meaning. A flow that cannot be read on one side has neither come nor gone."""
    files = {**new.files, **old.files}
    found = diff_projects(old, new)
    return [
        one for one in found if not _is_whole(one) or files[one.owner] not in before or files[one.owner] not in after
    ]


def _is_whole(one: Change) -> bool:
    return one.kind == "flow" and one.flow is None


def check_revision(desk: Desk, given: int) -> None:
    """Raises Old when it is not the deployed one."""
    if given == desk.head.number:
        return
    found: dict[str, Conflict] = {}
    since = desk.history.since(given) if given < desk.head.number else []
    for old, new in pairwise(since):
        for name in sorted(old.files.keys() | new.files.keys()):
            if old.files.get(name) != new.files.get(name):
                flow = desk.flow_of(name) if is_flow(name) else None
                found[name] = Conflict(flow, name, new.author, new.number)
    raise Old(given, desk.head.number, list(found.values()))


def _chosen(desk: Desk, order: Order, author: str, drafts: Mapping[str, Draft]) -> Iterator[Draft]:
    stale = []
    for flow, tag in (order.flows or {}).items():
        draft = drafts.get(desk.file_of(flow))
        if draft is None or not _is_tag(tag, draft.etag):
            stale.append(fault("draft-changed", file=desk.file_of(flow), flow=flow))
        else:
            yield draft
    if order.project is not None and not _is_tag(order.project, desk.etag_of(PROJECT_FILE, drafts)):
        stale.append(fault("draft-changed", file=PROJECT_FILE, flow="project"))
    if stale:
        raise DraftChanged(stale)
    for name, draft in drafts.items():
        own = order.flows is None and (draft.on_disk or draft.author == author)
        if own or (order.project is not None and not is_flow(name)):
            yield draft


def _is_tag(given: str, tag: str | None) -> bool:
    """Whether it names this entity tag, with or without its quotes."""
    return tag is not None and given.removeprefix("W/").strip('"') == tag.strip('"')


def _faults(old: OpenedProject, new: OpenedProject, names: set[str]) -> Iterator[Fault]:
    known = {_mark(one) for one in errors(old.faults)}
    for one in new.faults:
        if one.file in names or (one.severity == "error" and _mark(one) not in known):
            yield one


def _mark(one: Fault) -> tuple[str | None, ...]:
    return one.code, one.file, one.path, one.node, one.wire, one.field
