"""Keeps the recordings' file usable: opens it, sets a damaged one aside, gives it up when the disk is short.

Everything here blocks and is for one thread.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import structlog

from ..errors import SinterflowError
from ..reasons import reason
from ..text import Text, pick, text
from .buffer import Waiting
from .file import Batch, Damaged, RecordingsFile, room_for_batch
from .records import Held, Recording

SHORT = 256 * 1024 * 1024
"""Free bytes below which recordings are given up, on a small disk a twentieth of it."""

_OUTAGES: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_FULL: ("the disk is full", "磁盘已满"),
    sqlite3.SQLITE_READONLY: ("it is read-only", "文件只读"),
    sqlite3.SQLITE_IOERR: ("the disk reports an error", "磁盘读写错误"),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "无法打开"),
    sqlite3.SQLITE_BUSY: ("another program is writing to it", "其他程序正在写入"),
}


class NotWritten(SinterflowError):
    """Nothing can be written at the moment; the text says why."""


class Keeper:
    """The file at `path`, whatever state it is in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: RecordingsFile | None = None
        self._log: Any = structlog.get_logger("sinterflow.recording")

    def open(self) -> list[Recording]:
        """The recordings that are there. Raises NotWritten."""
        return self._opened().recordings() if self.path.exists() else []

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def held(self, recording: str) -> Held:
        """What is on the disk of a recording; may be asked from any thread."""
        file = self._file
        return file.held.get(recording, Held()) if file is not None else Held()

    def write(self, waiting: Sequence[Waiting], recordings: Mapping[str, Recording], now: float) -> None:
        """Write lines, the state of all recordings, and delete what they may no longer hold. Raises NotWritten."""
        batches = [*_batches(waiting, recordings)]
        try:
            self._give_up_when_short()
            try:
                self._opened().write(batches, recordings, now)
            except Damaged as damage:
                self._set_aside(damage)
                self._opened().write(batches, recordings, now)
        except (sqlite3.Error, OSError, Damaged) as error:
            self.close()
            raise NotWritten(self._unusable(error)) from error

    def _opened(self) -> RecordingsFile:
        """Raises NotWritten."""
        if self._file is None:
            try:
                try:
                    self._file = self._read()
                except Damaged as damage:
                    self._set_aside(damage)
                    self._file = self._read()
            except (sqlite3.Error, OSError, Damaged) as error:
                raise NotWritten(self._unusable(error)) from error
        return self._file

    def _read(self) -> RecordingsFile:
        file = RecordingsFile(self.path)
        try:
            file.recordings()
        except BaseException:
            file.close()
            raise
        return file

    def _set_aside(self, damage: Damaged) -> None:
        """Begin anew; the last damaged file is kept for whoever wants to look at it."""
        self.close()
        aside = self.path.with_name(f"{self.path.name}.damaged")
        self._log.error("the file of recordings is damaged and was set aside", file=str(aside), error=str(damage))
        for tail in ("-wal", "-shm"):
            self.path.with_name(self.path.name + tail).unlink(missing_ok=True)
        self.path.replace(aside)

    def _give_up_when_short(self) -> None:
        """Recordings are what a full disk can do without. Raises NotWritten."""
        folder = self.path.parent
        try:
            disk = shutil.disk_usage(folder)
        except OSError:
            return  # opening the file says what is wrong
        if not is_short(disk):
            return
        if self.path.exists():
            self._log.error("recordings are deleted: the disk is nearly full", free=disk.free)
        self.close()
        for tail in ("", "-wal", "-shm", ".damaged"):
            self.path.with_name(self.path.name + tail).unlink(missing_ok=True)
        raise NotWritten(
            text(
                en=f"the disk of {folder} is nearly full, so recordings were deleted; make room, and they go on",
                zh=f"{folder} 所在磁盘空间不足，录制内容已删除；释放空间后自动继续",
            )
        )

    def _unusable(self, error: Exception) -> Text:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if isinstance(error, OSError):
            said = reason(error)
            english, chinese = pick(said), pick(said, "zh")
        else:
            english, chinese = _OUTAGES.get(code, (str(error), str(error)))
        return text(
            en=f"recordings cannot be written to {self.path}: {english}; they go on when that is put right",
            zh=f"无法将录制内容写入 {self.path}：{chinese}。排除故障后会自动继续",
        )


def is_short(disk: Any) -> bool:
    """Whether what `shutil.disk_usage` gives leaves no room for recordings."""
    return bool(disk.free < min(SHORT, disk.total // 20))


def _batches(waiting: Sequence[Waiting], recordings: Mapping[str, Recording]) -> Iterator[Batch]:
    """The lines by recording, in pieces that its ring can do without."""
    by_recording: dict[str, list[bytes]] = {}
    for id, line in waiting:
        by_recording.setdefault(id, []).append(line)
    for id, lines in by_recording.items():
        if id not in recordings:
            continue
        room, piece, size = room_for_batch(recordings[id].max_bytes), list[bytes](), 0
        for line in lines:
            if piece and size + len(line) > room:
                yield Batch(id, piece)
                piece, size = [], 0
            piece.append(line)
            size += len(line)
        yield Batch(id, piece)
