"""`security.db`: people, sessions, tokens, stations, secrets and the audit, in one file so that a change and its audit
entry are one transaction."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from ..errors import SinterflowError
from ..private import own_database, own_folder
from ..text import text
from ..transaction import Transaction

T = TypeVar("T")
FILE = "security.db"
BUSY_TIME = 5.0
"""Seconds for which another process (the command line) may hold the file."""


class Store:
    """The file, opened once and used in a thread of its own. Tables are made by who owns them: `schema` is theirs."""

    def __init__(self, data: Path, *schema: str) -> None:
        """Opens or makes the file, which only its owner may read. Blocks. Raises SinterflowError."""
        self.path = data / FILE
        try:
            own_folder(data)
            own_database(self.path)
            self._db = sqlite3.connect(self.path, timeout=BUSY_TIME, isolation_level=None, check_same_thread=False)
            for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on", "secure_delete = on"):
                self._db.execute(f"pragma {pragma}")
            for script in schema:
                self._db.executescript(script)
        except (OSError, sqlite3.Error) as error:
            raise SinterflowError(
                text(
                    en=f"{self.path} cannot be opened: {error}; check the disk and the rights on the data folder, "
                    "or restore it from a backup with sinterflow restore",
                    zh=f"无法打开 {self.path}：{error}；请检查磁盘和数据目录的权限，或用 sinterflow restore 从备份恢复",
                )
            ) from error
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="security")

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """`work` in one transaction, durable on return. Blocks. Raises sqlite3.Error, then nothing is changed."""
        with Transaction(self._db):
            return work(self._db)

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` finds. Blocks."""
        return work(self._db)

    async def writing(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """`write` in the thread of the file, to its end even when the caller is cancelled."""
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, self.write, work))

    async def reading(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """`read` in the thread of the file."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.read, work)

    async def asking(self, work: Callable[[], T]) -> T:
        """`work`, which calls `write` and `read`, in the thread of the file, to its end."""
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, work))

    def close(self) -> None:
        """Waits for what is under way. Blocks."""
        self._thread.shutdown()
        self._db.close()
