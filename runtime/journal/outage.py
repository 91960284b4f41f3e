"""Why the journal cannot be written at the moment, as a person reads it."""

from __future__ import annotations

import sqlite3

import msgspec

from ..errors import SinterflowError
from ..reasons import reason
from ..text import Text, text
from .rows import Damaged

_SAID: dict[int, Text] = {
    sqlite3.SQLITE_FULL: text(en="the disk is full; free some space", zh="磁盘已满，请清理空间"),
    sqlite3.SQLITE_READONLY: text(en="the disk is read-only", zh="磁盘为只读"),
    sqlite3.SQLITE_IOERR: text(en="the disk reports an error", zh="磁盘读写错误"),
    sqlite3.SQLITE_CANTOPEN: text(en="the file cannot be opened", zh="文件无法打开"),
    sqlite3.SQLITE_BUSY: text(en="another program is using the file", zh="文件被其他程序占用"),
    sqlite3.SQLITE_LOCKED: text(en="another program is using the file", zh="文件被其他程序占用"),
    sqlite3.SQLITE_PERM: text(en="there is no permission", zh="没有权限"),
}
_DAMAGE = (
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_FORMAT,
    sqlite3.SQLITE_ERROR,  # a table or a column of ours is not there
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
)
_PASSING = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _code(error: BaseException) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else int(code) & 0xFF


def is_damage(error: BaseException) -> bool:
    """Whether the file itself is broken, so that waiting does not help."""
    if isinstance(error, sqlite3.OperationalError) and _code(error) is None:
        return True  # a text that is no text
    return isinstance(error, Damaged | msgspec.MsgspecError) or _code(error) in _DAMAGE


def is_read_only(error: BaseException) -> bool:
    return _code(error) == sqlite3.SQLITE_READONLY


def is_passing(error: BaseException) -> bool:
    """Whether the open file is as good as before. After any other outage it is to be opened again."""
    return _code(error) in _PASSING


def said_of(error: BaseException) -> Text:
    """The reason of an outage."""
    if isinstance(error, SinterflowError):
        return error.text
    if isinstance(error, OSError):
        return reason(error)
    return _SAID.get(_code(error) or 0, str(error) or type(error).__name__)
