"""Reading the files of a revision or draft: into a project, into the form they are kept in, and to compare them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..faults import Fault
from ..flow.canonical import same_meaning
from ..flow.document import Flow
from ..flow.files import Entries, HeldFiles, Memo
from ..flow.load import FlowRead
from ..flow.outside import Outside
from ..flow.project import Project, load_files, read_flow
from ..flow.secrets import Secrets
from ..opened import OpenedProject, Resolver
from ..registry import Registry
from .disk import Place
from .documents import Settled, is_flow, same, settle


class Opened(NamedTuple):
    """A project that was opened, and what that was made of."""

    project: OpenedProject
    noted: Entries


class Reading:
    """Reads for one place and remembers what was read. `off`: nodes `(flow, node)` that are left off."""

    def __init__(
        self, place: Place, registry: Registry, off: Iterable[tuple[str, str]], secrets: Secrets | None = None
    ) -> None:
        self._place = place
        self._registry = registry
        self._memo = Memo()
        self._settled = Memo(1)
        self._resolver = Resolver(registry, self._memo, off, secrets)

    def load(self, contents: Mapping[str, bytes]) -> tuple[Project, list[Fault]]:
        """The project that these files are, and what is wrong with the files."""
        folder = None if self._place.alone else self._place.folder
        files = HeldFiles(contents, self._place.folder)
        outside = Outside(secrets=self._resolver.secrets.values)
        return load_files(files, self._registry, folder, only=self._place.only, memo=self._memo, outside=outside)

    def open(self, contents: Mapping[str, bytes]) -> Opened:
        """The project that these files are, its flows made ready."""
        with self._memo.noting() as noted:
            return Opened(OpenedProject(*self.load(contents), self._resolver), noted)

    def pin(self, opened: Opened) -> None:
        """What this project is made of stays the same objects until another is pinned."""
        self._memo.pin(opened.noted)

    def settle(self, name: str, data: bytes) -> Settled:
        """A content as it is kept; the document that it is need not be read again."""
        found = self._settled.of("", (name, data), lambda: settle(name, data))
        if found.made is not None:
            read: Any = FlowRead(found.made, [], None) if is_flow(name) else (found.made, [])
            self._memo.of(name, found.content, lambda: read)
        return found

    def same(self, name: str, one: bytes | None, other: bytes | None) -> bool:
        """Whether two contents of a file say the same; None: it is not there."""
        if one is None or other is None or one == other:
            return one == other
        if is_flow(name):
            left, right = self.flow(name, one), self.flow(name, other)
            if left is not None or right is not None:
                return left is not None and right is not None and same_meaning(left, right)
        return same(name, one, other)

    def flow(self, name: str, data: bytes) -> Flow | None:
        """The flow that a file is with this content; None when that has faults, or the file is something else."""
        if not is_flow(name):
            return None
        return read_flow(HeldFiles({name: data}, self._place.folder), name, name, self._memo).flow
