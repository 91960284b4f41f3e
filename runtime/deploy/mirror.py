"""The files on disk beside what is deployed: what somebody changed there is a draft, everything else is kept equal."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import structlog

from ..faults import Fault, fault
from ..reasons import reason
from .disk import Disk
from .documents import digest, is_flow
from .drafts import Draft
from .history import Revision, Seen
from .reading import Reading

DISK = "disk"
"""The author of drafts that are files changed on disk."""


class Mirror:
    """Knows for each file which content on disk was taken into account; another one there is a draft.

    `head` and `contents` are the deployed revision and its files. All of it blocks.
    """

    def __init__(self, disk: Disk, reading: Reading, seen: Mapping[str, Seen], head: Revision) -> None:
        self.disk = disk
        self.head = head
        self.contents: dict[str, bytes] = {}
        self.unkept: dict[str, Seen | None] = {}
        """What was found out and is not in the history yet. The disk is to be synced before it is kept there."""
        self._reading = reading
        self._seen = dict(seen)
        self._known: dict[str, tuple[str, str | None, Draft | None]] = {}
        """Files that were looked into: digest there, digest deployed, the draft that this is."""

    @property
    def names(self) -> Collection[str]:
        """All files that are deployed or were on disk."""
        return self.contents.keys() | self._seen.keys()

    def drafts(self) -> Iterator[Draft]:
        """The files that say something else than what is deployed, and that somebody changed."""
        there, only = self.disk.look(), self.disk.place.only
        for name in {**there, **self._seen}:
            other = only is not None and is_flow(name) and name != only
            if not other and (draft := self._draft(name, there)) is not None:
                yield draft

    def draft(self, name: str) -> Draft | None:
        return self._draft(name, self.disk.look())

    def taken(self, drafts: Mapping[str, Draft], revision: Revision) -> dict[str, Seen | None]:
        """What is known of the disk once these drafts are deployed as `revision`: their places there may be written."""
        there, found = self.disk.look(), dict(self.unkept)
        try:
            self.disk.sync()
        except OSError:
            found.clear()  # it is found out again at the next start
        for name, draft in drafts.items():
            if draft.over is not None and draft.over == (there[name] if name in there else ""):
                holds = revision.files.get(name) if draft.on_disk else None
                found[name] = Seen(draft.over, holds, revision.number) if draft.over else None
        return found

    def follow(self, revision: Revision, contents: dict[str, bytes], seen: Mapping[str, Seen | None]) -> None:
        """This is the deployed revision now; `seen` is in the history."""
        self.head, self.contents = revision, contents
        self._note(seen)
        self.unkept.clear()

    def write(self, name: str) -> Fault | None:
        """Let a file hold what is deployed, unless somebody has changed it. Why it could not be is a warning."""
        try:
            self._write(name)
        except OSError as error:
            log: Any = structlog.get_logger("sinterflow.deploy")
            log.warning("a file could not be written", file=name, error=str(error))
            return fault("not-mirrored", file=name, said=reason(error))
        return None

    def take_back(self, draft: Draft) -> None:
        """Let the file of a draft on disk hold what is deployed again. Raises OSError."""
        self._note({draft.name: Seen(draft.over, None, self.head.number) if draft.over else None})
        self._write(draft.name)

    def _draft(self, name: str, there: Mapping[str, str | None]) -> Draft | None:
        seen, now = self._seen.get(name), there.get(name)
        if now is not None:
            return None if seen is not None and seen.seen == now else self._looked_into(name, now)
        if name in there or seen is None:
            return None  # it cannot be read, or never was there
        if name not in self.contents:
            self._note({name: None})
            return None
        when = self.disk.time_of(name)
        return Draft(name=name, author=DISK, time=when, revision=seen.revision, data=None, over="", on_disk=True)

    def _looked_into(self, name: str, now: str) -> Draft | None:
        deployed, known = self.head.files.get(name), self._known.get(name)
        if known is not None and known[:2] == (now, deployed):
            return known[2]
        raw = self.disk.read(name)
        if raw is None or digest(raw) != now:
            return None  # it is being changed: the next look will tell
        draft = self._draft_of(name, raw)
        self._known[name] = now, deployed, draft
        return draft

    def _draft_of(self, name: str, raw: bytes) -> Draft | None:
        """None when the file says what is deployed."""
        seen, data, now = self._seen.get(name), self._reading.settle(name, raw).content, digest(raw)
        if self._reading.same(name, data, self.contents.get(name)):
            self._note({name: Seen(now, self.head.files[name], self.head.number)})
            return None
        since, when = seen.revision if seen is not None else self.head.number, self.disk.time_of(name)
        return Draft(name=name, author=DISK, time=when, revision=since, data=data, over=now, on_disk=True)

    def _note(self, seen: Mapping[str, Seen | None]) -> None:
        for name, one in seen.items():
            if one is None:
                self._seen.pop(name, None)
            else:
                self._seen[name] = one
            self.unkept[name] = one

    def _write(self, name: str) -> None:
        seen, wanted = self._seen.get(name), self.contents.get(name)
        raw = self.disk.read(name)
        now = digest(raw) if raw is not None else None
        if now != (seen.seen if seen is not None else None) and not self._reading.same(name, raw, wanted):
            return
        if wanted is None:
            if raw is not None:
                self.disk.remove(name)
            self._note({name: None})
        elif seen is None or (seen.seen, seen.holds) != (now, digest(wanted)):
            if raw is None or not self._reading.same(name, raw, wanted):
                whole = raw is not None and self._reading.flow(name, raw) is not None
                self.disk.write(name, wanted, whole=whole)
                raw = wanted
            self._note({name: Seen(digest(raw), digest(wanted), self.head.number)})
