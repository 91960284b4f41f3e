"""Secrets by name: encrypted in `security.db`, in clear only in the memory of the process that uses them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from ..errors import SinterflowError
from ..secrecy import remember
from ..text import Text, text
from . import audit
from .audit import Entry
from .keyring import Keyring
from .sealing import seal, unseal
from .store import Store

SCHEMA = """
create table if not exists secrets (
    version integer primary key autoincrement, name text not null unique, sealed blob not null,
    time text not null, author text not null
);
"""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
LARGEST = 64 * 1024
"""Bytes of a value: a private key with its certificates fits."""


class Kept(NamedTuple):
    """A secret as it may be shown. `version` rises with every change of any secret."""

    name: str
    version: int
    time: datetime
    author: str


class Vault:
    """The secrets of one data folder. `values` and `versions` are replaced whole, so that any thread may read them.

    Its methods block and belong to the thread of the store.
    """

    def __init__(
        self, store: Store, keyring: Keyring, now: Callable[[], datetime], said: Callable[[audit.Kept], None]
    ) -> None:
        """`said` is told of each entry of the audit, once it is kept."""
        self.values: Mapping[str, str] = {}
        self.versions: Mapping[str, int] = {}
        self.kept: Mapping[str, Kept] = {}
        self.problem: Text = ""
        """Why secrets cannot be read, empty while all is well."""
        self._store = store
        self._keyring = keyring
        self._now = now
        self._said = said
        self._seen = -1
        keyring.sealed_with_me(_reseal)

    def open(self) -> None:
        """Read everything; what cannot be read is said in `problem`, for what needs no secret runs all the same."""
        try:
            self._store.write(self._keyring.settle)
        except SinterflowError as error:
            self.problem = error.text
        except OSError as error:
            self.problem = str(error)
        self.refresh()

    def refresh(self) -> bool:
        """Read anew what another process has changed since. Whether there was anything."""
        seen = self._store.read(lambda db: db.execute("pragma data_version").fetchone()[0])
        if seen == self._seen:
            return False
        self._seen = seen
        self._read()
        return True

    def put(self, name: str, value: str, entry: Entry) -> Kept:
        """Keep a value under a name; `entry` is added to the audit with it. Raises SinterflowError when no key is
        there, sqlite3.Error."""

        def change(db: sqlite3.Connection) -> audit.Kept:
            key, when = self._keyring.key(db), self._now()
            before = _version(db, name)
            db.execute("delete from secrets where name = ?", [name])
            found = db.execute("select seq from sqlite_sequence where name = 'secrets'").fetchone()
            version = (found[0] if found else 0) + 1
            sealed = seal(key, value.encode("utf-8", "surrogatepass"), _place(name, version))
            db.execute(
                "insert into secrets values (?, ?, ?, ?, ?)", [version, name, sealed, when.isoformat(), entry.author]
            )
            entry.before, entry.after = _shown(before), _shown(version)
            return audit.add(db, entry, when)

        self._said(self._store.write(change))
        self._read()
        return self.kept[name]

    def remove(self, name: str, entry: Entry) -> bool:
        """Forget a secret. False when there is none."""

        def change(db: sqlite3.Connection) -> audit.Kept | None:
            before = _version(db, name)
            if before is None:
                return None
            db.execute("delete from secrets where version = ?", [before])
            entry.before = _shown(before)
            return audit.add(db, entry, self._now())

        noted = self._store.write(change)
        if noted is not None:
            self._said(noted)
        self._read()
        return noted is not None

    def rotate(self, entry: Entry) -> int:
        """Make the keys anew and encrypt everything with them; gives the number of values. Raises SinterflowError,
        OSError, sqlite3.Error: then the old keys hold."""

        def note(db: sqlite3.Connection, count: int) -> None:
            entry.after = {"values": count}
            noted.append(audit.add(db, entry, self._now()))

        noted: list[audit.Kept] = []
        count = self._keyring.rotate(note)
        self._said(noted[-1])
        return count

    def _read(self) -> None:
        kept: dict[str, Kept] = {}
        values: dict[str, str] = {}
        columns = "version, name, sealed, time, author"
        rows = self._store.read(lambda db: db.execute(f"select {columns} from secrets order by name").fetchall())
        try:
            key = self._store.write(self._keyring.key if rows else self._keyring.found)
            self.problem = ""
        except (SinterflowError, OSError) as error:
            key, self.problem = None, error.text if isinstance(error, SinterflowError) else str(error)
        for version, name, sealed, time, author in rows:
            kept[name] = Kept(name, version, datetime.fromisoformat(time), author)
            try:
                if key:
                    values[name] = _opened(key, sealed, name, version)
            except ValueError:
                self.problem = text(
                    en=f"the secret {name} is damaged: set it again", zh=f"凭据 {name} 已损坏：请重新设置"
                )
        for value in values.values():
            remember(value)
        self.values, self.versions, self.kept = values, {name: kept[name].version for name in values}, kept


def _reseal(db: sqlite3.Connection, old: bytes, new: bytes) -> int:
    rows = db.execute("select version, name, sealed from secrets").fetchall()
    for version, name, sealed in rows:
        try:
            value = unseal(old, sealed, _place(name, version))
        except ValueError:
            continue  # a damaged one stays as it is, and is shown as that
        db.execute(
            "update secrets set sealed = ? where version = ?", [seal(new, value, _place(name, version)), version]
        )
    return len(rows)


def damaged(db: sqlite3.Connection, key: bytes) -> list[str]:
    """The names of secrets that the data key does not open. Nothing is changed."""
    found = []
    for name, version, sealed in db.execute("select name, version, sealed from secrets order by name").fetchall():
        try:
            unseal(key, sealed, _place(name, version))
        except ValueError:
            found.append(name)
    return found


def _opened(key: bytes, sealed: bytes, name: str, version: int) -> str:
    return unseal(key, sealed, _place(name, version)).decode("utf-8", "surrogatepass")


def _place(name: str, version: int) -> str:
    """Bound to the value: it is nobody else's, and no earlier one."""
    return f"secret:{name}:{version}"


def _version(db: sqlite3.Connection, name: str) -> int | None:
    found = db.execute("select version from secrets where name = ?", [name]).fetchone()
    return found[0] if found else None


def _shown(version: int | None) -> dict[str, int] | None:
    """A secret in the audit."""
    return None if version is None else {"version": version}
