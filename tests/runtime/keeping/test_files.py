"""A backup is restored as it was, or refused: damaged, cut off, changed, forged and harmful files are."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import stat
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sinterflow.runtime.errors import SinterflowError
from sinterflow.runtime.keeping.copying import Pace
from sinterflow.runtime.keeping.making import Backup
from sinterflow.runtime.keeping.names import is_safe
from sinterflow.runtime.keeping.packed import Packer, Unpacker
from sinterflow.runtime.keeping.recovery import WrongPassphrase
from sinterflow.runtime.keeping.restoring import restore
from sinterflow.runtime.keeping.sealed import CHUNK, NotWhole, Sealed, Sealer
from tests.runtime.keeping.small_plant import NOW, PASSPHRASE, Plant, Tree, keys

Files = Callable[[Path], Tree]


def test_everything_comes_back_but_what_was_of_that_run_only(plant: Plant, tmp_path: Path, tree: Files) -> None:
    raw, made = plant.backup()
    before = tree(plant.folder)
    restored = restore(io.BytesIO(raw), tmp_path / "new", PASSPHRASE)
    after = tree(tmp_path / "new")
    assert (made.left_out, made.damaged, restored.clients) == ([], [], {"broker": "gateway-7"})
    assert before.keys() - after.keys() == {
        f"data/{name}"
        for name in (
            "lock",
            "start-token",
            "active",
            "crashes.json",
            "hang.txt",
            "old.json.new",
            "journal.db.damaged-1",
        )
    }
    same = [name for name in after if not name.endswith(".db")]
    assert [name for name in same if after[name] != before[name]] == []
    with sqlite3.connect(tmp_path / "new" / "data" / "services" / "trace" / "trace.db") as db:
        assert db.execute("select count(*), sum(n) from rows").fetchone() == (1000, 499500)
    assert stat.S_IMODE((tmp_path / "new" / "data" / "secret.key").stat().st_mode) == 0o600
    assert not (plant.data / ".backup").exists()


def test_what_is_written_while_a_database_is_copied_is_not_in_it_and_does_not_disturb(
    plant: Plant, tmp_path: Path
) -> None:
    from sinterflow.runtime.keeping.copying import Snapshot

    writer = sqlite3.connect(plant.data / "rows.db", isolation_level=None)
    writer.execute("create table more as select randomblob(2000) from rows, (select 1 from rows limit 20)")
    steps = 0

    class Writing(Pace):
        def rest(self) -> None:
            nonlocal steps
            steps += 1
            writer.execute("insert into rows values (-1)")
            writer.execute("pragma wal_checkpoint(passive)")

    snapshot = Snapshot(plant.data / "rows.db")
    snapshot.copy(tmp_path / "copy.db", Writing(lambda size: None, resting=False))
    snapshot.close()
    with sqlite3.connect(tmp_path / "copy.db") as db:
        assert db.execute("select count(*), sum(n) from rows").fetchone() == (1000, 499500)
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
    assert steps > 10
    writer.close()


def test_only_the_passphrase_opens_it_and_nothing_is_to_be_read_in_it(plant: Plant, tmp_path: Path) -> None:
    raw, _ = plant.backup()
    assert b"gateway-7" not in raw
    assert bytes(32) not in raw
    with pytest.raises(WrongPassphrase):
        restore(io.BytesIO(raw), tmp_path / "new", "another passphrase")
    assert not list(tmp_path.glob(".*"))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_that_is_changed_anywhere_is_refused(plant: Plant, data: st.DataObject) -> None:
    raw = _once(plant)
    how = data.draw(st.sampled_from(["flip", "cut", "append"]))
    at = data.draw(st.integers(0, len(raw) - 1))
    if how == "flip":
        changed = raw[:at] + bytes([raw[at] ^ 1 << data.draw(st.integers(0, 7))]) + raw[at + 1 :]
    else:
        changed = raw[:at] if how == "cut" else raw + bytes([at % 256])
    with pytest.raises(NotWhole):
        Sealed(io.BytesIO(changed)).check()
    target = plant.folder.parent / "never"
    with pytest.raises(SinterflowError):
        restore(io.BytesIO(changed), target, PASSPHRASE)
    assert not target.exists()


_RAW: dict[str, bytes] = {}


def _once(plant: Plant) -> bytes:
    if "raw" not in _RAW:
        _RAW["raw"] = plant.backup()[0]
    return _RAW["raw"]


def test_a_header_that_asks_for_what_scrypt_cannot_do_is_refused(plant: Plant) -> None:
    raw, _ = plant.backup()
    n = Sealed(io.BytesIO(raw)).header.recovery.n
    changed = raw.replace(b'"n":%d,' % n, b'"n":%d,' % (n + 1), 1)
    assert changed != raw
    with pytest.raises(NotWhole):
        Sealed(io.BytesIO(changed))


def test_chunks_that_changed_places_or_are_missing_are_refused_even_when_signed_anew() -> None:
    """The signature is right each time: it is the chunks themselves that do not open."""
    out = io.BytesIO()
    sealer = Sealer(out, keys(), "test", "Plant 1", NOW)
    for number in range(4):
        sealer.write(bytes([number]) * CHUNK)
    sealer.close()
    head, chunks = parts(out.getvalue())
    private = opening()
    assert b"".join(Sealed(io.BytesIO(signed(head + b"".join(chunks)))).opened(private))[:1] == b"\0"
    last = bytes([chunks[2][0] | 0x80]) + chunks[2][1:]
    for changed in ([chunks[1], chunks[0], *chunks[2:]], chunks[:1] + chunks[2:], [*chunks[:2], last]):
        sealed = Sealed(io.BytesIO(signed(head + b"".join(changed))))
        with pytest.raises(NotWhole):
            list(sealed.opened(private))


def parts(raw: bytes) -> tuple[bytes, list[bytes]]:
    """Header and chunks."""
    at = 12 + struct.unpack(">I", raw[8:12])[0]
    head, chunks = raw[:at], []
    while at < len(raw) - 64:
        size = 4 + (struct.unpack(">I", raw[at : at + 4])[0] & 0x7FFFFFFF)
        chunks.append(raw[at : at + size])
        at += size
    return head, chunks


def signed(body: bytes) -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(keys().signing)
    return body + key.sign(sha256(b"sinterflow backup signature 1 " + body).digest())


def opening() -> Any:
    from sinterflow.runtime.keeping.recovery import opening_key

    return opening_key(keys().recovery, PASSPHRASE)


def test_a_backup_that_another_has_sealed_to_our_key_is_refused(plant: Plant, tmp_path: Path) -> None:
    """Who holds a backup knows the public key, and can seal to it; not sign."""
    forger = msgspec.structs.replace(keys(), signing=Ed25519PrivateKey.generate().private_bytes_raw())
    out = io.BytesIO()
    sealer = Sealer(out, forger, "test", "Plant 1", NOW)
    packer = Packer(sealer)
    packer.end(manifest([]))
    sealer.close()
    with pytest.raises(NotWhole):
        restore(io.BytesIO(out.getvalue()), tmp_path / "new", PASSPHRASE)
    own = msgspec.structs.replace(
        forger.recovery, signer=Ed25519PrivateKey.from_private_bytes(forger.signing).public_key().public_bytes_raw()
    )
    out = io.BytesIO()
    sealer = Sealer(out, msgspec.structs.replace(forger, recovery=own), "test", "Plant 1", NOW)
    sealer.close()
    with pytest.raises(WrongPassphrase):  # the passphrase vouches for who signs
        restore(io.BytesIO(out.getvalue()), tmp_path / "new", PASSPHRASE)


# files that are made to harm: sealed and signed as they should be


def manifest(entries: list[Any], **more: Any) -> Any:
    from sinterflow.runtime.keeping.packed import Listed, Manifest

    return Manifest(cut=NOW, entries=[Listed(*one) for one in entries], **more)


@dataclass
class Head:
    """Any JSON in the place of an entry or manifest, and what follows it."""

    json: Any
    content: bytes = b""


def made_of(*heads: Head, tail: bytes = b"") -> io.BytesIO:
    packed = b"".join(
        struct.pack(">I", len(encoded)) + encoded + head.content
        for head in heads
        for encoded in [json.dumps(head.json).encode()]
    )
    out = io.BytesIO()
    sealer = Sealer(out, keys(), "test", "Plant 1", NOW)
    sealer.write(zlib.compress(packed + tail))
    sealer.close()
    return io.BytesIO(out.getvalue())


def entry(name: str, content: bytes = b"x", **more: Any) -> Head:
    return Head({"type": "entry", "name": name, "size": len(content), **more}, content)


def end(*entries: Head, **more: Any) -> Head:
    listed = [
        {"name": one.json["name"], "size": len(one.content), "sha256": sha256(one.content).hexdigest()}
        for one in entries
    ]
    return Head({"type": "manifest", "cut": NOW.isoformat(), "entries": listed, **more})


def hostile() -> Iterator[Any]:
    for name in (
        "../evil", "data/../../evil", "/etc/passwd", "project//x", "data/..", "c:/x", "data/x:stream", "data/con",
        "data/a\\..\\..\\b", "project", "other/x", "data/x\0y", "project/trailing.", "data/" + "a" * 2000,
    ):  # fmt: skip
        yield pytest.param([entry(name), end(entry(name))], b"", id=name[:20])
    twice = [entry("data/Name"), entry("data/name", b"y")]
    yield pytest.param([*twice, end(*twice)], b"", id="one name twice")
    larger = Head({"type": "entry", "name": "data/a", "size": 100}, b"x")
    yield pytest.param([larger, end(entry("data/a"))], b"", id="larger than it is")
    smaller = Head({"type": "entry", "name": "data/a", "size": 1}, b"xxxxxxxxxxxxxxxx")
    yield pytest.param([smaller, end(entry("data/a"))], b"", id="smaller than it is")
    huge = Head({"type": "entry", "name": "data/a", "size": 1 << 60}, b"")
    yield pytest.param([huge], b"\0" * 10_000_000, id="more than the disk has")
    yield pytest.param([entry("data/a"), end()], b"", id="not listed")
    yield pytest.param([entry("data/a"), end(entry("data/a", b"z"))], b"", id="another content")
    yield pytest.param([entry("data/a")], b"", id="no manifest")
    yield pytest.param([end()], b"more", id="more after the manifest")
    yield pytest.param([end()], b"\0" * 50_000_000, id="a bomb after the manifest")
    yield pytest.param([end(flow="../x.json")], b"", id="a flow elsewhere")
    yield pytest.param([Head({"type": "link", "name": "data/a", "to": "/etc"}), end()], b"", id="a link")
    yield pytest.param([Head([1, 2])], b"", id="no object")
    clash = [entry("project/data/x"), entry("data/x")]
    yield pytest.param([*clash, end(*clash)], b"", id="data within the project")


def test_the_same_file_without_harm_is_restored(tmp_path: Path, tree: Files) -> None:
    good = [entry("data/a"), entry("project/b/c", b"y"), entry("data/empty", b"")]
    restore(made_of(*good, end(*good)), tmp_path / "new", PASSPHRASE)
    assert tree(tmp_path / "new") == {"data/a": b"x", "b/c": b"y", "data/empty": b""}


@pytest.mark.parametrize(("heads", "tail"), list(hostile()))
def test_a_file_that_is_made_to_harm_changes_nothing(
    heads: list[Head], tail: bytes, tmp_path: Path, tree: Files
) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    with pytest.raises(SinterflowError):
        restore(made_of(*heads, tail=tail), inner / "new", PASSPHRASE)
    assert tree(tmp_path) == {}
    assert list(inner.iterdir()) == []


def test_a_file_of_a_later_version_is_refused_by_its_version(plant: Plant, tmp_path: Path) -> None:
    head, _ = parts(_once(plant))
    document = json.loads(head[12:])
    encoded = json.dumps({"format": 7, "else": document}).encode()
    later = io.BytesIO(head[:8] + struct.pack(">I", len(encoded)) + encoded + b"?" * 100)
    with pytest.raises(NotWhole, match="format 7"):
        restore(later, tmp_path / "new", PASSPHRASE)


def test_a_folder_that_is_not_empty_is_left_alone_or_moved_aside(plant: Plant, tmp_path: Path, tree: Files) -> None:
    raw, new = _once(plant), tmp_path / "new"
    (new / "data").mkdir(parents=True)
    (new / "mine.txt").write_text("mine")
    with pytest.raises(SinterflowError, match="not empty"):
        restore(io.BytesIO(raw), new, PASSPHRASE)
    restored = restore(io.BytesIO(raw), new, PASSPHRASE, force=True)
    assert restored.aside is not None
    assert tree(restored.aside) == {"mine.txt": b"mine"}
    assert (new / "project.json").is_file()
    (new / "data" / "lock").write_text("")
    from sinterflow.runtime.lock import DataLock

    with DataLock(new / "data"), pytest.raises(SinterflowError, match="in use"):
        restore(io.BytesIO(raw), new, PASSPHRASE, force=True)


def test_what_comes_into_the_folder_while_a_backup_is_unpacked_is_left_alone(plant: Plant, tmp_path: Path) -> None:
    raw, _ = plant.backup()
    new = tmp_path / "new"

    def meanwhile(done: int) -> None:
        new.mkdir(exist_ok=True)
        (new / "mine").touch()

    with pytest.raises(SinterflowError, match="not empty"):
        restore(io.BytesIO(raw), new, PASSPHRASE, progress=meanwhile)
    assert [one.name for one in new.iterdir()] == ["mine"]
    assert not list(tmp_path.glob(".*"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the administrator gives files away")
def test_an_administrator_restores_for_whom_the_folder_belongs_to(plant: Plant, tmp_path: Path) -> None:
    raw, _ = plant.backup()
    for name, force in (("empty", False), ("full", True)):
        new = tmp_path / name
        new.mkdir()
        if force:
            (new / "before").touch()
        os.chown(new, 12345, 12346)
        restore(io.BytesIO(raw), new, PASSPHRASE, force=force)
        owners = {(one.stat().st_uid, one.stat().st_gid) for one in (new, *new.rglob("*"))}
        assert owners == {(12345, 12346)}


def test_a_single_flow_comes_back_with_its_data(tmp_path: Path) -> None:
    from sinterflow.runtime.keeping.belongs import Place

    flow, data, out = tmp_path / "line.json", tmp_path / "line.data", io.BytesIO()
    flow.write_text('{"format": 1, "id": "line", "nodes": {}, "wires": []}')
    data.mkdir()
    (data / "x.txt").write_text("x")
    backup = Backup(Place.of(flow, data), keys(), "line", Pace(lambda size: None, resting=False), lambda: NOW)
    backup.prepare()
    backup.begin()
    backup.write(out)
    backup.close()
    restored = restore(io.BytesIO(out.getvalue()), tmp_path / "new", PASSPHRASE)
    assert restored.project == tmp_path / "new" / "line.json"
    assert (tmp_path / "new" / "line.data" / "x.txt").read_text() == "x"


def test_links_are_left_out_and_named(plant: Plant) -> None:
    (plant.folder / "link").symlink_to("/etc/passwd")
    assert plant.backup()[1].left_out == ["project/link"]


@pytest.mark.parametrize("place", [slice(4096, 8192), slice(16, 4096)], ids=["a page", "the head"])
@pytest.mark.parametrize("name", ["rows.db", "history.db", "security.db"])
def test_a_damaged_database_is_kept_as_it_is_and_named(plant: Plant, tmp_path: Path, name: str, place: slice) -> None:
    path = plant.data / name
    raw = bytearray((plant.data / "rows.db").read_bytes())
    raw[place] = b"\xff" * len(raw[place])
    path.write_bytes(raw)
    file, made = plant.backup()
    assert made.damaged == [f"data/{name}"]
    restored = restore(io.BytesIO(file), tmp_path / "new", PASSPHRASE)
    assert restored.damaged == [name]


def test_a_damaged_journal_is_backed_up_and_salvaged_by_the_restore(plant: Plant, tmp_path: Path) -> None:
    from sinterflow.runtime.journal.file import JournalFile, look_at
    from sinterflow.runtime.journal.rows import Batch, NewSegment, Records

    path = plant.data / "journal.db"
    journal = JournalFile(path)
    segments = [NewSegment(number, 1, Records([0.0], [b"message" * 500])) for number in range(1, 50)]
    journal.commit(Batch([], [(1, "lane")], segments, [], []))
    journal.close()
    raw = bytearray(path.read_bytes())
    raw[20 * 4096 : 21 * 4096] = b"\xff" * 4096
    path.write_bytes(raw)
    file, made = plant.backup()
    assert made.damaged == ["data/journal.db"]
    restore(io.BytesIO(file), tmp_path / "new", PASSPHRASE)
    found = look_at(tmp_path / "new" / "data" / "journal.db")
    assert len(found.segments) > 40
    assert found.mark.last > 1 << 35


def test_a_key_that_is_rotated_meanwhile_is_backed_up_with_what_it_opens(plant: Plant, tmp_path: Path) -> None:
    secured = sqlite3.connect(plant.data / "security.db", isolation_level=None)
    secured.executescript(
        "pragma journal_mode = wal; create table sealed (under integer); insert into sealed values (0)"
    )

    class Rotating(Pace):
        rotated = 0

        def rest(self) -> None:
            if self.rotated < 3:
                self.rotated += 1
                (plant.data / "secret.key").write_bytes(bytes([self.rotated]) * 32)
                secured.execute("update sealed set under = ?", (self.rotated,))

    out = io.BytesIO()
    backup = Backup(plant.place, keys(), "Plant 1", Rotating(lambda size: None, resting=False), lambda: NOW)
    backup.prepare()
    backup.begin()
    backup.write(out)
    backup.close()
    secured.close()
    restore(io.BytesIO(out.getvalue()), tmp_path / "new", PASSPHRASE)
    with sqlite3.connect(tmp_path / "new" / "data" / "security.db") as db:
        (under,) = db.execute("select under from sealed").fetchone()
    assert (tmp_path / "new" / "data" / "secret.key").read_bytes() == bytes([under]) * 32
    assert under > 0


def test_the_journal_is_of_the_cut_and_databases_are_of_later(plant: Plant, tmp_path: Path) -> None:
    """The other way round, what goes from the journal into a database in between is in neither."""
    for name in ("journal.db", "history.db"):
        with sqlite3.connect(plant.data / name) as db:
            db.execute("pragma journal_mode = wal")
            db.execute("create table rows (n)")
        db.close()
    out = io.BytesIO()
    backup = Backup(plant.place, keys(), "Plant 1", Pace(lambda size: None, resting=False), lambda: NOW)
    backup.prepare()
    backup.begin()
    for name in ("journal.db", "history.db", "rows.db"):
        with sqlite3.connect(plant.data / name) as db:
            db.execute("insert into rows values (-1)")
        db.close()
    backup.write(out)
    backup.close()
    unpacker = Unpacker(Sealed(io.BytesIO(out.getvalue())).opened(opening()), 1 << 40)
    found = {}
    for one in unpacker.entries():
        (tmp_path / "copy.db").write_bytes(b"".join(unpacker.content(one)))
        if one.name in ("data/journal.db", "data/history.db", "data/rows.db"):
            with sqlite3.connect(f"file:{tmp_path}/copy.db?immutable=1", uri=True) as db:
                found[one.name] = db.execute("select count(*) from rows where n = -1").fetchone()[0]
    assert found == {"data/journal.db": 0, "data/history.db": 0, "data/rows.db": 1}


def test_what_was_withdrawn_is_not_given_back_by_a_restore_and_it_is_audited(plant: Plant, tmp_path: Path) -> None:
    from sinterflow.runtime.security import audit
    from sinterflow.runtime.security.store import Store

    store = Store(plant.data, audit.SCHEMA, "create table if not exists sessions (id text)")
    store.write(lambda db: db.execute("insert into sessions values ('a')"))
    store.write(lambda db: audit.add(db, audit.Entry(author="li", action="flow.deploy"), NOW))
    store.close()
    restore(io.BytesIO(plant.backup()[0]), tmp_path / "new", PASSPHRASE)
    store = Store(tmp_path / "new" / "data", audit.SCHEMA)
    assert store.read(lambda db: db.execute("select count(*) from sessions").fetchone()) == (0,)
    assert [one.entry.action for one in store.read(lambda db: audit.page(db, None, 9))] == [
        "backup.restore",
        "flow.deploy",
    ]
    assert store.read(audit.broken) is None
    store.close()


@given(st.text(max_size=40))
def test_a_safe_name_stays_within_its_folder(part: str) -> None:
    name = f"data/{part}"
    if is_safe(name):
        path = (Path("/root/data") / part).as_posix()
        assert Path("/root") / name == Path(path)
        assert ".." not in Path(name).parts
        assert not set(name) & set("\\:\0")
