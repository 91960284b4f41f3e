"""Making a backup of what may be running meanwhile: what is copied in which order, and why nothing gets lost by it.

The cut is the moment at which the journal is copied. What was taken before it is either still in the journal, or its
effects are in the databases, for these are copied later. What is in both comes again after a restore, and is known by
its effect key: while a backup runs, no key of a record that was in the journal at the cut is deleted (`Journal.pin`).
The other order would lose what went from the journal into a database in between. See docs/decisions/016.
"""

from __future__ import annotations

import io
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, NamedTuple

from ..deploy.history import FILE as HISTORY
from ..errors import SinterflowError
from ..faultpoints import reach
from ..journal.file import NAME as JOURNAL
from ..security.keys import FILE as SECRET_KEY
from ..security.keys import given_key, read_key
from ..security.store import FILE as SECURITY
from ..text import text
from .belongs import SPOOL, File, Inventory, Place
from .copying import Pace, Snapshot, is_database, whole
from .names import DATA
from .packed import Entry, Manifest, Packer
from .recovery import RecoveryKeys
from .sealed import Sealer, Writable

ROOM = 64 * 1024 * 1024
"""Bytes that must stay free on the disk of the data beside the copies."""
TRIES = 10
FIRST = (JOURNAL, HISTORY)


class Made(NamedTuple):
    """What came of it. `damaged`: databases that SQLite finds faults in; they are in the backup as they are."""

    cut: datetime
    revision: int | None
    files: int
    bytes: int
    left_out: list[str]
    damaged: list[str]


class Backup:
    """One backup: `prepare`; `begin` takes the cut, while nothing is deployed; `write` does the rest; `close` always.

    All of it blocks: call it in one thread. Raises SinterflowError, OSError, sqlite3.Error.
    """

    def __init__(self, place: Place, keys: RecoveryKeys, name: str, pace: Pace, now: Callable[[], datetime]) -> None:
        self._place = place
        self._keys = keys
        self._name = name
        self._pace = pace
        self._now = now
        self._spool = place.data / SPOOL
        self._inventory = Inventory(place)
        self._held = ExitStack()
        self._first: dict[str, Snapshot] = {}
        self._settled: list[tuple[File, Path]] = []
        self._damaged: list[str] = []
        self.bytes = 0

    def prepare(self) -> int:
        """See that there is room, and make a place for copies; those of a backup that was broken off go.

        Gives about how many bytes there are to pack: the file is not larger.
        """
        sizes = list(_sizes(self._place))
        self._check_room(max((size for database, size in sizes if database), default=0))
        shutil.rmtree(self._spool, ignore_errors=True)
        self._spool.mkdir(parents=True, mode=0o700)
        self.bytes = sum(size for _, size in sizes)
        return self.bytes

    def begin(self) -> None:
        """Hold the journal and the history as they are now, and copy the small files that belong to them."""
        self._pace.begin()
        self._cut = self._now()
        for name in FIRST:
            if (self._place.data / name).exists():
                try:
                    with _named(self._place.data / name):
                        snapshot = Snapshot(self._place.data / name)
                except sqlite3.DatabaseError:
                    continue  # what is damaged is packed as it is, with the rest
                self._held.callback(snapshot.close)
                self._first[name] = snapshot
        for number, file in enumerate(self._inventory.settled()):
            copy = self._spool / f"settled-{number}"
            try:
                shutil.copyfile(file.path, copy)
            except FileNotFoundError:
                continue
            self._settled.append((file, copy))

    def write(self, out: Writable) -> Made:
        """Write all of it."""
        program = f"sinterflow {version('sinterflow')}"
        sealer = Sealer(out, self._keys, program, self._name, self._now().replace(microsecond=0))
        packer = Packer(sealer)
        revision = None
        for name, snapshot in self._first.items():
            copy = self._spool / name
            try:
                with _named(self._place.data / name):
                    snapshot.copy(copy, self._pace)
            except sqlite3.DatabaseError:
                continue
            finally:
                snapshot.close()
            revision = _revision(copy) if name == HISTORY else revision
            self._pack_copy(packer, f"{DATA}/{name}", copy)
        for file, copy in self._settled:
            self._pack_file(packer, file._replace(path=copy))
        self._pack_together(packer)
        there = {one.name for one in packer.entries}
        for file in self._inventory.rest():
            if file.name not in there:
                self._pack(packer, file)
        reach("backup-packed")
        manifest = Manifest(
            cut=self._cut,
            entries=packer.entries,
            revision=revision,
            flow=self._place.flow,
            left_out=self._inventory.left_out,
        )
        packer.end(manifest)
        sealer.close()
        files, size = len(packer.entries), sum(one.size for one in packer.entries)
        return Made(self._cut, revision, files, size, self._inventory.left_out, self._damaged)

    def close(self) -> None:
        self._held.close()
        shutil.rmtree(self._spool, ignore_errors=True)

    def _check_room(self, largest: int) -> None:
        free = shutil.disk_usage(self._place.data).free
        if free < largest + ROOM:
            raise SinterflowError(
                text(
                    en=f"the disk of {self._place.data} has {megabytes(free)} free, and the backup needs "
                    f"{megabytes(largest + ROOM)} there for copies of databases; free some room",
                    zh=f"数据目录 {self._place.data} 所在磁盘仅剩 {megabytes(free)}，备份需要 "
                    f"{megabytes(largest + ROOM)} 存放数据库副本；请清理磁盘",
                )
            )

    def _pack_together(self, packer: Packer) -> None:
        """The key of the secrets with the file that they are in: from a moment at which the key was not changed."""
        data, copy = self._place.data, self._spool / SECURITY
        for _ in range(TRIES):
            before = _key_files(data)
            copy.unlink(missing_ok=True)
            if (data / SECURITY).exists():
                try:
                    with _snapshot(data / SECURITY) as snapshot:
                        snapshot.copy(copy, self._pace)
                except sqlite3.DatabaseError:
                    copy.unlink(missing_ok=True)
            if _key_files(data) == before:
                break
        else:
            raise SinterflowError(
                text(
                    en="the key of the secrets is being changed again and again; make the backup later",
                    zh="凭据库的加密密钥正在频繁更换；请稍后再备份",
                )
            )
        if copy.exists():
            self._pack_copy(packer, f"{DATA}/{SECURITY}", copy)
        for name, content in before.items():
            self._pack_open(packer, Entry(name=f"{DATA}/{name}", size=len(content)), io.BytesIO(content))

    def _pack(self, packer: Packer, file: File) -> None:
        try:
            if is_database(file.path):
                self._pack_database(packer, file)
            else:
                self._pack_file(packer, file)
        except FileNotFoundError:
            pass  # it has gone since it was found
        except PermissionError:
            if file.name.startswith(f"{DATA}/"):
                raise
            self._inventory.left_out.append(file.name)

    def _pack_database(self, packer: Packer, file: File) -> None:
        copy = self._spool / "database"
        copy.unlink(missing_ok=True)
        try:
            with _snapshot(file.path) as snapshot:
                snapshot.copy(copy, self._pace)
        except sqlite3.DatabaseError:
            copy.unlink(missing_ok=True)
            self._damaged.append(file.name)  # a damaged one is kept as it is
            self._pack_file(packer, file)
            return
        self._pack_copy(packer, file.name, copy)

    def _pack_copy(self, packer: Packer, name: str, copy: Path) -> None:
        """A copy that nobody changes; then it goes."""
        if is_database(copy) and whole(copy):
            self._damaged.append(name)
        with copy.open("rb") as opened:
            self._pack_open(packer, Entry(name=name, size=copy.stat().st_size), opened)
        copy.unlink()

    def _pack_file(self, packer: Packer, file: File) -> None:
        """Somebody may write to it meanwhile, so its size is known only of a copy."""
        with file.path.open("rb") as opened, tempfile.SpooledTemporaryFile(1 << 20, dir=str(self._spool)) as copy:
            shutil.copyfileobj(opened, copy)
            size = copy.tell()
            copy.seek(0)
            self._pack_open(packer, Entry(name=file.name, size=size, mode=file.mode), copy)

    def _pack_open(self, packer: Packer, entry: Entry, file: IO[bytes]) -> None:
        for size in packer.pieces(entry, file):
            self._pace.piece(size)
            reach("backup-packing")


