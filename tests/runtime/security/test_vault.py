"""Secrets at rest: encrypted, bound to their name, and whole wherever a rotation is cut off."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sinterflow.runtime.faultpoints import VARIABLE
from sinterflow.runtime.security import audit, people
from sinterflow.runtime.security.keys import FILE, KEY_FILE, NEXT
from sinterflow.runtime.security.people import Person
from sinterflow.runtime.security.security import Security

VALUE = "canary-7f3a-größer-值"
ROTATE = """
import sys, datetime, pathlib
from sinterflow.runtime.security.security import Security
from sinterflow.runtime.security.audit import Entry
made = Security(pathlib.Path(sys.argv[1]), lambda: datetime.datetime.now(datetime.UTC))
for _ in range(int(sys.argv[2])):
    made.vault.rotate(Entry(author="li", action="secret.rotate"))
"""
POINTS = ("rotate-key-written", "rotate-before-commit", "rotate-committed", "rotate-promoted")


@contextmanager
def opened(folder: Path) -> Iterator[Security]:
    security = Security(folder, lambda: datetime.now(UTC))
    try:
        yield security
    finally:
        security.close()


def entry(action: str = "secret.set") -> audit.Entry:
    return audit.Entry(author="li", action=action, target="plc")


def keep(folder: Path, **values: str) -> None:
    with opened(folder) as security:
        for name, value in values.items():
            security.vault.put(name, value, entry())


def test_a_value_comes_back_and_stands_in_no_file(tmp_path: Path) -> None:
    keep(tmp_path, plc=VALUE)
    with opened(tmp_path) as security:
        assert security.vault.values == {"plc": VALUE}
        assert [kept.author for kept in security.vault.kept.values()] == ["li"]
        files = [path.read_bytes() for path in tmp_path.iterdir()]
    assert not any(VALUE.encode() in content or b"canary" in content for content in files)
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_a_value_cannot_take_the_place_of_another_nor_an_old_one_its_own(tmp_path: Path) -> None:
    keep(tmp_path, plc="of the plc", broker="of the broker")
    with sqlite3.connect(tmp_path / "security.db") as db:
        db.execute("update secrets set sealed = (select sealed from secrets where name = 'plc') where name = 'broker'")
    with opened(tmp_path) as security:
        assert security.vault.values == {"plc": "of the plc"}
        assert "broker" in str(security.vault.problem)
        security.vault.put("broker", "anew", entry())
        assert security.vault.values["broker"] == "anew"
        assert not security.vault.problem


def test_without_the_key_nothing_is_readable_and_it_is_said(tmp_path: Path) -> None:
    keep(tmp_path, plc=VALUE)
    (tmp_path / FILE).write_bytes(bytes(32))
    with opened(tmp_path) as security:
        assert security.vault.values == {}
        assert list(security.vault.kept) == ["plc"]
        assert FILE in str(security.vault.problem)


def test_a_change_stands_in_the_audit_without_its_value(tmp_path: Path) -> None:
    with opened(tmp_path) as security:
        security.vault.put("plc", VALUE, entry())
        security.vault.rotate(entry("secret.rotate"))
        security.vault.remove("plc", entry("secret.delete"))
        kept = security.store.read(lambda db: audit.page(db, None, 10))
        assert [one.entry.action for one in kept] == ["secret.delete", "secret.rotate", "secret.set"]
        assert not any(VALUE in repr(one) for one in kept)
        assert security.store.read(audit.broken) is None


def test_a_rotation_changes_both_keys_and_no_value(tmp_path: Path) -> None:
    keep(tmp_path, plc=VALUE)
    before, sealed = (tmp_path / FILE).read_bytes(), rows(tmp_path)
    with opened(tmp_path) as security:
        assert security.vault.rotate(entry("secret.rotate")) == 1
    assert (tmp_path / FILE).read_bytes() != before
    assert rows(tmp_path) != sealed
    with opened(tmp_path) as security:
        assert security.vault.values == {"plc": VALUE}


def rows(folder: Path) -> list[tuple[bytes, ...]]:
    with sqlite3.connect(folder / "security.db") as db:
        return db.execute("select sealed from secrets union all select wrapped from data_keys").fetchall()


def test_what_is_damaged_of_people_does_not_keep_the_keys_from_being_changed(tmp_path: Path) -> None:
    keep(tmp_path, plc=VALUE)
    with opened(tmp_path) as security:
        damaged = Person(name="li", password="-", totp=b"not what was sealed")
        security.store.write(lambda db: people.put(db, damaged))
        security.store.write(lambda db: security.badges.add(db, "li", "12345678", "", datetime.now(UTC)))
        security.store.write(lambda db: db.execute("update badge_key set sealed = x'00112233445566778899aabbccddeeff'"))
        security.vault.rotate(entry("secret.rotate"))
        assert security.vault.values == {"plc": VALUE}
    with opened(tmp_path) as security:
        assert (security.vault.values, security.vault.problem) == ({"plc": VALUE}, "")


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_any_point_of_a_rotation_leaves_everything_readable(tmp_path: Path, point: str) -> None:
    keep(tmp_path, plc=VALUE, broker="another")
    killed = subprocess.run([sys.executable, "-c", ROTATE, str(tmp_path), "1"], env={**os.environ, VARIABLE: point})
    assert killed.returncode == -9
    for _ in range(2):  # the first opening finishes or takes back what was cut off
        with opened(tmp_path) as security:
            assert security.vault.values == {"plc": VALUE, "broker": "another"}
            assert not security.vault.problem
    assert not (tmp_path / NEXT).exists()
    with sqlite3.connect(tmp_path / "security.db") as db:
        assert db.execute("select count(*) from data_keys").fetchone() == (1,)
    with opened(tmp_path) as security:
        done = [one.entry.action for one in security.store.read(lambda db: audit.page(db, None, 1))]
        assert (done == ["secret.rotate"]) is (point in ("rotate-committed", "rotate-promoted"))
        security.vault.rotate(entry("secret.rotate"))
        assert security.vault.values["plc"] == VALUE


def test_processes_that_rotate_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    keep(tmp_path, plc=VALUE)
    both = [subprocess.Popen([sys.executable, "-c", ROTATE, str(tmp_path), "12"]) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    with opened(tmp_path) as security:
        assert security.vault.values == {"plc": VALUE}
        assert security.store.read(lambda db: db.execute("select number from data_keys").fetchall()) == [(25,)]
        assert security.store.read(audit.broken) is None


def test_a_process_that_runs_meanwhile_seals_with_the_new_key(tmp_path: Path) -> None:
    keep(tmp_path, plc=VALUE)
    with opened(tmp_path) as running:
        with opened(tmp_path) as other:
            other.vault.rotate(entry("secret.rotate"))
            other.vault.put("broker", "of another process", entry())
        assert running.vault.refresh()
        assert running.vault.values["broker"] == "of another process"
        running.vault.put("third", "3", entry())
        assert not running.vault.refresh()
    with opened(tmp_path) as security:
        assert security.vault.values == {"plc": VALUE, "broker": "of another process", "third": "3"}


def test_a_key_that_the_machine_gives_takes_over_with_a_rotation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, given = tmp_path / "data", tmp_path / "sinterflow-key"
    keep(data, plc=VALUE)
    given.write_text("qkZFQ0Xo6mR3qFrVlRf0v1yZJ5i5m0kqJvVh1JZrY3w=\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with opened(data) as security:
        assert security.vault.values == {"plc": VALUE}
        security.vault.rotate(entry("secret.rotate"))
    assert not (data / FILE).exists()
    with opened(data) as security:
        assert security.vault.values == {"plc": VALUE}
        security.vault.rotate(entry("secret.rotate"))
    monkeypatch.delenv("CREDENTIALS_DIRECTORY")
    monkeypatch.setenv(KEY_FILE, str(given))
    with opened(data) as security:
        assert security.vault.values == {"plc": VALUE}
    monkeypatch.delenv(KEY_FILE)
    with opened(data) as security:
        assert security.vault.values == {}
        assert security.vault.problem
    monkeypatch.setenv(KEY_FILE, str(tmp_path / "nowhere"))
    with opened(data) as security:
        assert security.vault.problem
