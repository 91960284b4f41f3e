"""`run --unattended`, with which a task of Windows runs a project."""

from __future__ import annotations

import time
from pathlib import Path

from sinterflow.runtime.cli.unattended import LOG, Log, stop_file

from .running import started


def test_it_writes_into_its_log_and_stops_when_the_file_is_there(tmp_path: Path) -> None:
    plant = tmp_path / "plant"
    (plant / "data").mkdir(parents=True)
    (plant / "project.json").write_text('{"format": 1}')
    stop_file(plant / "data").touch()  # that was meant for another process
    with started("run", "plant", "--port", "0", "--unattended", cwd=tmp_path) as process:
        log = plant / "data" / LOG
        while not log.exists() or "Ctrl-C" not in log.read_text(encoding="utf-8"):
            assert process.process.poll() is None
            time.sleep(0.05)
        stop_file(plant / "data").touch()
        assert process.ended() == 0
    assert process.output == ""
    assert not stop_file(plant / "data").exists()
    assert "#token=" not in log.read_text(encoding="utf-8")


def test_a_full_log_gives_way_to_a_new_one_and_the_oldest_goes(tmp_path: Path) -> None:
    path = tmp_path / "log" / "sinterflow.log"
    with Log(path, limit=10, files=3) as log:
        for number in range(5):
            print(f"行 {number:02}", file=log)
    held = {file.name: file.read_text(encoding="utf-8") for file in path.parent.iterdir()}
    assert held == {"sinterflow.log": "行 04\n", "sinterflow.log.1": "行 03\n", "sinterflow.log.2": "行 02\n"}


def test_a_log_that_is_there_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "sinterflow.log"
    path.write_text("before\n")
    with Log(path) as log:
        print("after", file=log)
    assert path.read_text() == "before\nafter\n"
