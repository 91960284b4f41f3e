"""The data key: secrets are encrypted with it, and it is kept encrypted with the master key (docs/decisions/014).

A rotation makes both anew. It is whole or has not happened, wherever the process dies: the new master key lies beside
the old one before anything needs it, everything is encrypted anew in one transaction in which the data key is kept
under both master keys, and only when the new one has taken the place of the old one the old way is forgotten.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from ..atomic import sync_folder
from ..errors import SinterflowError
from ..faultpoints import reach
from ..text import text
from .keys import BYTES, FILE, NEXT, fingerprint, given_key, load_key, make_key, masters, read_key
from .sealing import seal, unseal
from .store import FILE as DATABASE
from .store import Store

SCHEMA = """
create table if not exists data_keys (master text primary key, number integer not null, wrapped blob not null);
"""
Reseal: TypeAlias = Callable[[sqlite3.Connection, bytes, bytes], int]
"""Encrypts what a table holds with the second key instead of the first, in the transaction of a rotation; gives how
many values those were."""
_EVERY = "select master, number, wrapped from data_keys order by number desc"


class Keyring:
    """The data key of one data folder. It is looked up in each transaction: another process may have changed it."""

    def __init__(self, data: Path, store: Store) -> None:
        self._data = data
        self._store = store
        self._known: tuple[int, bytes] | None = None
        self._resealed: list[Reseal] = []

    def sealed_with_me(self, reseal: Reseal) -> None:
        """Have a rotation encrypt these values anew."""
        self._resealed.append(reseal)

    def key(self, db: sqlite3.Connection) -> bytes:
        """The data key, made within a transaction when there is none. Blocks. Raises SinterflowError when no master
        key that is there opens it."""
        found = self.found(db)
        return self._first(db) if found is None else found

    def found(self, db: sqlite3.Connection) -> bytes | None:
        """The data key, None when nothing has needed one yet. Blocks. Raises SinterflowError like `key`."""
        rows = db.execute(_EVERY).fetchall()
        if not rows:
            return None
        number = rows[0][1]
        if self._known is None or self._known[0] != number:
            self._known = number, _opened(self._data, rows)[1]
        return self._known[1]

    def settle(self, db: sqlite3.Connection) -> None:
        """Finish or take back a rotation that was cut off. Within a transaction: that is the lock on the key files."""
        rows = db.execute(_EVERY).fetchall()
        if rows:
            used, _ = _opened(self._data, rows)
            self._promote(used)
            db.execute("delete from data_keys where master <> ?", [fingerprint(used)])

    def rotate(self, note: Callable[[sqlite3.Connection, int], None]) -> int:
        """Make master and data key anew; gives the number of values that were encrypted anew. `note` is called with it
        in the transaction. A master key that the machine gives stays. Blocks. Raises SinterflowError, OSError."""

        def change(db: sqlite3.Connection) -> int:
            self.settle(db)
            old = self.key(db)
            rows = db.execute(_EVERY).fetchall()
            before, _ = _opened(self._data, rows)
            master, new = self._next_master(), secrets.token_bytes(BYTES)
            reach("rotate-key-written")
            count = sum(reseal(db, old, new) for reseal in self._resealed)
            db.execute("delete from data_keys")
            for one in {before, master}:
                _wrap(db, one, rows[0][1] + 1, new)
            note(db, count)
            reach("rotate-before-commit")
            return count

        count = self._store.write(change)
        reach("rotate-committed")
        self._store.write(self.settle)
        return count

    def _first(self, db: sqlite3.Connection) -> bytes:
        key = secrets.token_bytes(BYTES)
        _wrap(db, load_key(self._data), 1, key)
        self._known = 1, key
        return key

    def _next_master(self) -> bytes:
        given = given_key()
        return read_key(given) if given is not None else make_key(self._data / NEXT)

    def _promote(self, used: bytes) -> None:
        """Let the files hold this master key alone; with one that the machine gives, none."""
        path, coming, given = self._data / FILE, self._data / NEXT, given_key()
        if given is not None and read_key(given) == used:
            path.unlink(missing_ok=True)
            coming.unlink(missing_ok=True)
        elif coming.exists() and read_key(coming) == used:
            os.replace(coming, path)
        elif coming.exists():
            coming.unlink()
        else:
            return
        sync_folder(self._data)
        reach("rotate-promoted")


def data_key(db: sqlite3.Connection, data: Path) -> bytes | None:
    """The data key, for who only looks; None when nothing has needed one yet. Raises SinterflowError like `key`."""
    rows = db.execute(_EVERY).fetchall()
    return _opened(data, rows)[1] if rows else None


def _opened(data: Path, rows: list[tuple[str, int, bytes]]) -> tuple[bytes, bytes]:
    """The master key that opens the data key, and that. A new master key is tried before the old one that it is
    about to replace, one that the machine gives before both."""
    found = {fingerprint(key): key for _, key in masters(data)}
    for master in reversed(found) if given_key() is None else found:
        for name, _, wrapped in rows:
            if name == master:
                try:
                    return found[master], unseal(found[master], wrapped, _place(name))
                except ValueError:
                    continue
    where = given_key() or data / FILE
    raise SinterflowError(
        text(
            en=f"{where} is not the key of the secrets in {data / DATABASE}: they cannot be read; put the right "
            "key there, from a backup with sinterflow restore or from where you keep it",
            zh=f"{where} 不是 {data / DATABASE} 中凭据的加密密钥，无法读取；"
            "请放回正确的加密密钥（用 sinterflow restore 从备份恢复，或从您的保存处取回）",
        )
    )


def _wrap(db: sqlite3.Connection, master: bytes, number: int, key: bytes) -> None:
    name = fingerprint(master)
    db.execute("insert into data_keys values (?, ?, ?)", [name, number, seal(master, key, _place(name))])


def _place(master: str) -> str:
    return f"data-key:{master}"
