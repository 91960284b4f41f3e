"""The desk: what is deployed and what is drafted, together with the files on disk. All of it blocks.

It belongs to one thread at a time; `deployer.py` is its face on the event loop.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import structlog

from ..errors import FaultError
from ..faults import Fault, fault
from ..flow.canonical import same_meaning
from ..flow.collector import paused
from ..flow.document import Flow
from ..flow.files import Entries, HeldFiles, Memo
from ..flow.load import FlowRead
from ..flow.project import PROJECT_FILE, Project, load_files, read_flow
from ..opened import OpenedProject, Resolver
from ..reasons import reason as said_of
from ..registry import Registry
from ..text import text
from ..usercode.disabled import DisabledNode, disabled_nodes
from .disk import Disk, Place
from .documents import Settled, digest, etag, etag_of_all, flow_file, is_flow, same, settle
from .drafts import Draft, DraftStore
from .history import Revision, Seen, open_history

DISK = "disk"
"""The author of drafts that are files changed on disk."""
FIRST = text(en="the files on disk, as they were found", zh="磁盘上现有的文件")


class Precondition(NamedTuple):
    """What a writer says of the state it has seen. `tags`: entity tags of which one must be the present one, empty:
    any is good; `new`: there must be nothing yet."""

    tags: frozenset[str] = frozenset()
    new: bool = False


class Stale(Exception):
    """The writer has not seen the present state; `etag` is its tag, None: there is nothing."""

    def __init__(self, etag: str | None) -> None:
        super().__init__(etag)
        self.etag = etag


class Opened(NamedTuple):
    """A project that was opened, and what that was made of."""

    project: OpenedProject
    noted: Entries


class Desk:
    """Made before the engine starts: then what is to run is known, and the folder holds it."""

    def __init__(self, path: Path, registry: Registry, data: Path) -> None:
        """Opens the data of a project folder or flow file; one that was never deployed is deployed as it is.

        Raises FaultError when there is nothing to run, SinterflowError when the data folder cannot be used.
        """
        self.place = Place.of(path)
        self.registry = registry
        self.off: list[DisabledNode] = disabled_nodes(data)
        self._log: Any = structlog.get_logger("sinterflow.deploy")
        self._memo = Memo()
        self._settled = Memo(1)
        self._resolver = Resolver(registry, self._memo, [(one.flow, one.node) for one in self.off])
        self._disk = Disk(self.place)
        self._on_disk: dict[str, tuple[str, str | None, Draft | None]] = {}
        """Files that were looked into: digest there, digest deployed, the draft that this is."""
        self._unkept: dict[str, Seen | None] = {}
        """What was found out of the disk and is not in the history yet."""
        self.history, last, self.contents = open_history(data)
        try:
            self._seen = self.history.seen()
            if last is None:
                last = self._first()
            self.head: Revision = last
            self._store = DraftStore(data)
            self.adopt(self.open(self.contents))
            self.finish(self.contents.keys() | self._seen.keys() | {draft.name for draft in self._store}, ())
            self._disk.look()
            self.opened.faults += self._disk.faults
        except BaseException:
            self.history.close()
            raise

    def close(self) -> None:
        try:
            self.history.mark(self._unkept)
        except sqlite3.Error:
            pass  # the next start finds it out again
        self.history.close()

    def load(self, contents: Mapping[str, bytes]) -> tuple[Project, list[Fault]]:
        """The project that these files are, and what is wrong with the files."""
        folder = None if self.place.alone else self.place.folder
        files = HeldFiles(contents, self.place.folder)
        return load_files(files, self.registry, folder, only=self.place.only, memo=self._memo)

    def open(self, contents: Mapping[str, bytes]) -> Opened:
        """The project that these files are, its flows made ready."""
        with self._memo.noting() as noted:
            return Opened(OpenedProject(*self.load(contents), self._resolver), noted)

    def adopt(self, opened: Opened) -> None:
        """This project is the deployed one: what it is made of stays the same until another is."""
        self.opened = opened.project
        self._memo.pin(opened.noted)

    def files_of(self, revision: Revision) -> dict[str, bytes]:
        """The files of a revision. Raises Damaged."""
        held = {key: self.contents[name] for name, key in self.head.files.items()}
        return {name: held.get(key) or self.history.content(key) for name, key in revision.files.items()}

    def settle(self, name: str, data: bytes) -> Settled:
        """A content as it is kept; the document that it is is not read again."""
        found = self._settled.of("", (name, data), lambda: settle(name, data))
        if found.made is not None:
            read: Any = FlowRead(found.made, [], None) if is_flow(name) else (found.made, [])
            self._memo.of(name, found.content, lambda: read)
        return found

    def file_of(self, flow: str) -> str:
        """The name of the file that a flow is in, or would be."""
        return self.opened.project.files.get(flow) or flow_file(flow)

    def flow_of(self, file: str) -> str:
        """The id of the flow in a file."""
        known = {name: id for id, name in self.opened.project.files.items()}
        return known.get(file) or PurePosixPath(file).stem

    def drafts(self) -> dict[str, Draft]:
        """Everything that is not as it is deployed, by file: saved here, or changed on disk."""
        found = {draft.name: draft for draft in self._disk_drafts()}
        return found | {draft.name: draft for draft in self._store}

    def etag_of(self, name: str, drafts: Mapping[str, Draft]) -> str | None:
        """The entity tag of a file with these drafts, None when there is nothing; all that flows share has one."""
        if not is_flow(name):
            return etag_of_all(self.shared(drafts))
        draft, data = drafts.get(name), self.contents.get(name)
        return draft.etag if draft is not None else None if data is None else etag(data)

    def shared(self, drafts: Mapping[str, Draft]) -> dict[str, bytes]:
        """The files that flows share, with these drafts in them."""
        return {name: data for name, data in self.with_drafts(drafts).items() if not is_flow(name)}

    def with_drafts(self, drafts: Mapping[str, Draft]) -> dict[str, bytes]:
        """The deployed files with these drafts in their places."""
        drafted = {name: draft.data for name, draft in drafts.items()}
        return {name: data for name, data in {**self.contents, **drafted}.items() if data is not None}

    def save(self, name: str, data: bytes | None, author: str, when: datetime, seen: Precondition) -> Draft | None:
        """Keep a draft of a file, None: of its deletion; durable on return.

        The result is None when the draft says what is deployed: then there is none any more. Raises Stale; OSError.
        """
        drafts = self.drafts()
        self._check(name, drafts, seen)
        now = drafts.get(name)
        content = self.settle(name, data).content if data is not None else None
        if self._same(name, content, self.contents.get(name)):
            self._discard(name, now)
            self._discard(name, self._disk_draft(name))
            return None
        revision = self.head.number if now is None else now.revision
        over = None if now is None else now.over
        draft = Draft(name=name, author=author, time=when, revision=revision, data=content, over=over)
        self._store.put(draft)
        return draft

    def discard(self, name: str, seen: Precondition) -> bool:
        """Forget a draft; one on disk is taken back there. False when there is none. Raises Stale; OSError."""
        drafts = self.drafts()
        if name not in drafts:
            return False
        self._check(name, drafts, seen)
        self._discard(name, drafts[name])
        return True

    def commit(self, revision: Revision, contents: dict[str, bytes], drafts: Mapping[str, Draft]) -> None:
        """Make this the deployed revision, in which these drafts are taken up: durable on return.

        Raises sqlite3.Error; then the one before it is still the deployed one.
        """
        seen = dict(self._unkept)
        for name, draft in drafts.items():
            if draft.over is not None:
                holds = revision.files.get(name) if draft.on_disk else None
                seen[name] = Seen(draft.over, holds, revision.number) if draft.over else None
        self.history.add(revision, contents, seen, self.head.files.values())
        self._unkept.clear()
        self._note(seen)
        self.head, self.contents = revision, contents

    def finish(self, names: Collection[str], taken: Collection[Draft]) -> list[Fault]:
        """After a commit that changed these files: mirror them, forget drafts that are deployed, prune.

        What could not be written is a warning and is tried again later.
        """
        found = [one for name in sorted(names) if (one := self._mirror(name)) is not None]
        try:
            for draft in self._store:
                name = draft.name
                equal = name in names and self._same(name, draft.data, self.contents.get(name))
                if equal or any(draft is one for one in taken):
                    self._store.remove(name)
            self.history.prune()
        except (OSError, sqlite3.Error) as error:
            self._log.warning("clearing up after a deploy failed", error=str(error))
        return found

    def _first(self) -> Revision:
        raw = {name: data for name in self._disk.look() if (data := self._disk.read(name)) is not None}
        with paused():
            self.contents = {name: self.settle(name, data).content for name, data in raw.items()}
        project, found = self.load(self.contents)
        if not project.selected and (self.place.only is not None or PROJECT_FILE not in raw):
            raise FaultError([*found, *self._disk.faults])
        files = {name: digest(data) for name, data in self.contents.items()}
        self._seen = {name: Seen(digest(data), files[name], 1) for name, data in raw.items()}
        revision = Revision(number=1, time=datetime.now(UTC), author="local", reason=FIRST, files=files)
        self.history.add(revision, self.contents, self._seen, ())
        return revision

    def _check(self, name: str, drafts: Mapping[str, Draft], seen: Precondition) -> None:
        now = self.etag_of(name, drafts)
        there = self.with_drafts(drafts).get(name) is not None
        if (seen.new and there) or (seen.tags and now not in seen.tags) or (not seen.new and now is None):
            raise Stale(now)

    def _disk_drafts(self) -> Iterator[Draft]:
        there = self._disk.look()
        for name in {**there, **self._seen}:
            other = self.place.only is not None and is_flow(name) and name != self.place.only
            if not other and (draft := self._changed(name, name in there, there.get(name))) is not None:
                yield draft

    def _disk_draft(self, name: str) -> Draft | None:
        there = self._disk.look()
        return self._changed(name, name in there, there.get(name))

    def _changed(self, name: str, there: bool, now: str | None) -> Draft | None:
        """The draft that a file on disk is; `now` is the digest of what it holds."""
        seen, deployed = self._seen.get(name), self.head.files.get(name)
        if there and (now is None or (seen is not None and seen.seen == now)):
            return None  # it cannot be read, or is as it was
        if there:
            return self._looked_into(name, str(now), deployed)
        if seen is None:
            return None
        if deployed is None:
            self._note({name: None})
            return None
        when = self._disk.time_of(name)
        return Draft(name=name, author=DISK, time=when, revision=seen.revision, data=None, over="", on_disk=True)

    def _looked_into(self, name: str, now: str, deployed: str | None) -> Draft | None:
        known = self._on_disk.get(name)
        if known is None or known[:2] != (now, deployed):
            raw = self._disk.read(name)
            known = now, deployed, None if raw is None or digest(raw) != now else self._draft_of(name, raw)
            self._on_disk[name] = known
        return known[2]

    def _draft_of(self, name: str, raw: bytes) -> Draft | None:
        """None when the file says what is deployed."""
        seen, data, now = self._seen.get(name), self.settle(name, raw).content, digest(raw)
        if self._same(name, data, self.contents.get(name)):
            self._note({name: Seen(now, self.head.files[name], self.head.number)})
            return None
        since, when = seen.revision if seen is not None else self.head.number, self._disk.time_of(name)
        return Draft(name=name, author=DISK, time=when, revision=since, data=data, over=now, on_disk=True)

    def _same(self, name: str, one: bytes | None, other: bytes | None) -> bool:
        """Whether two contents of a file say the same; None: it is not there."""
        if one is None or other is None or one == other:
            return one == other
        if is_flow(name):
            left, right = self._flow(name, one), self._flow(name, other)
            if left is not None or right is not None:
                return left is not None and right is not None and same_meaning(left, right)
        return same(name, one, other)

    def _flow(self, name: str, data: bytes) -> Flow | None:
        """The flow that a file is with this content; None when that has faults, or the file is something else."""
        if not is_flow(name):
            return None
        return read_flow(HeldFiles({name: data}, self.place.folder), name, name, self._memo).flow

    def _note(self, seen: Mapping[str, Seen | None]) -> None:
        for name, one in seen.items():
            if one is None:
                self._seen.pop(name, None)
            else:
                self._seen[name] = one
            self._unkept[name] = one

    def _discard(self, name: str, draft: Draft | None) -> None:
        if draft is None:
            return
        if not draft.on_disk:
            self._store.remove(name)
            return
        self._note({name: Seen(draft.over, None, self.head.number) if draft.over else None})
        if (failed := self._mirror(name)) is not None:
            raise OSError(failed.args["said"])

    def _mirror(self, name: str) -> Fault | None:
        """Let a file on disk hold what is deployed, unless somebody has changed it there: then it is a draft."""
        try:
            self._write(name)
        except OSError as error:
            self._log.warning("a file could not be written", file=name, error=str(error))
            return fault("not-mirrored", file=name, said=said_of(error))
        return None

    def _write(self, name: str) -> None:
        seen, wanted = self._seen.get(name), self.contents.get(name)
        raw = self._disk.read(name)
        now = digest(raw) if raw is not None else None
        if now != (seen.seen if seen is not None else None) and not self._same(name, raw, wanted):
            return
        if wanted is None:
            if raw is not None:
                self._disk.remove(name)
            self._note({name: None})
        elif seen is None or (seen.seen, seen.holds) != (now, digest(wanted)):
            if raw is None or not self._same(name, raw, wanted):
                self._disk.write(name, wanted, whole=raw is not None and self._flow(name, raw) is not None)
                raw = wanted
            self._note({name: Seen(digest(raw), digest(wanted), self.head.number)})
