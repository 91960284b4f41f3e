"""`sinterflow run`, as a process of its own."""

from __future__ import annotations

import json
import signal
import socket
import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime.portable import WINDOWS
from sinterflow.runtime.usercode.disabled import DisabledNode, disable
from tests.runtime.cli.running import started

TICKING = {
    "format": 1,
    "id": "ticking",
    "nodes": {
        "tick": {"type": "core.inject", "config": {"every": "50ms", "message": {"payload": 1}}},
        "show": {"type": "core.debug", "config": {"console": True}},
    },
    "wires": [["tick", "show"]],
}
BROKEN = {"format": 1, "id": "broken", "nodes": {"what": {"type": "core.nothing"}}}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "plant"
    (folder / "flows").mkdir(parents=True)
    (folder / "project.json").write_text(json.dumps({"format": 1, "name": "Plant"}))
    (folder / "flows" / "ticking.json").write_text(json.dumps(TICKING))
    return folder


def test_a_project_runs_until_sigterm_and_ends_with_0(project: Path) -> None:
    with started("run", "plant", "--port", "0", cwd=project.parent) as process:
        process.until("Log in:")
        status, flows = process.get("/api/v1/flows")
        assert status == 200
        assert [(one["id"], one["running"]) for one in flows["items"]] == [("ticking", True)]
        process.until('"event": "debug"')
        assert process.end() == 0
    assert "stopping" in process.output
    assert "Traceback" not in process.output


def test_ctrl_c_ends_it_in_order_too(project: Path) -> None:
    with started("run", "plant", "--port", "0", cwd=project.parent) as process:
        process.until("Stop with Ctrl-C")
        assert process.end(signal.SIGINT) == 0
    assert "Traceback" not in process.output


@pytest.mark.skipif(WINDOWS, reason="its folders have lists of their own")
def test_a_data_folder_and_databases_that_others_may_read_are_taken_from_them(project: Path) -> None:
    data = project / "data"
    data.mkdir(mode=0o755)
    for name in ("journal.db", "history.db", "security.db"):
        (data / name).touch(mode=0o644)
    with started("run", "plant", "--port", "0", cwd=project.parent) as process:
        process.until("Log in:")
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
        databases = {one.name: stat.S_IMODE(one.stat().st_mode) for one in data.glob("*.db*")}
        assert {"journal.db", "history.db", "security.db", "journal.db-wal"} <= databases.keys()
        assert set(databases.values()) == {0o600}, databases
        process.end()


def test_the_start_token_is_for_the_owner_alone_and_the_only_one(project: Path) -> None:
    with started("run", "plant", "--port", "0", cwd=project.parent) as process:
        process.until("Log in:")
        file = project / "data" / "start-token"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert file.read_text().strip() == process.token
        assert process.get("/api/v1/flows", token="another")[0] == 401


def test_a_second_process_is_told_who_holds_the_data(project: Path) -> None:
    with started("run", "plant", "--port", "0", cwd=project.parent) as first:
        first.until("Log in:")
        with started("run", "plant", "--port", "0", cwd=project.parent) as second:
            assert second.ended() == 1
        assert f"plant/data is in use by process {first.process.pid} since 20" in second.output
        assert "--data" in second.output
        with started("run", "plant", "--port", "0", "--data", "other", cwd=project.parent) as third:
            third.until("Log in:")


