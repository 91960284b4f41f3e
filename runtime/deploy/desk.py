"""The desk: what is deployed and what is drafted, together with the files on disk. All of it blocks.

It belongs to one thread at a time; `deployer.py` is its face on the event loop.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import structlog

from ..errors import FaultError, SinterflowError
from ..faults import Fault
from ..flow.collector import paused
from ..flow.project import PROJECT_FILE
from ..flow.secrets import Secrets
from ..opened import OpenedProject
from ..registry import Registry
from ..text import text
from ..usercode.disabled import DisabledNode, disabled_nodes
from .disk import Disk, Place
from .documents import digest, etag, etag_of_all, flow_file, is_flow
from .drafts import Draft, DraftStore
from .history import Damaged, Revision, Seen, open_history
from .mirror import Mirror
from .reading import Opened, Reading
from .renames import Renames

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


class Desk:
    """Made before the engine starts: then what is to run is known, and the folder holds it."""

    opened: OpenedProject
    """The project that is deployed."""

    def __init__(self, path: Path, registry: Registry, data: Path, secrets: Secrets | None = None) -> None:
        """Opens the data of a project folder or flow file; one that was never deployed is deployed as it is.
        `secrets` are those of the machine besides the environment's.

        Raises FaultError when there is nothing to run, SinterflowError when the data folder cannot be used.
        """
        self.place = Place.of(path)
        self.registry = registry
        self.off: list[DisabledNode] = disabled_nodes(data)
        self.reading = Reading(self.place, registry, [(one.flow, one.node) for one in self.off], secrets)
        self._log: Any = structlog.get_logger("sinterflow.deploy")
        self.renames = Renames(data)
        self.history, last, contents = open_history(data)
        try:
            disk = Disk(self.place)
            if last is None:
                last, contents = self._first(disk)
            self._mirror = Mirror(disk, self.reading, self.history.seen(), last)
            self._mirror.follow(last, contents, {})
            self._store = DraftStore(data)
            self.adopt(self.reading.open(contents))
            self.finish({*self._mirror.names, *(draft.name for draft in self._store)}, ())
            self.tidy()
            disk.look()
            self.opened.faults += disk.faults
        except BaseException:
            self.history.close()
            raise

    def close(self) -> None:
        self._keep_seen()
        self.tidy()
        self.history.close()

    @property
    def head(self) -> Revision:
        """The deployed revision."""
        return self._mirror.head

    @property
    def contents(self) -> dict[str, bytes]:
        """Its files."""
        return self._mirror.contents

    def one_look(self) -> AbstractContextManager[None]:
        """Within it the disk is looked at once: `drafts` tells what was changed there before it was asked first."""
        return self._mirror.disk.once()

    def adopt(self, opened: Opened) -> None:
        """This project is the deployed one."""
        self.opened = opened.project
        self.reading.pin(opened)

    def files_of(self, revision: Revision) -> dict[str, bytes]:
        """The files of a revision. Raises Damaged."""
        held = {key: self.contents[name] for name, key in self.head.files.items()}
        return {name: held.get(key) or self.history.content(key) for name, key in revision.files.items()}

    def file_of(self, flow: str) -> str:
        """The name of the file that a flow is in, or would be."""
        return self.opened.project.files.get(flow) or flow_file(flow)

    def flow_of(self, file: str) -> str:
        """The id of the flow in a file."""
        known = {name: id for id, name in self.opened.project.files.items()}
        return known.get(file) or PurePosixPath(file).stem

    def drafts(self) -> dict[str, Draft]:
        """Everything that is not as it is deployed, by file: saved here, or changed on disk."""
        found = {draft.name: draft for draft in self._mirror.drafts()}
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
        content = self.reading.settle(name, data).content if data is not None else None
        if self.reading.same(name, content, self.contents.get(name)):
            if now is not None:
                self._forget(now)
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
        if drafts[name].on_disk:
            self._mirror.take_back(drafts[name])
            self._keep_seen()
        else:
            self._store.remove(name)
        return True

    def commit(self, revision: Revision, contents: dict[str, bytes], drafts: Mapping[str, Draft]) -> None:
        """Make this the deployed revision, in which these drafts are taken up: durable on return.

        Raises sqlite3.Error; then the one before it is still the deployed one.
        """
        self._clear_drafts()
        seen = self._mirror.taken(drafts, revision)
        self.history.add(revision, contents, seen, self.head.files.values())
        self._mirror.follow(revision, contents, seen)

    def finish(self, names: Collection[str], taken: Collection[Draft]) -> list[Fault]:
        """After a commit that changed these files: mirror them and forget drafts that are deployed.

        What could not be written is a warning and is tried again at the next start. `tidy` is to follow.
        """
        found = [one for name in sorted(names) if (one := self._mirror.write(name)) is not None]
        self._keep_seen()
        try:
            for draft in self._store:
                name, deployed = draft.name, self.contents.get(draft.name)
                if name in names and draft.data == deployed:
                    self._store.drop(name)
                elif any(draft is one for one in taken) or (name in names and self._is_deployed(draft)):
                    self._store.remove(name)
            if self.renames:
                left = [] if self.place.alone else list(self.renames.follow(self.place.folder, self.opened.project))
                found += left
                if not left and not self.drafts():
                    self.renames.forget()
        except OSError as error:
            self._say_left(error)
        return found

    def tidy(self) -> None:
        """What a deploy leaves to be done when it was answered already: a kill before it changes nothing."""
        self._clear_drafts()
        try:
            self.history.prune()
            self.history.checkpoint()
        except (OSError, sqlite3.Error, Damaged) as error:
            self._say_left(error)

    def _first(self, disk: Disk) -> tuple[Revision, dict[str, bytes]]:
        """Deploy the files as they are on disk."""
        raw = {name: data for name in disk.look() if (data := disk.read(name)) is not None}
        with paused():
            contents = {name: self.reading.settle(name, data).content for name, data in raw.items()}
        project, found = self.reading.load(contents)
        if not project.selected and (self.place.only is not None or PROJECT_FILE not in raw):
            raise FaultError([*found, *disk.faults])
        files = {name: digest(data) for name, data in contents.items()}
        seen = {name: Seen(digest(data), files[name], 1) for name, data in raw.items()}
        revision = Revision(number=1, time=datetime.now(UTC), author="local", reason=FIRST, files=files)
        try:
            self.history.add(revision, contents, seen, ())
        except sqlite3.Error as error:
            raise SinterflowError(
                text(
                    en=f"the first revision could not be kept: {error}; free or repair the disk of the data folder",
                    zh=f"无法保存第一个版本：{error}；请清理或修复数据目录所在的磁盘",
                )
            ) from error
        return revision, contents

    def _clear_drafts(self) -> None:
        try:
            self._store.clear()
        except OSError as error:
            self._say_left(error)

    def _is_deployed(self, draft: Draft) -> bool:
        return self.reading.same(draft.name, draft.data, self.contents.get(draft.name))

    def _say_left(self, error: Exception) -> None:
        self._log.warning("clearing up after a deploy failed", error=str(error))

    def _keep_seen(self) -> None:
        """Keep what was found out of the disk; what cannot be kept is found out again."""
        try:
            self._mirror.disk.sync()
            self.history.mark(self._mirror.unkept)
            self._mirror.unkept.clear()
        except (OSError, sqlite3.Error) as error:
            self._log.warning("what is known of the files on disk was not kept", error=str(error))

    def _check(self, name: str, drafts: Mapping[str, Draft], seen: Precondition) -> None:
        now = self.etag_of(name, drafts)
        there = self.with_drafts(drafts).get(name) is not None
        if (seen.new and there) or (seen.tags and now not in seen.tags) or (not seen.new and now is None):
            raise Stale(now)

    def _forget(self, now: Draft) -> None:
        """Have no draft any more, neither this one nor the content on disk whose place it took."""
        if not now.on_disk:
            self._store.remove(now.name)
        there = self._mirror.draft(now.name)
        if there is not None and there.over == now.over:
            self._mirror.take_back(there)
            self._keep_seen()