@contextmanager
def _snapshot(path: Path) -> Iterator[Snapshot]:
    with _named(path):
        snapshot = Snapshot(path)
        try:
            yield snapshot
        finally:
            snapshot.close()


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Say which database cannot be copied at the moment. Damage is left to the caller."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise SinterflowError(
            text(
                en=f"the database {path} cannot be copied: {error}; see that no other program holds it, and that the "
                "disk is well",
                zh=f"无法复制数据库 {path}：{error}；请检查是否有其他程序占用，以及磁盘是否正常",
            )
        ) from error


def _key_files(data: Path) -> dict[str, bytes]:
    """The key of the secrets, and what is about to take its place."""
    found = (path for path in data.glob(f"{SECRET_KEY}*") if not path.name.endswith(".new"))
    files = {path.name: path.read_bytes() for path in sorted(found)}
    if (given := given_key()) is not None:  # of the machine, which a new one does not have
        files[SECRET_KEY] = read_key(given)
    return files


def _revision(history: Path) -> int | None:
    db = sqlite3.connect(f"{history.resolve().as_uri()}?immutable=1", uri=True)
    try:
        found: int | None = db.execute("select max(number) from revisions").fetchone()[0]
    except sqlite3.Error:
        found = None
    finally:
        db.close()
    return found


def _sizes(place: Place) -> Iterator[tuple[bool, int]]:
    """Of each file that belongs to a backup: whether it is a database, and its bytes."""
    inventory = Inventory(place)
    for file in (*inventory.settled(), *inventory.rest()):
        try:
            database = is_database(file.path)
            wal = file.path.with_name(f"{file.path.name}-wal")
            yield database, file.size + (wal.stat().st_size if database and wal.exists() else 0)
        except OSError:
            continue


def megabytes(size: float) -> str:
    for unit in ("kB", "MB", "GB"):
        size /= 1000
        if size < 1000 or unit == "GB":
            break
    return f"{size:.0f} {unit}" if size >= 100 else f"{size:.1f} {unit}"


def now() -> datetime:
    return datetime.now(UTC)
