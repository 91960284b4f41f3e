"""What the running program knows of people and secrets: it composes the parts and holds no behaviour of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from . import audit
from .attempts import Attempts
from .badges import Badges
from .directory import SCHEMAS, Directory
from .keys import load_key
from .passwords import Passwords
from .store import Store

T = TypeVar("T")
Note = Callable[[audit.Entry], None]
"""Adds an entry to the audit, in the transaction of the change."""


class Security:
    """The security of one data folder. Opening blocks; close it when nobody asks any more."""

    def __init__(self, data: Path, now: Callable[[], datetime]) -> None:
        """`now` is the wall clock. Raises SinterflowError when the file cannot be used."""
        self.data = data
        self.now = now
        self.store = Store(data, audit.SCHEMA, *SCHEMAS)
        self.directory = Directory(self.store, lambda: now().timestamp())
        self.passwords = Passwords()
        self.attempts = Attempts()
        self.badges = Badges(self.key)

    async def change(self, work: Callable[[sqlite3.Connection, Note], T]) -> T:
        """Change what is known of people, in one transaction with the audit entries that `work` notes."""
        when = self.now()
        return await self.directory.change(lambda db: work(db, lambda entry: audit.add(db, entry, when)))

    def key(self) -> bytes:
        """The key that secrets are encrypted with. Blocks; raises SinterflowError, OSError."""
        return load_key(self.data)

    async def record(self, entry: audit.Entry) -> None:
        """Add an entry for a change that is kept elsewhere (a deploy, a draft); durable on return."""
        when = self.now()
        await self.store.writing(lambda db: audit.add(db, entry, when))

    def close(self) -> None:
        self.passwords.close()
        self.store.close()
