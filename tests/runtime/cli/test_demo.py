"""`sinterflow demo`: the main job, as a newcomer starts it."""

from __future__ import annotations

import json
import shlex
import socket
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.cli.running import Running, started

FAST = ("--speed", "600", "--port", "0")


def rows_of(database: Path, table: str, process: Running) -> list[dict[str, Any]]:
    """Rows of a table as soon as there are any; asked again whenever the process has answered a call."""
    while True:
        assert process.get("/healthz")[0] == 200
        try:
            with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as reader:
                reader.row_factory = sqlite3.Row
                found = [dict(row) for row in reader.execute(f"select * from {table}")]
            reader.close()
        except sqlite3.OperationalError:
            continue
        if found:
            return found


def test_the_plant_runs_and_its_flow_keeps_alarms_and_scans_with_readings(tmp_path: Path) -> None:
    with started("demo", *FAST, cwd=tmp_path) as process:
        process.until("Stop it")
        assert process.get("/readyz") == (200, {"ready": True, "flows": 2, "running": 2})
        database = tmp_path / "sinterflow-demo" / "records.db"
        alarms = rows_of(database, "alarms", process)
        assert {"breach", "high"} <= {alarms[0]["event"], alarms[0]["state"]}
        scans = rows_of(database, "scans", process)
        assert "F1.Z5.PV" in json.loads(scans[-1]["readings"])
        line = next(one for one in process.said if "records.db" in one)
        asked = subprocess.run(shlex.split(line), cwd=tmp_path, capture_output=True, text=True, check=True)
        assert "hot_zone" in asked.stdout
        assert process.end() == 0
    assert "Traceback" not in process.output


def test_a_taken_port_is_said_and_the_next_free_one_used(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with started("demo", "--data", "plant", "--port", str(port), cwd=tmp_path) as process:
            assert f"port {port} is taken, using" in process.until("port")
            process.until("See it:")
            assert process.get("/readyz")[0] == 200


def test_what_a_person_changed_in_the_project_is_kept_as_a_draft(tmp_path: Path) -> None:
    with started("demo", *FAST, cwd=tmp_path) as first:
        first.until("Stop it")
        assert first.end() == 0
    changed = tmp_path / "sinterflow-demo" / "project" / "flows" / "furnace.json"
    changed.write_text(changed.read_text(encoding="utf-8").replace("Furnace watch", "My own watch"), encoding="utf-8")
    with started("demo", *FAST, cwd=tmp_path) as second:
        second.until(r"revision 1 runs; changed and not deployed yet: flows/furnace\.json")
        second.until("See it")
        _, draft = second.get("/api/v1/flows/furnace?version=draft")
        assert draft["name"]["en"] == "My own watch"
        assert second.end() == 0


def test_it_speaks_chinese(tmp_path: Path) -> None:
    with started("demo", *FAST, "--lang", "zh", cwd=tmp_path) as process:
        process.until("停止：Ctrl-C")
        assert "烧结炉监控" in "".join(process.said)
        assert process.end() == 0
    assert "正在停止" in process.output


@pytest.mark.parametrize("speed", ["fast", "0", "-1", "nan", "1e9"])
def test_a_speed_that_is_none_is_refused(sinterflow: Any, speed: str) -> None:
    said = sinterflow("demo", f"--speed={speed}")
    assert said.code == 2
    assert f"{speed} is not a speed" in said.err
