"""A transaction of SQLite: all or nothing. `sqlite3` begins none by itself when `isolation_level` is None."""

from __future__ import annotations

import sqlite3


class Transaction:
    """What is done inside is committed at its end, or undone when an exception leaves it."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("begin immediate")

    def __exit__(self, kind: object, *error: object) -> None:
        if kind is None:
            try:
                self._db.execute("commit")
                return
            except sqlite3.Error:
                self._roll_back()
                raise
        self._roll_back()

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("rollback")
