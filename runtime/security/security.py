"""What the running program knows of people and secrets: it composes the parts and holds no behaviour of its own."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import structlog

from ..errors import said_by
from ..faultpoints import reach
from . import audit, badges, keyring, totp, vault
from .attempts import Attempts
from .badges import Badges
from .checkpoint import Checkpoint
from .directory import SCHEMAS, Directory
from .keyring import Keyring
from .oidc import Oidc
from .passwords import Passwords
from .store import Store
from .vault import Vault

T = TypeVar("T")
_log: Any = structlog.get_logger("sinterflow.security")
Note = Callable[[audit.Entry], None]
"""Adds an entry to the audit, in the transaction of the change."""


class Security:
    """The security of one data folder. Opening blocks; close it when nobody asks any more."""

    def __init__(self, data: Path, now: Callable[[], datetime]) -> None:
        """`now` is the wall clock. Raises SinterflowError when the file cannot be used."""
        self.data = data
        self.now = now
        self.store = Store(data, audit.SCHEMA, keyring.SCHEMA, vault.SCHEMA, *SCHEMAS)
        self.keyring = Keyring(data, self.store)
        self.directory = Directory(self.store, lambda: now().timestamp())
        self.oidc = Oidc(data, lambda: self.vault.values)
        self.checkpoint = Checkpoint(data)
        self.passwords = Passwords()
        self.attempts = Attempts()
        self.badges = Badges(self.key)
        self.keyring.sealed_with_me(totp.reseal)
        self.keyring.sealed_with_me(badges.reseal)
        self.vault = Vault(self.store, self.keyring, now, self.checkpoint.added)
        self.vault.open()

    async def change(self, work: Callable[[sqlite3.Connection, Note], T]) -> T:
        """Change what is known of people, in one transaction with the audit entries that `work` notes."""
        noted: list[audit.Kept] = []
        done = await self.directory.change(self._noting(work, noted))
        self._said(noted)
        return done

    def change_now(self, work: Callable[[sqlite3.Connection, Note], T]) -> T:
        """`change` where no loop runs. Blocks."""
        noted: list[audit.Kept] = []
        done = self.directory.change_now(self._noting(work, noted))
        self._said(noted)
        return done

    async def record(self, *entries: audit.Entry) -> None:
        """Add entries for changes that are kept elsewhere (a deploy, a draft); durable on return."""
        when = self.now()
        self._said(await self.store.writing(lambda db: [audit.add(db, entry, when) for entry in entries]))

    async def watch(self) -> None:
        """Until it is cancelled: notice what other processes change, and keep the head of the audit."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                await self.directory.tick()
                await loop.run_in_executor(None, self.checkpoint.keep)
            except Exception as error:  # whatever it is, who is locked out must be out, and sessions must end
                _log.error("what other processes change cannot be looked at", error=said_by(error))

    def _noting(
        self, work: Callable[[sqlite3.Connection, Note], T], noted: list[audit.Kept]
    ) -> Callable[[sqlite3.Connection], T]:
        when = self.now()

        def change(db: sqlite3.Connection) -> T:
            noted.clear()
            done = work(db, lambda entry: noted.append(audit.add(db, entry, when)))
            reach("people-before-commit")
            return done

        return change

    def _said(self, noted: list[audit.Kept]) -> None:
        for one in noted:
            self.checkpoint.added(one)

    def key(self, db: sqlite3.Connection) -> bytes:
        """The key that secrets are encrypted with, asked for within a transaction. Blocks; raises SinterflowError."""
        return self.keyring.key(db)

    def close(self) -> None:
        self.checkpoint.keep()
        self.passwords.close()
        self.store.close()