def test_a_port_in_use_is_named_with_the_way_out(project: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with started("run", "plant", "--port", str(port), cwd=project.parent) as process:
            assert process.ended() == 1
    assert f"port {port} on 127.0.0.1 is in use" in process.output
    assert "--port" in process.output
    assert "Traceback" not in process.output


def test_a_flow_with_faults_stays_stopped_and_the_others_run(project: Path) -> None:
    (project / "flows" / "broken.json").write_text(json.dumps(BROKEN))
    with started("run", "plant", "--port", "0", cwd=project.parent) as process:
        process.until("1 flow, 1 stopped by faults")
        process.until("Log in:")
        _, flows = process.get("/api/v1/flows")
        running = {one["id"]: one["running"] for one in flows["items"]}
        assert running == {"ticking": True, "broken": False}
        assert process.get("/readyz")[0] == 503
    assert "core.nothing" in process.output


def test_a_node_that_hung_before_is_left_off_and_the_rest_runs(project: Path) -> None:
    disable(project / "data", DisabledNode("ticking", "show", datetime.now(UTC)))
    with started("run", "plant", "--port", "0", cwd=project.parent) as process:
        process.until("a node that hung before is left off")
        process.until("Log in:")
        _, state = process.get("/api/v1/flows/ticking/state")
        assert state["running"]
        assert list(state["nodes"]) == ["tick"]
        (flow,) = process.get("/api/v1/flows")[1]["items"]
        assert [(one["code"], one["node"]) for one in flow["faults"]] == [("node-left-off", "show")]
        assert flow["reason"] is None


def test_safe_starts_the_api_but_no_flow(project: Path) -> None:
    with started("run", "plant", "--port", "0", "--safe", cwd=project.parent) as process:
        process.until("no flow runs")
        process.until("Log in:")
        _, flows = process.get("/api/v1/flows")
        assert [one["running"] for one in flows["items"]] == [False]
        assert process.get("/readyz")[0] == 200
        assert process.end() == 0


def test_a_single_file_keeps_its_data_beside_it(tmp_path: Path) -> None:
    (tmp_path / "anything.json").write_text(json.dumps(TICKING))
    with started("run", "anything.json", "--port", "0", cwd=tmp_path) as process:
        process.until("Log in:")
        assert (tmp_path / "ticking.data" / "start-token").is_file()
        assert process.end() == 0


def test_a_service_manager_hears_when_all_runs_and_the_token_stays_out_of_the_journal(project: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(project / "notify"))
        manager.settimeout(30)
        environment = {"NOTIFY_SOCKET": str(project / "notify"), "WATCHDOG_USEC": "100000"}
        with started("run", "plant", "--port", "0", cwd=project.parent, **environment) as process:
            assert manager.recv(100) == b"READY=1"
            assert manager.recv(100) == b"WATCHDOG=1"
            assert process.end() == 0
            said = b""
            while said != b"STOPPING=1":
                said = manager.recv(100)
    assert (project / "data" / "start-token").read_text().strip() not in process.output


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        (("nowhere",), "nowhere does not exist", "nowhere 不存在"),
        (("plant", "--host", "0.0.0.0"), "give --tls-cert and --tls-key, or --insecure", "--insecure"),
        (("plant", "--tls-cert", "x"), "--tls-key is missing", "缺少 --tls-key"),
        (("plant", "--tls-cert", "x", "--tls-key", "y"), "no such file or folder", "文件或目录不存在"),
        (("plant", "--tls-cert", "plant/project.json", "--tls-key", "plant/project.json"), "PEM", "PEM"),
        (("plant", "--proxy", "10.0.0.300"), "10.0.0.300 is neither an address nor a network", "10.0.0.300 既不是地址"),
    ],
)
def test_options_that_cannot_work_are_refused(
    sinterflow: Any,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    english: str,
    chinese: str,
) -> None:
    monkeypatch.chdir(project.parent)
    said = sinterflow("run", *arguments)
    assert said.code == 2
    assert english in said.err
    assert chinese in sinterflow("run", *arguments, "--lang", "zh").err


def test_the_printed_unit_runs_the_same_from_anywhere(
    sinterflow: Any, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.parent)
    said = sinterflow("run", "plant", "--headless", "--port", "9000", "--proxy", "10.1.0.0/16", "--print-unit")
    assert said.code == 0
    (command,) = [line for line in said.out.splitlines() if line.startswith("ExecStart=")]
    assert command.endswith(f"run {project} --host 127.0.0.1 --port 9000 --proxy 10.1.0.0/16 --headless")
    assert Path(command.removeprefix("ExecStart=").split()[0]).is_absolute()
    said = sinterflow("run", "plant", "--log-file", str(project.parent / "logs" / "p.log"), "--print-unit")
    assert f"ReadWritePaths={project} {project.parent / 'logs'}\n" in said.out


def test_other_machines_are_let_in_with_insecure_and_told_what_they_see(project: Path) -> None:
    with started("run", "plant", "--port", "0", "--host", "0.0.0.0", "--insecure", cwd=project.parent) as process:
        process.until("Log in: http://127.0.0.1:")
        process.until("the start token counts on this machine alone")
        assert process.get("/api/v1/flows")[0] == 200


def test_https_with_a_certificate(project: Path) -> None:
    key, certificate = project / "key.pem", project / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    files = ("--tls-cert", str(certificate), "--tls-key", str(key))
    with started("run", "plant", "--port", "0", *files, cwd=project.parent) as process:
        assert "https://127.0.0.1:" in process.until("Log in:")
        assert process.end() == 0


def test_a_second_signal_ends_it_at_once(project: Path) -> None:
    """A message that waits for a broker keeps the process from ending by itself for a while."""
    config = {"host": "127.0.0.1", "port": 1}
    connections = {"connections": {"broker": {"type": "mqtt.broker", "config": config}}}
    (project / "project.json").write_text(json.dumps({"format": 1, **connections}))
    tick = {"type": "core.inject", "config": {"at_start": True}}
    out = {"type": "mqtt.out", "config": {"connection": "broker", "topic": "x"}}
    flow = {
        "format": 1,
        "id": "ticking",
        "nodes": {"tick": tick, "out": out},
        "wires": [["tick", "out", {"policy": "durable"}]],
    }
    (project / "flows" / "ticking.json").write_text(json.dumps(flow))
    with started("run", "plant", "--port", "0", cwd=project.parent) as process:
        process.until("Stop with Ctrl-C")
        process.process.send_signal(signal.SIGTERM)
        process.until("stopping")
        assert process.end() == 130
