"""`backup`, `restore` and `verify` as a person at a terminal meets them; nothing runs on the data."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime.flow.project import init_project
from sinterflow.runtime.keeping.recovery import make_keys, save_keys
from tests.runtime.cli.conftest import Sinterflow
from tests.runtime.cli.running import started
from tests.runtime.cli.test_secret import piped
from tests.runtime.keeping.small_plant import PASSPHRASE, Plant, plant, tree

__all__ = ["plant", "tree"]


@pytest.fixture
def secret(tmp_path: Path) -> str:
    file = tmp_path / "secret"
    file.write_text(f"{PASSPHRASE}\n")
    return str(file)


def test_the_first_backup_sets_up_a_passphrase_which_is_shown_once(
    sinterflow: Sinterflow, plant: Plant, tmp_path: Path
) -> None:
    (plant.data / "recovery.key").unlink()
    first = sinterflow("backup", str(tmp_path), str(plant.folder), "--sheet", str(tmp_path / "sheet.txt"))
    assert (first.code, first.err) == (0, "")
    assert f"the sheet with the passphrase is in {tmp_path / 'sheet.txt'}" in first.out
    sheet = (tmp_path / "sheet.txt").read_text()
    passphrase = next(line.strip() for line in sheet.splitlines() if line.count("-") == 4 and line.isupper())
    assert passphrase in first.out
    second = sinterflow("backup", str(tmp_path / "again.sfbackup"), str(plant.folder))
    assert (second.code, passphrase in second.out) == (0, False)
    assert passphrase not in "".join(path.read_bytes().decode("latin-1") for path in plant.folder.rglob("*.key"))
    late = sinterflow("backup", str(tmp_path), str(plant.folder), "--sheet", str(tmp_path / "late.txt"))
    assert late.code == 2
    with sqlite3.connect(plant.data / "security.db") as db:
        assert db.execute("select action from audit").fetchall() == [("backup.recovery",)]


def test_what_runs_behind_a_proxy_on_this_machine_is_asked_by_commands_all_the_same(
    plant: Plant, tmp_path: Path
) -> None:
    with started("run", str(plant.folder), "--port", "0", "--proxy", "127.0.0.1", cwd=tmp_path) as process:
        process.until("Stop with Ctrl-C")
        made = subprocess.run(
            [sys.executable, "-m", "sinterflow.runtime.cli", "backup", str(tmp_path / "x.sfbackup"), str(plant.folder)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (made.returncode, made.stderr) == (0, "")
        assert (tmp_path / "x.sfbackup").stat().st_size > 1000


def test_a_backup_is_checked_and_restored_in_chinese_too(
    sinterflow: Sinterflow, plant: Plant, tmp_path: Path, secret: str
) -> None:
    file = str(tmp_path / "plant.sfbackup")
    made = sinterflow("--lang", "zh", "backup", file, str(plant.folder))
    assert (made.code, "备份已写入" in made.out) == (0, True)
    good = sinterflow("verify", file, "--passphrase-file", secret, "--json")
    assert (good.code, {one["state"] for one in json.loads(good.out)["checks"]}) == (0, {"ok"})
    assert "由本项目制作" in sinterflow("--lang", "zh", "verify", file, "--project", str(plant.folder)).out
    other = shutil.copytree(plant.folder, tmp_path / "other")
    save_keys(other / "data", make_keys("another passphrase"))
    foreign = sinterflow("verify", file, "--project", str(other))
    assert (foreign.code, "made by another project" in foreign.out) == (0, True)
    restored = sinterflow("--lang", "zh", "restore", file, "--to", str(tmp_path / "new"), "--passphrase-file", secret)
    assert restored.code == 0, restored.err
    assert "旧机器不得再运行" in restored.out
    assert "gateway-7" in restored.out
    again = sinterflow("restore", file, "--to", str(tmp_path / "new"), "--passphrase-file", secret)
    assert (again.code, "--force" in again.err) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["backup", "x.sfbackup", "nowhere"], 2, "is no project"),
        (["backup", "no/such/stick/x.sfbackup", "plant"], 1, "is the stick plugged in"),
        (["restore", "nowhere.sfbackup"], 2, "cannot be read"),
        (["restore", "plant/project.json", "--passphrase-file", "secret"], 1, "not a backup"),
        (["verify", "nowhere"], 2, "is no project"),
        (["verify", "plant/LIESMICH.md"], 1, ""),
    ],
)
def test_wrong_use_is_told_apart_from_what_has_failed(
    sinterflow: Sinterflow, plant: Plant, tmp_path: Path, secret: str, monkeypatch: pytest.MonkeyPatch,
    arguments: list[str], code: int, said: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    done = sinterflow(*arguments)
    assert (done.code, said in done.err) == (code, True), done.err


def test_a_full_or_faulty_stick_leaves_what_was_there(
    sinterflow: Sinterflow, plant: Plant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "plant.sfbackup"
    assert sinterflow("backup", str(file), str(plant.folder)).code == 0
    before = file.read_bytes()
    real, usage = os.fsync, shutil.disk_usage

    def pulled_out(descriptor: int) -> None:
        if os.readlink(f"/proc/self/fd/{descriptor}").endswith(".part"):
            raise OSError(5, "Input/output error")
        real(descriptor)

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", pulled_out)
        out = sinterflow("backup", str(file), str(plant.folder))
    assert (out.code, "pulled out" in out.err) == (1, True)
    with monkeypatch.context() as small:
        small.setattr(shutil, "disk_usage", lambda path: Usage() if path == tmp_path else usage(path))
        out = sinterflow("backup", str(file), str(plant.folder))
    assert (out.code, "take a larger stick" in out.err) == (1, True)
    assert file.read_bytes() == before
    assert sorted(tmp_path.glob("*.part")) == []


def test_a_stick_that_takes_no_large_files_is_told_how_to_format(
    sinterflow: Sinterflow, plant: Plant, tmp_path: Path
) -> None:
    """A limit on the size of files refuses as FAT32 does."""
    import resource

    (plant.folder / "large.bin").write_bytes(os.urandom(400_000))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        out = sinterflow("backup", str(tmp_path), str(plant.folder))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (out.code, "exFAT" in out.err) == (1, True)
    assert list(tmp_path.glob("*.sfbackup*")) == []


class Usage:
    free = 100


def damage(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as db:
        db.execute(statement)


def test_verify_finds_what_is_damaged_and_says_where(sinterflow: Sinterflow, plant: Plant) -> None:
    from datetime import UTC, datetime

    from sinterflow.runtime.deploy.history import History, Revision
    from sinterflow.runtime.journal.file import JournalFile
    from sinterflow.runtime.journal.rows import Batch, NewSegment, Records
    from sinterflow.runtime.security import audit
    from sinterflow.runtime.security.store import Store

    now = datetime(2026, 1, 5, tzinfo=UTC)
    store = Store(plant.data, audit.SCHEMA)
    for name in ("a", "b", "c"):
        store.write(partial(audit.add, entry=audit.Entry(author=name, action="flow.deploy"), when=now))
    store.close()
    from sinterflow.runtime.deploy.documents import digest

    history = History(plant.data / "history.db")
    files = {"project.json": digest(b"{}")}
    history.add(Revision(number=1, time=now, author="a", files=files), {"project.json": b"{}"}, {}, ())
    history.close()
    journal = JournalFile(plant.data / "journal.db")
    journal.commit(Batch([], [(1, "lane")], [NewSegment(1, 1, Records([0.0], [b"message"]))], [], []))
    journal.close()
    whole = sinterflow("verify", str(plant.folder))
    assert (whole.code, "everything is whole" in whole.out) == (0, True), whole.out

    damage(plant.data / "journal.db", "update segments set records = x'00'")
    damage(plant.data / "history.db", "update contents set data = x'00'")
    damage(plant.data / "security.db", "drop trigger audit_is_fixed")
    damage(plant.data / "security.db", "update audit set author = 'm' where number = 2")
    (plant.data / "secret.key").write_bytes(b"short")
    raw = bytearray((plant.data / "rows.db").read_bytes())
    raw[4096:8192] = b"\xff" * 4096
    (plant.data / "rows.db").write_bytes(raw)
    found = sinterflow("verify", str(plant.folder), "--json")
    checks: list[Any] = json.loads(found.out)["checks"]
    failed = {one["name"]: one["message"] for one in checks if one["state"] == "fail"}
    assert found.code == 1
    assert failed.keys() == {"rows.db", "Journal", "History", "Audit", "Key of secrets"}
    assert failed["Audit"] == "the chain is broken at entry 2"
    assert failed["Journal"] == "1 of 1 records are damaged"
    damage(plant.data / "history.db", "update revisions set files = x'00'")
    again = sinterflow("verify", str(plant.folder), "--json")
    assert "History" in {one["name"] for one in json.loads(again.out)["checks"] if one["state"] == "fail"}


def test_verify_opens_every_secret_with_its_key(sinterflow: Sinterflow, tmp_path: Path) -> None:
    plant = tmp_path / "plant"
    init_project(plant)
    for name in ("a", "b"):
        piped(plant, name, "x")

    def said() -> dict[str, str]:
        checks = json.loads(sinterflow("verify", str(plant), "--json").out)["checks"]
        return {one["state"]: one["message"] for one in checks if one["name"] == "Secrets"}

    assert said() == {"ok": "2, the key opens them all"}
    damage(plant / "data" / "security.db", "update secrets set sealed = zeroblob(64) where name = 'b'")
    assert said() == {"fail": "1 of 2 are damaged: b"}
    (plant / "data" / "secret.key").write_bytes(bytes(32))
    assert "is not the key of the secrets" in said()["fail"]
