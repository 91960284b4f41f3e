"""The head of the audit, kept a second time: who cuts off the last entries is found out, too.

A chain of hashes shows what was changed or taken out of its middle, not what is missing at its end. So the number and
hash of the last entry also go to the log, which a gateway sends elsewhere, and into a file of their own. Whoever may
write to the data folder can change both files; the log, kept elsewhere, is what an auditor compares with.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import msgspec
import structlog

from ..atomic import write_atomic
from . import audit

FILE = "audit-head.json"
_log: Any = structlog.get_logger("sinterflow.audit")


class Head(msgspec.Struct, frozen=True):
    """An entry that was the last one at some time."""

    number: int
    hash: str


class Verdict(msgspec.Struct, kw_only=True):
    """What became of verifying. `broken`: the first entry that does not follow from the one before it. `missing`: the
    entry that was the last one once and is not there, or is another one. `head`: the last entry now."""

    whole: bool
    entries: int
    broken: int | None
    missing: int | None
    head: Head | None


class Checkpoint:
    """Keeps the head of one data folder."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE
        self._head: Head | None = None
        self._kept: Head | None = None

    def added(self, kept: audit.Kept) -> None:
        """An entry is in the file."""
        self._head = Head(kept.number, kept.hash)
        entry = kept.entry
        said = {"author": entry.author, "action": entry.action, "target": entry.target, "hash": kept.hash}
        _log.info("audit", number=kept.number, **said)

    def keep(self) -> None:
        """Write it down when there is something new. Blocks; what cannot be written is tried again the next time."""
        head = self._head
        if head is None or head == self._kept:
            return
        try:
            write_atomic(self._path, msgspec.json.encode(head))
        except OSError as error:
            _log.warning("the head of the audit was not kept", error=str(error))
        else:
            self._kept = head


def verify(db: sqlite3.Connection, data: Path) -> Verdict:
    """Whether the audit is as it was written. Blocks; raises sqlite3.Error."""
    broken = audit.broken(db)
    last = db.execute("select number, hash from audit order by number desc limit 1").fetchone()
    known = _read(data / FILE)
    missing = None
    if known is not None:
        row = db.execute("select hash from audit where number = ?", (known.number,)).fetchone()
        missing = known.number if row is None or row[0] != known.hash else None
    return Verdict(
        whole=broken is None and missing is None,
        entries=0 if last is None else last[0],
        broken=broken,
        missing=missing,
        head=None if last is None else Head(*last),
    )


def _read(path: Path) -> Head | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Head)
    except (OSError, msgspec.DecodeError):
        return None
