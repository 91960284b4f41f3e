"""The file that a backup goes to: it is there whole, or not at all; also on a stick that is full or pulled out."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ..atomic import sync_folder
from ..errors import SinterflowError
from ..faultpoints import reach
from ..portable import replace
from ..reasons import reason
from ..text import Text, pick, text
from .making import megabytes
from .sealed import NotWhole, Sealed

PART = ".part"
PACKING = 2
"""A backup is taken to be at most this many times smaller than what it holds, when there is to be room for it."""


class CannotWrite(SinterflowError):
    """The target does not take the backup; nothing of it is left there, and what was there before still is."""


@contextmanager
def target(path: Path, expected: int) -> Iterator[BinaryIO]:
    """A file to write into, which gets its name when the block ends well and it is on the disk.

    `expected`: bytes before packing. Raises CannotWrite; OSError within the block is told as it.
    """
    part = path.with_name(f"{path.name}{PART}")
    try:
        _check(path, expected)
        part.unlink(missing_ok=True)
        with os.fdopen(
            os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "r+b"
        ) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            _check_written(file)
        reach("backup-before-rename")
        replace(part, path)
        with suppress(OSError):  # some file systems of sticks sync no folders
            sync_folder(path.parent)
        reach("backup-after-rename")
    except BaseException as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise CannotWrite(_said(path, error)) from error
        raise


def _check(path: Path, expected: int) -> None:
    folder = path.parent
    if not folder.is_dir():
        raise CannotWrite(
            text(
                en=f"{folder} is not there; is the stick plugged in, and the folder mounted?",
                zh=f"目录 {folder} 不存在；请检查 U 盘是否插好并已挂载",
            )
        )
    free = shutil.disk_usage(folder).free
    if free < expected // PACKING:
        raise CannotWrite(
            text(
                en=f"{folder} has {megabytes(free)} free, the backup needs about {megabytes(expected // PACKING)}; "
                "delete old backups there, or take a larger stick",
                zh=f"{folder} 仅剩 {megabytes(free)}，备份约需 {megabytes(expected // PACKING)}；"
                "请删除旧备份或更换更大的 U 盘",
            )
        )


def _check_written(file: BinaryIO) -> None:
    """What the disk gives back is what was written: sticks lie."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    file.seek(0)
    try:
        Sealed(file).check()
    except NotWhole as error:
        raise CannotWrite(
            text(
                en=f"what was read back is not what was written ({pick(error.text)}); the stick or disk is faulty: "
                "take another one",
                zh=f"读回的内容与写入的不一致（{pick(error.text, 'zh')}）；U 盘或磁盘有故障，请更换",
            )
        ) from error


def _said(path: Path, error: OSError) -> Text:
    why = reason(error)
    way = _WAYS.get(error.errno or 0, text(en="check the folder", zh="请检查该目录"))
    return text(
        en=f"the backup cannot be written to {path}: {pick(why)}; {pick(way)}",
        zh=f"无法写入备份 {path}：{pick(why, 'zh')}；{pick(way, 'zh')}",
    )


_GONE = text(
    en="the stick was pulled out or is faulty; plug it in again and repeat the backup",
    zh="U 盘已拔出或有故障；请重新插好后再次备份",
)
_WAYS: dict[int, Text] = {
    errno.ENOSPC: text(
        en="delete old backups there, or take a larger stick", zh="请删除其中的旧备份，或更换更大的 U 盘"
    ),
    errno.EDQUOT: text(en="delete old backups there", zh="请删除其中的旧备份"),
    errno.EFBIG: text(
        en="the stick is formatted with FAT32, which takes no file of 4 GiB or more; format it with exFAT or NTFS",
        zh="U 盘为 FAT32 格式，不支持 4 GiB 以上的文件；请格式化为 exFAT 或 NTFS",
    ),
    errno.EIO: _GONE,
    errno.ENXIO: _GONE,
    errno.ENODEV: _GONE,
    errno.ENOENT: _GONE,
    errno.EROFS: text(en="the stick is write-protected or damaged", zh="U 盘被写保护或已损坏"),
    errno.EACCES: text(
        en="write to a folder that belongs to you, or run the command as the owner",
        zh="请写入自己的目录，或以目录所有者身份运行",
    ),
}
