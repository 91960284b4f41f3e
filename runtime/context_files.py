"""The files of context stores: one JSON file a scope, written whole in a thread about a second after a change."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import Any

from .atomic import write_atomic
from .encoding import NotEncodable, decode, encode
from .errors import SinterflowError

DELAY = 1.0
"""Seconds between a change and its write; what changes meanwhile is written with it."""

_FILE = "_values.json"  # no id begins with an underscore, so no scope's folder has this name
_SCOPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*)*")
_Unreadable = tuple[Path, str]


class _Scope:
    """One watched scope: its live values, and those of them that were encoded, by key."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self.encoded: dict[str, bytes] = {}
        self.changed = set(values)
        self.memory_only: set[str] = set()


class ContextFiles:
    """Reads all scopes at `open`; `watch` one and call what it gives for each changed key."""

    def __init__(self, folder: Path, zone: tzinfo) -> None:
        import structlog  # a third of what importing the SDK would take, and only a running project logs

        self._folder = folder
        self._zone = zone
        self._scopes: dict[str, _Scope] = {}
        self._changed: set[str] = set()
        self._opened = False
        self._failing = False
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None
        self._log: Any = structlog.get_logger("sinterflow.context")

    async def open(self) -> dict[str, dict[str, Any]]:
        """The kept values by scope."""
        values, damaged = await asyncio.to_thread(_read_all, self._folder)
        for file, why in damaged:
            self._log.error("context file is damaged and was set aside", file=str(file), error=why)
        self._opened = True
        return values

    def watch(self, name: str, values: dict[str, Any]) -> Callable[[str], None]:
        """What to call with a key of `values` once it has changed."""
        if not self._opened:
            raise RuntimeError("open the context store before its scopes are used")
        if not _SCOPE.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a context: it is made of ids with a slash between them")
        scope = self._scopes[name] = _Scope(values)
        return partial(self._note, name, scope.changed)

    async def close(self) -> None:
        """Write what has changed and is not written yet."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._writing is not None:
            await self._writing
        await self._write()
        if self._changed:
            self._log.error("changes of the context are lost", scopes=sorted(self._changed))

    def _note(self, name: str, changed: set[str], key: str) -> None:
        changed.add(key)
        self._changed.add(name)
        if self._timer is None and self._writing is None:
            self._timer = asyncio.get_running_loop().call_later(DELAY, self._begin)

    def _begin(self) -> None:
        self._timer = None
        self._writing = asyncio.get_running_loop().create_task(self._write_and_go_on())

    async def _write_and_go_on(self) -> None:
        try:
            await self._write()
        finally:
            self._writing = None
        if self._changed:
            self._timer = asyncio.get_running_loop().call_later(DELAY, self._begin)

    async def _write(self) -> None:
        names, self._changed = self._changed, set()
        files = {self._folder / name / _FILE: self._whole(name) for name in sorted(names)}
        try:
            await asyncio.to_thread(_write_all, files)
        except OSError as error:
            self._changed |= names
            if not self._failing:
                self._log.error("context cannot be written; it is tried again", error=str(error))
            self._failing = True
        else:
            if self._failing:
                self._log.info("context is written again")
            self._failing = False

    def _whole(self, name: str) -> bytes:
        """The file of a scope; only what has changed since the last time is encoded anew."""
        scope = self._scopes[name]
        for key in scope.changed:
            scope.encoded.pop(key, None)
            if key in scope.values:
                self._encode(name, scope, key)
        scope.changed.clear()
        members = b",\n".join(encode(key) + b":" + value for key, value in scope.encoded.items())
        return b'{"format":1,"values":{"$":{\n' + members + b"\n}}}\n"

    def _encode(self, name: str, scope: _Scope, key: str) -> None:
        try:
            scope.encoded[key] = encode(scope.values[key], zone=self._zone, handles="refuse")
        except NotEncodable as error:
            if key not in scope.memory_only:
                self._log.warning("context value stays in memory only", scope=name, key=key, why=str(error))
            scope.memory_only.add(key)


def _write_all(files: dict[Path, bytes]) -> None:
    for file, data in files.items():
        write_atomic(file, data)


def _read_all(folder: Path) -> tuple[dict[str, dict[str, Any]], list[_Unreadable]]:
    """The values by scope, and the damaged files with the reason, under their new names."""
    found: dict[str, dict[str, Any]] = {}
    damaged: list[_Unreadable] = []
    for file in sorted(folder.rglob(_FILE)):
        name = file.parent.relative_to(folder).as_posix()
        if not _SCOPE.fullmatch(name):
            continue
        try:
            found[name] = _values(decode(file.read_bytes()))
        except (OSError, SinterflowError) as error:
            damaged.append((_set_aside(file), str(error)))
    return found, damaged


def _values(content: Any) -> dict[str, Any]:
    if not isinstance(content, dict) or content.get("format") != 1 or not isinstance(content.get("values"), dict):
        raise SinterflowError("it is not the context file of this version")
    values: dict[str, Any] = content["values"]
    return values


def _set_aside(file: Path) -> Path:
    number = 1
    while (aside := file.with_name(f"{file.name}.damaged-{number}")).exists():
        number += 1
    try:
        return file.rename(aside)
    except OSError:
        return file  # it stays in its place; the next write replaces it
