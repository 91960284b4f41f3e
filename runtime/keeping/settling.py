"""What is changed in restored data before it is used: it goes on elsewhere, later, and not where it was broken off."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from ..journal.file import NAME as JOURNAL
from ..journal.file import JournalFile
from ..journal.rows import Batch, Damaged
from ..journal.salvage import salvage
from ..security.audit import SCHEMA, Entry, add
from ..security.store import FILE as SECURITY
from ..transaction import Transaction
from .copying import whole
from .packed import Manifest
from .sealed import Header

FAR = 1 << 35
"""Segment ids that are left out in a restored journal: more than the old machine can have used after the backup (a
thousand a second for a year), so that no effect of its later messages is taken for one of ours."""


def settle(data: Path, header: Header, manifest: Manifest) -> None:
    """Blocks. Raises sqlite3.Error, OSError, SinterflowError."""
    if (data / JOURNAL).exists():
        if whole(data / JOURNAL) or not _leapt(data / JOURNAL):
            salvage(data / JOURNAL)  # it was damaged when the backup was made
            leap(data / JOURNAL)
    if (data / SECURITY).exists() and not whole(data / SECURITY):
        _settle_security(data / SECURITY, header, manifest)


def _leapt(path: Path) -> bool:
    try:
        leap(path)
    except Damaged:
        return False
    return True


def leap(path: Path) -> None:
    """Let a journal go on far behind every offset that its other copies have used."""
    journal = JournalFile(path)
    try:
        last = max([journal.mark.last, *(segment.id for segment in journal.contents().segments)])
        journal.commit(Batch([], [], [], [], [], journal.mark._replace(last=last + FAR)))
        journal.empty_log()
    finally:
        journal.close()


def _settle_security(path: Path, header: Header, manifest: Manifest) -> None:
    """Nobody is logged in any more: who has logged out since the backup must not be in again. It is audited."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.executescript(SCHEMA)
        with Transaction(db):
            if db.execute("select 1 from sqlite_master where type = 'table' and name = 'sessions'").fetchone():
                db.execute("delete from sessions")
            after = {"made": header.made, "cut": manifest.cut, "revision": manifest.revision, "program": header.program}
            add(db, Entry(author="local", action="backup.restore", target=header.name, after=after), datetime.now(UTC))
        db.execute("pragma wal_checkpoint(truncate)")
    finally:
        db.close()
