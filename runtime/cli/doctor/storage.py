"""How fast the disk of the data folder takes what must not be lost, and how much is written to it."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import psutil

from ...text import text
from .finding import Finding

DISK = text(en="Disk", zh="磁盘")
SLOW = 0.1
TIMES = 5
MUCH = 100 * 1024**3
"""Bytes a day that wear a small flash disk out within a few years."""
WORN = 8
"""Tenths of its life that an eMMC may have used before it is worth a word (JEDEC eMMC 5.0, DEVICE_LIFE_TIME_EST)."""
SECTOR = 512


def speed(place: Path) -> Finding:
    """The median of some synchronous writes. Raises OSError where nothing can be written."""
    took = []
    with tempfile.NamedTemporaryFile(dir=place, prefix=".sinterflow-") as probe:
        for _ in range(TIMES):
            began = time.monotonic()
            probe.write(b"x" * 4096)
            probe.flush()
            os.fsync(probe.fileno())
            took.append(time.monotonic() - began)
    ms = f"{median(took) * 1000:.1f} ms"
    if median(took) <= SLOW:
        return Finding(DISK, "ok", text(en=f"a synchronous write takes {ms}", zh=f"一次同步写入耗时 {ms}"))
    return Finding(
        DISK,
        "warn",
        text(en=f"a synchronous write takes {ms}", zh=f"一次同步写入耗时 {ms}"),
        text(en="a faster disk makes durable messages faster", zh="更快的磁盘可以加快持久消息的处理"),
    )


def wear(place: Path, system: Path = Path("/sys")) -> Iterator[Finding]:
    """What Linux knows of the disk: bytes written since the machine was started, and what an eMMC says of its life."""
    if sys.platform == "win32":
        return
    device = os.stat(place).st_dev
    folder = system / "dev" / "block" / f"{os.major(device)}:{os.minor(device)}"
    written = _written(folder)
    hours = (time.time() - psutil.boot_time()) / 3600
    if written is not None and hours >= 1:
        a_day = written / hours * 24
        said = text(
            en=f"{a_day / 1024**3:.1f} GiB a day are written to it, by all programs",
            zh=f"每天写入 {a_day / 1024**3:.1f} GiB（所有程序合计）",
        )
        hint = text(
            en="that wears a flash disk out: see whether recordings, logs or a database write more than is needed",
            zh="写入量过大会缩短闪存寿命：请检查录制、日志或数据库是否写入过多",
        )
        yield Finding(DISK, "warn" if a_day > MUCH else "ok", said, hint if a_day > MUCH else "")
    used = _life(folder)
    if used is not None:
        said = text(en=f"about {used * 10} % of its life are used", zh=f"已使用约 {used * 10}% 的寿命")
        hint = text(en="replace it in time; see that there is a backup", zh="请及时更换，并确认已有备份")
        yield Finding(DISK, "warn" if used >= WORN else "ok", said, hint if used >= WORN else "")


def _written(folder: Path) -> int | None:
    """Bytes; the seventh figure of `stat` (Linux, Documentation/block/stat.rst)."""
    try:
        return int((folder / "stat").read_text().split()[6]) * SECTOR
    except (OSError, ValueError, IndexError):
        return None


def _life(folder: Path) -> int | None:
    for device in (folder / "device", folder.resolve().parent / "device"):
        try:
            return max(int(one, 16) for one in (device / "life_time").read_text().split())
        except (OSError, ValueError):
            continue
    return None
