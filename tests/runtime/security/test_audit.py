"""The audit: every entry follows from the one before it."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sinterflow.runtime.security import audit
from sinterflow.runtime.security.security import Security
from sinterflow.runtime.security.store import FILE

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)


def recorded(folder: Path, *actions: str) -> None:
    async def record() -> None:
        for action in actions:
            entry = audit.Entry(author="li", action=action, target="line", before=None, after={"每": [1, b"\x00"]})
            await security.record(entry)

    security = Security(folder, lambda: NOW)
    try:
        asyncio.run(record())
    finally:
        security.close()


def broken(folder: Path) -> int | None:
    security = Security(folder, lambda: NOW)
    try:
        return security.store.read(audit.broken)
    finally:
        security.close()


def tampered(folder: Path, *statements: str) -> int | None:
    with sqlite3.connect(folder / FILE) as db:
        for trigger in ("audit_is_kept", "audit_is_fixed"):
            db.execute(f"drop trigger {trigger}")
        for statement in statements:
            db.execute(statement)
    db.close()
    return broken(folder)


def test_entries_are_kept_in_order_and_the_newest_is_read_first(tmp_path: Path) -> None:
    recorded(tmp_path, "flow.save", "flow.deploy")
    recorded(tmp_path, "flow.delete")
    security = Security(tmp_path, lambda: NOW)
    found = security.store.read(lambda db: audit.page(db, None, 2))
    security.close()
    assert [(one.number, one.entry.action) for one in found] == [(3, "flow.delete"), (2, "flow.deploy")]
    assert found[0].time == NOW
    assert found[0].entry.after == {"每": [1, {"$bytes": "AA=="}]}


def test_a_whole_chain_has_no_broken_entry(tmp_path: Path) -> None:
    assert broken(tmp_path) is None
    recorded(tmp_path, "a", "b", "c")
    assert broken(tmp_path) is None


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("update audit set author = 'wang' where number = 2", 2),
        ("update audit set time = '2026-05-04T03:02:02+00:00' where number = 1", 1),
        ("delete from audit where number = 1", 1),
        ("delete from audit where number = 2", 2),
        ("update audit set hash = replace(hash, substr(hash, 1, 1), 'x') where number = 3", 3),
    ],
)
def test_an_entry_that_was_changed_or_taken_out_is_named(tmp_path: Path, statement: str, first: int) -> None:
    recorded(tmp_path, "a", "b", "c")
    assert tampered(tmp_path, statement) == first


def test_the_program_itself_cannot_change_or_delete_an_entry(tmp_path: Path) -> None:
    recorded(tmp_path, "a")
    security = Security(tmp_path, lambda: NOW)
    for statement in ("delete from audit", "update audit set author = 'x'"):
        with pytest.raises(sqlite3.IntegrityError, match="the audit is kept"):
            security.store.write(lambda db, say=statement: db.execute(say))  # type: ignore[misc]
    security.close()


def test_the_file_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    recorded(tmp_path, "a")
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
