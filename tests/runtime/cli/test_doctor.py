"""`sinterflow doctor`."""

from __future__ import annotations

import json
import os
import socket
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime.cli.doctor.storage import wear
from sinterflow.runtime.lock import DataLock
from sinterflow.runtime.usercode.disabled import disabled_nodes
from tests.runtime.cli.test_remote import certificates
from tests.runtime.gateway.time_server import answer, time_server


@pytest.fixture
def peer() -> Any:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def project_at(folder: Path, port: int) -> str:
    (folder / "flows").mkdir(parents=True)
    connection = {"type": "modbus.tcp", "config": {"host": "127.0.0.1", "port": port}}
    document = {"format": 1, "name": "Plant", "connections": {"plc-1": connection}}
    (folder / "project.json").write_text(json.dumps(document))
    return str(folder)


def checks(said: Any) -> dict[str, dict[str, str]]:
    return {one["name"]: one for one in json.loads(said.out)["checks"]}


def test_a_machine_is_looked_at_without_a_project(sinterflow: Any) -> None:
    said = sinterflow("doctor")
    assert said.code == 0
    for name in ("Python", "Clock", "Port", "Plugin"):
        assert f"  {name}: " in said.out
    assert "时钟：" in sinterflow("doctor", "--lang", "zh").out


def test_the_licences_of_what_is_used_are_named(sinterflow: Any) -> None:
    found = checks(sinterflow("doctor", "--json"))["Licences"]
    assert found["state"] == "ok"
    assert "MIT (" in found["message"]


def test_a_project_whose_device_answers_is_fit_to_run(sinterflow: Any, tmp_path: Path, peer: int) -> None:
    said = sinterflow("doctor", project_at(tmp_path / "plant", peer), "--json")
    assert said.code == 0
    found = checks(said)
    assert found["Connection plc-1 (modbus.tcp)"]["state"] == "ok"
    assert found["Project"]["state"] == "ok"
    assert found["Data folder"]["state"] == "ok"


def test_a_device_that_does_not_answer_fails_with_what_to_do(sinterflow: Any, tmp_path: Path) -> None:
    said = sinterflow("doctor", project_at(tmp_path / "plant", 1))
    assert said.code == 1
    assert "127.0.0.1:1 cannot be reached: connection refused; check its power" in said.out
    chinese = sinterflow("doctor", str(tmp_path / "plant"), "--lang", "zh")
    assert "127.0.0.1:1 无法连接：连接被拒绝；请检查设备电源" in chinese.out


def test_a_project_with_faults_fails(sinterflow: Any, tmp_path: Path, peer: int) -> None:
    folder = Path(project_at(tmp_path / "plant", peer))
    (folder / "flows" / "x.json").write_text("{")
    found = sinterflow("doctor", str(folder), "--json")
    assert found.code == 1
    assert checks(found)["Project"]["state"] == "fail"


def test_a_port_in_use_is_a_warning(sinterflow: Any, peer: int) -> None:
    said = sinterflow("doctor", "--port", str(peer))
    assert said.code == 0
    assert f"{peer} is in use; if that is not Sinterflow itself" in said.out


def test_it_names_who_uses_the_data_and_what_hung_there(sinterflow: Any, tmp_path: Path) -> None:
    (tmp_path / "hang.txt").write_text('  File "<line-1/sum>", line 3 in f\n')
    assert [(one.flow, one.node) for one in disabled_nodes(tmp_path)] == [("line-1", "sum")]
    with DataLock(tmp_path):
        said = sinterflow("doctor", "--data", str(tmp_path))
    assert "in use by process" in said.out
    assert "line-1/sum hung on" in said.out
    assert "disabled-nodes.json" in said.out


def test_a_journal_that_was_set_aside_is_named(sinterflow: Any, tmp_path: Path) -> None:
    for ending in ("", "-wal"):
        (tmp_path / f"journal.db.damaged-1{ending}").write_bytes(b"")
    said = sinterflow("doctor", "--data", str(tmp_path))
    assert said.out.count("set aside as journal.db.damaged-1;") == 1


def test_a_data_folder_that_cannot_be_used_fails(sinterflow: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = sinterflow("doctor", "--data", str(tmp_path / "file"))
    assert said.code == 1
    assert "cannot be written: a part of the path is not a folder; give the user" in said.out


def test_a_project_that_is_not_there_is_wrong_use(sinterflow: Any) -> None:
    said = sinterflow("doctor", "nowhere")
    assert said.code == 2
    assert "nowhere does not exist" in said.err


def test_a_clock_that_is_off_and_licences_of_nodes_are_told(sinterflow: Any, tmp_path: Path, peer: int) -> None:
    folder = project_at(tmp_path / "plant", peer)
    line = {"format": 1, "id": "line", "nodes": {"a": {"type": "core.inject"}}}
    (tmp_path / "plant" / "flows" / "line.json").write_text(json.dumps(line))
    with time_server(partial(answer, ahead=-60)) as server:
        document = json.loads((tmp_path / "plant" / "project.json").read_text())
        document["settings"] = {"time_server": server, "timezone": "Asia/Shanghai"}
        (tmp_path / "plant" / "project.json").write_text(json.dumps(document))
        said = sinterflow("doctor", folder, "--json")
    found = [(one["name"], one["state"], one["message"]) for one in json.loads(said.out)["checks"]]
    (off,) = [state for name, state, message in found if name == "Clock" and server in message]
    assert off == "warn"
    assert ("Licence", "ok", "sinterflow: Apache-2.0") in found
    assert ("Time zone", "ok", "Asia/Shanghai") in found
    assert {"Memory", "Disk"} <= {name for name, _, _ in found}


def test_what_others_may_read_certificates_that_end_and_old_backups_are_told(sinterflow: Any, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "backups").mkdir(parents=True)
    (data / "tls").mkdir()
    _, certificate, _ = certificates(tmp_path)
    (data / "tls" / "server.pem").write_bytes(certificate.read_bytes())
    (data / "tls" / "broken.pem").write_text("-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n")
    (data / "secret.key").write_bytes(b"x" * 32)
    (data / "secret.key").chmod(0o644)
    (data / "lock").touch()
    data.chmod(0o755)
    said = sinterflow("doctor", "--data", str(data))
    assert said.code == 1
    assert f"chmod 600 {data / 'secret.key'}" in said.out
    assert f"chmod 700 {data}" in said.out
    assert "server.pem is valid until" in said.out
    assert "broken.pem cannot be read" in said.out
    assert "Backup: there is none" in said.out
    backup = data / "backups" / "plant-abc-20260101T000000Z.backup"
    backup.write_text("x")
    assert "Backup: the newest is 0.0 days old" in sinterflow("doctor", "--data", str(data)).out
    os.utime(backup, (0, 0))
    assert "make one" in sinterflow("doctor", "--data", str(data)).out


def test_the_wear_of_a_disk_is_read_where_the_system_tells_it(tmp_path: Path) -> None:
    device = os.stat(tmp_path).st_dev
    folder = tmp_path / "sys" / "dev" / "block" / f"{os.major(device)}:{os.minor(device)}"
    (folder / "device").mkdir(parents=True)
    (folder / "stat").write_text(" 1 2 3 4 5 6 999999999999 8 9 10 11\n")
    (folder / "device" / "life_time").write_text("0x02 0x09\n")
    states = [(one.state, one.said["en"]) for one in wear(tmp_path, tmp_path / "sys") if isinstance(one.said, dict)]
    assert ("warn", "about 90 % of its life are used") in states
