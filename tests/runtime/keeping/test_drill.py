"""The drill: a gateway dies under load, and an electrician replaces it with a stick and a sheet of paper."""

from __future__ import annotations

import json
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime.cli.commands.backup import command
from sinterflow.runtime.keeping.belongs import Place
from sinterflow.runtime.keeping.recovery import load_keys
from sinterflow.runtime.keeping.restoring import restore
from sinterflow.runtime.keeping.verifying import look_at_backup, look_at_data
from tests.runtime.cli.running import CLEAN, Running, started

MADE = re.compile(r"\b([0-9A-Z]{5}(?:-[0-9A-Z]{5}){4})\b")
FLOW = {
    "format": 1,
    "id": "line",
    "name": "Line",
    "nodes": {
        "give": {"type": "core.inject"},
        "slow": {"type": "core.delay", "config": {"mode": "rate", "count": "${env:ROWS|50}", "per": "50ms"}},
        "write": {
            "type": "database.write",
            "config": {
                "connection": "rows",
                "table": "rows",
                "columns": {"n": {"from": "msg", "path": "payload"}},
                "batch": {"size": 20, "for": "50ms"},
            },
        },
    },
    "wires": [["give", "slow", {"policy": "durable"}], ["slow", "write"]],
}
PROJECT = {
    "format": 1,
    "name": {"en": "Plant 1", "zh": "一厂"},
    "connections": {"rows": {"type": "database.sqlite", "config": {"file": "rows.db"}}},
}


def sinterflow(*arguments: str, said: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """A command as a process of its own; `said` is what is typed."""
    return subprocess.run(
        [sys.executable, "-m", "sinterflow.runtime.cli", *arguments],
        env={**CLEAN, "LC_ALL": "C.UTF-8", **environment},
        input=said,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def gateway(tmp_path: Path) -> Path:
    """The project on the old machine."""
    folder = tmp_path / "old" / "plant"
    (folder / "flows").mkdir(parents=True)
    (folder / "project.json").write_text(json.dumps(PROJECT))
    (folder / "flows" / "line.json").write_text(json.dumps(FLOW))
    return folder


class Load:
    """Gives numbers to the running flow, one after the other, and notes those that were taken for good."""

    def __init__(self, gateway: Running, first: int = 0, until: int = 1 << 30) -> None:
        self.taken: list[int] = []
        self._url = f"{gateway.url}/api/v1/flows/line/nodes/give/receive?wait=5s"
        self._token = gateway.token
        self._numbers = iter(range(first, until))
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run) for _ in range(3)]
        self._lock = threading.Lock()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        self.join()

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            with self._lock:
                number = next(self._numbers, None)
            if number is None:
                return
            body = json.dumps({"message": {"payload": number}}).encode()
            headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
            try:
                with urllib.request.urlopen(urllib.request.Request(self._url, body, headers)) as answer:
                    if answer.status == 200:
                        self.taken.append(number)
            except (urllib.error.URLError, ConnectionError):
                return


