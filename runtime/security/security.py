"""What the running program knows of people and secrets: it composes the parts and holds no behaviour of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from . import audit, keyring, vault
from .keyring import Keyring
from .store import Store
from .vault import Vault


class Security:
    """The security of one data folder. Opening blocks; close it when nobody asks any more."""

    def __init__(self, data: Path, now: Callable[[], datetime]) -> None:
        """`now` is the wall clock. Raises SinterflowError when the file cannot be used."""
        self.data = data
        self.now = now
        self.store = Store(data, audit.SCHEMA, keyring.SCHEMA, vault.SCHEMA)
        self.keyring = Keyring(data, self.store)
        self.vault = Vault(self.store, self.keyring, now)
        self.vault.open()

    async def record(self, entry: audit.Entry) -> None:
        """Add an entry for a change that is kept elsewhere (a deploy, a draft); durable on return."""
        when = self.now()
        await self.store.writing(lambda db: audit.add(db, entry, when))

    def close(self) -> None:
        self.store.close()
