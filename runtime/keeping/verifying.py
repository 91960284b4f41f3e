"""Whether data, or a backup, is whole: what was looked at, how it is, and what to do. Nothing is changed.

All of it blocks.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

import msgspec

from ..deploy.documents import digest
from ..deploy.history import FILE as HISTORY
from ..errors import SinterflowError
from ..journal.file import NAME as JOURNAL
from ..journal.rows import Damaged, LaterFormat, read_lane, read_mark, read_progress, read_records
from ..security.checkpoint import verify
from ..security.keyring import data_key
from ..security.keys import BYTES
from ..security.keys import FILE as SECRET_KEY
from ..security.store import FILE as SECURITY
from ..security.vault import damaged
from ..text import Text, text
from .belongs import Inventory, Place
from .copying import is_database
from .making import megabytes
from .names import DATA
from .packed import Unpacker
from .recovery import RecoveryKeys, load_keys, opening_key
from .sealed import Sealed

ANY_SIZE = 1 << 62


class Looked(NamedTuple):
    """One thing that was looked at."""

    name: Text
    state: Literal["ok", "warn", "fail"]
    said: Text
    hint: Text = ""


SECRETS = text(en="Secrets", zh="凭据")
TAKE_BACKUP = text(
    en="stop Sinterflow and restore the last good backup to another folder",
    zh="请停止 Sinterflow，并将最近的完好备份恢复到其他目录",
)


def look_at_data(place: Place) -> Iterator[Looked]:
    """Everything in a data folder that can be checked; also while it is in use."""
    inventory = Inventory(place)
    for file in (*inventory.settled(), *inventory.rest()):
        if file.name.startswith(f"{DATA}/"):
            try:
                if is_database(file.path):
                    yield _of_database(file.path, file.name.removeprefix(f"{DATA}/"))
            except OSError as error:
                yield Looked(file.name, "fail", str(error), text(en="check the permissions", zh="请检查权限"))
    data = place.data
    looks: list[tuple[str, Text, Callable[[sqlite3.Connection], Looked]]] = [
        (JOURNAL, text(en="Journal", zh="持久日志"), _journal),
        (HISTORY, text(en="History", zh="历史版本"), _history),
        (SECURITY, text(en="Audit", zh="审计日志"), partial(_audit, data)),
        (SECURITY, SECRETS, partial(_secrets, data)),
    ]
    for name, title, look in looks:
        if (data / name).exists():
            yield _looked(data / name, title, look)
    yield from _keys(data)


def look_at_backup(file: BinaryIO, keys: RecoveryKeys | None, passphrase: str | None) -> Iterator[Looked]:
    """A backup: that it is what was signed, by whom, and with the passphrase all that is in it."""
    name = text(en="Backup", zh="备份")
    try:
        sealed = Sealed(file)
        header = sealed.header
        said = f"{header.name}, {header.made.astimezone():%Y-%m-%d %H:%M:%S}, {header.program}"
        yield Looked(name, "ok", said)
        if passphrase is None:
            sealed.check()
        else:
            yield _contents(sealed, passphrase)
    except SinterflowError as error:
        yield Looked(name, "fail", error.text)
        return
    yield Looked(
        text(en="Signature", zh="签名"),
        "ok",
        text(en="it is whole, and what was signed when it was made", zh="文件完整，与制作时签名的内容一致"),
    )
    if keys is not None and keys.recovery == header.recovery:
        yield Looked(text(en="Maker", zh="来源"), "ok", text(en="it was made by this project", zh="由本项目制作"))
    elif keys is not None and passphrase is None:
        yield Looked(
            text(en="Maker", zh="来源"),
            "warn",
            text(
                en="it was made by another project, or under another recovery passphrase than this project's "
                f"({keys.recovery.fingerprint})",
                zh=f"由其他项目制作，或制作时的恢复口令与本项目现在的（{keys.recovery.fingerprint}）不同",
            ),
            text(en="give --passphrase-file to know", zh="可用 --passphrase-file 确认"),
        )
    elif passphrase is None:
        yield Looked(
            text(en="Maker", zh="来源"),
            "warn",
            text(en="whose key it was signed with is not known here", zh="无法在此确认签名密钥的归属"),
            text(en="give --passphrase-file to know, or --project", zh="可用 --passphrase-file 或 --project 确认"),
        )
    else:
        yield Looked(
            text(en="Maker", zh="来源"), "ok", text(en="it was made by who has the passphrase", zh="由持有口令者制作")
        )


def _contents(sealed: Sealed, passphrase: str) -> Looked:
    unpacker = Unpacker(sealed.opened(opening_key(sealed.header.recovery, passphrase)), ANY_SIZE)
    for entry in unpacker.entries():
        for _ in unpacker.content(entry):
            pass
    manifest = unpacker.manifest
    assert manifest is not None
    count, size = len(manifest.entries), megabytes(sum(one.size for one in manifest.entries))
    cut = f"{manifest.cut.astimezone():%Y-%m-%d %H:%M:%S}"
    return Looked(
        text(en="Contents", zh="内容"),
        "ok",
        text(
            en=f"{count} files, {size}, as of {cut}, revision {manifest.revision or '–'}",
            zh=f"{count} 个文件，{size}，截至 {cut}，版本 {manifest.revision or '–'}",
        ),
    )


def _of_database(path: Path, name: str) -> Looked:
    def look(db: sqlite3.Connection) -> Looked:
        found = [str(row[0]) for row in db.execute("pragma integrity_check(3)")]
        if found == ["ok"]:
            return Looked(name, "ok", text(en="the database is whole", zh="数据库完好"))
        return Looked(name, "fail", "; ".join(found), TAKE_BACKUP)

    return _looked(path, name, look)


def _looked(path: Path, name: Text, look: Callable[[sqlite3.Connection], Looked]) -> Looked:
    try:
        db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=5.0, isolation_level=None)
        try:
            db.execute("pragma query_only = on")
            db.execute("begin")
            return look(db)
        finally:
            db.close()
    except (sqlite3.Error, Damaged, LaterFormat, msgspec.MsgspecError, zlib.error, ValueError, TypeError) as error:
        said: Text = error.text if isinstance(error, SinterflowError) else str(error)
        return Looked(name, "fail", said, TAKE_BACKUP)


def _journal(db: sqlite3.Connection) -> Looked:
    """Every row is what was written: its seals, and the checksums of its records."""
    name, lost, records = text(en="Journal", zh="持久日志"), 0, 0
    read_mark(db.execute("select one, format, id, last, seal from mark").fetchone())
    lanes = dict(map(read_lane, db.execute("select number, name, seal from lanes")))
    for row in db.execute("select segment, done, seal from progress"):
        read_progress(row)
    for row in db.execute("select id, lane, count, crc, seal, records from segments"):
        lost += row[2] if read_records(row) is None or row[1] not in lanes else 0
        records += row[2]
    if lost:
        said = text(en=f"{lost} of {records} records are damaged", zh=f"{records} 条记录中有 {lost} 条已损坏")
        return Looked(
            name,
            "fail",
            said,
            text(en="what is whole is taken over at the next start", zh="下次启动时会恢复完好的部分"),
        )
    return Looked(name, "ok", text(en=f"{records} records, all whole", zh=f"{records} 条记录，全部完好"))


def _history(db: sqlite3.Connection) -> Looked:
    name, wrong, contents = text(en="History", zh="历史版本"), 0, set()
    for key, data in db.execute("select digest, data from contents"):
        try:
            whole = digest(zlib.decompress(data)) == key
        except zlib.error:
            whole = False
        wrong += not whole
        contents.add(key)
    revisions = 0
    for number, files in db.execute("select number, files from revisions"):
        held = msgspec.json.decode(zlib.decompress(files), type=dict[str, str])
        wrong += sum(key not in contents for key in held.values())
        revisions = max(revisions, number)
    if wrong:
        return Looked(
            name,
            "fail",
            text(en=f"{wrong} files of revisions are damaged", zh=f"历史版本中有 {wrong} 个文件已损坏"),
            TAKE_BACKUP,
        )
    return Looked(name, "ok", text(en=f"whole up to revision {revisions}", zh=f"完好，最新版本 {revisions}"))


def _audit(data: Path, db: sqlite3.Connection) -> Looked:
    name = text(en="Audit", zh="审计日志")
    if not db.execute("select 1 from sqlite_master where type = 'table' and name = 'audit'").fetchone():
        return Looked(name, "ok", text(en="it has no entries", zh="没有记录"))
    verdict = verify(db, data)
    first = verdict.broken or verdict.missing
    if first is not None:
        return Looked(
            name,
            "fail",
            text(en=f"the chain is broken at entry {first}", zh=f"审计链在第 {first} 条处断开"),
            text(
                en="somebody or a faulty disk has changed it: compare it with the last backup",
                zh="有人改动过，或磁盘有故障：请与最近的备份比对",
            ),
        )
    return Looked(
        name,
        "ok",
        text(en=f"{verdict.entries} entries, the chain is whole", zh=f"{verdict.entries} 条记录，审计链完整"),
    )


def _secrets(data: Path, db: sqlite3.Connection) -> Looked:
    tables = {name for (name,) in db.execute("select name from sqlite_master where type = 'table'")}
    if not tables >= {"secrets", "data_keys"}:
        return Looked(SECRETS, "ok", text(en="there are none", zh="没有凭据"))
    try:
        key = data_key(db, data)
    except SinterflowError as error:
        return Looked(SECRETS, "fail", error.text)
    (count,) = db.execute("select count(*) from secrets").fetchone()
    if broken := damaged(db, key) if key is not None else []:
        listed = ", ".join(broken)
        return Looked(
            SECRETS,
            "fail",
            text(
                en=f"{len(broken)} of {count} are damaged: {listed}",
                zh=f"{count} 个中 {len(broken)} 个已损坏：{listed}",
            ),
            text(en="set them again with sinterflow secret set", zh="请用 sinterflow secret set 重新设置"),
        )
    return Looked(SECRETS, "ok", text(en=f"{count}, the key opens them all", zh=f"{count} 个，加密密钥均可解开"))


def _keys(data: Path) -> Iterator[Looked]:
    key, name = data / SECRET_KEY, text(en="Key of secrets", zh="加密密钥")
    if key.exists():
        size = key.stat().st_size
        if size == BYTES:
            yield Looked(name, "ok", text(en="it is there", zh="存在"))
        else:
            yield Looked(
                name, "fail", text(en=f"{size} bytes instead of {BYTES}", zh=f"{size} 字节，应为 {BYTES}"), TAKE_BACKUP
            )
    name = text(en="Recovery", zh="恢复口令")
    try:
        keys = load_keys(data)
    except SinterflowError as error:
        yield Looked(name, "fail", error.text)
        return
    if keys is None:
        yield Looked(
            name,
            "warn",
            text(en="no recovery passphrase was set up, so there is no backup", zh="尚未设置恢复口令，因此没有备份"),
            text(en="make one with sinterflow backup", zh="请用 sinterflow backup 制作备份"),
        )
    else:
        said = f"{keys.recovery.fingerprint}, {keys.made.astimezone():%Y-%m-%d}"
        yield Looked(name, "ok", text(en=f"set up: {said}", zh=f"已设置：{said}"))
