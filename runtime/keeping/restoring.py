"""Restoring a backup: all of it is unpacked and checked beside the folder that it is for, then takes its place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import msgspec

from ..atomic import make_folder, sync_folder
from ..errors import SinterflowError
from ..faultpoints import reach
from ..lock import DataLock
from ..portable import give_to_owner_of
from ..reasons import reason
from ..text import pick, text
from .copying import is_database, whole
from .names import DATA, PROJECT, is_safe
from .packed import Entry, Manifest, Unpacker
from .recovery import opening_key
from .sealed import Header, Sealed, damaged
from .settling import settle

ROOM = 64 * 1024 * 1024
"""Bytes that must stay free on the disk."""
LONGEST_PROJECT = 64 * 1024 * 1024


class Restored(NamedTuple):
    """What is there now. `aside`: where the folder that was there before is; `clients`: ids under which connections
    of the project are known to brokers; `damaged`: databases that were damaged when the backup was made."""

    project: Path
    data: Path
    header: Header
    manifest: Manifest
    aside: Path | None
    clients: dict[str, str]
    damaged: list[str]


def restore(
    file: BinaryIO,
    to: Path,
    passphrase: str,
    *,
    force: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> Restored:
    """Restore into a folder that is empty or not there; with `force` what is there is moved aside.

    Whenever it is broken off, the folder is as it was before or as it is after; killed between the two renames, what
    was there is whole beside its place (`….before-restore-…`). `progress` is told bytes of the file.
    Blocks. Raises SinterflowError (WrongPassphrase, NotWhole), OSError, sqlite3.Error.
    """
    to = to.absolute()
    sealed = Sealed(file)
    _check_target(to, force)
    key = opening_key(sealed.header.recovery, passphrase)
    staging = to.with_name(f".{to.name}.restoring")
    try:
        _remove(staging)
        make_folder(staging.parent)
        staging.mkdir(mode=0o700)
    except OSError as error:
        raise _cannot_make(to, error) from error
    try:
        pieces = _counted(sealed.opened(key), progress)
        manifest = _unpack(Unpacker(pieces, _room(staging)), staging)
        project, data, faulty = _arrange(staging, sealed.header, manifest)
        clients = _clients(project)
        give_to_owner_of(to if to.is_dir() else to.parent, project, *project.rglob("*"))
        _sync(staging)
        _check_target(to, force)  # somebody may have put something there, or started it, since
        reach("restore-before-rename")
        aside = _exchange(project, to)
    finally:
        with suppress(OSError):
            _remove(staging)
    flow = manifest.flow
    return Restored(
        project=to if flow is None else to / flow,
        data=to / data,
        header=sealed.header,
        manifest=manifest,
        aside=aside,
        clients=clients,
        damaged=faulty,
    )


def _check_target(to: Path, force: bool) -> None:
    if to.is_symlink() or (to.exists() and not to.is_dir()):
        raise SinterflowError(
            text(en=f"{to} is not a folder; name another with --to", zh=f"{to} 不是目录；请用 --to 指定其他目录")
        )
    if not to.exists() or not any(to.iterdir()):
        return
    if not force:
        raise SinterflowError(
            text(
                en=f"{to} is not empty; restore to an empty folder with --to, or give --force: "
                "what is there is then moved aside, not deleted",
                zh=f"{to} 不是空目录；请用 --to 指定空目录，或加 --force：原有内容会改名保留，不会删除",
            )
        )
    for data in (to, *to.iterdir()):
        if data.is_dir() and (data / "lock").exists():
            lock = DataLock(data)
            lock.take()  # says who runs there
            lock.release()


def _unpack(unpacker: Unpacker, staging: Path) -> Manifest:
    for entry in unpacker.entries():
        path = staging / entry.name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in unpacker.content(entry):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if entry.name.startswith(f"{PROJECT}/"):
            path.chmod(_mode(entry))
        reach("restore-unpacked")
    assert unpacker.manifest is not None
    return unpacker.manifest


def _mode(entry: Entry) -> int:
    """Nothing that others may write; what is in the data folder is for its owner alone."""
    return (entry.mode & 0o755) | 0o600


def _arrange(staging: Path, header: Header, manifest: Manifest) -> tuple[Path, str, list[str]]:
    """Bring the unpacked files into the form in which they are used; gives the folder, and the data folder in it."""
    project, unpacked = staging / PROJECT, staging / DATA
    for folder in (project, unpacked):
        folder.mkdir(exist_ok=True)
    project.chmod(0o755)
    unpacked.chmod(0o700)
    if manifest.flow is not None and not is_safe(f"{PROJECT}/{manifest.flow}"):
        raise damaged()
    databases = [path for path in unpacked.rglob("*") if path.is_file() and is_database(path)]
    faulty = [path.relative_to(unpacked).as_posix() for path in databases if whole(path)]
    settle(unpacked, header, manifest)
    name = "data" if manifest.flow is None else f"{_flow_id(project / manifest.flow)}.data"
    if not is_safe(f"{PROJECT}/{name}") or (project / name).exists():
        raise SinterflowError(
            text(en=f"the backup holds {name} twice; it is not restored", zh=f"备份中 {name} 重复出现，未恢复")
        )
    unpacked.rename(project / name)
    return project, name, faulty


def _flow_id(path: Path) -> str:
    from ..flow.load import load_flow

    flow = load_flow(path, path.name).flow
    return path.stem if flow is None else flow.id


def _exchange(new: Path, to: Path) -> Path | None:
    """Put a folder in its place; gives where the one that was there is now."""
    aside = None
    try:
        if to.exists():
            if any(to.iterdir()):
                aside = _aside(to)
                to.rename(aside)
                reach("restore-between-renames")
            else:
                to.rmdir()
        try:
            new.rename(to)
        except BaseException:
            if aside is not None:
                aside.rename(to)
            raise
    except OSError as error:
        raise _cannot_make(to, error) from error
    sync_folder(to.parent)
    reach("restore-after-rename")
    return aside


def _aside(to: Path) -> Path:
    """A name that is free."""
    stamp = f"{to.name}.before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    names = (stamp if not number else f"{stamp}-{number + 1}" for number in count())
    return next(path for name in names if not os.path.lexists(path := to.with_name(name)))


def _clients(project: Path) -> dict[str, str]:
    """Connections with a client id, which only one machine at a time may use."""
    path = project / "project.json"
    try:
        document: Any = msgspec.json.decode(path.read_bytes()) if path.stat().st_size < LONGEST_PROJECT else {}
        found = {name: one["config"]["client_id"] for name, one in document["connections"].items() if _has_id(one)}
    except (OSError, msgspec.MsgspecError, KeyError, TypeError, AttributeError):
        return {}
    return found


def _has_id(connection: Any) -> bool:
    return isinstance(connection, dict) and bool((connection.get("config") or {}).get("client_id"))


def _sync(folder: Path) -> None:
    for path, folders, _ in os.walk(folder):
        for name in folders:
            sync_folder(Path(path) / name)
    sync_folder(folder)


def _counted(pieces: Any, progress: Callable[[int], None]) -> Any:
    for piece in pieces:
        progress(len(piece))
        yield piece


def _room(folder: Path) -> int:
    return max(0, shutil.disk_usage(folder).free - ROOM)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _cannot_make(to: Path, error: OSError) -> SinterflowError:
    why = reason(error)
    return SinterflowError(
        text(
            en=f"{to} cannot be put there: {pick(why)}; the folder above it must be writable and on the same disk, "
            "or name another place with --to",
            zh=f"无法写入 {to}：{pick(why, 'zh')}；其上级目录必须可写且在同一磁盘上，或用 --to 指定其他位置",
        )
    )
