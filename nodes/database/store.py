"""Rows into a SQLite file. Everything here blocks: it runs in the connection's own thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sinterflow.runtime import (
    Browsed,
    NodeError,
    NotConnected,
    SinterflowError,
    Text,
    fault_point,
    pick,
    reason,
    text,
)

from .effects import Effects
from .rows import Row, Rows

if TYPE_CHECKING:
    from sqlite_utils.db import Table

BUSY_TIME = 5.0
"""Seconds to wait for another program that writes to the same file."""

_OUTAGES: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: ("another program is writing to it", "其他程序正在写入"),
    sqlite3.SQLITE_LOCKED: ("it is locked", "数据库被锁定"),
    sqlite3.SQLITE_READONLY: ("it is read-only", "数据库只读"),
    sqlite3.SQLITE_IOERR: ("the disk reports an error", "磁盘读写错误"),
    sqlite3.SQLITE_CORRUPT: ("the file is damaged", "文件已损坏"),
    sqlite3.SQLITE_FULL: ("the disk is full", "磁盘已满"),
    sqlite3.SQLITE_CANTOPEN: ("the file cannot be opened", "文件无法打开"),
    sqlite3.SQLITE_PERM: ("there is no permission", "没有权限"),
    sqlite3.SQLITE_NOTADB: ("the file is not a SQLite database", "该文件不是 SQLite 数据库"),
}

_UNIQUE = """
SELECT list.name, info.name FROM pragma_index_list(?) AS list, pragma_index_info(list.name) AS info
WHERE list."unique" AND NOT list.partial
UNION ALL SELECT NULL, name FROM pragma_table_info(?) WHERE pk
"""

_COLUMNS = """
SELECT tables.name, columns.name, columns.type FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
WHERE tables.type IN ('table', 'view') AND substr(tables.name, 1, 7) != 'sqlite_'
AND tables.name != 'sinterflow_effects' ORDER BY tables.name, columns.cid
"""
"""Of all tables but SQLite's and ours."""


