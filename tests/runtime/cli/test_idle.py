"""What a headless run loads before anybody asks for anything."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HEAVY = (
    "amqtt", "argon2", "cryptography", "gmqtt", "jinja2", "joserfc", "jsonschema", "jsonschema_rs", "openpyxl",
    "opentelemetry", "prometheus_client", "pymodbus", "pyotp", "segno", "yaml",
)  # fmt: skip
PROGRAM = """
import os, signal, sys, threading, time, urllib.request
from pathlib import Path

def when_ready():
    data = Path("plant/data")
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz")
            break
        except OSError:
            time.sleep(0.05)
    Path("loaded").write_text(" ".join(name for name in HEAVY if name in sys.modules))
    os.kill(os.getpid(), signal.SIGTERM)

from sinterflow.runtime.cli.machine import free_port
port = free_port()
threading.Thread(target=when_ready, daemon=True).start()
from sinterflow.runtime.cli import main
main(["run", "plant", "--headless", "--port", str(port)])
"""


def test_a_headless_run_loads_no_library_that_it_does_not_use(tmp_path: Path) -> None:
    flows = tmp_path / "plant" / "flows"
    flows.mkdir(parents=True)
    (tmp_path / "plant" / "project.json").write_text('{"format": 1}')
    nodes = {"every": {"type": "core.inject", "config": {"every": "1s"}}, "keep": {"type": "core.filter"}}
    flow = {"format": 1, "id": "line", "nodes": nodes, "wires": [["every", "keep"]]}
    (flows / "line.json").write_text(json.dumps(flow))
    assert loaded_by_a_run(tmp_path) == "argon2"  # the first start hashes the first password
    assert loaded_by_a_run(tmp_path) == ""


def loaded_by_a_run(folder: Path) -> str:
    """Those of the heavy libraries that a headless run of the plant in the folder has loaded when it is ready."""
    code = f"HEAVY = {HEAVY}{PROGRAM}"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return (folder / "loaded").read_text()
