"""The data folder: whether it can be written, how much room there is, who uses it, what hung in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from ...held import held_flows
from ...journal.file import NAME as JOURNAL
from ...lock import held_by
from ...reasons import reason
from ...text import pick, text
from ...usercode.disabled import disabled_nodes
from .finding import Finding
from .keeping import keeping
from .storage import speed as synchronous_writes
from .storage import wear

LITTLE = 2 * 1024**3
NOTHING = 200 * 1024**2

DATA = text(en="Data folder", zh="数据目录")
DISK = text(en="Disk", zh="磁盘")


def data(folder: Path) -> Iterator[Finding]:
    yield from writable(folder)
    yield space(folder)
    yield from wear(existing(folder))
    yield from keeping(folder)
    holder = held_by(folder)
    if holder is not None:
        since = f"{holder.since.astimezone():%Y-%m-%d %H:%M:%S}"
        yield Finding(
            DATA,
            "ok",
            text(
                en=f"in use by process {holder.pid} since {since}",
                zh=f"进程 {holder.pid} 正在使用（始于 {since}）",
            ),
        )
    yield from damaged(folder)
    for node in disabled_nodes(folder) if folder.is_dir() else ():
        yield Finding(
            text(en="Disabled node", zh="被停用的节点"),
            "warn",
            text(
                en=f"{node.flow}/{node.node} hung on {node.time.astimezone():%Y-%m-%d %H:%M} and is left off",
                zh=f"{node.flow}/{node.node} 于 {node.time.astimezone():%Y-%m-%d %H:%M} 卡死，已停用",
            ),
            text(
                en=f"correct its code, then remove it from {folder / 'disabled-nodes.json'}",
                zh=f"请修正其代码，然后从 {folder / 'disabled-nodes.json'} 中删除它",
            ),
        )
    for flow in held_flows(folder):
        yield Finding(
            text(en="Held flow", zh="暂停启动的流程"),
            "warn",
            text(
                en=f"{flow.flow} was at work at the crash of {flow.time.astimezone():%Y-%m-%d %H:%M} and is held",
                zh=f"{flow.time.astimezone():%Y-%m-%d %H:%M} 崩溃时正在运行 {flow.flow}，该流程已暂停启动",
            ),
            text(
                en=f"when the cause is fixed, start with --release {flow.flow}",
                zh=f"排除原因后，启动时加 --release {flow.flow}",
            ),
        )


def damaged(folder: Path) -> Iterator[Finding]:
    """Journals that were found damaged and set aside."""
    for file in sorted(folder.glob(f"{JOURNAL}.damaged-*")):
        if file.name.endswith(("-wal", "-shm")):
            continue
        yield Finding(
            text(en="Journal", zh="持久日志"),
            "warn",
            text(
                en=f"it was damaged and was set aside as {file.name}; what could be read was taken over",
                zh=f"曾经损坏，已改名为 {file.name} 另存；可读取的内容已恢复",
            ),
            text(
                en="look at the disk; delete the file when nobody needs it any more",
                zh="请检查磁盘；不再需要时可删除该文件",
            ),
        )


def existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there: `data` is made at the first start."""
    return next(each for each in (folder, *folder.resolve().parents) if each.exists())


def writable(folder: Path) -> Iterator[Finding]:
    """Writes a file and waits until it is on the disk."""
    place = existing(folder)
    try:
        speed = synchronous_writes(place)
    except OSError as error:
        why = reason(error)
        yield Finding(
            DATA,
            "fail",
            text(
                en=f"{place} cannot be written: {pick(why)}",
                zh=f"{place} 无法写入：{pick(why, 'zh')}",
            ),
            text(
                en="give the user who runs Sinterflow the right to write there, or another folder with --data",
                zh="请为运行 Sinterflow 的用户授予写权限，或用 --data 指定其他目录",
            ),
        )
        return
    yield Finding(DATA, "ok", text(en=f"{folder} can be written", zh=f"{folder} 可写"))
    yield speed


def space(folder: Path) -> Finding:
    free = shutil.disk_usage(existing(folder)).free
    gib = f"{free / 1024**3:.1f} GiB"
    if free >= LITTLE:
        return Finding(DISK, "ok", text(en=f"{gib} free", zh=f"剩余 {gib}"))
    return Finding(
        DISK,
        "fail" if free < NOTHING else "warn",
        text(en=f"only {gib} free", zh=f"仅剩 {gib}"),
        text(en="make room: taking stops when the disk is full", zh="请清理空间：磁盘写满后将停止接收消息"),
    )