def until(what: Callable[[], bool], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


def rows(data: Path) -> Counter[int]:
    try:
        with sqlite3.connect(f"{(data / 'rows.db').as_uri()}?mode=rw", uri=True) as db:
            return Counter(row[0] for row in db.execute("select n from rows"))
    except sqlite3.OperationalError:
        return Counter()


def running(folder: Path, **environment: str) -> Any:
    return started("run", str(folder), "--port", "0", cwd=folder.parent, **environment)


def test_a_dead_gateway_is_replaced_with_a_stick_and_nothing_that_was_taken_is_missing(
    gateway: Path, tmp_path: Path
) -> None:
    stick, new = tmp_path / "stick", tmp_path / "new" / "plant"
    stick.mkdir()
    with running(gateway, ROWS="1") as old:
        old.until("Log in")
        load = Load(old)
        until(lambda: len(load.taken) > 200)
        before = set(load.taken)
        backed_up = sinterflow("backup", str(stick), str(gateway), "--sheet", str(tmp_path / "sheet.txt"))
        assert backed_up.returncode == 0, backed_up.stderr
        old.process.send_signal(signal.SIGKILL)
        load.stop()
    shutil.rmtree(gateway.parent)  # the machine is gone

    found = MADE.search(backed_up.stdout)
    assert found is not None
    passphrase = found[1]
    assert passphrase in (tmp_path / "sheet.txt").read_text()
    (file,) = stick.iterdir()
    assert file.name.startswith("plant-1-")

    restored = sinterflow("restore", str(file), "--to", str(new), said=passphrase.lower() + "\n")
    assert restored.returncode == 0, restored.stderr
    assert "must not run" in restored.stdout
    assert before - set(rows(new / "data")), "the load was to be ahead of the database"

    with running(new) as replaced:
        replaced.until("Log in")
        more = Load(replaced, first=1_000_000, until=1_000_050)
        more.join()
        wanted = before | set(more.taken)
        assert len(more.taken) == 50
        until(lambda: wanted <= rows(new / "data").keys())
        status, history = replaced.get("/api/v1/history")
        assert (status, [one["revision"] for one in history["items"]]) == (200, [1])
        status, audit = replaced.get("/api/v1/backup")
        assert status == 200
        assert audit["recovery"]["fingerprint"] in file.name
        command = (new / "data" / "command-token").read_text().strip()
        assert (replaced.get("/api/v1/flows", command)[0], replaced.get("/api/v1/backup", command)[0]) == (403, 200)
        assert replaced.end() == 0
    assert {number: count for number, count in rows(new / "data").items() if count > 1} == {}
    assert stat.S_IMODE((new / "data" / "start-token").stat().st_mode) == 0o600
    verified = sinterflow("verify", str(new))
    assert verified.returncode == 0, verified.stdout


BACKUP_POINTS = ["backup-packing", "backup-packed", "backup-before-rename", "backup-after-rename"]
RESTORE_POINTS = ["restore-unpacked", "restore-before-rename", "restore-between-renames", "restore-after-rename"]


@pytest.mark.parametrize("point", BACKUP_POINTS)
def test_a_kill_while_backing_up_leaves_the_old_backup_or_the_new_one(
    gateway: Path, tmp_path: Path, point: str, prepared: Path
) -> None:
    file = tmp_path / "plant.sfbackup"
    shutil.copytree(prepared / "plant", gateway, dirs_exist_ok=True)
    shutil.copy(prepared / "plant.sfbackup", file)
    before = file.read_bytes()
    killed = sinterflow("backup", str(file), str(gateway), SINTERFLOW_FAULT_POINT=point)
    assert killed.returncode == -signal.SIGKILL
    assert (file.read_bytes() == before) == (point != "backup-after-rename")
    with file.open("rb") as opened:
        assert {one.state for one in look_at_backup(opened, load_keys(gateway / "data"), PASSPHRASE)} == {"ok"}
    command.main([str(file), str(gateway)], standalone_mode=False)
    assert sorted(path.name for path in tmp_path.glob("plant.sfbackup*")) == ["plant.sfbackup"]
    assert not (gateway / "data" / ".backup").exists()


@pytest.mark.parametrize("point", RESTORE_POINTS)
def test_a_kill_while_restoring_leaves_what_was_there_or_what_is_restored(
    tmp_path: Path, point: str, prepared: Path
) -> None:
    place = tmp_path / "there" / "plant"
    shutil.copytree(prepared / "plant", place)
    (place / "mine.txt").write_text("mine")
    (tmp_path / "secret").write_text(PASSPHRASE)
    arguments = ["restore", str(prepared / "plant.sfbackup"), "--to", str(place), "--force"]
    arguments += ["--passphrase-file", str(tmp_path / "secret")]
    killed = sinterflow(*arguments, SINTERFLOW_FAULT_POINT=point)
    assert killed.returncode == -signal.SIGKILL
    aside = list(place.parent.glob("plant.before-restore-*"))
    old = aside[0] if aside else place
    assert (old / "mine.txt").read_text() == "mine"
    assert is_whole(old)
    if aside and place.exists():
        assert is_whole(place)
        assert not (place / "mine.txt").exists()
    with (prepared / "plant.sfbackup").open("rb") as file:
        restore(file, place, PASSPHRASE, force=True)
    assert is_whole(place)
    assert not list(place.parent.glob(".*"))


def is_whole(folder: Path) -> bool:
    return {one.state for one in look_at_data(Place.of(folder, folder / "data"))} == {"ok"}


PASSPHRASE = "the passphrase of the drill"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has run, with a recovery key, and a backup of it."""
    folder = tmp_path_factory.mktemp("prepared")
    plant = folder / "plant"
    (plant / "flows").mkdir(parents=True)
    (plant / "project.json").write_text(json.dumps(PROJECT))
    (plant / "flows" / "line.json").write_text(json.dumps(FLOW))
    (folder / "secret").write_text(PASSPHRASE)
    with running(plant) as once:
        once.until("Log in")
        Load(once, until=30).join()
        until(lambda: len(rows(plant / "data")) == 30)
    file = str(folder / "plant.sfbackup")
    made = sinterflow("backup", file, str(plant), "--passphrase-file", str(folder / "secret"))
    assert made.returncode == 0, made.stderr
    return folder


def test_a_process_that_is_killed_while_it_gives_a_backup_leaves_none(prepared: Path, tmp_path: Path) -> None:
    folder = tmp_path / "plant"
    shutil.copytree(prepared / "plant", folder)
    with running(folder, SINTERFLOW_FAULT_POINT="backup-packed") as process:
        process.until("Log in")
        broken_off = sinterflow("backup", str(tmp_path / "x.sfbackup"), str(folder))
        assert (broken_off.returncode, "does Sinterflow still run" in broken_off.stderr) == (1, True)
        process.ended()
    assert list(tmp_path.glob("x.*")) == []
