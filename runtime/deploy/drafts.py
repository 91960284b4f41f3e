"""`drafts/`: changes that people have saved and not deployed yet, one file each, written atomically."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import structlog

from ..atomic import sync_folder, write_atomic
from .documents import etag

FOLDER = "drafts"
ENDING = ".draft"


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A change of one file that is not deployed. `data` None: the file is to be deleted.

    `revision` is the one it started from. `on_disk`: it is what the file on disk says, nobody saved it here. `over`:
    digest of the content on disk that this draft takes the place of, empty when it takes that of a file that is gone.
    """

    name: str
    author: str
    time: datetime
    revision: int
    data: bytes | None
    over: str | None = None
    on_disk: bool = False

    @property
    def etag(self) -> str:
        return etag(f"{self.name} deleted {self.time}".encode() if self.data is None else self.data)


class DraftStore:
    """The drafts in a data folder. All of it blocks and belongs to one thread at a time."""

    def __init__(self, data: Path) -> None:
        self._folder = data / FOLDER
        self._log: Any = structlog.get_logger("sinterflow.deploy")
        self._drafts = {draft.name: draft for draft in self._read()}
        self._dropped: dict[str, Draft] = {}
        """Drafts that are no more and whose files are still there."""

    def __iter__(self) -> Iterator[Draft]:
        return iter(list(self._drafts.values()))

    def get(self, name: str) -> Draft | None:
        return self._drafts.get(name)

    def put(self, draft: Draft) -> None:
        """Keep a draft: durable on return. Raises OSError; then the one before it is still there."""
        write_atomic(self._path(draft.name), msgspec.msgpack.encode(draft), "draft-before-rename")
        self._drafts[draft.name] = draft
        self._dropped.pop(draft.name, None)

    def remove(self, name: str) -> None:
        """Durable on return. Raises OSError; a draft that is not there is no error."""
        if name in self._drafts:
            self._unlink(name)
            del self._drafts[name]

    def drop(self, name: str) -> None:
        """Remove a draft that says what is deployed. Its file goes with `clear`, before anything else is deployed:
        until then it is known at the next start by what it says."""
        if name in self._drafts:
            self._dropped[name] = self._drafts.pop(name)

    def clear(self) -> None:
        """Take away the files of what was dropped: durable on return. Raises OSError; what is left is a draft again."""
        try:
            while self._dropped:
                name = next(iter(self._dropped))
                self._unlink(name)
                del self._dropped[name]
        except OSError:
            self._drafts |= self._dropped
            self._dropped.clear()
            raise

    def _unlink(self, name: str) -> None:
        path = self._path(name)
        path.unlink(missing_ok=True)
        sync_folder(path.parent)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{ENDING}"

    def _read(self) -> Iterator[Draft]:
        """A damaged draft is set aside and said in the log."""
        for path in sorted(self._folder.rglob(f"*{ENDING}")):
            try:
                draft = msgspec.msgpack.decode(path.read_bytes(), type=Draft)
                if self._path(draft.name) != path:
                    raise ValueError(draft.name)
                yield draft
            except (msgspec.DecodeError, ValueError) as error:
                aside = path.with_name(f"{path.name}.damaged")
                path.replace(aside)
                self._log.error("a draft is damaged and was set aside", file=str(aside), error=str(error))
