"""A small project with data, and backups of it; keys are made once, as that takes time on purpose."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from sinterflow.runtime.keeping import recovery
from sinterflow.runtime.keeping.belongs import Place
from sinterflow.runtime.keeping.copying import Pace
from sinterflow.runtime.keeping.making import Backup, Made
from sinterflow.runtime.keeping.recovery import RecoveryKeys, make_keys, save_keys

PASSPHRASE = "a passphrase of the tests"
NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)


@cache
def keys() -> RecoveryKeys:
    """With the least cost that is taken."""
    cost, recovery.COST = recovery.COST, 1 << 14
    try:
        return make_keys(PASSPHRASE)
    finally:
        recovery.COST = cost


class Plant(NamedTuple):
    """A project folder with data in it."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def place(self) -> Place:
        return Place.of(self.folder, self.data)

    def backup(self) -> tuple[bytes, Made]:
        """A backup of it, while nothing runs."""
        out = io.BytesIO()
        backup = Backup(self.place, keys(), "Plant 1", Pace(lambda size: None, resting=False), lambda: NOW)
        try:
            backup.prepare()
            backup.begin()
            made = backup.write(out)
        finally:
            backup.close()
        return out.getvalue(), made


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    folder = tmp_path / "plant"
    (folder / "flows").mkdir(parents=True)
    (folder / "flows" / "line.json").write_text('{"format": 1, "id": "line"}')
    broker = {"type": "mqtt.broker", "config": {"client_id": "gateway-7"}}
    (folder / "project.json").write_text(json.dumps({"format": 1, "connections": {"broker": broker}}))
    (folder / "LIESMICH.md").write_text("für die Werkstatt 一厂")
    data = folder / "data"
    (data / "services" / "trace").mkdir(parents=True)
    for name in ("rows.db", "services/trace/trace.db"):
        with sqlite3.connect(data / name) as db:
            db.execute("pragma journal_mode = wal")
            db.execute("create table rows (n)")
            db.executemany("insert into rows values (?)", [(n,) for n in range(1000)])
        db.close()
    (data / "secret.key").write_bytes(bytes(32))
    (data / "secret.key").chmod(0o600)
    for name in ("lock", "start-token", "active", "crashes.json", "hang.txt", "old.json.new", "journal.db.damaged-1"):
        (data / name).write_text("of this run")
    save_keys(data, keys())
    return Plant(folder)


Tree = dict[str, bytes]


@pytest.fixture
def tree() -> Callable[[Path], Tree]:
    """All files below a folder."""

    def files(folder: Path) -> Tree:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    return files