class Store:
    """An open file. Raises NotConnected when it cannot be opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._columns: dict[str, dict[str, str]] = {}
        self._checked_keys: set[tuple[str, tuple[str, ...]]] = set()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(path, timeout=BUSY_TIME, isolation_level=None, check_same_thread=False)
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("PRAGMA synchronous=FULL")
            self._effects = Effects(self._file)
        except sqlite3.Error as error:
            raise self._failure(error) from None
        except OSError as error:
            said = reason(error)
            raise NotConnected(_unusable(path, pick(said), pick(said, "zh"))) from None

    def close(self) -> None:
        self._file.close()

    def write(self, jobs: Sequence[Rows]) -> list[SinterflowError | None]:
        """Write in order, in one transaction, and say for each why it was not written. None: it is on the disk.

        What has an effect key that is in the file already is on the disk.
        """
        try:
            self._file.execute("BEGIN IMMEDIATE")
            self._effects.begin()
            results = [self._attempt(job) for job in jobs]
            self._effects.write()
            fault_point("sink-before-commit")
            self._file.execute("COMMIT")
        except sqlite3.Error as error:
            if self._file.in_transaction:
                self._file.execute("ROLLBACK")
            self._forget()
            return [self._failure(error)] * len(jobs)
        fault_point("sink-after-commit")
        self._effects.committed()
        return results

    def browse(self, path: Sequence[str], search: str) -> list[Browsed]:
        """The tables, or the columns of one. Raises LookupError when there is none of this name."""
        try:
            found = self._file.execute(_COLUMNS).fetchall()
        except sqlite3.Error as error:
            raise self._failure(error) from None
        if path:
            found = [row for row in found if [row[0]] == [*path]]
            if not found:
                raise LookupError(path)
        tables = [] if path else [_table_found(name) for name in dict.fromkeys(row[0] for row in found)]
        columns = [_column_found(*row) for row in found] if path or search else []
        wanted = search.casefold()
        return [one for one in [*tables, *columns] if wanted in str(one.title).casefold()]

    def _attempt(self, job: Rows) -> SinterflowError | None:
        """One job; its failure undoes nothing but itself. Raises sqlite3.Error when the whole transaction is lost."""
        if job.effect is not None and self._effects.has(job.effect):
            return None
        self._file.execute("SAVEPOINT job")
        try:
            self._insert(job)
        except (sqlite3.Error, OverflowError, NodeError) as error:
            if not self._file.in_transaction:
                raise
            self._forget()
            self._file.execute("ROLLBACK TO job")
            self._file.execute("RELEASE job")
            failure = error if isinstance(error, NodeError) else self._failure(error)
            if isinstance(failure, NotConnected):
                raise
            return failure
        self._file.execute("RELEASE job")
        if job.effect is not None:
            self._effects.add(job.effect)
        return None

    def _insert(self, job: Rows) -> None:
        for names, rows in _alike(job.rows):
            columns = self._prepare(job, names, rows)
            places = [name for name in names if name.casefold() in columns]
            values = [[row[name] for name in places] for row in rows]
            self._file.executemany(_statement(job.table, places, job.key), values)

    def _prepare(self, job: Rows, names: tuple[str, ...], rows: Sequence[Row]) -> dict[str, str]:
        """The table's columns by their casefolded names, made where they are missing.

        A column is made for its first value, whose type it takes; nothing but nulls needs none.
        """
        for name in job.key:
            if name not in names or any(row[name] is None for row in rows):
                raise NodeError(
                    text(
                        en=f"a row for {job.table} has no value for its key {name}; every row needs one",
                        zh=f"写入 {job.table} 的行缺少键列 {name} 的值；每一行都必须有。",
                    )
                )
        columns = self._known(job.table)
        missing = [name for name in names if name.casefold() not in columns]
        kinds = {name: _kind(row[name] for row in rows) for name in missing}
        made = {name: kind for name, kind in kinds.items() if kind is not None}
        if not columns and not made:
            made = {name: str for name in missing}
        if made:
            self._make(job, made, new=not columns)
            columns = self._known(job.table)
        self._check_key(job)
        return columns

    def _make(self, job: Rows, made: dict[str, type], new: bool) -> None:
        if not job.create:
            names = ", ".join(made)
            raise NodeError(
                text(en=f"the database has no table {job.table}", zh=f"数据库中没有表 {job.table}")
                if new
                else text(en=f"the table {job.table} has no column {names}", zh=f"表 {job.table} 中没有列 {names}")
            )
        table = self._table(job.table)
        if new:
            table.create(made, pk=job.key if len(job.key) > 1 else job.key[0] if job.key else None)
        else:
            for name, kind in made.items():
                table.add_column(name, kind)
        self._columns.pop(job.table, None)

    def _check_key(self, job: Rows) -> None:
        """An upsert needs the key to be unique in the table."""
        if not job.key or (job.table, job.key) in self._checked_keys:
            return
        if {name.casefold() for name in job.key} not in self._unique(job.table):
            self._table(job.table).create_index(list(job.key), unique=True)
        self._checked_keys.add((job.table, job.key))

    def _known(self, table: str) -> dict[str, str]:
        columns = self._columns.get(table)
        if columns is None:
            names = self._file.execute("SELECT name FROM pragma_table_info(?)", [table])
            columns = self._columns[table] = {name.casefold(): name for (name,) in names}
        return columns

    def _unique(self, table: str) -> list[set[str]]:
        """The columns, casefolded, of each index that holds for all rows, and of the primary key."""
        found: dict[str | None, set[str]] = {}
        for index, name in self._file.execute(_UNIQUE, [table, table]):
            found.setdefault(index, set()).add((name or "").casefold())  # an expression has no name
        return list(found.values())

    def _table(self, name: str) -> Table:
        """To make what is missing in it. The library comes only then: where all is there, 3 MiB are spared."""
        from sqlite_utils import Database

        return Database(self._file).table(name)

    def _forget(self) -> None:
        """What was made is undone, or another program has changed the tables."""
        self._columns.clear()
        self._checked_keys.clear()

    def _failure(self, error: sqlite3.Error | OverflowError) -> SinterflowError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _OUTAGES:
            return NotConnected(_unusable(self._path, *_OUTAGES[code]))
        return NodeError(
            text(
                en=f"the row cannot be written to {self._path.name}: {error}; correct the values or the table",
                zh=f"无法写入 {self._path.name}：{error}。请修正数值或表结构。",
            )
        )


def _table_found(name: str) -> Browsed:
    return Browsed(name, "folder", name, address=name)


def _column_found(table: str, name: str, kind: str) -> Browsed:
    address = f"{table}.{name}"
    return Browsed(address, "point", name, address=address, type=kind)


def _unusable(path: Path, english: str, chinese: str) -> Text:
    return text(
        en=f"cannot write to the database {path}: {english}; writing goes on by itself when that is put right",
        zh=f"无法写入数据库 {path}：{chinese}。排除故障后系统会自动继续写入。",
    )


def _alike(rows: Sequence[Row]) -> Iterable[tuple[tuple[str, ...], list[Row]]]:
    """Runs of rows with the same columns, in order."""
    run: list[Row] = []
    names: tuple[str, ...] = ()
    for row in rows:
        if tuple(row) != names and run:
            yield names, run
            run = []
        names = tuple(row)
        run.append(row)
    if run:
        yield names, run


def _kind(values: Iterable[Any]) -> type | None:
    """The type of a new column: what its values have in common. None when there is no value yet."""
    kinds = {type(value) for value in values if value is not None}
    if not kinds:
        return None
    if kinds <= {bool, int}:
        return int
    if kinds <= {bool, int, float}:
        return float
    return bytes if kinds == {bytes} else str


def _statement(table: str, columns: Sequence[str], key: Sequence[str]) -> str:
    if not columns:
        return f"INSERT INTO {quoted(table)} DEFAULT VALUES"
    names, places = ", ".join(map(quoted, columns)), ", ".join("?" * len(columns))
    statement = f"INSERT INTO {quoted(table)} ({names}) VALUES ({places})"
    if not key:
        return statement
    changed = ", ".join(f"{quoted(name)} = excluded.{quoted(name)}" for name in columns if name not in key)
    clash = ", ".join(map(quoted, key))
    return f"{statement} ON CONFLICT ({clash}) DO {f'UPDATE SET {changed}' if changed else 'NOTHING'}"


def quoted(name: str) -> str:
    """An identifier, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'
