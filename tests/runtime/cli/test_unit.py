"""The systemd unit that `run --print-unit` prints."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from sinterflow.runtime.cli.unit import program, unit

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")


def settings(text: str, name: str) -> list[str]:
    return [line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{name}=")]


def made(folder: Path, *, port: int = 8480, data: Path | None = None, arguments: tuple[str, ...] = ()) -> str:
    return unit("line-1", folder, ["run", str(folder), *arguments], data=data or folder / "data", port=port)


def test_it_quotes_what_systemd_would_split_or_fill_in(tmp_path: Path) -> None:
    folder, data = tmp_path / "plant 1", tmp_path / "100%"
    folder.mkdir()
    text = made(folder, data=data, arguments=("--data", str(data), "--tls-key", "$HOME/a#b"))
    (command,) = settings(text, "ExecStart")
    assert command.endswith(f' run "{folder}" --data {tmp_path}/100%% --tls-key "$$HOME/a#b"')
    assert settings(text, "ReadWritePaths") == [f'"{folder}" {tmp_path}/100%%']
    assert settings(text, "WorkingDirectory") == [str(folder)]
    assert settings(text, "User") == [tmp_path.owner()]
    assert settings(text, "Type") == ["notify"]


def test_only_a_port_that_needs_a_right_gets_it(tmp_path: Path) -> None:
    assert settings(made(tmp_path), "CapabilityBoundingSet") == [""]
    for name in ("CapabilityBoundingSet", "AmbientCapabilities"):
        assert settings(made(tmp_path, port=443), name) == ["CAP_NET_BIND_SERVICE"]


def test_it_is_started_again_for_ever_and_has_time_to_end(tmp_path: Path) -> None:
    """So that flows which crash it are held one by one, and no orderly end is broken off."""
    from sinterflow.runtime.cli.at_work import HANG_LIMIT, LINGER

    text = made(tmp_path)
    assert settings(text, "StartLimitIntervalSec") == ["0"]
    assert settings(text, "Restart") == ["always"]
    assert int(settings(text, "WatchdogSec")[0]) > HANG_LIMIT
    assert int(settings(text, "TimeoutStopSec")[0]) > 5 + 10 + 30 + LINGER


@needs_systemd
@pytest.mark.parametrize("name", ["plant", "plant 1 100% $x"])
def test_systemd_finds_no_fault_in_it(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    file = tmp_path / "sinterflow-line-1.service"
    file.write_text(made(folder), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", file], capture_output=True, text=True, check=False)
    about_it = [line for line in (done.stdout + done.stderr).splitlines() if "line-1" in line or program()[0] in line]
    assert about_it == []


@needs_systemd
def test_systemd_rates_its_exposure_as_low(tmp_path: Path) -> None:
    file = tmp_path / "sinterflow-line-1.service"
    file.write_text(made(tmp_path).replace(f"User={tmp_path.owner()}", "User=sinterflow"), encoding="utf-8")
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"exposure level for .*: ([\d.]+)", done.stdout)
    assert found, done.stdout + done.stderr
    assert float(found[1]) < 3.0
