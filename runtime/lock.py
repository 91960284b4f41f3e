"""The exclusive lock on a data folder: one process at a time may run on it."""

from __future__ import annotations

import errno
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import msgspec

from .errors import SinterflowError
from .private import own_folder
from .reasons import reason
from .text import pick, text

FILE = "lock"
_FAR = 1 << 30
"""On Windows a locked part of a file cannot be read, so the part that is locked lies far behind what is written."""


class Holder(msgspec.Struct, frozen=True):
    """Who runs on a data folder, and the address at which it listens; "" while it does not."""

    pid: int
    since: datetime
    url: str = ""


class DataLock:
    """Held from `take` to `release`, or within `with`; the system gives it back when the process ends otherwise."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE
        self._file: IO[bytes] | None = None

    def take(self) -> None:
        """Raises SinterflowError, naming who holds it, when another process does, or when the folder refuses it."""
        try:
            own_folder(self._path.parent)
            file = self._path.open("ab+")
        except OSError as error:
            raise _unusable(self._path.parent, error) from error
        try:
            _lock(file)
        except OSError as error:
            file.close()
            held = error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLOCK)
            raise (self._taken() if held else _unusable(self._path.parent, error)) from error
        self._file = file
        self._holder = Holder(os.getpid(), datetime.now(UTC).replace(microsecond=0))
        self._write()

    def tell(self, url: str) -> None:
        """Say where this process listens, for commands on this machine. Blocks, shortly."""
        self._holder = msgspec.structs.replace(self._holder, url=url)
        self._write()

    def _write(self) -> None:
        if self._file is not None:
            self._file.truncate(0)
            self._file.write(msgspec.json.encode(self._holder))
            self._file.flush()

    def release(self) -> None:
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None

    def __enter__(self) -> DataLock:
        self.take()
        return self

    def __exit__(self, *error: object) -> None:
        self.release()

    def _taken(self) -> SinterflowError:
        data, holder = self._path.parent, read_holder(self._path.parent)
        since = holder.since.astimezone().strftime("%Y-%m-%d %H:%M:%S") if holder else ""
        return SinterflowError(
            text(
                en=f"{data} is in use" + (f" by process {holder.pid} since {since}" if holder else "")
                + "; stop that process, or give another folder with --data",
                zh=f"数据目录 {data} 正在使用" + (f"（进程 {holder.pid}，始于 {since}）" if holder else "")
                + "；请停止该进程，或用 --data 指定其他目录",
            )
        )  # fmt: skip


def held_by(data: Path) -> Holder | None:
    """Who holds the lock at this moment; None when nobody does."""
    try:
        with (data / FILE).open("rb+") as file:
            _lock(file)
    except FileNotFoundError:
        return None
    except OSError:
        return read_holder(data)
    return None


def read_holder(data: Path) -> Holder | None:
    """Who wrote its name into the lock last; None when nobody did or it has gone."""
    try:
        return msgspec.json.decode((data / FILE).read_bytes(), type=Holder)
    except (OSError, msgspec.DecodeError):
        return None


def _unusable(data: Path, error: OSError) -> SinterflowError:
    why = reason(error)
    return SinterflowError(
        text(
            en=f"{data} cannot be used as data folder: {pick(why)}; give another one with --data",
            zh=f"{data} 不能用作数据目录：{pick(why, 'zh')}；请用 --data 指定其他目录",
        )
    )


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
